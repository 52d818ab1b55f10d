"""What a table's layout says about its cells: title rows, label and value pairs, names by column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import detectors
from detectors import headers, names
from detectors.base import Pattern
from dlp.grid import Span, column_letter
from dlp.text import fold

TITLE_ROWS = 30
SAMPLE = 100
HEAD = TITLE_ROWS + 1 + SAMPLE
"""How many rows of a table tell what its columns hold."""

_AGREE = 0.8
_AGREE_ROWS = 5
_LONGEST_TITLE = 16
_DIGITS_OF_A_VALUE = 6
_FEWER_DIGITS = {"CN_LICENSE_PLATE": 2, "VIN": 4}

Rows = Sequence[list[Span]]
_NUMBER = re.compile(r"\d{7}|@")
_OF_ADDRESSES = re.compile("[省市区县镇乡村路街道号楼室]")


@dataclass(slots=True)
class Columns:
    """What the columns of one table hold; `titles` are shown only where they are known words.

    `header_row` is the title row's place among the rows of the first block, None if there is
    none; what stands above it, or everything if `form` is set, are labels with values.
    """

    kinds: list[str | None] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    header_row: int | None = None
    form: bool = False

    def kind(self, column: int) -> str | None:
        """The kind of a 0-based column, None if nothing is known."""
        return self.kinds[column] if column < len(self.kinds) else None

    def form_ends(self, height: int) -> int:
        """How many of so many rows are labels with values."""
        return height if self.form else self.header_row or 0

    def label(self, column: int, first_column: int) -> str:
        """A known title, else the spreadsheet letter: never a cell's own text."""
        if column < len(self.titles) and self.kind(column):
            return self.titles[column]
        return column_letter(first_column + column)


def text_of(text: str, span: Span) -> str:
    """A cell's text without blanks and quotes around it."""
    return text[slice(*span)].strip().strip('"')


def read_columns(text: str, rows: Rows) -> Columns:
    """Find the title row; without one it is a form, or a table of which only content can tell."""
    for index, row in enumerate(rows[:TITLE_ROWS]):
        titles = [text_of(text, span) for span in row]
        if _is_title_row(text, rows, index, titles):
            columns = Columns([headers.kind_of(title) for title in titles], titles, index)
            _confirm_names(columns, text, rows[index + 1 :])
            return columns
    if any(pairs(text, row) for row in rows[:TITLE_ROWS]):
        return Columns(form=True)
    return Columns(_guess_names(text, rows))


def _is_title_row(text: str, rows: Rows, index: int, titles: list[str]) -> bool:
    """Two known titles (one will do in the first row), no values, and their like beneath, not beside."""
    if any(len(t) > _LONGEST_TITLE or sum(map(str.isdigit, t)) >= _DIGITS_OF_A_VALUE for t in titles):
        return False
    kinds = [headers.kind_of(title) for title in titles]
    if sum(k is not None for k in kinds) < (2 if index else 1):
        return False
    below = rows[index + 1] if index + 1 < len(rows) else []
    beneath = sum(_fits(kind, text_of(text, below[c])) for c, kind in enumerate(kinds) if kind and c < len(below))
    beside = sum(_fits(kind, value) for kind, value in _labelled(kinds, titles))
    return beneath >= beside and (index == 0 or beneath > 0)


def _labelled(kinds: list[str | None], cells: list[str]) -> list[tuple[str, str]]:
    """Each label of a row with the text to its right, if that is no label itself."""
    return [(k, cells[i + 1]) for i, k in enumerate(kinds[:-1]) if k and kinds[i + 1] is None and cells[i + 1]]


def _fits(kind: str, text: str) -> bool:
    """Whether a text could be a value of a kind."""
    digits = sum(map(str.isdigit, text))
    if kind in ("PERSON", headers.STAFF):
        return names.is_name(text)
    if kind == "ADDRESS":
        return is_address(text)
    if kind == "EMAIL_ADDRESS":
        return "@" in text
    if kind in _fillable():
        return _fillable()[kind].fills(fold(text).text)
    if kind == headers.OTHER:
        return digits >= 1
    return digits >= _FEWER_DIGITS.get(kind, _DIGITS_OF_A_VALUE)


@cache
def _fillable() -> dict[str, Pattern]:
    """The detectors that say what a whole cell of theirs looks like."""
    return {d.entity: d for d in detectors.load() if isinstance(d, Pattern) and d.cell}


def is_address(text: str) -> bool:
    """Whether a cell that should hold an address does; a short one will do there."""
    return 5 <= len(text) <= 120 and "*" not in text and _OF_ADDRESSES.search(text) is not None


def has_number(text: str) -> bool:
    """Whether a cell may hold a telephone number or a mail address beside what it is."""
    return _NUMBER.search(text) is not None


def pairs(text: str, row: list[Span]) -> list[tuple[int, str]]:
    """The values of a form's row: the 0-based column of each, and the kind its label names."""
    cells = [text_of(text, span) for span in row]
    found = []
    for index, cell in enumerate(cells):
        kind = headers.kind_of(cell) if len(cell) <= _LONGEST_TITLE else None
        value = next((i for i in range(index + 1, min(index + 4, len(cells))) if cells[i]), None)
        if kind and value is not None and headers.kind_of(cells[value]) is None and _fits(kind, cells[value]):
            found.append((value, kind))
    return found


def _share(text: str, rows: Rows, column: int, test: Callable[[str], bool]) -> tuple[float, int]:
    cells = [text_of(text, row[column]) for row in rows[:SAMPLE] if column < len(row)]
    filled = [c for c in cells if c]
    return (sum(map(test, filled)) / len(filled) if filled else 0.0), len(filled)


def _confirm_names(columns: Columns, text: str, rows: Rows) -> None:
    """A column titled 客户名称 may hold companies: it is one of names only if most cells are."""
    for column, kind in enumerate(columns.kinds):
        if kind == "PERSON" and _share(text, rows, column, names.is_name)[0] < 0.5:
            columns.kinds[column] = None


def _guess_names(text: str, rows: Rows) -> list[str | None]:
    width = max(map(len, rows[:SAMPLE]), default=0)
    kinds: list[str | None] = [None] * width
    for column in range(width):
        share, filled = _share(text, rows, column, names.is_likely_name)
        if filled >= _AGREE_ROWS and share >= _AGREE:
            kinds[column] = "PERSON"
    return kinds


def records(text: str, rows: Rows, columns: Columns, title_row: int | None) -> list[int]:
    """The record that each row belongs to, from 0: a row is one, a form goes on to an empty row."""
    form_ends = len(rows) if columns.form else title_row or 0
    numbers, number, fresh = [], -1, True
    for index, row in enumerate(rows):
        empty = not any(text_of(text, span) for span in row)
        if index >= form_ends or fresh or empty:
            number += 1
        fresh = empty
        numbers.append(number)
    return numbers


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where each offset of a table block lies: its 0-based row and column."""

    rows: Rows
    starts: Sequence[int]

    @classmethod
    def of(cls, rows: Rows) -> Offsets:
        """Index the rows of a block."""
        return cls(rows, [row[0][0] for row in rows])

    def find(self, offset: int) -> tuple[int, int]:
        """Row and column of a character."""
        row = max(0, bisect_right(self.starts, offset) - 1)
        return row, max(0, bisect_right([start for start, _ in self.rows[row]], offset) - 1)


def agrees(count: int, filled: int) -> bool:
    """Whether nearly every filled cell of a column (but for its title) holds the same entity."""
    return count >= _AGREE_ROWS and count >= _AGREE * (filled - 1)
