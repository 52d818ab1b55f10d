"""Many hits side by side, as columns: counting a hit at a time would take longer than finding it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from dlp.counting.rows import Mask, Rows
from dlp.fingerprint import Fingerprinter
from dlp.hits import HitRun, TableHits
from dlp.model import Hit
from dlp.people import Company

Indices = npt.NDArray[np.intp]

_STAFF_ON_FILE = frozenset({"CN_MOBILE", "EMAIL_ADDRESS"})
"""Kinds of which the company can say that they are a colleague's."""


class Kinds(dict[str, int]):
    """A small number for each kind of data, in the order in which they come."""

    def __init__(self) -> None:
        super().__init__(CN_RESIDENT_ID=IDENTITY, PERSON=NAME, EMAIL_ADDRESS=MAIL)

    def __missing__(self, entity: str) -> int:
        return self.setdefault(entity, len(self))

    def among(self, entities: Collection[str]) -> Mask:
        """For each number, whether its kind is one of these."""
        return np.array([entity in entities for entity in self], np.bool_)


IDENTITY, NAME, MAIL = range(3)


@dataclass(frozen=True)
class Batch:
    """Whole records of hits. `kinds`, `numbers`, `marked`, `known`, `specimen`: one entry for each hit.

    marked: a colleague's by its column; known: a colleague's by the company's directory
    of: the record of each hit, counted from 0; starts: the first hit of each record, and the end
    in_table: for each record, whether it is a row
    """

    hits: Sequence[Hit]
    kinds: Indices
    numbers: Rows
    marked: Mask
    known: Mask
    specimen: Mask
    of: Indices
    starts: Indices
    in_table: Mask

    @property
    def staff(self) -> Mask:
        """The hits that are colleagues' values."""
        return self.marked | self.known

    @property
    def live(self) -> Mask:
        """The hits that can be a customer's."""
        return ~(self.marked | self.known | self.specimen)

    def any_in_record(self, hits: Mask) -> Mask:
        """For each record, whether one of some hits is in it."""
        found = np.zeros(len(self.in_table), np.bool_)
        found[self.of[hits]] = True
        return found


@dataclass(frozen=True)
class Columns:
    """The hits of a block as columns: one entry of each for each hit, as in `Batch`."""

    hits: Sequence[Hit]
    kinds: Indices
    numbers: Rows
    records: Indices
    marked: Mask
    known: Mask
    specimen: Mask
    in_table: Mask

    def arrays(self) -> tuple[npt.NDArray[Any], ...]:
        """All but the hits."""
        return self.kinds, self.numbers, self.records, self.marked, self.known, self.specimen, self.in_table

    def until(self, end: int) -> Columns:
        """The first of them; `hits` keeps them all."""
        return Columns(self.hits, *(array[:end] for array in self.arrays()))

    def since(self, start: int) -> Columns:
        """The others, of which there are few: nothing that the first are made of is kept."""
        return Columns(list(self.hits[start:]), *(array[start:].copy() for array in self.arrays()))


class _Chain(Sequence[Hit]):
    """Sequences one behind the other."""

    def __init__(self, parts: Sequence[Sequence[Hit]]) -> None:
        self._parts, self._ends = parts, list(accumulate(map(len, parts)))

    def __len__(self) -> int:
        return self._ends[-1]

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> list[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | list[Hit]:
        if isinstance(at, slice):
            return [self[place] for place in range(len(self))[at]]
        part = bisect_right(self._ends, at)
        return self._parts[part][at - (self._ends[part - 1] if part else 0)]


def joined(parts: Sequence[Columns]) -> Columns:
    """Columns one below the other."""
    if len(parts) == 1:
        return parts[0]
    arrays = (np.concatenate(each) for each in zip(*(part.arrays() for part in parts), strict=True))
    return Columns(_Chain([part.hits for part in parts]), *arrays)


@dataclass(frozen=True)
class Sorter:
    """Puts hits into columns."""

    kinds: Kinds
    fingerprints: Fingerprinter
    company: Company

    def columns(self, hits: Sequence[Hit]) -> Columns:
        """The columns of a block's hits, of which there is at least one."""
        if not isinstance(hits, TableHits):
            return self._of_single(hits)
        parts = [self._of_run(run) for run in hits.runs]
        parts += [self._of_single(hits.single)] if hits.single else []
        return Columns(hits, *(array[hits.order] for array in joined(parts).arrays()))

    def _of_single(self, hits: Sequence[Hit]) -> Columns:
        values = [(hit.entity, hit.normal) for hit in hits]
        return Columns(
            hits,
            np.array([self.kinds[entity] for entity, _ in values], np.intp),
            numbers(b"".join([self.fingerprints.numbers(entity, (normal,)) for entity, normal in values])),
            np.array([hit.record for hit in hits], np.intp),
            np.array([hit.staff for hit in hits], np.bool_),
            np.array([self._is_staff(*value) for value in values], np.bool_),
            np.array([hit.specimen for hit in hits], np.bool_),
            np.array([hit.in_table for hit in hits], np.bool_),
        )

    def _of_run(self, run: HitRun) -> Columns:
        count, known = len(run), np.zeros(len(run), np.bool_)
        if run.entity in _STAFF_ON_FILE:
            known[:] = [self.company.is_staff(run.entity, normal) for normal in run.normals]
        return Columns(
            (),
            np.full(count, self.kinds[run.entity], np.intp),
            numbers(self.fingerprints.numbers(run.entity, run.normals)),
            run.records,
            np.full(count, run.staff, np.bool_),
            known,
            run.specimen,
            np.ones(count, np.bool_),
        )

    def _is_staff(self, entity: str, normal: str) -> bool:
        return entity in _STAFF_ON_FILE and self.company.is_staff(entity, normal)


def numbers(raw: bytes) -> Rows:
    """The numbers that a `Fingerprinter` gave out side by side."""
    return np.frombuffer(raw, "<u8").astype(np.uint64)


def batch(columns: Columns, breaks: Sequence[int]) -> Batch:
    """Whole records. breaks: hits that begin a new part, and so a new record."""
    count = len(columns.kinds)
    first = np.ones(count, np.bool_)
    first[1:] = columns.records[1:] != columns.records[:-1]
    first[list(breaks)] = True
    starts = np.flatnonzero(first)
    return Batch(
        columns.hits,
        columns.kinds,
        columns.numbers,
        columns.marked,
        columns.known,
        columns.specimen,
        np.cumsum(first) - 1,
        np.append(starts, count),
        columns.in_table[starts],
    )
