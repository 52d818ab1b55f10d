"""The body of a table, column by column: one title speaks for a thousand cells.

A cell that is wholly what its column's title says is taken as it stands. What is left of each
column is read like a text of its own, in which cells do not touch.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from detectors import headers
from detectors.base import THRESHOLD, Pattern
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate
from dlp.engine.evidence import BARRIER
from dlp.engine.matcher import Matcher
from dlp.engine.neighbours import drop_lucky_ones
from dlp.engine.onepass import Found
from dlp.engine.table import Columns, Rows, agrees, has_number
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
from dlp.text import fold

AGREEMENT_LIFT = 0.25
WRONG_COLUMN = 0.5

SPEAK_AGAINST = frozenset(
    {headers.OTHER, "QQ_NUMBER", "MONEY_ACCOUNT", "BUSINESS_RECORD", "BIRTH_DATE", "CARD_SECURITY"}
)
"""Titles beneath which a number of another kind is probably none."""

Place = tuple[int, int, int]
"""Row, start and end of a cell's text; or its row, column and start."""

Taker = Callable[[str], tuple[str, float, tuple[str, ...], str] | None]
"""Says what a cell (without blanks around it) is: entity, confidence, reasons, canonical form."""


class Tools(Protocol):
    """What reading columns needs of the engine."""

    names: bool

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
    text: str
    rows: Rows
    columns: Columns
    first: int
    found: list[Candidate] = field(default_factory=list)

    def read(self) -> list[Candidate]:
        """Every candidate, weighed by its column."""
        width = max(map(len, self.rows[self.first :]), default=0)
        kinds = [self.columns.kind(column) for column in range(width)]
        takers = [self._taker(column) for column in range(width)]
        left: list[list[Place]] = [[] for _ in range(width)]
        text = self.text
        for row in range(self.first, len(self.rows)):
            for column, (start, end) in enumerate(self.rows[row]):
                if start == end:
                    continue
                taker = takers[column]
                if taker is None or not self._take(taker, kinds[column], text[start:end], (row, column, start)):
                    left[column].append((row, start, end))
        for column, places in enumerate(left):
            if places:
                self._search(column, places)
        return self.found

    def _take(self, taker: Taker, kind: str | None, cell: str, place: Place) -> bool:
        """Whether a cell was taken whole. It is still searched if there may be a number beside."""
        plain = cell.strip()
        taken = taker(plain) if plain else None
        if taken is None:
            return False
        entity, score, why, normal = taken
        row, column, start = place
        if len(plain) != len(cell):
            start += len(cell) - len(cell.lstrip())
        made = Candidate(entity, start, start + len(plain), score, why, normal, row, column, kind == headers.STAFF)
        self.found.append(made)
        return entity != "ADDRESS" or not has_number(plain)

    def _taker(self, column: int) -> Taker | None:
        """What may take the cells of a column: a company's own entities first, then what its title names."""
        title = self.columns.titles[column] if column < len(self.columns.titles) else ""
        own = [p.entity for p in self.tools.patterns.values() if p.declared and announced(p, title)]
        takers = [_whole(self._matchers(own), COLUMN_LIFT)] if own else []
        takers += self._takers(self.columns.kind(column))
        return _first(takers) if len(takers) > 1 else takers[0] if takers else None

    def _takers(self, kind: str | None) -> list[Taker]:
        if kind is None or kind == headers.OTHER:
            return []
        if kind in NAMED:
            return [_named(kind)] if self.tools.names else []
        detector = self.tools.patterns.get(kind)
        if detector is not None and detector.cell:
            return [_filling(detector)]
        if kind in headers.PAPERS:
            others = self._matchers(sorted(headers.PAPERS - {kind}))
            return [_whole(self._matchers([kind]), COLUMN_LIFT), _whole(others, LIKE_COLUMN_LIFT)]
        return [_whole(self._matchers(PHONES if kind in PHONES else [kind]), COLUMN_LIFT)]

    def _matchers(self, entities: Iterable[str]) -> list[Matcher]:
        return [m for m in map(self.tools.matcher, entities) if m is not None]

    def _search(self, column: int, places: Sequence[Place]) -> None:
        """Look into what is left of a column."""
        filled = sum(1 for _, start, end in places if not self.text[start:end].isspace())
        text = BARRIER.join(self.text[start:end] for _, start, end in places)
        found = self.tools.search(text.encode("utf-8", "replace"))
        candidates = drop_lucky_ones(found.candidates, found.refused)
        counts = Counter(c.entity for c in candidates)
        begins = list(_begins(places))
        kind = self.columns.kind(column)
        for c in candidates:
            if c.entity == CUSTOMER_TABLE:
                continue
            at = bisect_right(begins, c.start) - 1
            c.row, c.column = places[at][0], column
            c.start, c.end = places[at][1] + c.start - begins[at], places[at][1] + c.end - begins[at]
            spoken_for = self._speaks(c)
            weigh(c, c.entity if spoken_for else kind, agreed=kind is None and agrees(counts[c.entity], filled))
            self.found.append(c)

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


def _begins(places: Iterable[Place]) -> Iterator[int]:
    """Where each cell begins in the column's text."""
    at = 0
    for _, start, end in places:
        yield at
        at += end - start + len(BARRIER)


def _named(kind: str) -> Taker:
    entity, score, is_one = NAMED[kind]
    taken = entity, score, (BY_TITLE,), ""
    return lambda cell: taken if is_one(cell) else None


def _filling(detector: Pattern) -> Taker:
    def take(cell: str) -> tuple[str, float, tuple[str, ...], str] | None:
        plain = fold(cell).text
        return (detector.entity, TITLED, why, detector.normalise(plain)) if detector.fills(plain) else None

    why = (detector.source, BY_TITLE)
    return take


def _first(takers: Sequence[Taker]) -> Taker:
    return lambda cell: next((taken for taker in takers if (taken := taker(cell))), None)


def _whole(matchers: Sequence[Matcher], bonus: float) -> Taker:
    def take(cell: str) -> tuple[str, float, tuple[str, ...], str] | None:
        folded = fold(cell)
        if folded.offsets is not None:
            return None
        for matcher in matchers:
            match = matcher.pattern.fullmatch(folded.text)
            if match and match.lastgroup is None and (taken := matcher.alone(folded.text)):
                score, normal = taken
                if score + bonus >= THRESHOLD:
                    return matcher.entity, min(1.0, score + bonus), (matcher.detector.source, why), normal
        return None

    why = BY_TITLE if bonus == COLUMN_LIFT else BY_PAPERS
    return take
