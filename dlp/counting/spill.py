"""Tables larger than memory: sorted runs of rows in files that nobody else can open.

Only keyed fingerprints and hashes of them are written, no value. A file has no name while it
is open (O_TMPFILE, or unlinked at once; on Windows it is deleted when its last handle closes),
so the system removes it even when the process is killed. `Scratch` removes what a power failure
can leave, at the next start.
"""

from __future__ import annotations

import errno
import tempfile
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

import numpy as np

from dlp import machine
from dlp.counting.rows import Rows, merged, ordered
from dlp.errors import SpillError
from dlp.model import Text

ROWS = 1 << 17
"""How many rows a table holds in memory: 3 MB where a row has three columns."""

_FAN_IN = 64
"""How many runs are merged at a time."""

_LEAST_CHUNK = 256
_PREFIX = "count-"
_ABANDONED = 3600
_COPY = 1 << 14
_PIECES = 1024
_BYTES = 8


class Scratch:
    """The folder where tables spill.

    folder: made private (0700) when it is first needed; None means the system's own for
        temporary files.
    rows: how many rows each table may hold in memory.
    """

    def __init__(self, folder: Path | None = None, rows: int = ROWS) -> None:
        self.folder, self.rows = folder, rows
        self._sweep()

    def file(self) -> FileIO:
        """A new nameless file. Raises SpillError."""
        with guarded(self.folder):
            if self.folder:
                machine.private_folder(self.folder)
            return tempfile.TemporaryFile(dir=self.folder, prefix=_PREFIX, buffering=0)

    def _sweep(self) -> None:
        """Remove files that outlived their process. One still open has no name, or cannot be removed."""
        if self.folder is None or not self.folder.is_dir():
            return
        for file in self.folder.glob(f"{_PREFIX}*"):
            try:
                if file.stat().st_mtime < time.time() - _ABANDONED:
                    file.unlink()
            except OSError:
                continue  # another process uses it or was quicker


@contextmanager
def guarded(folder: Path | None) -> Iterator[None]:
    """Turn trouble with the disk into an error that stops the count."""
    try:
        yield
    except OSError as error:
        what = Text("计数用的临时文件无法读写", f"the temporary file of a count cannot be used ({error.strerror})")
        fix = Text("请检查磁盘空间和权限", "check free disk space and permissions")
        raise SpillError(what, file=folder or tempfile.gettempdir(), fix=fix) from error


class _File:
    """A nameless file of sorted runs, each a place in the file and a number of rows."""

    def __init__(self, scratch: Scratch, columns: int) -> None:
        self.runs: list[tuple[int, int]] = []
        self._folder, self._columns = scratch.folder, columns
        self._raw = scratch.file()
        self._end = 0
        weakref.finalize(self, self._raw.close)

    def append(self, chunks: Iterable[Rows]) -> None:
        """Write one run. Raises SpillError."""
        begin, number = self._end, 0
        with guarded(self._folder):
            self._raw.seek(begin)
            for rows in chunks:
                left = np.ascontiguousarray(rows).data.cast("B")
                self._end += len(left)
                while left:
                    left = left[self._raw.write(left) :]
                number += len(rows)
        self.runs.append((begin, number))

    def read(self, run: tuple[int, int], step: int) -> Iterator[Rows]:
        """The rows of a run, `step` at a time. Raises SpillError, also where rows are missing."""
        begin, number = run
        for first in range(0, number, step):
            rows = np.empty((min(step, number - first), self._columns), np.uint64)
            left = rows.data.cast("B")
            with guarded(self._folder):
                self._raw.seek(begin + first * self._columns * _BYTES)
                while left:
                    left = left[self._read_into(left) :]
            yield rows

    def _read_into(self, space: memoryview) -> int:
        got = self._raw.readinto(space)
        if not got:
            raise OSError(errno.EIO, "the file is shorter than what was written")
        return got

    def empty(self) -> None:
        """Drop all runs and give the disk back."""
        with guarded(self._folder):
            self._raw.seek(0)
            self._raw.truncate()
        self.runs, self._end = [], 0


class Table:
    """Distinct rows of some numbers, however many.

    Held in memory: at most `scratch.rows` rows, three times as much while they are sorted. All
    methods raise SpillError where the disk is full or fails; the table is of no use after that.
    """

    def __init__(self, columns: int, scratch: Scratch) -> None:
        self.columns = columns
        self._scratch = scratch
        self._fresh: list[Rows] = []
        self._held = 0
        self._files: list[_File] = []

    def add(self, rows: Rows) -> None:
        """Put rows in; those that are there already change nothing."""
        most = self._scratch.rows
        for start in range(0, len(rows), most):
            part = rows[start : start + most]
            self._fresh.append(part)
            self._held += len(part)
            if len(self._fresh) >= _PIECES:
                self._fresh = [np.concatenate(self._fresh)]
            if self._held >= most:
                self._squeeze()
                if self._held > most // 2:
                    self._spill()

    def __bool__(self) -> bool:
        return bool(self._fresh or self._files)

    def __len__(self) -> int:
        return sum(map(len, self.chunks()))

    def chunks(self) -> Iterator[Rows]:
        """All rows, sorted and distinct, in pieces. The table must not change meanwhile."""
        self._squeeze()
        runs = [(file, run) for file in self._files for run in file.runs]
        step = self._step(len(runs) + 1)
        held = self._fresh[0] if self._fresh else np.empty((0, self.columns), np.uint64)
        memory = (held[at : at + step] for at in range(0, len(held), step))
        return merged([memory, *(file.read(run, step) for file, run in runs)])

    def absorb(self, other: Table) -> None:
        """Take all rows of another table, which is empty afterwards."""
        for file in other._files:
            for run in file.runs:
                self._append(0, file.read(run, _COPY))
        for rows in other._fresh:
            self.add(rows)
        other.clear()

    def clear(self) -> None:
        """Forget everything and give the disk back."""
        self._fresh, self._held, self._files = [], 0, []

    def _step(self, runs: int) -> int:
        """How many rows of each run are read at a time; two such pieces of each are held."""
        return max(_LEAST_CHUNK, self._scratch.rows // (2 * runs))

    def _squeeze(self) -> None:
        """Sort what is in memory."""
        if self._fresh:
            self._fresh = [ordered(np.concatenate(self._fresh))]
            self._held = len(self._fresh[0])

    def _spill(self) -> None:
        """Write what is in memory as one run."""
        self._append(0, iter(self._fresh))
        self._fresh, self._held = [], 0

    def _append(self, level: int, run: Iterator[Rows]) -> None:
        """Write a run to the file of a level; many runs there become one of the next level."""
        if level == len(self._files):
            self._files.append(_File(self._scratch, self.columns))
        file = self._files[level]
        file.append(run)
        if len(file.runs) >= _FAN_IN:
            step = self._step(_FAN_IN)
            self._append(level + 1, merged([file.read(run, step) for run in file.runs]))
            file.empty()
