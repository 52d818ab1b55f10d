"""Cutting a table block's text into cells: rows of spans, or columns of cells for what reads many at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from dlp.model import Block, Grid

Numbers = npt.NDArray[np.intp]

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


@dataclass(frozen=True, slots=True, repr=False)
class Cells:
    """Cells of one column in order, side by side: the row of each from 0, where it starts, its text."""

    rows: Numbers
    starts: Numbers
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, places: Sequence[int]) -> Cells:
        """Some of them."""
        if len(places) == len(self.texts):
            return self
        return Cells(self.rows[places], self.starts[places], [self.texts[place] for place in places])

    def filled(self) -> Cells:
        """Those that hold anything, be it a blank."""
        return self if all(self.texts) else self.at([place for place, text in enumerate(self.texts) if text])

    def below(self, row: int) -> Cells:
        """Those from a row on."""
        first = int(np.searchsorted(self.rows, row))
        return Cells(self.rows[first:], self.starts[first:], self.texts[first:]) if first else self


@dataclass(frozen=True, slots=True, repr=False)
class Cut:
    """The cells of a table block of so many rows, column by column."""

    height: int
    columns: Sequence[Cells]

    def head(self, height: int) -> list[list[Span]]:
        """The first rows, as `rows` gives them."""
        spans: list[list[Span]] = [[] for _ in range(min(height, self.height))]
        for cells in self.columns:
            for row, start, text in zip(cells.rows[:height].tolist(), cells.starts.tolist(), cells.texts, strict=False):
                if row < height:
                    spans[row].append((start, start + len(text)))
        return spans


def cut(block: Block) -> Cut:
    """A table block by columns: the same cells as `rows` gives."""
    text, grid = block.text, block.grid
    if grid is None or not text:
        return Cut(0, [])
    breaks, pairs = text.count("\n"), text.count("\r\n")
    quoted = grid.quoted and '"' in text
    if len(grid.delimiter) > 1 or (not quoted and 0 < pairs < breaks):
        return _cut_spans(text, list(rows(block)))
    if quoted:
        return _cut_quoted(text, grid.delimiter) or _cut_spans(text, list(rows(block)))
    return _cut_plain(text.replace("\r\n", "\n") if pairs else text, grid.delimiter, pairs > 0)


def _cut_plain(text: str, delimiter: str, in_pairs: bool) -> Cut:
    """A text without quotes. in_pairs: whether a carriage return was taken out in front of every line end."""
    text = text[:-1] if text.endswith(("\n", "\r")) else text
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    breaks = codes == ord("\n")
    ends = np.flatnonzero(breaks | (codes == ord(delimiter)))
    row = np.append(0, np.cumsum(breaks[ends]))
    starts = np.append(0, ends + 1) + (row if in_pairs else 0)
    return _by_column(row, starts, text.replace("\n", delimiter).split(delimiter))


def _cut_quoted(text: str, delimiter: str) -> Cut | None:
    """A text with quotes; None if they are not set as they should be, so that it takes a closer look.

    What parts cells has an even number of quotes in front of it.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    quotes = np.cumsum(codes == ord('"'))
    if quotes[-1] % 2:
        return None
    returns, feeds = codes == ord("\r"), codes == ord("\n")
    second = np.append(False, returns[:-1] & feeds[1:])
    ends = np.flatnonzero(((codes == ord(delimiter)) | returns | feeds) & ~second & (quotes % 2 == 0))
    starts = np.append(0, ends + 1 + np.append(second, False)[ends + 1])
    row = np.append(0, np.cumsum(codes[ends] != ord(delimiter)))
    ends = np.append(ends, len(text))
    if starts[-1] >= len(text):
        starts, ends, row = starts[:-1], ends[:-1], row[:-1]
    held = np.append(0, quotes)
    return _unquoted(text, delimiter, row, starts, ends, held[ends] - held[starts])


def _unquoted(text: str, delimiter: str, row: Numbers, starts: Numbers, ends: Numbers, held: Numbers) -> Cut | None:
    """The cells without their quotes. held: how many each of them holds."""
    bounds, pattern = list(zip(starts.tolist(), ends.tolist(), strict=True)), _cell_pattern(delimiter)
    for at in np.flatnonzero(held).tolist():
        match = pattern.match(text, *bounds[at])
        if match is None or match["quoted"] is None or match.end() != bounds[at][1]:
            return None
        bounds[at] = match.span("quoted")
    return _by_column(row, np.array([start for start, _ in bounds], np.intp), [text[a:b] for a, b in bounds])


def _cut_spans(text: str, cut: Sequence[Sequence[Span]]) -> Cut:
    row = np.repeat(np.arange(len(cut)), [len(spans) for spans in cut])
    flat = [span for spans in cut for span in spans]
    return _by_column(row, np.array([start for start, _ in flat], np.intp), [text[start:end] for start, end in flat])


def _by_column(row: Numbers, starts: Numbers, texts: list[str]) -> Cut:
    """Cells in order of place, sorted into columns. row: that of each cell."""
    height = int(row[-1]) + 1
    first = np.searchsorted(row, np.arange(height))
    widths = np.diff(first, append=len(row))
    width = int(widths.max())
    if (widths == width).all():
        return Cut(height, [Cells(row[c::width], starts[c::width], texts[c::width]) for c in range(width)])
    column = np.arange(len(row)) - first[row]
    order = np.argsort(column, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(column))[:-1])
    return Cut(height, [Cells(row[part], starts[part], [texts[at] for at in part.tolist()]) for part in parts])


def column_letter(column: int) -> str:
    """The spreadsheet name of a 1-based column: 1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
