"""Taking in a list: its blocks of text, cut into columns, become rows of numbers in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from detectors import headers
from dlp.counting.rows import Rows
from dlp.counting.spill import Scratch, Table
from dlp.customers.cells import KINDS, Column, alternatives
from dlp.customers.pairs import EMPTY
from dlp.errors import ConfigError
from dlp.fingerprint import Fingerprinter
from dlp.grid import Cells, Cut, cut
from dlp.model import Block, Grid, Text

SKIP = "-"
"""What stands in --columns for a column that is left out."""

MOST = 16
"""How many columns a list may have that count."""

_HEAD = 20
"""Within how many rows the titles must stand."""


@dataclass(slots=True)
class Intake:
    """Takes the blocks of a list, in order.

    wanted: the kind of each column where the list has no titles that say so
    like: the kinds of a register that the rows are for; other columns are left out
    single: whether rows with a single value count, as they do for taking rows out
    rows: the rows taken; taken, left_out: how many, and how many had too little in them
    """

    fingerprints: Fingerprinter
    scratch: Scratch
    wanted: Sequence[str] = ()
    like: Sequence[Sequence[str]] = ()
    single: bool = False
    columns: list[Column] = field(default_factory=list)
    rows: Table = field(init=False)
    taken: int = 0
    left_out: int = 0
    _places: list[int] = field(default_factory=list)
    _part: str | None = None

    def __post_init__(self) -> None:
        if self.wanted or self.like:
            self._arrange([kind_named(name) for name in self.wanted])

    def add(self, block: Block) -> None:
        """Take a block. Plain lines are a table of one column; without titles that are known it is left out."""
        table = cut(block if block.grid else Block(block.content, block.locator, grid=Grid("\t")))
        first = 0
        if block.locator.part != self._part:
            self._part = block.locator.part
            first = self._begin(table)
        if self._places and table.height > first:
            self._take(table, first)

    def done(self) -> list[tuple[str, ...]]:
        """The kinds of each column, that of its title first; the rows are complete.

        Raises:
            ConfigError: there is nothing in the list that could be matched.
        """
        if not self.taken:
            what = Text("名单里没有可用的行", "there is no usable row in the list")
            fix = Text(
                "至少要有两列能认出的标题，或用 --columns 指明", "it needs two columns with known titles, or --columns"
            )
            raise ConfigError(what, fix=fix)
        return [column.kinds for column in self.columns]

    def _begin(self, table: Cut) -> int:
        """A new part: find its titles. Returns the first row below them."""
        if self.wanted:
            return 0
        for row in range(min(_HEAD, table.height)):
            kinds = [headers.kind_of(text) if (text := _cell(cells, row)) else None for cells in table.columns]
            kinds = [kind if kind in KINDS else None for kind in kinds]
            if sum(kind is not None for kind in kinds) >= (1 if self.single else 2):
                self._arrange(kinds)
                return row + 1
        self._places = []
        return 0

    def _arrange(self, kinds: Sequence[str | None]) -> None:
        """Which column of the sheet fills which column of the register; -1 for none."""
        if self.like and not self.columns:
            self._set_columns([of[0] for of in self.like])
        if not self.columns and kinds:
            self._set_columns([kind for kind in kinds if kind])
        free = dict(enumerate(kinds))
        self._places = [_claim(free, self._accepted(number)) for number in range(len(self.columns))] if kinds else []

    def _set_columns(self, kinds: Sequence[str]) -> None:
        """Names last: rows are sorted by the first column, and names repeat too often."""
        in_order = kinds if self.like else sorted(kinds, key="PERSON".__eq__)[:MOST]
        self.columns = [Column(kind) for kind in in_order]
        self.rows = Table(len(in_order), self.scratch)

    def _accepted(self, number: int) -> Sequence[str]:
        return alternatives(self.columns[number].kind)

    def _take(self, table: Cut, first: int) -> None:
        """Turn the rows of a block into numbers."""
        rows = np.full((table.height - first, len(self.columns)), EMPTY)
        for number, place in enumerate(self._places):
            if 0 <= place < len(table.columns):
                cells = table.columns[place].below(first)
                rows[cells.rows - first, number] = self.columns[number].numbers(cells.texts, self.fingerprints)
        good = self._is_enough(rows)
        self.taken += int(good.sum())
        self.left_out += len(rows) - int(good.sum())
        self.rows.add(rows[good])

    def _is_enough(self, rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Rows that say who: two values, or (to take out) one that is no name."""
        filled = rows != EMPTY
        if self.single:
            strong = [number for number, column in enumerate(self.columns) if column.kind != "PERSON"]
            return np.asarray(filled[:, strong].any(axis=1), np.bool_)
        return np.asarray(filled.sum(axis=1) >= 2, np.bool_)


def kind_named(name: str) -> str | None:
    """The kind of data that an entity's name or a title stands for; None for a column to skip.

    Raises:
        ConfigError: nothing that identifies a person is called so.
    """
    if name.strip() in (SKIP, ""):
        return None
    kind = name.strip() if name.strip() in KINDS else headers.kind_of(name)
    if kind not in KINDS:
        what = Text(f"“{name}”不是能识别个人的数据", f"'{name}' is nothing that identifies a person")
        raise ConfigError(what, fix=Text("例如 PERSON,CN_MOBILE,- 或 姓名,手机,-", "such as PERSON,CN_MOBILE,-"))
    return kind


def _claim(free: dict[int, str | None], accepted: Sequence[str]) -> int:
    """The first free column of the likeliest kind."""
    for kind in accepted:
        for place, other in free.items():
            if other == kind:
                del free[place]
                return place
    return -1


def _cell(cells: Cells, row: int) -> str:
    """The text of a column in a row, empty if it has none."""
    at = int(np.searchsorted(cells.rows, row))
    return cells.texts[at].strip() if at < len(cells) and cells.rows[at] == row else ""


def taken_in(intake: Intake, blocks: Iterable[Block]) -> Intake:
    """A list taken in block by block."""
    for block in blocks:
        intake.add(block)
    return intake
