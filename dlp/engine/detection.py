"""From a block to its hits: candidates, the evidence of layout and neighbours, one number one entity."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import detectors
from detectors import headers, names
from detectors.base import THRESHOLD, Detector, Pattern, Table
from dlp import grid
from dlp.engine.analyzer import Analyzer
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate, settle
from dlp.engine.naming import Namer
from dlp.engine.neighbours import drop_lucky_ones, weigh_mobiles
from dlp.engine.recognizers import WHY
from dlp.engine.surroundings import NAMED as NAMED_BY_MODEL
from dlp.engine.table import NAMED, Cells, Columns, Rows, agrees, is_address, pairs, read_columns, records
from dlp.model import Block, Hit, Locator
from dlp.text import fold

_COLUMN_LIFT = 0.4
_AGREEMENT_LIFT = 0.25
_WRONG_COLUMN = 0.5
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_PHONES = frozenset({"CN_MOBILE", "CN_LANDLINE"})


class Engine:
    """All detectors, loaded once.

    names: whether personal names and addresses are looked for.
    model: whether the model helps with them; without it only rules find them.
    threshold: the confidence, 0 to 1, from which a candidate is a hit.
    """

    def __init__(self, *, names: bool = True, model: bool = True, threshold: float = THRESHOLD) -> None:
        self.names, self.threshold = names, threshold
        self.detectors: dict[str, Detector] = detectors.by_entity()
        self.analyzer = Analyzer(names=names)
        self.namer = Namer(
            threshold=threshold, entities=NAMED_BY_MODEL & set(self.detectors) if names and model else ()
        )

    def document(self) -> Detection:
        """Start on a new document."""
        return Detection(self)

    def find(self, text: str) -> list[Hit]:
        """The hits of a plain text, for short texts and tests."""
        return self.document().hits(Block(text, Locator("text", line=1)))

    def pattern(self, entity: str) -> Pattern:
        """The detector of an entity that is found by a pattern."""
        detector = self.detectors[entity]
        assert isinstance(detector, Pattern)
        return detector


class Detection:
    """Detection in one document: columns and records are remembered across its blocks."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._columns: dict[str, Columns] = {}
        self._record = 0
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

    def _candidates(self, block: Block) -> list[Candidate]:
        found = self.engine.analyzer.candidates(block.text)
        return [
            Candidate(r.entity_type, r.start, r.end, r.score, tuple(r.recognition_metadata.get(WHY, ()))) for r in found
        ]

    def _taken(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return settle(c for c in candidates if c.score >= self.engine.threshold)

    def _text_hits(self, block: Block) -> list[Hit]:
        candidates = drop_lucky_ones(self._candidates(block), self.engine.pattern, block.text, lambda _offset: 0)
        candidates += self.engine.namer.in_text(block.text, candidates, block.locator.part)
        weigh_mobiles(candidates, block.text, self.engine.threshold)
        taken = self._taken(candidates)
        breaks = [m.start() for m in _BLANK_LINE.finditer(block.text)]
        lines = [m.start() for m in re.finditer("\n", block.text)] if taken else []
        made = []
        for candidate in taken:
            line = bisect_right(lines, candidate.start)
            record = self._record + bisect_right(breaks, candidate.start)
            first = block.locator.line
            locator = block.locator if first is None else replace(block.locator, line=first + line)
            made.append(replace(self._hit(block, candidate, locator, record), line=line))
        self._record += len(breaks) + 1
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
        found = [c for c in self._candidates(block) if c.entity != CUSTOMER_TABLE]
        found = drop_lucky_ones(found, self.engine.pattern, block.text, lambda offset: cells.find(offset)[1])
        for c in found:
            c.row, c.column = cells.find(c.start)
        labelled = _labelled(block, rows, columns, title_row)
        counts = Counter((c.entity, c.column) for c in found)
        agreed = {key for key, count in counts.items() if agrees(count, cells.filled(block, key[1]))}
        for c in found:
            kind = labelled.get((c.row, c.column), columns.kind(c.column))
            _weigh_column(c, kind, agreed=kind is None and (c.entity, c.column) in agreed)
        if self.engine.names:
            found += _named_cells(block, rows, columns, title_row, labelled)
        found += self.engine.namer.in_cells(block.text, rows, columns.kinds, found)
        weigh_mobiles(found, block.text, self.engine.threshold)
        kept = [c for c in found if c.row != title_row]
        if title_row is not None and kept and self._is_customer_table(columns):
            start, end = rows[title_row][0][0], rows[title_row][-1][1]
            kept.append(Candidate(CUSTOMER_TABLE, start, end, 0.9, ("column titles",), title_row))
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
        return replace(self._hit(block, candidate, locator, record), line=candidate.row)

    def _hit(self, block: Block, c: Candidate, locator: Locator, record: int) -> Hit:
        value = block.text[c.start : c.end]
        detector = self.engine.detectors[c.entity]
        plain = fold(value).text
        pattern = detector if isinstance(detector, Pattern) else None
        normal = pattern.normalise(plain) if pattern else plain
        specimen = pattern is not None and pattern.specimen(normal)
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
            why=(*c.why, "specimen") if specimen else c.why,
            specimen=specimen,
            staff=c.staff,
        )


def _labelled(block: Block, rows: Rows, columns: Columns, title_row: int | None) -> dict[tuple[int, int], str]:
    """The cells of a form that have a label, and what the label says."""
    form_ends = len(rows) if columns.form else title_row or 0
    return {(number, column): kind for number in range(form_ends) for column, kind in pairs(block, rows[number])}


def _weigh_column(c: Candidate, kind: str | None, *, agreed: bool) -> None:
    """Let the column's title, and the agreement of its cells, speak for or against."""
    c.staff = kind == headers.STAFF
    if kind == c.entity or (kind in _PHONES and c.entity in _PHONES):
        c.weigh(_COLUMN_LIFT, "column title")
    elif kind == headers.OTHER:
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
        yield Candidate("ADDRESS", start, start + len(text), 0.8, ("column title",), row, column)
    elif kind != "ADDRESS" and names.is_name(text):
        yield Candidate("PERSON", start, start + len(text), 0.85, ("column title",), row, column, kind == headers.STAFF)
