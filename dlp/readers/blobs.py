"""Binary values in the cells of database tables: short text is shown, files are read, the rest is named once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp.model import Reason, Unread
from dlp.readers import encoding
from dlp.readers.dispatch import FORMATS, read_member
from dlp.readers.sniff import sniff
from dlp.readers.source import Budget, Item, Source

_SHORT = 64
"""A shorter value that is no text is a number, a hash or a mark."""


@dataclass(slots=True)
class Blobs:
    """What was put aside while a table's rows were given out. `room` bounds it, in bytes."""

    room: int
    _kept: list[tuple[str, int, bytes]] = field(default_factory=list)
    _left_out: set[str] = field(default_factory=set)

    def take(self, column: str, row: int, value: bytes) -> str:
        """What a cell shows of a binary value."""
        if len(value) < _SHORT:
            return encoding.decode(value) if encoding.detect(value) else ""
        if len(value) > self.room:
            self._left_out.add(column)
        else:
            self.room -= len(value)
            self._kept.append((column, row, value))
        return ""

    def items(self, table: str, source: Source, budget: Budget) -> Iterator[Item]:
        """The files among them, each a member; one `Unread` for all values of a column that are nothing known."""
        unknown: dict[tuple[str, str], None] = {}
        while self._kept:
            column, row, value = self._kept.pop(0)
            inner = source.member(io.BytesIO(value), f"table:{table}/{column}:{row}", len(value))
            kind = sniff(inner)
            if kind in FORMATS:
                budget.spend_member()
                yield from read_member(inner, budget)
            elif kind != "empty":
                unknown[column, kind] = None
        for column, kind in unknown:
            yield Unread(source.inner(f"table:{table}/{column}"), Reason.UNSUPPORTED, kind)
        for column in sorted(self._left_out):
            yield Unread(source.inner(f"table:{table}/{column}"), Reason.TOO_LARGE)
