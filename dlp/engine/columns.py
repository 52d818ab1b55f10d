"""The body of a table, column by column: one title speaks for a thousand cells.

A cell that is wholly what its column's title says is taken as it stands. What is left of each
column is read like a text of its own, in which cells do not touch.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Protocol

import numpy as np

from detectors import headers
from detectors.base import THRESHOLD, Pattern, Taken
from detectors.names import is_listed_name
from dlp.engine.analyzer import TRICKS
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate
from dlp.engine.evidence import BARRIER
from dlp.engine.finds import Finds, Run
from dlp.engine.matcher import Matcher, canonical
from dlp.engine.neighbours import drop_lucky_ones
from dlp.engine.onepass import Found
from dlp.engine.table import Columns, agrees, has_number
from dlp.engine.titled import (
    BY_PAPERS,
    BY_TITLE,
    COLUMN_LIFT,
    LIKE_COLUMN_LIFT,
    NAMED,
    PHONES,
    TITLED,
    announced,
    lift,
    speaks_for,
)
from dlp.grid import Cells, Cut
from dlp.text import fold, folded

AGREEMENT_LIFT = 0.25
_LEAST_NAMES = 5
_NEARLY_ALL = 0.8
WRONG_COLUMN = 0.5

SPEAK_AGAINST = frozenset(
    {headers.OTHER, "QQ_NUMBER", "MONEY_ACCOUNT", "BUSINESS_RECORD", "BIRTH_DATE", "CARD_SECURITY"}
)
"""Titles beneath which a number of another kind is probably none."""

Refused = tuple[str, int]
"""Entity and offset of a number that its check refused."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes cells that are wholly one entity. judge: what it makes of cells without blanks around them."""

    entity: str
    why: tuple[str, ...]
    judge: Callable[[Sequence[str]], Sequence[Taken | None]]


class Tools(Protocol):
    """What reading columns needs of the engine."""

    names: bool
    threshold: float

    def search(self, data: bytes) -> Found:
        """Everything in a text given as valid UTF-8."""

    def matcher(self, entity: str) -> Matcher | None:
        """The matcher of an entity, None if it is not found by a pattern."""

    @property
    def patterns(self) -> Mapping[str, Pattern]:
        """The detectors that are patterns, by entity."""


@dataclass(slots=True)
class Body:
    """The rows of a table block from `first` on. `found` fills with what is in them."""

    tools: Tools
    cut: Cut
    columns: Columns
    first: int
    found: Finds = field(default_factory=Finds)

    def read(self) -> Finds:
        """Every candidate, weighed by its column."""
        for column, cells in enumerate(self.cut.columns):
            left = cells.below(self.first).filled()
            for taker in self._of_column(column):
                left = self._take(taker, column, left) if len(left) else left
            if len(left):
                self._search(column, left)
        return self.found

    def _take(self, taker: Taker, column: int, cells: Cells) -> Cells:
        """What a taker leaves of some cells. What it takes is still searched if there may be a number beside."""
        plain = _plain(cells)
        judged = taker.judge(plain.texts)
        taken = [at for at, verdict in enumerate(judged) if verdict]
        if not taken:
            return cells
        scores, normals = zip(*filter(None, judged), strict=True)
        staff = self.columns.kind(column) == headers.STAFF
        run = Run(taker.entity, column, plain.at(taken), scores, normals, taker.why, staff)
        beside = _with_numbers(run)
        self._keep(run, beside)
        left = {taken[at] for at in beside}
        return cells.at([at for at, verdict in enumerate(judged) if not verdict or at in left])

    def _keep(self, run: Run, beside: Sequence[int]) -> None:
        """A run; cells that may have to share their place become candidates, and so does all that is not sure."""
        if min(run.scores) < self.tools.threshold:
            self.found.single += run.candidates()
            return
        self.found.single += map(run.candidate, beside)
        if len(beside) < len(run.cells):
            self.found.runs.append(run.without(set(beside)) if beside else run)

    def _of_column(self, column: int) -> Iterator[Taker]:
        """What may take the cells of a column: a company's own entities first, then what its title names."""
        title = self.columns.titles[column] if column < len(self.columns.titles) else ""
        own = [p.entity for p in self.tools.patterns.values() if p.declared and announced(p, title)]
        yield from (_whole(matcher, COLUMN_LIFT) for matcher in self._matchers(own))
        yield from self._takers(self.columns.kind(column))

    def _takers(self, kind: str | None) -> list[Taker]:
        if kind is None or kind == headers.OTHER:
            return []
        if kind in NAMED:
            return [_named(kind, self.tools.patterns)] if self.tools.names else []
        detector = self.tools.patterns.get(kind)
        if detector is not None and detector.cell:
            return [_filling(detector)]
        if kind in headers.PAPERS:
            others = self._matchers(sorted(headers.PAPERS - {kind}))
            mine = [_whole(matcher, COLUMN_LIFT) for matcher in self._matchers([kind])]
            return [*mine, *(_whole(matcher, LIKE_COLUMN_LIFT) for matcher in others)]
        return [_whole(matcher, COLUMN_LIFT) for matcher in self._matchers(PHONES if kind in PHONES else [kind])]

    def _matchers(self, entities: Iterable[str]) -> list[Matcher]:
        return [m for m in map(self.tools.matcher, entities) if m is not None]

    def _search(self, column: int, cells: Cells) -> None:
        """Look into what is left of a column."""
        found, refused = self._searched(cells)
        candidates = drop_lucky_ones(found, refused)
        counts = Counter(c.entity for c in candidates)
        filled = len(cells) - sum(map(str.isspace, cells.texts)) if candidates else 0
        kind = self.columns.kind(column)
        for c in candidates:
            c.column = column
            spoken_for = self._speaks(c)
            weigh(c, c.entity if spoken_for else kind, agreed=kind is None and agrees(counts[c.entity], filled))
        self.found.single += candidates

    def _searched(self, cells: Cells) -> tuple[list[Candidate], list[Refused]]:
        """What is in some cells; those that say the same are looked into once.

        But for disguises: what tells one may stand in the cell above.
        """
        texts: Sequence[str] = list(dict.fromkeys(cells.texts))
        found = self._joined(texts)
        if TRICKS in found.others and len(texts) < len(cells):
            texts = cells.texts
            found = self._joined(texts)
        if not found.candidates:
            return [], []
        return _everywhere(cells, texts, found)

    def _joined(self, texts: Sequence[str]) -> Found:
        return self.tools.search(BARRIER.join(texts).encode("utf-8", "replace"))

    def _speaks(self, c: Candidate) -> bool:
        """Whether the title, though of no known kind, holds a word that speaks for the candidate."""
        detector = self.tools.patterns.get(c.entity)
        if detector is None or c.column >= len(self.columns.titles):
            return False
        title = self.columns.titles[c.column]
        return announced(detector, title) or (self.columns.kind(c.column) is None and speaks_for(detector, title))


def weigh(c: Candidate, kind: str | None, *, agreed: bool) -> None:
    """Let the column's title (or the label beside), and the agreement of its cells, speak for or against."""
    c.staff = kind == headers.STAFF
    said = lift(kind, c.entity)
    if said:
        c.weigh(*said)
    elif kind in SPEAK_AGAINST:
        c.weigh(-WRONG_COLUMN, "against: column title")
    elif agreed:
        c.weigh(AGREEMENT_LIFT, "column agrees")


def _plain(cells: Cells) -> Cells:
    """The cells without blanks around them."""
    together = "".join(cells.texts)
    if together.split(None, 1) == [together]:  # no blank anywhere
        return cells
    texts = [text.strip() for text in cells.texts]
    if texts == cells.texts:
        return cells
    blanks = [len(text) - len(text.lstrip()) for text in cells.texts]
    return Cells(cells.rows, cells.starts + np.array(blanks), texts)


def _with_numbers(run: Run) -> list[int]:
    """The addresses that may hold a telephone number or a mail address beside."""
    texts = run.cells.texts
    if run.entity != "ADDRESS" or not has_number("\n".join(texts)):
        return []
    return [at for at, text in enumerate(texts) if has_number(text)]


def _everywhere(cells: Cells, texts: Sequence[str], found: Found) -> tuple[list[Candidate], list[Refused]]:
    """What was found in some texts as candidates and refused lookalikes of all cells that say the same."""
    begins = list(accumulate((len(text) + len(BARRIER) for text in texts[:-1]), initial=0))
    places = _places(cells, texts)
    candidates, refused = defaultdict[int, list[Candidate]](list), list[Refused]()
    for c in found.candidates:
        at = bisect_right(begins, c.start) - 1
        for row, start in places[at] if c.entity != CUSTOMER_TABLE else ():
            moved = start - begins[at]
            candidates[start].append(replace(c, start=c.start + moved, end=c.end + moved, row=row))
    for entity, place in found.refused:
        at = bisect_right(begins, place) - 1
        refused += ((entity, place + start - begins[at]) for _, start in places[at])
    return [c for start in sorted(candidates) for c in candidates[start]], refused


def _places(cells: Cells, texts: Sequence[str]) -> dict[int, list[tuple[int, int]]]:
    """Row and start of the cells that say what each of some texts does, by its number."""
    spots = zip(cells.rows.tolist(), cells.starts.tolist(), strict=True)
    if len(texts) == len(cells):
        return {number: [spot] for number, spot in enumerate(spots)}
    numbers = {text: number for number, text in enumerate(texts)}
    places = defaultdict[int, list[tuple[int, int]]](list)
    for text, spot in zip(cells.texts, spots, strict=True):
        places[numbers[text]].append(spot)
    return places


def _named(kind: str, patterns: Mapping[str, Pattern]) -> Taker:
    """Takes names or addresses."""
    entity, score, is_one = NAMED[kind]
    pattern = patterns.get(entity)

    def judge(cells: Sequence[str]) -> list[Taken | None]:
        test = is_listed_name if entity == "PERSON" and _nearly_all(map(is_one, cells)) else is_one
        return [(score, canonical(pattern, cell)) if test(cell) else None for cell in cells]

    return Taker(entity, (BY_TITLE,), judge)


def _nearly_all(names: Iterable[bool]) -> bool:
    """Whether so many cells of a column are names that the others will be, too: rare surnames, other peoples'."""
    answers = list(names)
    return len(answers) >= _LEAST_NAMES and sum(answers) >= _NEARLY_ALL * len(answers)


def _filling(detector: Pattern) -> Taker:
    """Takes what fits the detector's expression for a whole cell."""

    def judge(cells: Sequence[str]) -> list[Taken | None]:
        filling = detector.filling
        normals = (filling(folded(cell)) if cell else None for cell in cells)
        return [None if normal is None else (TITLED, normal) for normal in normals]

    return Taker(detector.entity, (detector.source, BY_TITLE), judge)


def _whole(matcher: Matcher, bonus: float) -> Taker:
    """Takes what is wholly a match."""

    def judge(cells: Sequence[str]) -> list[Taken | None]:
        plain = cells if "".join(cells).isascii() else [c if c.isascii() else _one_to_one(c) for c in cells]
        judged = matcher.whole(plain)
        return [
            (min(1.0, taken[0] + bonus), taken[1]) if taken and taken[0] + bonus >= THRESHOLD else None
            for taken in judged
        ]

    why = BY_TITLE if bonus == COLUMN_LIFT else BY_PAPERS
    return Taker(matcher.entity, (matcher.detector.source, why), judge)


def _one_to_one(cell: str) -> str:
    """The cell folded; nothing if that leaves characters out."""
    folded = fold(cell)
    return folded.text if folded.offsets is None else ""
