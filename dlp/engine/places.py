"""Where candidates stand: the record and line that count them together, the place that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from dlp.engine.candidate import Candidate
from dlp.engine.table import Columns
from dlp.grid import Numbers
from dlp.model import Grid, Locator

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


class Places(Protocol):
    """The places of a block's candidates."""

    in_table: ClassVar[bool]

    def of(self, candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
        """The record and line of each, in order."""

    def locator(self, candidate: Candidate, line: int) -> Locator:
        """The place of one of them."""


@dataclass(slots=True)
class Paragraphs:
    """Text: a record goes on to a blank line. `record` is the number of the one that was reached."""

    block: Locator
    text: str
    record: int
    in_table: ClassVar[bool] = False

    def of(self, candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
        """The record and line of each, in order."""
        line, at = 0, 0
        for c in candidates:
            between = self.text[at : c.start]
            line, at = line + between.count("\n"), c.start
            self.record += _BLANK_LINE.search(between) is not None
            yield self.record, line

    def locator(self, candidate: Candidate, line: int) -> Locator:
        """The place of a line of the block, counted from 0."""
        del candidate
        place = self.block
        if place.line is None:
            return place
        return Locator(place.part, place.page, place.sheet, place.row, place.column, place.line + line)


@dataclass(slots=True)
class Sheet:
    """A table: `numbers` are the records of its rows."""

    block: Locator
    grid: Grid
    columns: Columns
    numbers: Numbers
    in_table: ClassVar[bool] = True

    def of(self, candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
        """The record and row of each, in order."""
        for c in candidates:
            yield int(self.numbers[c.row]), c.row

    def locator(self, candidate: Candidate, line: int) -> Locator:
        """The place of a cell; its column's title where that is a known word, else its letter."""
        del line
        return Locator(
            self.block.part,
            sheet=self.block.sheet,
            row=self.grid.first_row + candidate.row,
            column=self.columns.label(candidate.column, self.grid.first_column),
        )
