"""Cells as text: rows become lines, cells are parted by tabs, a line break inside a cell is a vertical tab."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from dlp.model import Block, Grid
from dlp.readers.source import Part

_BLOCK = 32_768
_EXACT, _LONG, _DIGITS = 2**53, 1e21, 15
_BATCH = 128
_CELL_BREAKS = str.maketrans({"\t": " ", "\r": None, "\n": "\v"})
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d+|[A-Za-z+-])')
_TRAILING = re.compile(r"\t+(?=\n)")


def blocks(part: Part, rows: Iterable[list[Any]], first_row: int, first_column: int) -> Iterator[Block]:
    """A sheet's rows as blocks. Raises Stop when the document's text is over the limit."""
    source, number = iter(rows), first_row
    lines, size, count = list[str](), 0, 0
    while batch := list(islice(source, _BATCH)):
        text = batch_text(batch)
        lines.append(text)
        size += len(text)
        count += len(batch)
        if size > _BLOCK:
            yield from _block(part, lines, number, first_column)
            number, lines, size, count = number + count, [], 0, 0
    yield from _block(part, lines, number, first_column)


def _block(part: Part, lines: list[str], row: int, column: int) -> Iterator[Block]:
    text = "".join(lines)
    if text.strip():
        yield part.block(text, Grid("\t", first_row=row, first_column=column))


def batch_text(rows: list[list[Any]]) -> str:
    """Some rows as lines; only where a cell holds a tab or a line break are cells looked at one by one."""
    text = "\n".join(["\t".join([c if c.__class__ is str else cell_text(c) for c in row]) for row in rows]) + "\n"
    if "\r" in text or text.count("\n") != len(rows) or text.count("\t") != sum(map(len, rows)) - len(rows):
        text = "".join(["\t".join(map(cell_text, row)) + "\n" for row in rows])
    return _TRAILING.sub("", text) if "\t\n" in text else text


def cell_text(value: Any) -> str:
    """A cell as it would be typed: whole numbers without exponent or point, dates by ISO 8601."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value.translate(_CELL_BREAKS)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return str(value)


def number_text(value: float) -> str:
    """A number with all its digits, as long as it is one that a person could have typed.

    Excel keeps 15 digits: what it has rounded is shown with zeros behind them, as Excel shows it.
    """
    if not value.is_integer() or abs(value) >= _LONG:
        return repr(value)
    if abs(value) < _EXACT:
        return str(int(value))
    short = Decimal(repr(value))
    return f"{short:f}" if len(short.as_tuple().digits) <= _DIGITS else str(int(value))


def header_lines(header: str) -> list[str]:
    """The texts of a page header or footer, without the codes for fonts, places and page numbers."""
    return [line for line in _HEADER_CODE.sub("\n", header).split("\n") if line.strip()]
