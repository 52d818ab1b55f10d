"""Many hits side by side, as columns: counting a hit at a time would take longer than finding it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dlp.counting.rows import Mask, Rows
from dlp.fingerprint import Fingerprinter
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


def batch(
    hits: Sequence[Hit], breaks: Sequence[int], kinds: Kinds, fingerprints: Fingerprinter, company: Company
) -> Batch:
    """The columns of some hits. breaks: hits that begin a new part, and so a new record."""
    entities = [hit.entity for hit in hits]
    values = list(zip(entities, [hit.normal for hit in hits], strict=True))
    numbers = fingerprints.numbers(values)
    records = np.array([hit.record for hit in hits])
    first = np.ones(len(hits), np.bool_)
    first[1:] = records[1:] != records[:-1]
    first[list(breaks)] = True
    starts = np.flatnonzero(first)
    is_staff = company.is_staff
    return Batch(
        hits,
        np.array([kinds[entity] for entity in entities], np.intp),
        np.frombuffer(numbers, "<u8").astype(np.uint64),
        np.array([hit.staff for hit in hits], np.bool_),
        np.array([entity in _STAFF_ON_FILE and is_staff(entity, normal) for entity, normal in values], np.bool_),
        np.array([hit.specimen for hit in hits], np.bool_),
        np.cumsum(first) - 1,
        np.append(starts, len(hits)),
        np.array([hits[start].in_table for start in starts.tolist()], np.bool_),
    )
