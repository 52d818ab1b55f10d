"""From a block to its hits: candidates, the evidence of layout and neighbours, one number one entity."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import detectors
from detectors import headers, names
from detectors.base import THRESHOLD, Detector, Pattern, Table
from dlp import grid
from dlp.engine.analyzer import Analyzer
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate, settle
from dlp.engine.disguise import disguised, is_disguised, reasons
from dlp.engine.gates import Backend
from dlp.engine.naming import Namer
from dlp.engine.neighbours import drop_lucky_ones, weigh_mobiles
from dlp.engine.onepass import Found
from dlp.engine.surroundings import NAMED as NAMED_BY_MODEL
from dlp.engine.table import NAMED, Cells, Columns, Rows, agrees, is_address, pairs, read_columns, records
from dlp.engine.titled import PERSONAL, announced, titled_cells, without_strays
from dlp.model import Block, Hit, Locator
from dlp.text import fold

_COLUMN_LIFT = 0.4
_LIKE_COLUMN_LIFT = 0.35
_AGREEMENT_LIFT = 0.25
_WRONG_COLUMN = 0.5
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_PHONES = frozenset({"CN_MOBILE", "CN_LANDLINE", "PHONE_NUMBER"})
_SPEAK_AGAINST = frozenset(
    {headers.OTHER, "QQ_NUMBER", "MONEY_ACCOUNT", "BUSINESS_RECORD", "BIRTH_DATE", "CARD_SECURITY"}
)
"""Titles beneath which a number of another kind is probably none."""


class Engine:
    """All detectors, loaded once.

    names: whether personal names and addresses are looked for.
    model: whether the model helps with them; without it only rules find them.
    threshold: the confidence, 0 to 1, from which a candidate is a hit.
    gates: what searches for the places where a pattern can match; the quickest if None.
    declared: a company's own entities.
    """

    def __init__(
        self,
        *,
        names: bool = True,
        model: bool = True,
        threshold: float = THRESHOLD,
        gates: Backend | None = None,
        declared: Sequence[Pattern] = (),
    ) -> None:
        self.names, self.threshold = names, threshold
        self.declared = frozenset(pattern.entity for pattern in declared)
        self.detectors: dict[str, Detector] = detectors.by_entity()
        self.analyzer = Analyzer(names=names, gates=gates, declared=declared)
        self.detectors.update((pattern.entity, pattern) for pattern in declared)
        self.namer = Namer(
            threshold=threshold, entities=NAMED_BY_MODEL & set(self.detectors) if names and model else ()
        )

    def document(self) -> Detection:
        """Start on a new document."""
        return Detection(self)

    def find(self, text: str) -> list[Hit]:
        """The hits of a plain text, for short texts and tests."""
        return self.document().hits(Block(text, Locator("text", line=1)))


class Detection:
    """Detection in one document: columns and records are remembered across its blocks.

    evaded: whether anything found so far had been disguised.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._columns: dict[str, Columns] = {}
        self._record = 0
        self._person_seen = False
        self.evaded = False
        self._failed_before = engine.analyzer.failures()

    def failures(self) -> dict[str, int]:
        """How many candidates of this document each detector failed on."""
        now, before = self.engine.analyzer.failures(), self._failed_before
        return {entity: count - before.get(entity, 0) for entity, count in now.items() if count > before.get(entity, 0)}

    def hits(self, block: Block) -> list[Hit]:
        """The hits of the next block, in order, overlaps settled."""
        if block.grid is None:
            return self._text_hits(block)
        rows = [row for row in grid.rows(block) if row]
        return self._table_hits(block, rows) if rows else []

    def _found(self, block: Block) -> Found:
        found = self.engine.analyzer.find(block.utf8)
        for c in found.candidates:
            c.declared = c.entity in self.engine.declared
        found.candidates += disguised(self.engine.analyzer, block.text, found.candidates)
        return found

    def _taken(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        taken = settle(c for c in candidates if c.score >= self.engine.threshold)
        self._person_seen = self._person_seen or any(c.entity in PERSONAL for c in taken)
        return without_strays(taken, self.engine.detectors, person_seen=self._person_seen)

    def _text_hits(self, block: Block) -> list[Hit]:
        found = self._found(block)
        text = block.text
        candidates = drop_lucky_ones(found.candidates, found.refused, lambda _offset: 0)
        candidates += self.engine.namer.in_text(text, candidates, block.locator.part)
        if not candidates:
            return []
        weigh_mobiles(candidates, text, self.engine.threshold)
        made, line, at = [], 0, 0
        for candidate in self._taken(candidates):
            between = text[at : candidate.start]
            line, at = line + between.count("\n"), candidate.start
            self._record += _BLANK_LINE.search(between) is not None
            made.append(self._hit(block, candidate, _on_line(block.locator, line), self._record, line))
        self._record += 1
        return made

    def _table_hits(self, block: Block, rows: Rows) -> list[Hit]:
        assert block.grid is not None
        first = block.locator.part not in self._columns
        columns = self._columns.setdefault(block.locator.part, read_columns(block, rows) if first else Columns())
        title_row = columns.header_row if first else None
        taken = self._taken(self._table_candidates(block, rows, columns, title_row))
        numbers = records(block, rows, columns, title_row)
        made = [self._cell_hit(block, c, columns, self._record + numbers[c.row]) for c in taken]
        self._record += numbers[-1] + 1
        return made

    def _table_candidates(self, block: Block, rows: Rows, columns: Columns, title_row: int | None) -> list[Candidate]:
        cells = Cells.of(rows)
        everything = self._found(block)
        found = [c for c in everything.candidates if c.entity != CUSTOMER_TABLE]
        found = drop_lucky_ones(found, everything.refused, lambda offset: cells.find(offset)[1])
        for c in found:
            c.row, c.column = cells.find(c.start)
        labelled = _labelled(block, rows, columns, title_row)
        counts = Counter((c.entity, c.column) for c in found)
        agreed = {key for key, count in counts.items() if agrees(count, cells.filled(block, key[1]))}
        for c in found:
            kind = labelled.get((c.row, c.column), columns.kind(c.column))
            if announced(self.engine.detectors, c, columns):
                kind = c.entity
            _weigh_column(c, kind, agreed=kind is None and (c.entity, c.column) in agreed)
        if self.engine.names:
            found += _named_cells(block, rows, columns, title_row, labelled)
        found += titled_cells(self.engine.detectors, block, rows, columns, title_row, labelled)
        found += self.engine.namer.in_cells(block.text, rows, columns.kinds, found)
        weigh_mobiles(found, block.text, self.engine.threshold)
        kept = [c for c in found if c.row != title_row]
        if title_row is not None and kept and self._is_customer_table(columns):
            start, end = rows[title_row][0][0], rows[title_row][-1][1]
            kept.append(Candidate(CUSTOMER_TABLE, start, end, 0.9, ("column titles",), row=title_row))
        return kept

    def _is_customer_table(self, columns: Columns) -> bool:
        table = self.engine.detectors[CUSTOMER_TABLE]
        return isinstance(table, Table) and len(table.columns.intersection(columns.kinds)) >= table.least

    def _cell_hit(self, block: Block, candidate: Candidate, columns: Columns, record: int) -> Hit:
        assert block.grid is not None
        locator = Locator(
            block.locator.part,
            sheet=block.locator.sheet,
            row=block.grid.first_row + candidate.row,
            column=columns.label(candidate.column, block.grid.first_column),
        )
        return self._hit(block, candidate, locator, record, candidate.row)

    def _hit(self, block: Block, c: Candidate, locator: Locator, record: int, line: int) -> Hit:
        value = block.text[c.start : c.end]
        detector = self.engine.detectors[c.entity]
        plain = c.meant or fold(value).text
        pattern = detector if isinstance(detector, Pattern) else None
        normal = c.normal or (pattern.normalise(plain) if pattern else plain)
        specimen = pattern is not None and pattern.specimen(normal)
        why = reasons(c, value)
        self.evaded = self.evaded or is_disguised(why)
        remarks = (pattern.remark(plain) if pattern else "", "specimen" if specimen else "")
        return Hit(
            entity=c.entity,
            value=value,
            normal=normal,
            masked=pattern.mask(plain) if pattern else detector.title.zh,
            locator=locator,
            start=block.start + c.start,
            end=block.start + c.end,
            confidence=round(c.score, 2),
            record=record,
            line=line,
            why=(*why, *filter(None, remarks)),
            specimen=specimen,
            staff=c.staff,
        )


def _on_line(place: Locator, line: int) -> Locator:
    """The place of a line of a block, counted from 0."""
    if place.line is None:
        return place
    return Locator(place.part, place.page, place.sheet, place.row, place.column, place.line + line)


def _labelled(block: Block, rows: Rows, columns: Columns, title_row: int | None) -> dict[tuple[int, int], str]:
    """The cells of a form that have a label, and what the label says."""
    form_ends = len(rows) if columns.form else title_row or 0
    return {(number, column): kind for number in range(form_ends) for column, kind in pairs(block, rows[number])}


def _weigh_column(c: Candidate, kind: str | None, *, agreed: bool) -> None:
    """Let the column's title, and the agreement of its cells, speak for or against."""
    c.staff = kind == headers.STAFF
    if kind == c.entity or (kind in _PHONES and c.entity in _PHONES):
        c.weigh(_COLUMN_LIFT, "column title")
    elif kind in headers.PAPERS and c.entity in headers.PAPERS:
        c.weigh(_LIKE_COLUMN_LIFT, "column of papers")
    elif kind in _SPEAK_AGAINST:
        c.weigh(-_WRONG_COLUMN, "against: column title")
    elif agreed:
        c.weigh(_AGREEMENT_LIFT, "column agrees")


def _named_cells(
    block: Block, rows: Rows, columns: Columns, title_row: int | None, labelled: dict[tuple[int, int], str]
) -> Iterator[Candidate]:
    """Names and addresses that only their column or label makes recognisable."""
    wanted = [(column, kind) for column, kind in enumerate(columns.kinds) if kind in NAMED]
    for number in range(0 if title_row is None else title_row + 1, len(rows)):
        for column, kind in wanted:
            if column < len(rows[number]):
                yield from _named_cell(block, rows[number][column], number, column, str(kind))
    for (number, column), kind in labelled.items():
        if kind in NAMED:
            yield from _named_cell(block, rows[number][column], number, column, kind)


def _named_cell(block: Block, span: grid.Span, row: int, column: int, kind: str) -> Iterator[Candidate]:
    raw = block.text[slice(*span)]
    text = raw.strip()
    start = span[0] + len(raw) - len(raw.lstrip())
    if kind == "ADDRESS" and is_address(text):
        yield Candidate("ADDRESS", start, start + len(text), 0.8, ("column title",), row=row, column=column)
    elif kind != "ADDRESS" and names.is_name(text):
        yield Candidate(
            "PERSON",
            start,
            start + len(text),
            0.85,
            ("column title",),
            row=row,
            column=column,
            staff=kind == headers.STAFF,
        )
