"""Rows as grid blocks: what every reader of a database table shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from dlp.model import Grid
from dlp.readers.source import BLOCK, Budget, Item, Part

_GRID_ROWS = 5_000
"""A block ends after so many rows at the latest."""


def grid(name: str, titles: list[str], rows: Iterable[Iterable[object]], budget: Budget) -> Iterator[Item]:
    """A table as blocks of lines with tabs between cells, its column names as first row."""
    part = Part(name, budget, sheet=name.rpartition(":")[2])
    lines, size, row = [line(titles)], 0, 1
    for values in rows:
        text = line(values)
        lines.append(text)
        size += len(text)
        if size > BLOCK or len(lines) >= _GRID_ROWS:
            yield part.block("".join(lines), Grid("\t", first_row=row))
            row, lines, size = row + len(lines), [], 0
    if lines:
        yield part.block("".join(lines), Grid("\t", first_row=row))


def line(values: Iterable[object]) -> str:
    """One row: no tab or line break is left inside a cell."""
    return "\t".join(map(cell, values)) + "\n"


def cell(value: object) -> str:
    """A value as text, empty for none."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date | Decimal):
        return str(value)
    text = str(value)
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\r\n", "\v").replace("\n", "\v").replace("\r", "\v").replace("\t", " ")
    return text
