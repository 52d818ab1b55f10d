"""From a block to its hits: candidates, the evidence of layout and neighbours, one number one entity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import detectors
from detectors.base import THRESHOLD, Detector, Pattern, Table, never
from dlp import grid
from dlp.engine import inline
from dlp.engine.analyzer import CUES, TRICKS, Analyzer
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate, settle
from dlp.engine.columns import Body
from dlp.engine.disguise import disguised, is_disguised, reasons
from dlp.engine.finds import Finds, Run
from dlp.engine.forms import Form
from dlp.engine.gates import Backend
from dlp.engine.listed import again, listed
from dlp.engine.matcher import Matcher, canonical
from dlp.engine.naming import Namer
from dlp.engine.neighbours import drop_lucky_ones, weigh_mobiles, weigh_mobiles_in_rows
from dlp.engine.onepass import Found
from dlp.engine.places import Paragraphs, Places, Sheet
from dlp.engine.surroundings import NAMED as NAMED_BY_MODEL
from dlp.engine.table import HEAD, Columns, read_columns, records
from dlp.engine.titled import PERSONAL, strays, without_strays
from dlp.evasion import unseen_inside
from dlp.grid import Cut, Numbers
from dlp.hits import HitRun, TableHits
from dlp.model import Block, Details, Hit, Locator
from dlp.text import fold


class Engine:
    """All detectors, loaded once.

    names: whether personal names and addresses are looked for.
    model: whether the model helps with them; without it only rules find them.
    threshold: the confidence, 0 to 1, from which a candidate is a hit.
    gates: what searches for the places where a pattern can match; the quickest if None.
    declared: a company's own entities.
    kept: a private folder for what takes long to make; None makes it anew.
    """

    def __init__(
        self,
        *,
        names: bool = True,
        model: bool = True,
        threshold: float = THRESHOLD,
        gates: Backend | None = None,
        declared: Sequence[Pattern] = (),
        kept: Path | None = None,
    ) -> None:
        self.names, self.threshold = names, threshold
        self.detectors: dict[str, Detector] = detectors.by_entity()
        self.analyzer = Analyzer(names=names, gates=gates, declared=declared, kept=kept)
        self.detectors.update((pattern.entity, pattern) for pattern in declared)
        self.patterns: Mapping[str, Pattern] = {e: d for e, d in self.detectors.items() if isinstance(d, Pattern)}
        self.namer = Namer(
            threshold=threshold, entities=NAMED_BY_MODEL & set(self.detectors) if names and model else ()
        )

    def document(self) -> Detection:
        """Start on a new document."""
        return Detection(self)

    def find(self, text: str) -> list[Hit]:
        """The hits of a plain text, for short texts and tests."""
        return list(self.document().hits(Block(text, Locator("text", line=1))))

    def search(self, data: bytes) -> Found:
        """Everything in a text given as valid UTF-8, disguises undone."""
        found = self.analyzer.find(data)
        found.candidates += disguised(self.analyzer, data, found.others.get(TRICKS, ()), found.candidates)
        return found

    def named(self, text: str, candidates: Sequence[Candidate], part: str = "") -> list[Candidate]:
        """Names and addresses of a text that titles above them, or the model, make recognisable."""
        if not self.names:
            return []
        made = inline.named(text, candidates, self.threshold)
        made += listed(text, [*candidates, *made], self.threshold)
        read = self.namer.in_text(text, [*candidates, *made], part)
        return made + read + (again(text, [*candidates, *made, *read], self.threshold) if read else [])

    def matcher(self, entity: str) -> Matcher | None:
        """What finds an entity, None if it is not found by a pattern."""
        return self.analyzer.matchers.get(entity)


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

    def hits(self, block: Block) -> Sequence[Hit]:
        """The hits of the next block, in order, overlaps settled."""
        if block.grid is None:
            return self._text_hits(block)
        return self._table_hits(block)

    def _taken(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        taken = settle(c for c in candidates if c.score >= self.engine.threshold)
        self._person_seen = self._person_seen or any(c.entity in PERSONAL for c in taken)
        return without_strays(taken, self.engine.detectors, person_seen=self._person_seen)

    def _text_hits(self, block: Block) -> list[Hit]:
        found = self.engine.search(block.utf8)
        if not found.candidates and CUES not in found.others:
            return []
        text = block.text
        candidates = drop_lucky_ones(found.candidates, found.refused)
        candidates += self.engine.named(text, candidates, block.locator.part)
        weigh_mobiles(candidates, text, self.engine.threshold)
        paragraphs = Paragraphs(block.locator, text, self._record)
        made = self._hits(block, self._taken(candidates), paragraphs)
        self._record = paragraphs.record + 1
        return made

    def _table_hits(self, block: Block) -> Sequence[Hit]:
        assert block.grid is not None
        cut = grid.cut(block)
        if not cut.height:
            return []
        columns, text = self._columns_of(block, cut), block.text
        found = self._settled(self._table_finds(text, cut, columns))
        sheet = Sheet(block.locator, block.grid, columns, self._record_numbers(text, cut, columns))
        self._record = int(sheet.numbers[-1]) + 1
        return self._of_sheet(block, found, sheet)

    def _columns_of(self, block: Block, cut: Cut) -> Columns:
        """What is known of the columns of a block's table; only its first block can hold the titles."""
        known = self._columns.get(block.locator.part)
        if known is None:
            known = read_columns(block.text, cut.head(HEAD))
            self._columns[block.locator.part] = replace(known, header_row=None)
        return known

    def _record_numbers(self, text: str, cut: Cut, columns: Columns) -> Numbers:
        """The record of each row: a form goes on to an empty row, of the rows beneath a title each is one."""
        form = columns.form_ends(cut.height)
        numbers = records(text, cut.head(form), columns, columns.header_row)
        beneath = np.arange(cut.height - form) + (numbers[-1] + 1 if numbers else 0)
        return self._record + np.append(np.array(numbers, np.intp), beneath)

    def _table_finds(self, text: str, cut: Cut, columns: Columns) -> Finds:
        engine, title_row = self.engine, columns.header_row
        form_ends = columns.form_ends(cut.height)
        found = Body(engine, cut, columns, form_ends if title_row is None else title_row + 1).read()
        found.single[:0] = Form(engine, text, cut.head(form_ends)).read() if form_ends else []
        found.single += engine.namer.in_cells(text, cut, columns.kinds, found)
        weigh_mobiles_in_rows(found, engine.threshold)
        if title_row is not None and found and self._is_customer_table(columns):
            titles = cut.head(title_row + 1)[-1]
            start, end = titles[0][0], titles[-1][1]
            found.single.append(Candidate(CUSTOMER_TABLE, start, end, 0.9, ("column titles",), row=title_row))
        return found

    def _settled(self, found: Finds) -> Finds:
        settled = found.settled(self.engine.threshold)
        entities = {c.entity for c in settled.single} | {run.entity for run in settled.runs}
        self._person_seen = self._person_seen or not entities.isdisjoint(PERSONAL)
        nobodys = strays(entities, self.engine.detectors, person_seen=self._person_seen)
        runs = [run for run in settled.runs if run.entity not in nobodys]
        return Finds(runs, [c for c in settled.single if c.entity not in nobodys])

    def _of_sheet(self, block: Block, found: Finds, sheet: Sheet) -> Sequence[Hit]:
        """The finds of a table as hits; those of whole columns are made when they are asked for."""
        single = self._hits(block, found.single, sheet)
        if not found.runs:
            return single
        runs = [self._run(block, run, sheet) for run in found.runs]
        return TableHits(runs, single, found.order())

    def _run(self, block: Block, run: Run, sheet: Sheet) -> HitRun:
        is_specimen, count = self.engine.patterns[run.entity].specimen, len(run.normals)
        examples = () if is_specimen is never else map(is_specimen, run.normals)
        specimen = np.fromiter(examples, np.bool_, count) if examples else np.zeros(count, np.bool_)
        self.evaded = self.evaded or unseen_inside("\n".join(run.cells.texts))

        def hit(at: int) -> Hit:
            return self._hits(block, [run.candidate(at)], sheet)[0]

        return HitRun(run.entity, run.normals, sheet.numbers[run.cells.rows], specimen, run.staff, hit)

    def _is_customer_table(self, columns: Columns) -> bool:
        table = self.engine.detectors[CUSTOMER_TABLE]
        return isinstance(table, Table) and len(table.columns.intersection(columns.kinds)) >= table.least

    def _hits(self, block: Block, taken: Sequence[Candidate], places: Places) -> list[Hit]:
        """The candidates as hits. places: the record, line and column title of each."""
        made = []
        text, start, in_table = block.text, block.start, places.in_table
        for c, (record, line) in zip(taken, places.of(taken), strict=True):
            pattern = self.engine.patterns.get(c.entity)
            value = text[c.start : c.end]
            normal = c.normal or canonical(pattern, c.meant or value)
            self.evaded = self.evaded or is_disguised(c, value)
            specimen = pattern is not None and pattern.specimen(normal)
            details = partial(self._details, c, value, places, line, specimen)
            span = start + c.start, start + c.end
            made.append(Hit(c.entity, normal, *span, details, record, line, in_table, specimen, c.staff))
        return made

    def _details(self, c: Candidate, value: str, places: Places, line: int, specimen: bool) -> Details:
        plain = c.meant or fold(value).text
        pattern = self.engine.patterns.get(c.entity)
        masked = pattern.mask(plain) if pattern else self.engine.detectors[c.entity].title.zh
        remarks = (pattern.remark(plain) if pattern else "", "specimen" if specimen else "")
        why = (*reasons(c, value), *filter(None, remarks))
        return Details(value, masked, places.locator(c, line), round(c.score, 2), why)
