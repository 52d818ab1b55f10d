"""What a table's columns say about their cells: titles, agreement, names by column."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from detectors import headers, names
from dlp.grid import Span, column_letter
from dlp.model import Block

TITLE_ROWS = 5
SAMPLE = 100
_AGREE = 0.8
_AGREE_ROWS = 5
_LOOKS_NUMERIC = 6


@dataclass(slots=True)
class Columns:
    """What the columns of one table hold; `titles` are shown only where they are known words."""

    kinds: list[str | None] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    header_row: int | None = None

    def kind(self, column: int) -> str | None:
        """The kind of a 0-based column, None if nothing is known."""
        return self.kinds[column] if column < len(self.kinds) else None

    def label(self, column: int, first_column: int) -> str:
        """A known title, else the spreadsheet letter: never a cell's own text."""
        if column < len(self.titles) and self.kind(column):
            return self.titles[column]
        return column_letter(first_column + column)


def read_columns(block: Block, rows: Sequence[list[Span]]) -> Columns:
    """Find the title row among the first rows; without one, guess columns of names by content."""
    for index, row in enumerate(rows[:TITLE_ROWS]):
        titles = [block.text[a:b].strip().strip('"') for a, b in row]
        kinds = [headers.kind_of(title) for title in titles]
        if sum(k is not None for k in kinds) >= 2 or (index == 0 and any(kinds) and not _has_numbers(titles)):
            columns = Columns(kinds, titles, index)
            _confirm_names(columns, block, rows[index + 1 :])
            return columns
    return Columns(_guess_names(block, rows))


def _has_numbers(titles: list[str]) -> bool:
    return any(sum(c.isdigit() for c in title) >= _LOOKS_NUMERIC for title in titles)


def _share(block: Block, rows: Sequence[list[Span]], column: int, test: Callable[[str], bool]) -> tuple[float, int]:
    cells = [block.text[slice(*row[column])].strip() for row in rows[:SAMPLE] if column < len(row)]
    filled = [c for c in cells if c]
    return (sum(map(test, filled)) / len(filled) if filled else 0.0), len(filled)


def _confirm_names(columns: Columns, block: Block, rows: Sequence[list[Span]]) -> None:
    """A column titled 客户名称 may hold companies: it is one of names only if most cells are."""
    for column, kind in enumerate(columns.kinds):
        if kind == "PERSON" and _share(block, rows, column, names.is_name)[0] < 0.5:
            columns.kinds[column] = None


def _guess_names(block: Block, rows: Sequence[list[Span]]) -> list[str | None]:
    width = max(map(len, rows[:SAMPLE]), default=0)
    kinds: list[str | None] = [None] * width
    for column in range(width):
        share, filled = _share(block, rows, column, names.is_likely_name)
        if filled >= _AGREE_ROWS and share >= _AGREE:
            kinds[column] = "PERSON"
    return kinds


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each offset of a table block lies: its 0-based row and column."""

    rows: Sequence[list[Span]]
    starts: Sequence[int]

    @classmethod
    def of(cls, rows: Sequence[list[Span]]) -> Cells:
        """Index the rows of a block."""
        return cls(rows, [row[0][0] for row in rows])

    def find(self, offset: int) -> tuple[int, int]:
        """Row and column of a character."""
        row = max(0, bisect_right(self.starts, offset) - 1)
        return row, max(0, bisect_right([start for start, _ in self.rows[row]], offset) - 1)


def agreement(found: Sequence[tuple[str, int]], rows: Sequence[list[Span]], block: Block) -> frozenset[tuple[str, int]]:
    """The (entity, column) pairs in which nearly every filled cell holds that entity."""
    counts = Counter(found)
    agreed = set()
    for (entity, column), count in counts.items():
        filled = sum(1 for row in rows if column < len(row) and block.text[slice(*row[column])].strip())
        if count >= _AGREE_ROWS and count >= _AGREE * (filled - 1):
            agreed.add((entity, column))
    return frozenset(agreed)
