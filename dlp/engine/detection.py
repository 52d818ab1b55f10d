"""From a block to its hits: candidates, evidence of columns, one number one entity."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import detectors
from detectors import headers, names
from detectors.base import THRESHOLD, Detector, Pattern, Table
from dlp import grid
from dlp.engine.analyzer import Analyzer
from dlp.engine.recognizers import WHY
from dlp.engine.table import Cells, Columns, agreement, read_columns
from dlp.model import Block, Hit, Locator
from dlp.text import fold

CUSTOMER_TABLE = "CUSTOMER_TABLE"
_COLUMN_LIFT = 0.4
_AGREEMENT_LIFT = 0.25
_WRONG_COLUMN = 0.45
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_PRIORITY = (
    "CN_RESIDENT_ID",
    "CN_USCC",
    "CN_BANK_CARD",
    "EMAIL_ADDRESS",
    "CN_LANDLINE",
    "CN_MOBILE",
    "ADDRESS",
    "PERSON",
)
_PHONES = frozenset({"CN_MOBILE", "CN_LANDLINE"})


@dataclass(slots=True)
class Candidate:
    """A possible hit while evidence is gathered. Offsets are into the block's text."""

    entity: str
    start: int
    end: int
    score: float
    why: tuple[str, ...]
    row: int = 0
    column: int = 0
    staff: bool = False


class Engine:
    """All detectors, loaded once.

    names: whether personal names and addresses are looked for.
    threshold: the confidence, 0 to 1, from which a candidate is a hit.
    """

    def __init__(self, *, names: bool = True, threshold: float = THRESHOLD) -> None:
        self.names, self.threshold = names, threshold
        self.detectors: dict[str, Detector] = detectors.by_entity()
        self.analyzer = Analyzer(names=names)

    def document(self) -> Detection:
        """Start on a new document."""
        return Detection(self)

    def find(self, text: str) -> list[Hit]:
        """The hits of a plain text, for short texts and tests."""
        return self.document().hits(Block(text, Locator("text", line=1)))


class Detection:
    """Detection in one document: columns and records are remembered across its blocks."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._columns: dict[str, Columns] = {}
        self._record = 0
        self._failed_before = engine.analyzer.failures()

    def failures(self) -> dict[str, int]:
        """How many candidates of this document each detector failed on."""
        now = self.engine.analyzer.failures()
        return {
            entity: count - self._failed_before.get(entity, 0)
            for entity, count in now.items()
            if count > self._failed_before.get(entity, 0)
        }

    def hits(self, block: Block) -> list[Hit]:
        """The hits of the next block, in order, overlaps settled."""
        if block.grid is None:
            return self._text_hits(block)
        return self._table_hits(block)

    def _candidates(self, block: Block) -> list[Candidate]:
        found = self.engine.analyzer.candidates(block.text)
        return [
            Candidate(r.entity_type, r.start, r.end, r.score, tuple(r.recognition_metadata.get(WHY, ()))) for r in found
        ]

    def _text_hits(self, block: Block) -> list[Hit]:
        taken = settle(c for c in self._candidates(block) if c.score >= self.engine.threshold)
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

    def _table_hits(self, block: Block) -> list[Hit]:
        assert block.grid is not None
        rows = [row for row in grid.rows(block) if row]
        if not rows:
            return []
        first = block.locator.part not in self._columns
        columns = self._columns.setdefault(block.locator.part, read_columns(block, rows) if first else Columns())
        title_row = columns.header_row if first else None
        candidates = self._table_candidates(block, rows, columns, title_row)
        taken = settle(c for c in candidates if c.score >= self.engine.threshold)
        made = [self._cell_hit(block, c, columns) for c in taken]
        self._record += len(rows)
        return made

    def _table_candidates(
        self, block: Block, rows: list[list[grid.Span]], columns: Columns, title_row: int | None
    ) -> list[Candidate]:
        cells = Cells.of(rows)
        candidates = [c for c in self._candidates(block) if c.entity != CUSTOMER_TABLE]
        for c in candidates:
            c.row, c.column = cells.find(c.start)
        agreed = agreement([(c.entity, c.column) for c in candidates], rows, block)
        for c in candidates:
            _weigh_column(c, columns, (c.entity, c.column) in agreed)
        if self.engine.names:
            candidates += _named_cells(block, rows, columns, title_row)
        kept = [c for c in candidates if c.row != title_row]
        if title_row is not None and kept and self._is_customer_table(columns):
            start, end = rows[title_row][0][0], rows[title_row][-1][1]
            kept.append(Candidate(CUSTOMER_TABLE, start, end, 0.9, ("column titles",), title_row))
        return kept

    def _is_customer_table(self, columns: Columns) -> bool:
        table = self.engine.detectors[CUSTOMER_TABLE]
        return isinstance(table, Table) and len(table.columns.intersection(columns.kinds)) >= table.least

    def _cell_hit(self, block: Block, candidate: Candidate, columns: Columns) -> Hit:
        assert block.grid is not None
        locator = Locator(
            block.locator.part,
            sheet=block.locator.sheet,
            row=block.grid.first_row + candidate.row,
            column=columns.label(candidate.column, block.grid.first_column),
        )
        return self._hit(block, candidate, locator, self._record + candidate.row)

    def _hit(self, block: Block, c: Candidate, locator: Locator, record: int) -> Hit:
        value = block.text[c.start : c.end]
        detector = self.engine.detectors[c.entity]
        plain = fold(value).text
        pattern = detector if isinstance(detector, Pattern) else None
        normal = pattern.normalise(plain) if pattern else plain
        masked = pattern.mask(plain) if pattern else detector.title.zh
        specimen = pattern is not None and pattern.specimen(normal)
        why = (*c.why, "specimen") if specimen else c.why
        return Hit(
            entity=c.entity,
            value=value,
            normal=normal,
            masked=masked,
            locator=locator,
            start=block.start + c.start,
            end=block.start + c.end,
            confidence=round(c.score, 2),
            record=record,
            why=why,
            specimen=specimen,
            staff=c.staff,
        )


def _weigh_column(c: Candidate, columns: Columns, agreed: bool) -> None:
    """Let the column's title, and the agreement of its cells, speak for or against."""
    kind = columns.kind(c.column)
    c.staff = kind == headers.STAFF
    if kind == c.entity or (kind in _PHONES and c.entity in _PHONES):
        c.score, c.why = min(1.0, c.score + _COLUMN_LIFT), (*c.why, "column title")
    elif kind == headers.OTHER:
        c.score, c.why = c.score - _WRONG_COLUMN, (*c.why, "against: column title")
    elif agreed and kind is None:
        c.score, c.why = min(1.0, c.score + _AGREEMENT_LIFT), (*c.why, "column agrees")


def _named_cells(
    block: Block, rows: list[list[grid.Span]], columns: Columns, title_row: int | None
) -> Iterator[Candidate]:
    """Names and addresses that only their column makes recognisable."""
    wanted = [(i, kind) for i, kind in enumerate(columns.kinds) if kind in ("PERSON", "ADDRESS", headers.STAFF)]
    for number, row in enumerate(rows):
        if number == title_row:
            continue
        for column, kind in wanted:
            if column < len(row):
                yield from _named_cell(block, row[column], number, column, kind)


def _named_cell(block: Block, span: grid.Span, row: int, column: int, kind: str) -> Iterator[Candidate]:
    raw = block.text[slice(*span)]
    text = raw.strip()
    start = span[0] + len(raw) - len(raw.lstrip())
    if kind == "ADDRESS" and _is_address(text):
        yield Candidate("ADDRESS", start, start + len(text), 0.8, ("column title",), row, column)
    elif kind != "ADDRESS" and names.is_name(text):
        yield Candidate("PERSON", start, start + len(text), 0.85, ("column title",), row, column, kind == headers.STAFF)


def _is_address(text: str) -> bool:
    return 5 <= len(text) <= 120 and "*" not in text and re.search(r"[省市区县镇乡村路街道号楼室]", text) is not None


def settle(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One stretch of text is one entity: the longest wins, then the type hardest to fake."""
    tables: list[Candidate] = []
    others: list[Candidate] = []
    for c in candidates:
        (tables if c.entity == CUSTOMER_TABLE else others).append(c)
    kept: list[Candidate] = []
    ends: list[tuple[int, int]] = []
    for c in sorted(others, key=_rank):
        at = bisect_right(ends, (c.start, c.end))
        clear = (at == 0 or ends[at - 1][1] <= c.start) and (at == len(ends) or ends[at][0] >= c.end)
        if clear:
            ends.insert(at, (c.start, c.end))
            kept.append(c)
    return sorted([*tables, *kept], key=lambda c: (c.start, c.end))


def _rank(c: Candidate) -> tuple[int, int, float]:
    order = _PRIORITY.index(c.entity) if c.entity in _PRIORITY else len(_PRIORITY)
    return -(c.end - c.start), order, -c.score
