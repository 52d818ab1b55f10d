"""A second opinion on the type of a file that no rule of ours knows: libmagic."""

from __future__ import annotations

import contextlib
import ctypes.util
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dlp.readers.source import Source

UNKNOWN = "unknown"
_MOST = 64 << 20
"""How much of a member that lies in memory is looked at."""


def ask(source: Source) -> str:
    """What libmagic says about the whole file, as a media type; `unknown` where it is missing or unsure.

    Never about a mere beginning: the directory of an office file may be anywhere.
    """
    detector = _detector()
    if detector is None:
        return UNKNOWN
    try:
        answer = str(detector.from_descriptor(source.file.fileno()))
    except io.UnsupportedOperation:  # a member that lies in memory
        answer = str(detector.from_buffer(source.head(_MOST)))
    except (OSError, ValueError, RuntimeError):
        return UNKNOWN
    return UNKNOWN if answer == "application/octet-stream" else answer


@cache
def _detector() -> Any:
    """A detector, None where libmagic is not installed."""
    with contextlib.suppress(ImportError, OSError), _bundled():
        import magic

        return magic.Magic(mime=True)
    return None


@contextlib.contextmanager
def _bundled() -> Iterator[None]:
    """Let python-magic find the library that came with pylibmagic without starting a compiler to ask for it."""
    usual = ctypes.util.find_library
    try:
        import pylibmagic
    except ImportError:
        folder = None
    else:
        folder = Path(pylibmagic.__file__).parent
    ctypes.util.find_library = lambda name: _library(folder, name) or usual(name)
    try:
        yield
    finally:
        ctypes.util.find_library = usual


def _library(folder: Path | None, name: str) -> str | None:
    found = sorted(folder.rglob(f"lib{name}.*")) if folder else ()
    return next((str(file) for file in found if file.suffix in {".so", ".dylib", ".dll", ".1"}), None)
