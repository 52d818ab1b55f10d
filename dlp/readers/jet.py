"""The pages of Access databases, Jet 3 to ACE: table definitions, rows, and long values.

Our own, because a parser for hostile bytes must open no path, and must say which rows it could not
take. Source: the format notes of mdbtools (HACKING), and jackcess for what came with Access 2007.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from dlp.readers import encoding

_TEXT, _OLE, _MEMO, _BOOL, _BINARY = 10, 11, 12, 1, 9
_INLINE, _SINGLE = 0x80000000, 0x40000000
_CHAIN = 100_000


class Damaged(ValueError):
    """A page, a definition or a row does not hold what it must."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a version's pages."""

    page: int
    rows: int
    columns: int
    indexes: int
    definitions: int
    index_size: int
    column_size: int
    number: int
    variable: int
    scale: int
    flags: int
    fixed: int
    wide: bool


JET3 = Layout(2048, 8, 25, 31, 43, 8, 18, 1, 3, 9, 13, 14, wide=False)
JET4 = Layout(4096, 12, 45, 51, 63, 12, 25, 5, 7, 11, 15, 21, wide=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, its place among all, and among those of fixed or variable length."""

    name: str
    kind: int
    number: int
    fixed: int | None
    variable: int
    scale: int


class Pages:
    """A database in memory. Raises Damaged where it is none."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.layout = JET4 if data[0x14:0x15] > b"\0" else JET3
        self.owned: dict[int, list[int]] = {}
        for number in range(1, len(data) // self.layout.page):
            at = number * self.layout.page
            if data[at] == 1:
                owner = struct.unpack_from("<I", data, at + 4)[0]
                self.owned.setdefault(owner, []).append(number)

    def is_definition(self, number: int) -> bool:
        """Whether a page defines a table."""
        at = number * self.layout.page
        return 0 < at < len(self.data) and self.data[at] == 2

    def columns(self, number: int) -> list[Column]:
        """A table's columns, in their order. Raises Damaged."""
        data, layout = self._definition(number), self.layout
        try:
            count = struct.unpack_from("<H", data, layout.columns)[0]
            at = layout.definitions + struct.unpack_from("<I", data, layout.indexes)[0] * layout.index_size
            names = at + count * layout.column_size
            found = []
            for _ in range(count):
                name, names = self._name(data, names)
                found.append(self._column(data, at, name))
                at += layout.column_size
        except (struct.error, IndexError) as error:
            raise Damaged from error
        return sorted(found, key=lambda column: column.number)

    def _definition(self, number: int) -> bytes:
        """A definition's bytes, joined where they go on in other pages."""
        size, out, seen = self.layout.page, b"", set[int]()
        while number and number not in seen and self.is_definition(number):
            seen.add(number)
            page = self.data[number * size : (number + 1) * size]
            out += page if not out else page[8:]
            number = struct.unpack_from("<I", page, 4)[0]
        if not out:
            raise Damaged
        return out

    def _name(self, data: bytes, at: int) -> tuple[str, int]:
        if self.layout.wide:
            size = struct.unpack_from("<H", data, at)[0]
            return data[at + 2 : at + 2 + size].decode("utf-16-le", "replace"), at + 2 + size
        return encoding.decode(data[at + 1 : at + 1 + data[at]], "gb18030"), at + 1 + data[at]

    def _column(self, data: bytes, at: int, name: str) -> Column:
        layout = self.layout
        number, variable = (struct.unpack_from("<H", data, at + place)[0] for place in (layout.number, layout.variable))
        is_fixed = data[at + layout.flags] & 1
        fixed = struct.unpack_from("<H", data, at + layout.fixed)[0] if is_fixed else None
        return Column(name, data[at], number, fixed, variable, data[at + layout.scale + 1])

    def rows(self, number: int, columns: list[Column], bad: list[int]) -> Iterator[list[object]]:
        """A table's rows; the place of each that cannot be taken goes to `bad`."""
        for page in self.owned.get(number, []):
            for begin, end in self._spans(page):
                try:
                    yield self._row(self.data[begin:end], columns)
                except (struct.error, IndexError, Damaged):
                    bad.append(begin)

    def _spans(self, page: int) -> Iterator[tuple[int, int]]:
        """Where the rows of a page lie; deleted ones are left out, moved ones are followed."""
        at, size = page * self.layout.page, self.layout.page
        count = struct.unpack_from("<H", self.data, at + self.layout.rows)[0]
        first = self.layout.rows + 2
        for row in range(min(count, (size - first) // 2)):
            flags = struct.unpack_from("<H", self.data, at + first + 2 * row)[0]
            if not flags & 0x8000:
                begin, end = self._span(page, row)
                if flags & 0x4000 and end - begin >= 4:
                    pointer = struct.unpack_from("<I", self.data, begin)[0]
                    begin, end = self._span(pointer >> 8, pointer & 0xFF)
                if begin < end:
                    yield begin, end

    def _span(self, page: int, row: int) -> tuple[int, int]:
        """Where a row begins and ends: rows grow down from the end of their page."""
        at, size = page * self.layout.page, self.layout.page
        first = at + self.layout.rows + 2
        if not 0 < at <= len(self.data) - size:
            return 0, 0
        begin = struct.unpack_from("<H", self.data, first + 2 * row)[0] & 0x1FFF
        end = struct.unpack_from("<H", self.data, first + 2 * row - 2)[0] & 0x1FFF if row else size
        return (at + begin, at + end) if begin <= end <= size else (0, 0)

    def _row(self, raw: bytes, columns: list[Column]) -> list[object]:
        head = 2 if self.layout.wide else 1
        count = struct.unpack_from("<H", raw)[0] if self.layout.wide else raw[0]
        mask = (count + 7) // 8
        if not count or mask + head > len(raw):
            raise Damaged
        present = raw[len(raw) - mask :]
        variable = any(column.fixed is None for column in columns)
        ends = self._ends(raw, mask) if variable else [0]
        values: list[object] = []
        for column in columns:
            there = column.number < count and bool(present[column.number // 8] >> column.number % 8 & 1)
            if column.kind == _BOOL:
                values.append(int(there))
            else:
                values.append(self._value(raw, column, head, ends) if there else None)
        return values

    def _ends(self, raw: bytes, mask: int) -> list[int]:
        """Where the values of variable length begin, and where the last one ends."""
        last = len(raw) - 1 - mask
        if self.layout.wide:
            count = struct.unpack_from("<H", raw, last - 1)[0]
            return [struct.unpack_from("<H", raw, last - 3 - 2 * i)[0] for i in range(count + 1)]
        count, jumps = raw[last], (len(raw) - 1) // 256
        at = last - jumps - 1
        if (at - count) // 256 < jumps:
            jumps -= 1
        ends, used = [], 0
        for i in range(count + 1):
            while used < jumps and i == raw[last - used - 1]:
                used += 1
            ends.append(raw[at - i] + 256 * used)
        return ends

    def _value(self, raw: bytes, column: Column, head: int, ends: list[int]) -> object:
        if column.fixed is not None:
            return _fixed(raw[head + column.fixed :], column)
        if column.variable + 1 >= len(ends):
            return None
        data = raw[ends[column.variable] : ends[column.variable + 1]]
        if column.kind in (_MEMO, _OLE):
            data = self._long(data)
            return self.text(data) if column.kind == _MEMO else data
        if column.kind == _TEXT:
            return self.text(data)
        return data if column.kind == _BINARY else _fixed(data, column)

    def _long(self, data: bytes) -> bytes:
        """A long value: in the row, in one other place, or in a chain of places."""
        if len(data) < 12:
            return b""
        flags, pointer = struct.unpack_from("<II", data)
        if flags & _INLINE:
            return data[12:]
        begin, end = self._span(pointer >> 8, pointer & 0xFF)
        if flags & _SINGLE:
            return self.data[begin:end]
        out, seen = [], set[int]()
        while pointer and pointer not in seen and end - begin >= 4 and len(seen) < _CHAIN:
            seen.add(pointer)
            out.append(self.data[begin + 4 : end])
            pointer = struct.unpack_from("<I", self.data, begin)[0]
            begin, end = self._span(pointer >> 8, pointer & 0xFF)
        joined = b"".join(out)
        if len(joined) < flags & 0x3FFFFFFF:
            raise Damaged
        return joined

    def text(self, data: bytes) -> str:
        """Text, which Jet 4 may write with one byte for two where the other is zero."""
        if not self.layout.wide:
            return encoding.decode(data, "gb18030")
        if not data.startswith(b"\xff\xfe"):
            return data.decode("utf-16-le", "replace")
        out, packed, at = [], True, 2
        while at < len(data):
            stop = data.find(b"\0", at)
            stop = len(data) if stop < 0 else stop
            if packed:
                out.append(data[at:stop].decode("latin-1"))
            else:
                stop = next((i for i in range(at, len(data), 2) if data[i : i + 1] == b"\0" and data[i + 1 : i + 2] != b"\0"), len(data))  # fmt: skip
                out.append(data[at:stop].decode("utf-16-le", "replace"))
            packed, at = not packed, stop + 1
        return "".join(out)


_SIMPLE = {2: "<B", 3: "<h", 4: "<i", 6: "<f", 7: "<d", 18: "<i", 19: "<q"}


def _fixed(data: bytes, column: Column) -> object:
    """A value of a type that is no text."""
    kind = column.kind
    if kind in _SIMPLE:
        value = struct.unpack_from(_SIMPLE[kind], data)[0]
        return float(f"{value:.7g}") if kind == 6 else value
    if kind == 5:
        return Decimal(struct.unpack_from("<q", data)[0]) / 10_000
    if kind == 8:
        return _moment(struct.unpack_from("<d", data)[0])
    if kind == 15 and len(data) >= 16:
        return uuid.UUID(bytes_le=data[:16])
    if kind == 16 and len(data) >= 17:
        parts = struct.unpack_from("<4I", data, 1)
        whole = parts[0] << 96 | parts[1] << 64 | parts[2] << 32 | parts[3]
        return Decimal(-whole if data[0] & 0x80 else whole).scaleb(-min(column.scale, 28))
    return data.decode("ascii", "replace").rstrip("\0") if kind == 20 else data


def _moment(days: float) -> str:
    """Days since 30 December 1899."""
    try:
        moment = datetime(1899, 12, 30) + timedelta(days=days)  # noqa: DTZ001  # the database knows no zone
    except (OverflowError, ValueError):
        return ""
    return str(moment.replace(microsecond=0))
