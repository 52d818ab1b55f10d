"""Collects a document's text: paragraphs as lines, tables as grids, asides after what they hang on.

An aside is text that stands inside a paragraph without being part of it: a text box, a note, a
table in a table's cell. It is given out after the paragraph or table around it, so that no
word is cut in two by what floats beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from dlp.model import Grid, Unread
from dlp.readers.source import BLOCK, Item, Part, Stop, pieces
from dlp.readers.xmltext import stream

_SIZE = BLOCK // 2
_SPAN = 256
_CELL = str.maketrans({"\t": " ", "\n": "\v", "\r": None})


class Vocabulary(Protocol):
    """What an XML language's elements mean, told to a `Flow`."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters stand here."""


@dataclass(slots=True)
class _Level:
    """A text or a table being collected. `before` is the paragraph as it was before tracked changes."""

    table: bool = False
    now: list[str] = field(default_factory=list)
    before: list[str] | None = None
    lines: list[str] = field(default_factory=list)
    size: int = 0
    cell: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    after: list[tuple[str, Grid | None]] = field(default_factory=list)
    number: int = 1


class Flow:
    """Text in the order of reading. Take what is `ready` from time to time, and `close` at the end."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.ready: list[Item] = []
        self._levels = [_Level()]

    def taken(self) -> list[Item]:
        """What is ready, once."""
        taken, self.ready = self.ready, []
        return taken

    def turn(self, part: Part) -> None:
        """Go on in another part."""
        self.close()
        self.part = part

    def close(self) -> None:
        """Give out all that is left, also where elements were never closed."""
        while len(self._levels) > 1:
            self._end_level()
        self.end_paragraph()
        self._flush()

    @property
    def in_table(self) -> bool:
        """Whether text goes into a table's cell."""
        return self._levels[-1].table

    def write(self, text: str, *, inserted: bool = False, deleted: bool = False) -> None:
        """Characters of the paragraph; the deleted ones count for what it was before only."""
        level = self._levels[-1]
        if deleted and level.before is None:
            level.before = level.now.copy()
        if not deleted:
            level.now.append(text)
        if level.before is not None and not inserted:
            level.before.append(text)

    def note(self, text: str) -> None:
        """A line of its own after the paragraph."""
        if text.strip():
            self._levels[-1].notes.append(" ".join(text.split()))

    def end_paragraph(self) -> None:
        """Finish a line, and give its notes and asides out behind it."""
        level = self._levels[-1]
        lines = _versions(level)
        level.now, level.before = [], None
        if level.notes:
            lines += dict.fromkeys(level.notes)
            level.notes = []
        if level.table:
            level.cell += lines
            return
        for line in lines:
            level.lines.append(line + "\n")
            level.size += len(line) + 1
        if level.after:
            self._flush_asides()
        elif level.size > _SIZE:
            self._flush()

    def begin_aside(self) -> None:
        """Text beside the text."""
        self._levels.append(_Level())

    def end_aside(self) -> None:
        """Back to the text."""
        if len(self._levels) > 1 and not self._levels[-1].table:
            self.end_paragraph()
            self._end_level()

    def begin_table(self) -> None:
        """A table; one in a cell of another is given out after that."""
        if len(self._levels) == 1:
            self.end_paragraph()
            self._flush()
        self._levels.append(_Level(table=True))

    def end_table(self) -> None:
        """The last row was the last."""
        if self._levels[-1].table:
            self._end_level()

    def skip_cells(self, count: int) -> None:
        """Columns without a cell of their own, because the one before is wide or none begins there."""
        level = self._levels[-1]
        if level.table and 0 < count <= _SPAN:
            level.row += [""] * count

    def end_cell(self, value: str | None = None) -> None:
        """Finish a cell; a value, where one is given, stands for what was written."""
        level = self._levels[-1]
        if level.table:
            self.end_paragraph()
            if value is not None:
                level.cell = [value]
            level.row.append("\n".join(level.cell).strip().translate(_CELL))
            level.cell = []

    def repeat_cell(self, count: int) -> None:
        """The last cell so many times more."""
        level = self._levels[-1]
        if level.table and level.row and 0 < count <= _SPAN:
            level.row += [level.row[-1]] * count

    def end_row(self) -> None:
        """Finish a row."""
        level = self._levels[-1]
        if not level.table:
            return
        if level.cell or level.now:
            self.end_cell()
        line = "\t".join(level.row).rstrip("\t") + "\n"
        level.row = []
        level.lines.append(line)
        level.size += len(line)
        if level.size > _SIZE:
            self._put(level, len(self._levels) - 2)

    def skip_rows(self, count: int) -> None:
        """Rows that are empty or repeat the last one: the next row's number is higher by as many."""
        level = self._levels[-1]
        if level.table and count > 0:
            self._put(level, len(self._levels) - 2)
            level.number += count

    def _end_level(self) -> None:
        level = self._levels[-1]
        if level.table:
            self.end_row() if level.row or level.cell or level.now else None
        else:
            self.end_paragraph()
        self._levels.pop()
        self._put(level, len(self._levels) - 1)
        self._levels[-1].after += level.after
        if len(self._levels) == 1 and not self._levels[0].now:
            self._flush_asides()

    def _put(self, level: _Level, parent: int) -> None:
        """Hand a level's lines to its parent, or out if that is the outermost text."""
        text = "".join(level.lines)
        grid = Grid("\t", first_row=level.number) if level.table else None
        level.number += len(level.lines)
        level.lines, level.size = [], 0
        if not text.strip():
            return
        if parent == 0 and level.table:
            self._give(text, grid)
        else:
            self._levels[parent].after.append((text, grid))

    def _flush_asides(self) -> None:
        self._flush()
        level = self._levels[0]
        after, level.after = level.after, []
        for text, grid in after:
            self._give(text, grid)

    def _flush(self) -> None:
        level = self._levels[0]
        text = "".join(level.lines)
        level.lines, level.size = [], 0
        self._give(text, None)

    def _give(self, text: str, grid: Grid | None) -> None:
        if not text.strip():
            return
        for piece in (text,) if grid else pieces(text):
            self.ready.append(self.part.block(piece, grid))


def _versions(level: _Level) -> list[str]:
    """The paragraph as it stands and, where something was deleted, as it was before."""
    now = "".join(level.now)
    versions = [now] if now.strip() else []
    if level.before is not None:
        before = "".join(level.before)
        versions += [before] if before.strip() and before != now else []
    return versions


def read_xml(file: BinaryIO, words: Vocabulary, flow: Flow) -> Iterator[Item]:
    """A part's text; where it breaks off, what was read, and then why. Raises Stop if the budget is spent."""
    failure: Stop | None = None
    try:
        for _ in stream(file, words.start, words.end, words.text):
            if flow.ready:
                yield from flow.taken()
    except Stop as stop:
        failure = stop
    if not flow.part.budget.exhausted:
        flow.close()
    yield from flow.taken()
    if failure is None:
        return
    if flow.part.budget.exhausted:
        raise failure
    yield Unread(flow.part.name, failure.reason, failure.kind)


def read_lines(lines: Iterable[str], part: Part) -> Iterator[Item]:
    """Lines that are no paragraphs of a text: link targets, properties, names."""
    text = "".join(f"{line}\n" for line in lines if line.strip())
    yield from part.blocks(text)
