"""The register: a number for each cell of the company's list, row by row, sorted, without the values.

It is what an index is made of. Rows can be added and taken out without the list they came from,
in one pass over the register, with as much memory as a few pieces of it take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

import numpy as np

from dlp.counting.rows import Mask, Rows, merged, mixed
from dlp.counting.spill import Scratch, Table
from dlp.customers import index
from dlp.customers.header import SIZE, Header, damaged, key_check, read, writing
from dlp.customers.pairs import EMPTY, pairs_of

PIECE = 1 << 20
"""How many numbers are sorted in memory at a time: 8 MB."""

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Register:
    """A register's file and the folder for sorting. Every method raises StateError."""

    file: Path
    key: bytes
    scratch: Scratch

    def header(self) -> Header:
        """What it says of itself."""
        return read(self.file, "register", self.key)

    def chunks(self) -> Iterator[Rows]:
        """All rows, sorted, in pieces."""
        header = self.header()
        columns = len(header.columns)
        if self.file.stat().st_size != SIZE + header.rows * columns * 8:
            raise damaged(self.file)
        with self.file.open("rb") as source:
            source.seek(SIZE)
            while raw := source.read(_CHUNK * columns * 8):
                yield np.frombuffer(raw, "<u8").astype(np.uint64).reshape(-1, columns)

    def build(self, columns: Iterable[tuple[str, ...]], rows: Table) -> Header:
        """Begin anew with some rows."""
        return self._write(_header(self.key, columns), rows.chunks())

    def add(self, columns: Iterable[tuple[str, ...]], rows: Table) -> Header:
        """Take in rows with the same columns; a row that is there already changes nothing."""
        old = self.header()
        both = (tuple(dict.fromkeys((*a, *b))) for a, b in zip(old.columns, columns, strict=True))
        return self._write(_header(self.key, both), merged([self.chunks(), rows.chunks()]))

    def remove(self, rows: Iterable[Rows]) -> Header:
        """Take out every row in which all cells of one of these rows stand; empty cells say nothing."""
        unwanted = _Unwanted(rows)
        return self._write(self.header(), (kept for each in self.chunks() if len(kept := each[~unwanted.among(each)])))

    def write_index(self, file: Path) -> Header:
        """Write the index of pairs that this register stands for."""
        header = self.header()
        pairs = Table(1, self.scratch)
        for rows in self.chunks():
            for each in pairs_of(rows):
                pairs.add(each[:, None])
        columns = len(header.columns)
        return index.write(file, header, header.rows * (columns * (columns - 1) // 2), pairs.chunks())

    def _write(self, header: Header, chunks: Iterable[Rows]) -> Header:
        count = 0
        with writing(self.file) as out:
            out.seek(SIZE)
            for rows in chunks:
                out.write(np.ascontiguousarray(rows, "<u8").data)
                count += len(rows)
            header = replace(header, rows=count, made=datetime.now(UTC).isoformat(timespec="seconds"))
            out.seek(0)
            out.write(header.encoded())
        return header


def _header(key: bytes, columns: Iterable[tuple[str, ...]]) -> Header:
    return Header("register", key_check(key), tuple(columns), 0, "")


class _Unwanted:
    """Rows to take out, by which cells are filled; each group as one sorted column of numbers."""

    def __init__(self, rows: Iterable[Rows]) -> None:
        groups: dict[tuple[int, ...], list[Rows]] = {}
        for each in rows:
            for filled in np.unique(each != EMPTY, axis=0):
                places = tuple(np.flatnonzero(filled).tolist())
                alike = ((each != EMPTY) == filled).all(axis=1)
                if places:
                    groups.setdefault(places, []).append(_whole(each[alike], places))
        self._groups = {places: np.unique(np.concatenate(found)) for places, found in groups.items()}

    def among(self, rows: Rows) -> Mask:
        """Which rows are to go."""
        gone = np.zeros(len(rows), np.bool_)
        for places, numbers in self._groups.items():
            gone |= np.isin(_whole(rows, places), numbers)
        return gone


def _whole(rows: Rows, places: tuple[int, ...]) -> Rows:
    """One number for some cells of each row."""
    return reduce(lambda made, place: mixed(made ^ rows[:, place]), places, np.zeros(len(rows), np.uint64))
