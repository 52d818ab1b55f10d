"""Which of the persons seen are on the company's lists: two values of one person that stand in one row of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dlp.counting.crowd import Crowd, Sightings
from dlp.counting.headcount import headcount
from dlp.counting.rows import Mask, Rows
from dlp.counting.spill import Scratch
from dlp.customers import Index, Lists
from dlp.customers.pairs import paired
from dlp.model import Known
from dlp.tally.batch import Indices, Kinds


@dataclass(frozen=True)
class Recognised:
    """For each person seen, whether the list of customers has him, that of the staff, or neither.

    strange: two values of his could be looked up among the customers. Of whom less is known than
    that, nobody can say that he is a stranger.
    """

    own: Mask
    staff: Mask
    strange: Mask

    def only(self, wanted: Mask) -> Recognised:
        """The same of some of them."""
        return Recognised(self.own[wanted], self.staff[wanted], self.strange[wanted])


class Recogniser:
    """Looks persons up. The numbers of their values must be made with the lists' key."""

    def __init__(self, lists: Lists, kinds: Kinds) -> None:
        self._lists, self._kinds = lists, kinds

    def recognise(self, of: Indices, kinds: Indices, numbers: Rows, persons: int) -> Recognised:
        """Look up so many persons. of, kinds, numbers: whose each value is, in order; its kind; its number."""
        own, tried = self._on(self._lists.customers, of, kinds, numbers, persons)
        staff = self._on(self._lists.staff, of, kinds, numbers, persons)[0] & ~own
        return Recognised(own, staff, tried & ~own & ~staff)

    def _on(self, index: Index | None, of: Indices, kinds: Indices, numbers: Rows, persons: int) -> tuple[Mask, Mask]:
        """Who is on a list, and who could be looked up there at all."""
        found, tried = np.zeros(persons, np.bool_), np.zeros(persons, np.bool_)
        if index is None:
            return found, tried
        wanted = self._wanted(index)
        counted = np.asarray(wanted.any(axis=1))[kinds]
        of, kinds, numbers = of[counted], kinds[counted], numbers[counted]
        for one, other in _couples(of):
            both = wanted[kinds[one], kinds[other]]
            tried[of[one[both]]] = True
            hit = index.contains(paired(numbers[one[both]], numbers[other[both]]))
            found[of[one[both][hit]]] = True
        return found, tried

    def _wanted(self, index: Index) -> Mask:
        """For each two kinds, whether the list has them in two columns."""
        pairs = index.kinds
        return np.array([[(a, b) in pairs for b in self._kinds] for a in self._kinds], np.bool_)


def _couples(of: Indices) -> Iterator[tuple[Indices, Indices]]:
    """All two values of one person, as places: first neighbours, then those with one between, and so on."""
    step = 1
    while len(one := np.flatnonzero(of[step:] == of[:-step])):
        yield one, one + step
        step += 1


class Acquaintance:
    """Counts the persons of a document who are on the lists. Raises SpillError from every method."""

    def __init__(self, scratch: Scratch) -> None:
        self._own, self._staff, self._strange = Crowd(scratch), Crowd(scratch), Crowd(scratch)

    def add(self, seen: Sightings, known: Recognised) -> None:
        """Take sightings; known: one entry for each."""
        for crowd, mask in ((self._own, known.own), (self._staff, known.staff), (self._strange, known.strange)):
            if mask.any():
                crowd.add(seen.only(mask))

    def sum(self, persons: int) -> Known:
        """How many of so many persons are customers, staff, and neither; of the others too little is known."""
        own = min(headcount(self._own), persons)
        staff = min(headcount(self._staff), persons - own)
        strange = min(headcount(self._strange), persons - own - staff)
        for crowd in (self._own, self._staff, self._strange):
            crowd.clear()
        return Known(own, staff, strange)
