"""Rows of labels with their values: forms, and what stands above a table's title row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detectors import headers
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate
from dlp.engine.columns import Tools, weigh
from dlp.engine.table import Offsets, Rows, pairs
from dlp.engine.titled import BY_TITLE, NAMED, TITLED, named
from dlp.text import fold


@dataclass(frozen=True, slots=True)
class Form:
    """The first rows of a table block, up to `end`."""

    tools: Tools
    text: str
    rows: Rows

    def read(self) -> list[Candidate]:
        """Every candidate, weighed by the label beside it."""
        start, stop = self.rows[0][0][0], self.rows[-1][-1][1]
        cells = Offsets.of(self.rows)
        labels = {(n, column): kind for n, row in enumerate(self.rows) for column, kind in pairs(self.text, row)}
        everything = self.tools.search(self.text[start:stop].encode("utf-8", "replace"))
        found = [c for c in everything.candidates if c.entity != CUSTOMER_TABLE]
        for c in found:
            c.start, c.end = c.start + start, c.end + start
            c.row, c.column = cells.find(c.start)
            weigh(c, labels.get((c.row, c.column)), agreed=False)
        return [*found, *self._labelled(labels)]

    def _labelled(self, labels: Mapping[tuple[int, int], str]) -> Iterator[Candidate]:
        """Values that only their label makes recognisable."""
        for (row, column), kind in labels.items():
            start, end = self.rows[row][column]
            cell = self.text[start:end]
            start += len(cell) - len(cell.lstrip())
            made = self._value(cell.strip(), kind, start)
            if made:
                made.row, made.column, made.staff = row, column, kind == headers.STAFF
                yield made

    def _value(self, cell: str, kind: str, start: int) -> Candidate | None:
        if kind in NAMED:
            return named(kind, cell, start) if self.tools.names else None
        detector = self.tools.patterns.get(kind)
        if detector is None or not detector.cell or not detector.fills(fold(cell).text):
            return None
        return Candidate(kind, start, start + len(cell), TITLED, (detector.source, BY_TITLE))
