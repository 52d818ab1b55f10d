"""Our readers on a file, in their sandbox, as the program uses them."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from dlp.readers import Reader

_KEPT = 64 << 20
"""Characters of a document that are compared at most."""
_CHILD = "dlp.readers.child"


@dataclass(slots=True)
class Taken:
    """What came of a file: true type, status, what is unread (part, reason, type), text, seconds, megabytes.

    `names` are those of all parts: a sheet's title and an attachment's name stand there.
    """

    kind: str = ""
    status: str = ""
    unread: list[tuple[str, str, str]] = field(default_factory=list)
    text: str = ""
    names: str = ""
    seconds: float = 0.0
    peak: float = 0.0
    hung: bool = False


def take(reader: Reader, path: Path, patience: float) -> Taken:
    """Read a file; after so many seconds of wall time it counts as hung."""
    taken = Taken()
    _forget_peak()
    began = time.monotonic()
    reading = reader.open(path)
    pieces: list[str] = []
    size, part, parts = 0, "", dict[str, None]()
    for block in reading.blocks():
        parts[block.locator.part] = None
        if size < _KEPT:  # parts are parted: a word does not go on from one to the next
            pieces.append(block.text if block.locator.part == part else "\n" + block.text)
            size, part = size + len(block.text), block.locator.part
        if time.monotonic() - began > patience:
            taken.hung = True
            reader.close()
            break
    document = reading.document()
    taken.seconds = time.monotonic() - began
    taken.kind, taken.status = document.type, document.status.value
    taken.unread = [(one.part, one.reason.value, one.type) for one in document.unread]
    taken.text, taken.peak = "".join(pieces), _peak()
    taken.names = "\n".join((*parts, *(one.part for one in document.unread)))
    return taken


def _children() -> list[int]:
    with contextlib.suppress(psutil.Error):
        return [c.pid for c in psutil.Process().children() if any(_CHILD in word for word in c.cmdline())]
    return []


def _forget_peak() -> None:
    for pid in _children():
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """The most megabytes that the living child held since it was last asked; 0 where the system does not say."""
    most = 0.0
    for pid in _children():
        with contextlib.suppress(OSError, ValueError, IndexError):
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
            most = max(most, *(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
    return most
