"""The index of pairs: buckets of what is left of each pair, mapped into memory, not read.

The first bits of a pair's number name its bucket and are not stored; of the rest as few bytes are
kept as `TARGET` allows. A bucket holds two to four pairs, so a look-up is one step into the table
of buckets and one into the entries (as in a quotient filter, Bender et al. 2012, without its shifts:
the table is written once, sorted).
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dlp.counting.rows import Mask, Rows
from dlp.customers.header import SIZE, Header, damaged, read, writing

TARGET = 1e-6
"""How often at most a stranger with a value in each column is taken for one of the list."""

_LOAD = 4
_LEAST_BUCKETS = 8
_PADDING = 8
_BITS = 64
_STEP = 1 << 18


class Index:
    """Says of pairs whether they are in the list. Opening reads a page; the rest is mapped.

    Raises:
        StateError: the file is missing, damaged, or was made with another key.
    """

    def __init__(self, file: Path, key: bytes) -> None:
        self.header = read(file, "index", key)
        head = self.header
        self._entries_at = SIZE + 4 * ((1 << head.buckets) + 1)
        if file.stat().st_size != self._entries_at + head.entries * head.width + _PADDING:
            raise damaged(file)
        with file.open("rb") as source:
            self._map = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        self._offsets = np.frombuffer(self._map, "<u4", (1 << head.buckets) + 1, SIZE)
        self._entries: npt.NDArray[np.uint32] = np.ndarray(
            (head.entries,), "<u4", self._map, self._entries_at, (head.width,)
        )
        self._rest = np.uint64(_BITS - 8 * head.width - head.buckets)
        self._mask = np.uint32((1 << 8 * head.width) - 1)

    @property
    def kinds(self) -> frozenset[tuple[str, str]]:
        """The pairs of kinds of data that stand in two columns of one row, in both orders."""
        columns = self.header.columns
        return frozenset(
            (a, b)
            for i, one in enumerate(columns)
            for j, other in enumerate(columns)
            if i != j
            for a in one
            for b in other
        )

    def __contains__(self, pair: int) -> bool:
        """Whether one pair is in the list."""
        width = self.header.width
        bucket = pair >> (_BITS - self.header.buckets)
        start, end = self._offsets[bucket : bucket + 2].tolist()
        wanted = (pair >> int(self._rest) & int(self._mask)).to_bytes(width, "little")
        at, stop = self._entries_at + start * width, self._entries_at + end * width
        while (at := self._map.find(wanted, at, stop)) >= 0:
            if (at - self._entries_at) % width == 0:
                return True
            at += 1
        return False

    def contains(self, pairs: Rows) -> Mask:
        """Which of many pairs are in the list."""
        found = np.zeros(len(pairs), np.bool_)
        for first in range(0, len(pairs), _STEP):
            found[first : first + _STEP] = self._contains(pairs[first : first + _STEP])
        return found

    def _contains(self, pairs: Rows) -> Mask:
        """Every bucket is gone through an entry at a time, all buckets together."""
        found = np.zeros(len(pairs), np.bool_)
        bucket = (pairs >> np.uint64(_BITS - self.header.buckets)).astype(np.intp)
        at, stop = self._offsets[bucket].astype(np.intp), self._offsets[bucket + 1].astype(np.intp)
        wanted = (pairs >> self._rest).astype(np.uint32) & self._mask
        left = np.flatnonzero(at < stop)
        while len(left):
            hit = (self._entries[at[left]] & self._mask) == wanted[left]
            found[left[hit]] = True
            left = left[~hit]
            at[left] += 1
            left = left[at[left] < stop[left]]
        return found


def shape(pairs: int, tried: int) -> tuple[int, int]:
    """Bits that name a bucket, and bytes kept of the rest, for a number of pairs.

    tried: how many pairs of a person are looked up; each may be in the list by chance.
    """
    buckets = max(_LEAST_BUCKETS, math.ceil(math.log2(max(1, pairs) / _LOAD)))
    chance = max(1, tried) * pairs / (1 << buckets)
    return buckets, max(1, math.ceil(math.log2(max(1.0, chance / TARGET)) / 8))


def write(file: Path, header: Header, most: int, chunks: Iterable[Rows]) -> Header:
    """Write an index. most: at least as many as there are pairs; chunks: them, sorted.

    Returns:
        The header as written.

    Raises:
        StateError: the file cannot be written.
    """
    columns = len(header.columns)
    buckets, width = shape(most, columns * (columns - 1) // 2)
    offsets = np.zeros((1 << buckets) + 1, np.uint32)
    with writing(file) as out:
        out.seek(SIZE + offsets.nbytes)
        entries = 0
        for rows in chunks:
            pairs = rows[:, 0]
            _count(offsets, (pairs >> np.uint64(_BITS - buckets)).astype(np.intp))
            out.write(_kept(pairs >> np.uint64(_BITS - buckets - 8 * width), width))
            entries += len(pairs)
        out.write(bytes(_PADDING))
        np.cumsum(offsets, out=offsets)
        header = replace(header, what="index", entries=entries, buckets=buckets, width=width)
        out.seek(0)
        out.write(header.encoded())
        out.write(offsets.astype("<u4").data)
    return header


def _count(offsets: npt.NDArray[np.uint32], bucket: npt.NDArray[np.intp]) -> None:
    """Note how many pairs fall into each bucket, one place behind it; they come sorted."""
    if len(bucket):
        low = int(bucket[0])
        times = np.bincount(bucket - low)
        offsets[low + 1 : low + 1 + len(times)] += times.astype(np.uint32)


def _kept(numbers: Rows, width: int) -> bytes:
    """The lowest bytes of each number, least first."""
    return numbers.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].tobytes()
