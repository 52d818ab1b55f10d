"""What is marked dirty, until it rests. Bounded: what does not fit is left to a survey, never forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from dlp.model import Act, Stamp

LATEST = 300.0
"""Seconds after which a file that never rests, such as a log, is looked at all the same."""


@dataclass(slots=True)
class Mark:
    """A path, when it was last heard of and first, and how it looked when it was last asked."""

    path: str
    act: Act
    since: float
    first: float
    looked: Stamp | None = None


class Marks:
    """Dirty paths. Threads may share it.

    quiet: seconds that a path must not be heard of. most: how many are kept.
    full: is called with a path for which there is no room.
    """

    def __init__(self, quiet: float, most: int, full: Callable[[str], None]) -> None:
        self._quiet, self._most, self._full = quiet, most, full
        self._marks: dict[str, Mark] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._marks)

    def put(self, path: str, act: Act) -> None:
        """Mark a path; one that is marked already has to rest anew."""
        now = time.monotonic()
        with self._lock:
            old = self._marks.pop(path, None)  # put last again: marks stand in the order of their times
            room = old is not None or len(self._marks) < self._most
            if room:
                self._marks[path] = Mark(path, act, now, old.first if old else now, old.looked if old else None)
        if not room:
            self._full(path)

    def again(self, mark: Mark, looked: Stamp | None) -> None:
        """Put back one that does not rest yet, with how it looks now."""
        now = time.monotonic()
        with self._lock:
            if mark.path not in self._marks:
                self._marks[mark.path] = Mark(mark.path, mark.act, now, mark.first, looked)

    def due(self, most: int) -> list[Mark]:
        """Take out paths that were not heard of for long enough, the longest first."""
        before = time.monotonic() - self._quiet
        taken: list[Mark] = []
        with self._lock:
            for mark in self._marks.values():
                if mark.since > before or len(taken) == most:
                    break
                taken.append(mark)
            for mark in taken:
                del self._marks[mark.path]
        return taken


def rests(stamp: Stamp, looked: Stamp | None, now: float, quiet: float) -> bool:
    """Whether a file is left alone: by its times, or because it looks as it did a quiet time ago.

    now: seconds since 1970. Times in the future, from a clock that is wrong, say nothing.
    """
    age = now - max(stamp.modified, stamp.changed) / 1e9
    return stamp == looked or age >= quiet
