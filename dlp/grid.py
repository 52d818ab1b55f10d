"""Cutting a table block's text into cells without copying it: rows of spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dlp.model import Block, Grid

Span = tuple[int, int]
"""Start and end of a cell's text in its block, quotes left out."""


def rows(block: Block) -> Iterator[list[Span]]:
    """Every row of a table block as the spans of its cells.

    A quoted cell may hold delimiters and line breaks; its span leaves the quotes out.
    """
    if block.grid is None:
        return
    quoted = block.grid.quoted and '"' in block.text
    yield from _quoted_rows(block.text, block.grid) if quoted else _plain_rows(block.text, block.grid)


def _plain_rows(text: str, grid: Grid) -> Iterator[list[Span]]:
    at = 0
    for line in text.split("\n"):
        if at < len(text) or line:
            yield _plain_cells(line.removesuffix("\r"), at, grid.delimiter)
        at += len(line) + 1


def _plain_cells(line: str, at: int, delimiter: str) -> list[Span]:
    spans = []
    for cell in line.split(delimiter):
        spans.append((at, at + len(cell)))
        at += len(cell) + len(delimiter)
    return spans


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(rf'(?:[ ]*"(?P<quoted>(?:[^"]|"")*)"[^{d}\r\n]*|(?P<plain>[^{d}\r\n]*))(?P<end>{d}|\r?\n|\r|\Z)')


def _quoted_rows(text: str, grid: Grid) -> Iterator[list[Span]]:
    pattern, row, at = _cell_pattern(grid.delimiter), list[Span](), 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None:  # an unclosed quote: the rest of the line is one cell
            stop = text.find("\n", at) % (len(text) + 1)
            yield [*row, (at, stop)]
            row, at = [], stop + 1
            continue
        row.append(match.span("quoted") if match["quoted"] is not None else match.span("plain"))
        at = match.end()
        if match["end"] != grid.delimiter:
            yield row
            row = []
    if row:
        yield row


def column_letter(column: int) -> str:
    """The spreadsheet name of a 1-based column: 1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
