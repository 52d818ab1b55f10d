"""Working through sorted pieces of rows where a group may go on in the next piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from dlp.counting.rows import Mask, Rows, begins

Weights = npt.NDArray[np.int64]


def fresh(chunks: Iterable[Rows], columns: int) -> Iterator[tuple[Rows, Mask]]:
    """Each piece, and which of its rows differ in the first columns from the row before."""
    last: Rows | None = None
    for rows in chunks:
        if len(rows):
            first = begins(rows, columns)
            if last is not None:
                first[0] = bool((rows[0, :columns] != last).any())
            last = rows[-1, :columns].copy()
            yield rows, first


def whole(chunks: Iterable[Rows], most: int) -> Iterator[Rows]:
    """The same rows in pieces that part no two rows with one key; of a key at most so many rows."""
    kept: Rows | None = None
    for rows in chunks:
        joined = _cut(rows if kept is None else np.concatenate([kept, rows]), most)
        if len(joined):
            end = int(np.searchsorted(joined[:, 0], joined[-1, 0]))
            kept = joined[end:].copy()
            yield joined[:end]
    if kept is not None:
        yield kept


def _cut(rows: Rows, most: int) -> Rows:
    """The first rows of each key."""
    if len(rows) <= most or not (rows[most:, 0] == rows[:-most, 0]).any():
        return rows
    many = np.zeros(len(rows), np.bool_)
    many[most:] = rows[most:, 0] == rows[:-most, 0]
    return rows[~many]


def totals(pieces: Iterable[tuple[Rows, Weights]]) -> Iterator[tuple[Rows, Weights]]:
    """The sum of the weights of each key. pieces: sorted keys and their weights."""
    key, held = np.empty(0, np.uint64), np.empty(0, np.int64)
    for keys, weights in pieces:
        if len(keys):
            joined = np.concatenate([key, keys])
            first = np.flatnonzero(begins(joined[:, None]))
            sums = np.add.reduceat(np.concatenate([held, weights]), first)
            yield joined[first[:-1]], sums[:-1]
            key, held = joined[first[-1:]], sums[-1:]
    yield key, held


def kinds(chunks: Iterable[Rows]) -> int:
    """How many different keys there are."""
    return sum(int(first.sum()) for _, first in fresh(chunks, 1))
