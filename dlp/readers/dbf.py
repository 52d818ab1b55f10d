"""dBase and FoxPro tables (.dbf): one grid; memos lie in another file, and are said to be unread.

Source: the dBase III and Visual FoxPro table structures (Microsoft, Table File Structure).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dlp.model import Reason, Unread
from dlp.readers import encoding, tables
from dlp.readers.source import Budget, Item, Source

_CODE_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x04: "mac_roman", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x6A: "cp737",
    0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5hkscs", 0x78: "big5hkscs", 0x4E: "cp949", 0x79: "cp949", 0x13: "cp932", 0x7B: "cp932",
    0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253", 0x26: "cp866",
    0x08: "cp865", 0x09: "cp437", 0x0A: "cp850", 0x0B: "cp437", 0x0D: "cp437", 0x0E: "cp850", 0x0F: "cp437", 0x10: "cp850", 0x11: "cp437",
    0x12: "cp850", 0x14: "cp850", 0x15: "cp437", 0x16: "cp850", 0x17: "cp865", 0x18: "cp437", 0x19: "cp437", 0x1A: "cp850", 0x1B: "cp437",
    0x1C: "cp863", 0x1D: "cp850", 0x1F: "cp852", 0x22: "cp852", 0x23: "cp852", 0x24: "cp860", 0x25: "cp850", 0x37: "cp850", 0x40: "cp852",
    0x50: "cp874", 0x7C: "cp874", 0x7D: "cp1255", 0x7E: "cp1256", 0x86: "cp737", 0x87: "cp852", 0x88: "cp857", 0xCC: "cp1257",
}  # fmt: skip
_MEMO = frozenset("MGPBW")
_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    start: int
    size: int
    decimals: int


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The rows that are not deleted, and the deleted ones too: they are still there."""
    head = source.head(32)
    count, header, width = struct.unpack_from("<IHH", head, 4)
    source.file.seek(0)
    fields = _fields(source.file.read(header), head[0])
    if not fields:
        return  # a table of deletion marks only
    name = _charset(head[29], source, header, width, fields)
    rows = _rows(source, header, width, count, fields, name)
    yield from tables.grid(source.inner("table"), [field.name for field in fields], rows, budget)
    if any(field.kind in _MEMO and field.size in (4, 10) for field in fields):
        yield Unread(source.inner("memo"), Reason.UNSUPPORTED, "dbf-memo")
    if header + count * width > source.size + 1:
        yield Unread(source.part, Reason.CORRUPT, "dbf")


def _fields(header: bytes, version: int) -> list[_Field]:
    """The columns, each described in 32 bytes; dBase 7 takes 48 for longer names."""
    at, step, long = (68, 48, 32) if version & 7 == 4 and version != 0xFB else (32, 32, 11)
    fields, start = [], 1
    while at + step <= len(header) and header[at] not in (0x0D, 0):
        entry = header[at : at + step]
        name = encoding.decode(entry[:long].split(b"\0")[0], "gb18030")
        kind = chr(entry[long])
        size, decimals = (entry[16], entry[17]) if long == 11 else (entry[33], entry[34])
        if kind == "C" and long == 11:
            size, decimals = size + 256 * decimals, 0
        if kind != "0":  # FoxPro's own column of null flags
            fields.append(_Field(name, kind, start, size, decimals))
        start += size
        at += step
    return fields


def _charset(mark: int, source: Source, header: int, width: int, fields: list[_Field]) -> str:
    """What the table says it is written in; what it looks like where it does not say, or is not true."""
    source.file.seek(header)
    data = source.file.read(min(1 << 18, width * 500))
    rows = (data[at : at + width] for at in range(0, len(data), width))
    text = b"\n".join(row[field.start : field.start + field.size].strip() for row in rows for field in fields if field.kind == "C")  # fmt: skip
    said = _CODE_PAGES.get(mark)
    if said and not (said == "cp1252" or said.startswith("cp4")):
        return said
    wide = text if not text.isascii() else b""
    found = encoding.detect(wide) if wide else None
    return found if found in ("utf-8", "gb18030", "big5hkscs") else said or found or "gb18030"


def _rows(source: Source, header: int, width: int, count: int, fields: list[_Field], name: str) -> Iterator[list[str]]:
    at, left = header, count
    while left > 0:
        source.file.seek(at)
        data = source.file.read(width * min(left, _ROWS))
        for begin in range(0, len(data) - width + 1, width):
            row = data[begin : begin + width]
            yield [_value(row[field.start : field.start + field.size], field, name) for field in fields]
        if len(data) < width:
            return
        left -= len(data) // width
        at += len(data) // width * width


def _value(raw: bytes, field: _Field, name: str) -> str:
    if field.kind in ("I", "+") and len(raw) == 4:
        number: int = struct.unpack("<i" if field.kind == "I" else ">I", raw)[0]
        return str(number if field.kind == "I" else number & 0x7FFFFFFF)
    if field.kind in ("B", "O") and len(raw) == 8:
        return tables.cell(struct.unpack("<d", raw)[0])
    if field.kind == "Y" and len(raw) == 8:
        return f"{struct.unpack('<q', raw)[0] / 10_000:.4f}"
    if field.kind in ("T", "@") and len(raw) == 8:
        return _moment(raw)
    if field.kind in _MEMO:
        return ""
    return raw.rstrip(b"\0 ").decode(name, "replace").strip()


def _moment(raw: bytes) -> str:
    """A day counted by Julius Scaliger and the milliseconds since midnight."""
    from datetime import date, timedelta

    day, milliseconds = struct.unpack("<ii", raw)
    if not 1_721_426 <= day <= 5_373_484:
        return ""
    clock = timedelta(milliseconds=max(0, milliseconds))
    return f"{date.fromordinal(day - 1_721_425)} {clock}".split(".")[0]
