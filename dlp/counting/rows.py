"""Sorted rows of 64-bit numbers: order, merge, look up. A row is what one counted thing is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint64]
"""Rows of one table, shape (number, columns); or one column of it, shape (number,)."""

Mask = npt.NDArray[np.bool_]

_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mixed(numbers: Rows) -> Rows:
    """A number for each number, one to one and without pattern (the finalizer of SplitMix64, Steele et al. 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _A
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _B
    return numbers ^ (numbers >> np.uint64(31))


def column(values: Iterable[int]) -> Rows:
    """A column of numbers."""
    return np.fromiter(values, np.uint64)


def table(*columns: Rows) -> Rows:
    """Rows made of columns of one length."""
    return np.stack(columns, axis=1)


def begins(rows: Rows, columns: int = 1) -> Mask:
    """Where a sorted array has a row whose first `columns` differ from the row before; the first row does."""
    first = np.ones(len(rows), np.bool_)
    np.not_equal(rows[1:, 0], rows[:-1, 0], out=first[1:])
    for number in range(1, columns):
        first[1:] |= rows[1:, number] != rows[:-1, number]
    return first


def ordered(rows: Rows) -> Rows:
    """The distinct rows, sorted by all columns.

    Sorting by the first column settles nearly all, because it holds fingerprints; only rows that
    tie are compared by the rest.
    """
    if rows.shape[1] == 1:
        rows = np.sort(rows, axis=0)
        return rows[begins(rows)]
    rows = rows.take(np.argsort(rows[:, 0]), axis=0)
    same = rows[1:, 0] == rows[:-1, 0]
    if not same.any():
        return rows
    tied = np.zeros(len(rows), np.bool_)
    tied[1:] = same
    tied[:-1] |= same
    ties = rows[tied]
    rows[tied] = ties[np.lexsort(ties.T[::-1])]
    return rows[begins(rows, rows.shape[1])]


def merged(runs: Iterable[Iterator[Rows]]) -> Iterator[Rows]:
    """One sorted stream of distinct rows from several; each run is sorted and distinct.

    All runs give pieces of about one length, and one or two of each are held at a time. Because
    fingerprints are spread evenly, nearly all that is held goes out at once.
    """
    heads = [_Head(run) for run in runs]
    while heads := [head for head in heads if head.fill()]:
        if len(heads) == 1:
            yield heads[0].all()
            continue
        last = min(head.last() for head in heads)
        yield ordered(np.concatenate([head.up_to(last) for head in heads]))


class _Head:
    """The beginning of what is left of a run."""

    def __init__(self, run: Iterator[Rows]) -> None:
        self._run = run
        self._rows = next(run, None)
        self._piece = 0 if self._rows is None else len(self._rows)

    def fill(self) -> bool:
        """Hold at least a piece, if there is so much left; whether anything is."""
        while self._rows is not None and len(self._rows) < max(1, self._piece):
            more = next(self._run, None)
            if more is None:
                return len(self._rows) > 0
            self._rows = np.concatenate([self._rows, more])
        return self._rows is not None

    def last(self) -> tuple[int, ...]:
        assert self._rows is not None
        return tuple(self._rows[-1].tolist())

    def all(self) -> Rows:
        assert self._rows is not None
        rows, self._rows = self._rows, self._rows[:0]
        return rows

    def up_to(self, last: tuple[int, ...]) -> Rows:
        """Take the rows that come before a row or are equal to it."""
        rows = self.all()
        low, high = 0, len(rows)
        for number, value in enumerate(last):
            part, wanted = rows[low:high, number], np.uint64(value)
            high = low + int(np.searchsorted(part, wanted, "right"))
            low = low + int(np.searchsorted(part, wanted, "left"))
            if low == high:
                break
        self._rows = rows[high:]
        return rows[:high]


class Lookup:
    """Finds keys in a sorted stream while both go forward. The first column is the key."""

    def __init__(self, chunks: Iterator[Rows]) -> None:
        self._chunks = chunks
        self._chunk = next(chunks, None)

    def find(self, keys: Rows) -> tuple[Mask, Rows]:
        """Which of some sorted keys are there, and the last column of their (first) row, else 0.

        Keys never go back behind those of an earlier call.
        """
        found, values = np.zeros(len(keys), np.bool_), np.zeros(len(keys), np.uint64)
        at = 0
        while at < len(keys) and self._chunk is not None:
            known = self._chunk[:, 0]
            stop = at + int(np.searchsorted(keys[at:], known[-1], "right"))
            place = np.searchsorted(known, keys[at:stop])
            found[at:stop] = known[place] == keys[at:stop]
            values[at:stop] = np.where(found[at:stop], self._chunk[place, -1], np.uint64(0))
            at = stop
            if at < len(keys):
                self._chunk = next(self._chunks, None)
        return found, values
