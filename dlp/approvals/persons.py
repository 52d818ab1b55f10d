"""Who is in a document, as keyed numbers that can be compared and not read.

A person is known by identity number, mobile number, card and the like, or by a name with what
stands beside it; each is a 64-bit number made with the company's key (`dlp.fingerprint`). A
document is covered if every number of it is among the approved ones: one customer more, or one
more number of the same customer, and it is not.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np

from dlp.counting.crowd import Crowd
from dlp.counting.rows import Rows
from dlp.model import Subjects


@dataclass(frozen=True, slots=True, repr=False)
class Persons:
    """A set of persons, as sorted distinct numbers."""

    numbers: Rows

    def encoded(self) -> str:
        """The set as text: eight bytes each, little end first, in Base64 (RFC 4648)."""
        return base64.b64encode(self.numbers.astype("<u8").tobytes()).decode()

    @classmethod
    def decoded(cls, text: str) -> Persons:
        """The set that `encoded` wrote. Raises ValueError."""
        try:
            raw = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ValueError("not Base64") from error
        return cls(np.unique(np.frombuffer(raw, "<u8").astype(np.uint64)))

    def __repr__(self) -> str:
        return f"<Persons {len(self.numbers)} numbers>"


NOBODY = Persons(np.empty(0, np.uint64))


def persons_of(subjects: Subjects | None) -> Persons:
    """The persons of a document. Raises SpillError."""
    pieces = [np.unique(piece) for piece in _numbers(subjects)]
    return Persons(reduce(np.union1d, pieces)) if pieces else NOBODY


def compared(subjects: Subjects | None, approved: Persons) -> tuple[bool, bool]:
    """Whether any person of a document is approved, and whether all are. Raises SpillError."""
    any_, all_ = False, True
    for piece in _numbers(subjects):
        known = np.isin(piece, approved.numbers)
        any_, all_ = any_ or bool(known.any()), all_ and bool(known.all())
    return any_, any_ and all_


def _numbers(subjects: Subjects | None) -> Iterator[Rows]:
    """All identifying numbers, piece by piece."""
    if isinstance(subjects, Crowd):
        for table in (subjects.links, subjects.numbered):
            for rows in table.chunks():
                if len(rows):
                    yield rows[:, 0]
