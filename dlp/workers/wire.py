"""What workers say to the process that records: one inspection after another, and the persons in it.

Values that must never leave a process, in a `Hit` or a `Block`, refuse to be pickled. Only the
nouns of `dlp.model` are unpickled, so that a worker which a hostile text has taken over cannot
make the recording process do anything else. The persons of a document may be millions: they come
first, piece by piece, and are only as many numbers.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from dlp.counting.crowd import Crowd
from dlp.counting.rows import Rows
from dlp.counting.spill import Scratch
from dlp.model import Inspection

FORK, SERVE = b"fork", b"serve"
"""What a process that has loaded is told: to make a worker for each channel it is handed, or to be one."""
READY, FAILED, _ROWS, _DONE = b"+", b"!", b"#", b"="
"""First bytes: loaded; could not load, and why; numbers of persons; an inspection, which they belong to."""

_MODULES = frozenset({"dlp.model", "dlp.terms", "datetime"})


def send(link: Connection, inspection: Inspection) -> None:
    """Send an inspection with its persons. Raises OSError: nobody listens; SpillError."""
    tally = inspection.tally
    crowd = tally.subjects if isinstance(tally.subjects, Crowd) and not tally.own_document else None
    for frame in _rows(crowd) if crowd else ():
        link.send_bytes(frame)
    if tally.subjects:
        tally.subjects.clear()
    packed = io.BytesIO()
    packed.write(_DONE)
    _Packer(packed).dump((inspection, crowd.flags if crowd else None))
    link.send_bytes(packed.getbuffer())


def _rows(crowd: Crowd) -> Iterator[bytes]:
    for number, piece in crowd.rows():
        yield _ROWS + bytes([number]) + np.ascontiguousarray(piece).tobytes()


class _Packer(pickle.Pickler):
    """Leaves out persons wherever they hang: they were sent before."""

    def persistent_id(self, obj: object) -> str | None:
        return "persons" if isinstance(obj, Crowd) else None


class _Unpacker(pickle.Unpickler):
    """Puts persons in their place, and makes nothing but nouns and dates."""

    def __init__(self, packed: io.BytesIO, crowd: Crowd | None) -> None:
        super().__init__(packed)
        self._crowd = crowd

    def persistent_load(self, pid: object) -> Crowd | None:
        return self._crowd

    def find_class(self, module: str, name: str) -> Any:
        if module not in _MODULES or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


class Receiver:
    """Puts the frames of one worker together. What it holds of a document is bounded, as a `Crowd` is."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._crowd: Crowd | None = None

    def take(self, frame: bytes) -> Inspection | None:
        """An inspection, once it is complete. Raises SpillError."""
        if frame[:1] == _ROWS:
            self._crowd = self._crowd or Crowd(self._scratch)
            number = frame[1]
            self._crowd.put(number, _array(frame[2:], self._crowd.tables[number].columns))
            return None
        crowd, self._crowd = self._crowd, None
        inspection, flags = _Unpacker(io.BytesIO(frame[1:]), crowd).load()
        if crowd:
            crowd.flags = flags
        return inspection if isinstance(inspection, Inspection) else None


def _array(data: bytes, columns: int) -> Rows:
    return np.frombuffer(data, np.uint64).reshape(-1, columns)
