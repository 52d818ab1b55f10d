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


def whole(chunks: Iterable[Rows]) -> Iterator[Rows]:
    """The same rows in pieces that part no two rows with one key. For keys that have few rows."""
    kept: Rows | None = None
    for rows in chunks:
        joined = rows if kept is None else np.concatenate([kept, rows])
        if len(joined):
            cut = int(np.searchsorted(joined[:, 0], joined[-1, 0]))
            kept = joined[cut:].copy()
            yield joined[:cut]
    if kept is not None:
        yield kept


def totals(pieces: Iterable[tuple[Rows, Weights]]) -> Iterator[tuple[Rows, Weights]]:
    """The sum of the weights of each key. pieces: sorted keys and their weights."""
    key, held = np.empty(0, np.uint64), np.empty(0, np.int64)
    for keys, weights in pieces:
        if len(keys):
            keys, weights = np.concatenate([key, keys]), np.concatenate([held, weights])
            first = np.flatnonzero(begins(keys[:, None]))
            sums = np.add.reduceat(weights, first)
            yield keys[first[:-1]], sums[:-1]
            key, held = keys[first[-1:]], sums[-1:]
    yield key, held


def kinds(chunks: Iterable[Rows]) -> int:
    """How many different keys there are."""
    return sum(int(first.sum()) for _, first in fresh(chunks, 1))
