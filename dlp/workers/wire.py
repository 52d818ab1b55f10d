"""What workers say to the process that records: one inspection after another, and the persons in it.

Both sides are the same program under the same account, so that pickles are as safe as memory;
values that must never leave it, in a `Hit` or a `Block`, refuse to be pickled. The persons of a
document may be millions: they come first, piece by piece, and are only as many numbers.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np

from dlp.counting.crowd import Crowd
from dlp.counting.rows import Rows
from dlp.counting.spill import Scratch
from dlp.model import Inspection, Subjects

FORK, SERVE = b"fork", b"serve"
"""What a process that has loaded is told: to make a worker for each channel it is handed, or to be one."""
READY, FAILED, _ROWS, _DONE = b"+", b"!", b"#", b"="
"""First bytes: loaded; could not load, and why; numbers of persons; an inspection, which they belong to."""


def send(link: Connection, inspection: Inspection) -> None:
    """Send an inspection with its persons. Raises OSError: nobody listens; SpillError."""
    tally = inspection.tally
    crowd = tally.subjects if isinstance(tally.subjects, Crowd) and not tally.own_document else None
    for frame in _rows(crowd) if crowd else ():
        link.send_bytes(frame)
    if tally.subjects:
        tally.subjects.clear()
    link.send_bytes(_DONE + pickle.dumps((_carrying(inspection, None), crowd.flags if crowd else None)))


def _rows(crowd: Crowd) -> Iterator[bytes]:
    for number, piece in crowd.rows():
        yield _ROWS + bytes([number]) + np.ascontiguousarray(piece).tobytes()


def _carrying(inspection: Inspection, subjects: Subjects | None) -> Inspection:
    """The same with other persons; its incidents share its tally."""
    tally = replace(inspection.tally, subjects=subjects)
    return replace(inspection, tally=tally, incidents=tuple(replace(i, tally=tally) for i in inspection.incidents))


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
        inspection, flags = pickle.loads(memoryview(frame)[1:])  # noqa: S301 - from our own worker, see above
        crowd, self._crowd = self._crowd, None
        if crowd:
            crowd.flags = flags
        return _carrying(inspection, crowd)


def _array(data: bytes, columns: int) -> Rows:
    return np.frombuffer(data, np.uint64).reshape(-1, columns)
