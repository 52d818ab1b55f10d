"""Words on a page become lines, and lines become text and tables.

Everything is measured in heights of the words, so that the resolution of a picture does not
matter. Boxes stand upright here: turning and skew are undone before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

CELL_GAP = 0.7
"""A gap of so many heights parts two cells; a space between words is about a quarter."""

_SPACE_GAP = 0.2
_SAME_LINE = 0.5
_TABLE_LINES = 3
_TABLE_COLUMNS = 3
_STEPS = 400
"""Into how many steps a table's width is cut to find the gaps between its columns."""

_CROSSED = 0.06
"""What share of a table's lines may run across a gap between two columns."""


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """Some characters that stand together, and their upright box in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """At least one pixel."""
        return max(1.0, self.bottom - self.top)

    @property
    def middle(self) -> float:
        """Of its height."""
        return (self.top + self.bottom) / 2


Line = list[Word]
"""Cells of a line from left to right."""


@dataclass(frozen=True, slots=True, repr=False)
class Passage:
    """A stretch of a page: running text, or a table whose cells are parted by tabs."""

    text: str
    is_table: bool


def passages(words: Sequence[Word]) -> Iterator[Passage]:
    """The page from top to bottom."""
    plain: list[str] = []
    for group in _groups(_continued(lines(words))):
        rows = _table(group)
        if rows is None:
            plain += ["\t".join(cell.text for cell in line) + "\n" for line in group]
            continue
        if plain:
            yield Passage("".join(plain), is_table=False)
            plain = []
        yield Passage("".join("\t".join(row) + "\n" for row in rows), is_table=True)
    if plain:
        yield Passage("".join(plain), is_table=False)


def lines(words: Sequence[Word]) -> list[Line]:
    """Words whose heights overlap make a line; those that nearly touch make a cell."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        home = next((line for line in reversed(found[-4:]) if _level(line, word)), None)
        if home is None:
            found.append([word])
        else:
            home.append(word)
    return [_cells(sorted(line, key=lambda word: word.left)) for line in found]


def _level(line: list[Word], word: Word) -> bool:
    """Whether a word stands on a line: beside its nearest word there, not under or over it."""
    near = min(line, key=lambda other: abs(other.left - word.left))
    shared = min(near.bottom, word.bottom) - max(near.top, word.top)
    beside = min(near.right, word.right) - max(near.left, word.left) < _SAME_LINE * min(near.height, word.height)
    return beside and shared > _SAME_LINE * min(near.height, word.height)


def _cells(line: list[Word]) -> Line:
    cells = [line[0]]
    for before, word in pairwise(line):
        gap, height = word.left - before.right, min(before.height, word.height)
        if gap > CELL_GAP * height:
            cells.append(word)
        else:
            cells[-1] = _joined(cells[-1], word, " " if gap > _SPACE_GAP * height else "")
    return cells


def _joined(first: Word, second: Word, between: str) -> Word:
    return Word(
        first.text + between + second.text,
        first.left,
        min(first.top, second.top),
        max(first.right, second.right),
        max(first.bottom, second.bottom),
    )


def _continued(all_lines: list[Line]) -> list[Line]:
    """Lines, with a value that goes on under itself put together: the address on an identity card."""
    kept: list[Line] = []
    for line in all_lines:
        if kept and len(line) == 1 and len(kept[-1]) == 2 and _goes_on(kept[-1][1], line[0]):
            kept[-1] = [kept[-1][0], _joined(kept[-1][1], line[0], "")]
        else:
            kept.append(line)
    return kept


def _goes_on(value: Word, below: Word) -> bool:
    """Whether a word stands directly under another and begins where that one begins."""
    size = below.height
    return abs(below.left - value.left) < size and 0 < below.top - value.bottom + size / 2 < 1.5 * size


def _groups(all_lines: list[Line]) -> Iterator[list[Line]]:
    """Runs of lines that have several cells, or none of which has; one lone line breaks no run."""
    group: list[Line] = []
    for number, line in enumerate(all_lines):
        follows = number + 1 < len(all_lines) and len(all_lines[number + 1]) > 1
        inside = len(line) > 1 or bool(group and len(group[-1]) > 1 and follows)
        if group and inside != (len(group[0]) > 1):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _table(group: list[Line]) -> list[list[str]] | None:
    """The rows of a table with a cell for every column, None if these lines are none."""
    several = [line for line in group if len(line) >= _TABLE_COLUMNS]
    if len(several) < _TABLE_LINES or len(several) < len(group) / 2:
        return None
    edges = _edges(several)
    if len(edges) + 1 < _TABLE_COLUMNS:
        return None
    return [_row(line, edges) for line in group]


def _edges(group: list[Line]) -> list[float]:
    """Where columns part: the middles of the stretches that hardly any line runs across."""
    left = min(line[0].left for line in group)
    width = max(1.0, max(line[-1].right for line in group) - left)
    covered = [0] * (_STEPS + 1)
    for line in group:
        for cell in line:
            for step in range(int((cell.left - left) / width * _STEPS), int((cell.right - left) / width * _STEPS) + 1):
                covered[min(step, _STEPS)] += 1
    free = [count <= _CROSSED * len(group) for count in covered]
    least = 0.3 * median(cell.height for line in group for cell in line) / width * _STEPS
    return [left + (first + last) / 2 / _STEPS * width for first, last in _runs(free) if last - first + 1 >= least]


def _runs(free: list[bool]) -> Iterator[tuple[int, int]]:
    """First and last step of every free stretch; the table's outer edges are never free."""
    first: int | None = None
    for step, is_free in enumerate(free):
        if is_free and first is None:
            first = step
        elif not is_free and first is not None:
            if first > 0:
                yield first, step - 1
            first = None


def _row(line: Line, edges: list[float]) -> list[str]:
    row = [""] * (len(edges) + 1)
    for cell in line:
        column = sum((cell.left + cell.right) / 2 > edge for edge in edges)
        row[column] = f"{row[column]} {cell.text}".strip()
    return row
