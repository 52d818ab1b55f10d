"""What is found in a table: runs of cells that are taken whole, and single candidates.

A cell that is wholly what its column's title says needs no candidate of its own: a thousand of them
are kept side by side. Only what stands in the way of another candidate becomes one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import overload

import numpy as np

from dlp.engine.candidate import CUSTOMER_TABLE, Candidate, settle
from dlp.grid import Cells, Numbers


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """Cells of one column that are one entity, each of them surer than the threshold.

    cells: without blanks around them. scores, normals: confidence and canonical form of each.
    """

    entity: str
    column: int
    cells: Cells
    scores: Sequence[float]
    normals: Sequence[str]
    why: tuple[str, ...]
    staff: bool = False

    @property
    def ends(self) -> Numbers:
        """Where each cell ends."""
        return self.cells.starts + np.fromiter(map(len, self.cells.texts), np.intp, len(self.cells))

    def candidate(self, at: int) -> Candidate:
        """One of them, as a candidate."""
        start, row = int(self.cells.starts[at]), int(self.cells.rows[at])
        end, score, normal = start + len(self.cells.texts[at]), self.scores[at], self.normals[at]
        return Candidate(self.entity, start, end, score, self.why, normal, row, self.column, self.staff)

    def candidates(self) -> Iterator[Candidate]:
        """All of them."""
        return map(self.candidate, range(len(self.cells)))

    def without(self, places: Collection[int]) -> Run:
        """The others."""
        kept = [at for at in range(len(self.cells)) if at not in places]
        scores, normals = [self.scores[at] for at in kept], [self.normals[at] for at in kept]
        return Run(self.entity, self.column, self.cells.at(kept), scores, normals, self.why, self.staff)


@dataclass(slots=True, repr=False)
class Finds:
    """The runs, none of which overlaps another, and all other candidates."""

    runs: list[Run] = field(default_factory=list)
    single: list[Candidate] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.runs or self.single)

    def places(self, threshold: float) -> Iterator[tuple[str, int, Numbers | int]]:
        """Entity, column and rows of what is sure: of a run all rows."""
        yield from ((run.entity, run.column, run.cells.rows) for run in self.runs)
        yield from ((c.entity, c.column, c.row) for c in self.single if c.score >= threshold)

    def rows(self, entities: Collection[str], threshold: float) -> set[int]:
        """The rows in which one of these was found."""
        found = [np.atleast_1d(rows).tolist() for entity, _, rows in self.places(threshold) if entity in entities]
        return {row for rows in found for row in rows}

    def settled(self, threshold: float) -> Finds:
        """What is sure enough, overlaps settled, the single ones in order of place."""
        single = [c for c in self.single if c.score >= threshold]
        others = [c for c in single if c.entity != CUSTOMER_TABLE]
        if not others or not self.runs:
            return Finds(self.runs, settle(single))
        low, high = _spans(others)
        runs = []
        for run in self.runs:
            touched = _touched(run, low, high)
            single += map(run.candidate, sorted(touched))
            runs.append(run.without(touched) if touched else run)
        return Finds([run for run in runs if len(run.cells)], settle(single))

    def spans(self) -> tuple[list[Numbers], list[Numbers]]:
        """Starts and ends: of each run, and then of all that is single."""
        low, high = _spans(self.single)
        return [*(run.cells.starts for run in self.runs), low], [*(run.ends for run in self.runs), high]

    def order(self) -> Numbers:
        """By place: numbers that count through the runs and then through what is single."""
        starts, ends = map(np.concatenate, self.spans())
        return np.lexsort((ends, starts))


def _spans(candidates: Sequence[Candidate]) -> tuple[Numbers, Numbers]:
    return np.array([c.start for c in candidates], np.intp), np.array([c.end for c in candidates], np.intp)


def _touched(run: Run, low: Numbers, high: Numbers) -> set[int]:
    """The cells of a run that overlap one of these stretches."""
    first, last = np.searchsorted(run.ends, low, "right"), np.searchsorted(run.cells.starts, high, "left")
    return {at for i in np.flatnonzero(first < last).tolist() for at in range(first[i], last[i])}


class InOrder(Sequence[Candidate]):
    """All sure finds as candidates in order of place, each made when it is asked for."""

    def __init__(self, found: Finds, threshold: float) -> None:
        single = [c for c in found.single if c.score >= threshold and c.entity != CUSTOMER_TABLE]
        self._found = Finds(found.runs, single)
        self._ends = list(accumulate(len(run.cells) for run in found.runs))
        self._order = self._found.order()
        self.starts: Sequence[int] = np.concatenate(self._found.spans()[0])[self._order].tolist()

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> Candidate: ...
    @overload
    def __getitem__(self, at: slice) -> list[Candidate]: ...
    def __getitem__(self, at: int | slice) -> Candidate | list[Candidate]:
        if isinstance(at, slice):
            return [self._candidate(number) for number in self._order[at].tolist()]
        return self._candidate(int(self._order[at]))

    def _candidate(self, number: int) -> Candidate:
        run, runs = bisect_right(self._ends, number), self._found.runs
        place = number - (self._ends[run - 1] if run else 0)
        return runs[run].candidate(place) if run < len(runs) else self._found.single[place]
