"""Names, addresses and organisations by a model, where they matter: beside a number or a cue.

The model reads windows around the identifiers that were found and the words that announce a name,
and the distinct cells of columns that nothing is known of; never a whole text. What it says is
one piece of evidence among others. What stands beside nothing is not taken, so that an article
full of names stays silent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from dlp.engine import lac
from dlp.engine.candidate import Candidate
from dlp.engine.finds import Finds, InOrder
from dlp.engine.judging import Judge, Taken, leaves_something
from dlp.engine.surroundings import NAMED, NOBODYS, Stretch, Surroundings
from dlp.engine.worth import LEAST_THRESHOLD, is_worth_reading
from dlp.grid import Cells, Cut
from dlp.model import Text
from dlp.text import HAN

_DIGITS = str.maketrans("123456789", "000000000")
_LONGEST_CELL = 200
_SAMPLE = 200
_FEW = 5
_ROW = 0.1
_COLUMN = 0.2
_HEADERS = "headers"
_OPEN = (None, "PERSON")
_HAN = re.compile(f"[{HAN}]{{2}}|[{HAN}][·•・]")
_REMEMBERED = 4096
"""How many cells are remembered with what the model names in them."""

Mask = npt.NDArray[np.bool_]

_END = re.compile("[。！？；]+[”』」’）)]*|，")
_LEAST = 24


class Namer:
    """Asks the model, which is loaded when it is first needed.

    threshold: the confidence from which a candidate of a rule counts as found.
    entities: which of PERSON, ADDRESS and ORGANIZATION are wanted; none switches the model off.
    problem: why the model cannot be used on this machine, once that is known; rules go on alone.
    """

    def __init__(self, *, threshold: float, entities: Iterable[str] = NAMED) -> None:
        self.threshold, self.entities = threshold, frozenset(entities)
        self.problem: Text | None = None
        self._cells: dict[str, list[lac.Span]] = {}

    def check(self) -> Text | None:
        """Load the model if it is wanted, and say what is wrong with it."""
        if self.entities and self.problem is None:
            try:
                lac.model()
            except lac.Unavailable as error:
                what = f"姓名模型无法使用，仅按规则识别姓名：{error}", f"no model for names, rules only: {error}"
                self.problem = Text(*what)
        return self.problem

    def in_text(self, text: str, candidates: Sequence[Candidate], part: str = "") -> list[Candidate]:
        """What the model adds to the candidates of a text.

        part: the text's part of its document. The names in a message's own headers are those of its
        sender and recipients, which every message has: they are left alone.
        """
        if not self.entities or part.rpartition("/")[2] == _HEADERS:
            return []
        around = Surroundings.of(text, candidates, self.threshold)
        taken = Taken.of(candidates, self.threshold)
        left = [
            rest for piece in _pieces(text, around.windows(text)) if leaves_something(rest := taken.rest(text, piece))
        ]
        everything = self.threshold < LEAST_THRESHOLD
        read = [rest for rest in left if everything or is_worth_reading(text, rest, around)]
        named = zip(read, self._read([text[rest.start : rest.end] for rest in read]), strict=True)
        spans = [
            lac.Span(rest.start + start, rest.start + end, label)
            for rest, found in named
            for start, end, label in found
        ]
        pieces = [(rest.start, rest.end) for rest in left]
        return self._wanted(Judge(text, around, taken).candidates(spans, pieces))

    def in_cells(self, text: str, cut: Cut, kinds: Sequence[str | None], found: Finds) -> list[Candidate]:
        """What the model adds to the finds of a table: cells of untyped columns in rows that hold an identifier.

        cut: the text's cells. kinds: what is known of each column.
        """
        made: list[Candidate] = []
        if not self.entities:
            return made
        taken = cache(partial(_taken, found, self.threshold))
        for number, cells in _worth_reading(cut, kinds, found, self.threshold):
            column = Column(number, text, cells, taken)
            for texts in column.portions():
                column.found.update(zip(texts, self._read_cells(texts), strict=True))
                if not column.promising():
                    break
            made += self._wanted(column.candidates())
        return made

    def _wanted(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [c for c in candidates if c.entity in self.entities]

    def _read_cells(self, texts: Sequence[str]) -> list[list[lac.Span]]:
        """The same for cells, which often say what those of the block before said."""
        unread = [text for text in texts if text not in self._cells]
        if unread and len(self._cells) + len(unread) > _REMEMBERED:
            self._cells.clear()
            unread = list(texts)
        self._cells.update(zip(unread, self._read(unread), strict=True))
        return [self._cells[text] for text in texts]

    def _read(self, texts: Sequence[str]) -> list[list[lac.Span]]:
        """What the model names in each text. Those that differ in digits only are read once."""
        if not texts or self.check() is not None:
            return [[] for _ in texts]
        plain = [text.translate(_DIGITS) for text in texts]
        distinct = list(dict.fromkeys(plain))
        found = dict(zip(distinct, lac.model().texts(distinct), strict=True))
        return [found[text] for text in plain]


@dataclass(slots=True)
class Column:
    """The cells of one column in rows that hold an identifier.

    taken: gives what rules have found in the table, once that is needed.
    found: what the model names in those read so far, by what they say without blanks around it.
    """

    number: int
    text: str
    cells: Cells
    taken: Callable[[], Taken]
    found: dict[str, list[lac.Span]] = field(default_factory=dict)

    def portions(self) -> Iterator[list[str]]:
        """A sample of the distinct cells that hold Chinese, then the others."""
        readable = (text for text in dict.fromkeys(self.cells.texts) if _is_readable(text))
        distinct = list(dict.fromkeys(text.strip() for text in readable))
        for portion in (distinct[:_SAMPLE], distinct[_SAMPLE:]):
            if portion:
                yield portion

    def promising(self) -> bool:
        """Whether anything in the sample could be a find: a column of goods or remarks may hold none."""
        return any(self.found.values())

    def candidates(self) -> Iterator[Candidate]:
        """Candidates of every cell that was read."""
        named = {cell: spans for cell, spans in self.found.items() if spans}
        if named:
            places, agreement = self._places(named), self._agreement()
            for cell, spans in named.items():
                yield from self._of_cells(cell, spans, agreement, places[cell])

    def _places(self, wanted: Collection[str]) -> dict[str, list[tuple[int, int]]]:
        """Row and start of all cells that say one of these."""
        places = defaultdict[str, list[tuple[int, int]]](list)
        for at, raw in enumerate(self.cells.texts):
            plain = raw.strip()
            if plain in wanted and len(raw) <= _LONGEST_CELL:
                start = int(self.cells.starts[at]) + len(raw) - len(raw.lstrip())
                places[plain].append((int(self.cells.rows[at]), start))
        return places

    def _agreement(self) -> float:
        """What the column says of a cell that is a name and nothing else: most are, few are, or nothing."""
        if len(self.found) < _FEW:
            return 0.0
        share = sum(map(_is_one_name, self.found, self.found.values())) / len(self.found)
        return _COLUMN if share >= 0.5 else -_COLUMN if share < 0.25 else 0.0

    def _of_cells(
        self, cell: str, spans: Sequence[lac.Span], agreement: float, places: Sequence[tuple[int, int]]
    ) -> Iterator[Candidate]:
        """What is in all cells that say the same: it is judged by the first of them."""
        first, *others = places
        for c in self._of_cell(cell, spans, first[1], agreement):
            c.row, c.column = first[0], self.number
            yield c
            for row, at in others:
                yield replace(c, start=c.start - first[1] + at, end=c.end - first[1] + at, row=row)

    def _of_cell(self, cell: str, spans: Sequence[lac.Span], at: int, agreement: float) -> Iterator[Candidate]:
        bonus = _ROW + (agreement if _is_one_name(cell, spans) else 0.0)
        end = at + len(cell)
        around = Surroundings.of(self.text, (), 1.0, at, end)
        there = [lac.Span(at + start, at + stop, label) for start, stop, label in spans]
        yield from Judge(self.text, around, self.taken(), bonus, "identifier in the row").candidates(there, [(at, end)])


def _is_one_name(cell: str, spans: Sequence[lac.Span]) -> bool:
    return len(spans) == 1 and spans[0].label == "PER" and spans[0].end - spans[0].start == len(cell)


def _pieces(text: str, windows: Iterable[Stretch]) -> Iterator[Stretch]:
    """The sentences of the windows, line by line; long ones clause by clause."""
    for low, high in windows:
        for start, end in lac.sentences(text[low:high]):
            yield from _clauses(text, low + start, low + end)


def _clauses(text: str, at: int, end: int) -> Iterator[Stretch]:
    for match in _END.finditer(text, at, end):
        if match[0] != "，" or match.end() >= at + _LEAST:
            yield at, match.end()
            at = match.end()
    if at < end:
        yield at, end


def _taken(found: Finds, threshold: float) -> Taken:
    order = InOrder(found, threshold)
    return Taken(order.starts, order)


def _is_readable(cell: str) -> bool:
    return len(cell) <= _LONGEST_CELL and _HAN.search(cell) is not None


def _worth_reading(
    cut: Cut, kinds: Sequence[str | None], found: Finds, threshold: float
) -> Iterator[tuple[int, Cells]]:
    """The columns of which nothing is known: their cells in rows that hold an identifier, names aside."""
    identified = np.zeros(cut.height, np.bool_)
    named = defaultdict[int, Mask](lambda: np.zeros(cut.height, np.bool_))
    for entity, column, rows in found.places(threshold):
        if entity in NAMED:
            named[column][rows] = True
        elif entity not in NOBODYS:
            identified[rows] = True
    for number, cells in enumerate(cut.columns):
        if (number >= len(kinds) or kinds[number] in _OPEN) and identified.any():
            wanted = identified[cells.rows] & ~named[number][cells.rows]
            yield number, cells.at(np.flatnonzero(wanted).tolist())
