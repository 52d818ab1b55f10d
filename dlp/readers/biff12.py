"""Excel's binary packages (.xlsb) by their records: what stands beside cells, and cells that calamine refuses.

Source: [MS-XLSB] 2.1.4 (records), 2.4 (their types).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from dlp.model import Unread
from dlp.readers import cells, package, scraps
from dlp.readers.flow import read_lines
from dlp.readers.opc import Package, PackagePart
from dlp.readers.records import rk
from dlp.readers.source import Item, Part, Stop

_ROW, _RK, _ERROR, _FLAG, _REAL, _STRING, _SHARED = 0, 2, 3, 4, 5, 6, 7
_CELLS = frozenset(range(12))
_ITEM, _NAME, _SHEET, _HEADERS, _COMMENT = 19, 39, 156, 479, 637
_SHEETS = re.compile(
    r".*/(?:worksheets|macrosheets|dialogsheets|chartsheets)/[^/]+\.bin$|(?:.*/)?sheet\d*\.bin$", re.IGNORECASE
)
_WORDLESS = re.compile(
    r"(?:.*/)?(?:styles|sharedstrings|calcchain|theme/[^/]+|metadata|worksheets/binaryindex\d*|tables/[^/]+|printersettings/[^/]+)\.bin$",
    re.IGNORECASE,
)
_OTHERS = re.compile(r".*\.bin$", re.IGNORECASE)
_FOREIGN = re.compile(r"(?:.*/)?(?:embeddings|activex|media|vbaproject|customproperty)", re.IGNORECASE)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Types and data of records, up to where a part is cut off."""
    at = 0
    while at < len(data):
        kind, at = _varied(data, at, 2)
        size, at = _varied(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _varied(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in one to `most` bytes of seven bits; a type keeps the marking bit of its first byte."""
    number = 0
    for step in range(most):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            break
    return number, at


def wide_string(data: bytes, at: int) -> str:
    """A string behind its length in four bytes."""
    if at + 4 > len(data):
        return ""
    length = struct.unpack_from("<I", data, at)[0]
    return data[at + 4 : at + 4 + 2 * min(length, len(data))].decode("utf-16-le", "replace")


def beside(book: Package, *, cells_too: bool) -> Iterator[Item]:
    """The texts of all binary parts; the cells as well where nobody else read them."""
    shared = list(_shared(book)) if cells_too else []
    names = {target: name for name, target in _names(book)}
    for key, part in book.parts.items():
        if not _OTHERS.match(key) or _WORDLESS.match(key) or _FOREIGN.match(key):
            continue
        name = names.get(key, part.stem)
        is_sheet = _SHEETS.match(key) is not None
        try:
            data = package.extract(book.archive, part.info, book.budget).read()
        except Stop as stop:
            yield Unread(book.source.inner(name), stop.reason, stop.kind)
            continue
        if is_sheet and cells_too:
            out = Part(book.source.inner(f"sheet:{name}"), book.budget, sheet=name)
            yield from cells.blocks(out, _rows(data, shared), 1, 1)
        out = Part(book.source.inner(f"sheet:{name}/beside" if is_sheet else name), book.budget)
        yield from read_lines(dict.fromkeys(_constants(data) if part is main(book) else _texts(data)), out)


def done(book: Package) -> frozenset[str]:
    """The parts that `beside` reads, or that hold no words."""
    return frozenset(key for key in book.parts if _OTHERS.match(key) and not _FOREIGN.match(key))


def _texts(data: bytes) -> Iterator[str]:
    for kind, body in records(data):
        if kind == _HEADERS:
            at = 2
            for _ in range(6):
                text = wide_string(body, at)
                at += 4 + len(text.encode("utf-16-le"))
                yield from cells.header_lines(text)
        elif kind == _COMMENT:
            yield wide_string(body, 1)
        elif kind not in _CELLS and len(body) >= 12:
            yield from (text for text in scraps.lengthed(body) if not text.startswith("rId"))


def _constants(data: bytes) -> Iterator[str]:
    """The names that a workbook gives to texts; names of ranges say nothing new."""
    for kind, body in records(data):
        if kind == _NAME:
            name = wide_string(body, 9)
            texts = scraps.wide(body[13 + 2 * len(name) :])
            yield from (f"{name} {text}" for text in texts)


def main(book: Package) -> PackagePart | None:
    """The workbook part, None if this is no binary package."""
    named = next(iter(book.linked("", "officeDocument")), None) or book.parts.get("xl/workbook.bin")
    return named if named is not None and named.name.lower().endswith(".bin") else None


def _names(book: Package) -> Iterator[tuple[str, str]]:
    """The sheets' names and the parts that they name."""
    workbook = main(book)
    if workbook is None:
        return
    targets = {link.id: link.target.lower() for link in book.links(workbook.name)}
    for kind, body in records(package.extract(book.archive, workbook.info, book.budget).read()):
        if kind == _SHEET and len(body) > 12:
            identity = wide_string(body, 8)
            yield wide_string(body, 12 + 2 * len(identity)), targets.get(identity, "")


def _shared(book: Package) -> Iterator[str]:
    for part in (part for key, part in book.parts.items() if key.endswith("sharedstrings.bin")):
        for kind, body in records(package.extract(book.archive, part.info, book.budget).read()):
            if kind == _ITEM:
                yield wide_string(body, 1)


def _rows(data: bytes, shared: list[str]) -> Iterator[list[str]]:
    row: list[str] = []
    number, following = 0, 0
    for kind, body in records(data):
        if kind == _ROW and len(body) >= 4:
            if row:
                yield row
                following += 1
            row, number = [], struct.unpack_from("<I", body)[0]
            while following < number and number - following < 64:
                yield []
                following += 1
            following = number
        elif kind in _CELLS and len(body) > 8:
            column = struct.unpack_from("<I", body)[0]
            if len(row) <= column < 16_384:
                row += [""] * (column - len(row))
                row.append(_value(kind, body, shared))
    if row:
        yield row


def _value(kind: int, body: bytes, shared: list[str]) -> str:
    try:
        if kind == _RK:
            return cells.number_text(rk(struct.unpack_from("<I", body, 8)[0]))
        if kind in (_REAL, 9):
            return cells.number_text(struct.unpack_from("<d", body, 8)[0])
        if kind in (_FLAG, 10):
            return "TRUE" if body[8] else "FALSE"
        if kind in (_STRING, 8):
            return wide_string(body, 8)
        return shared[struct.unpack_from("<I", body, 8)[0]] if kind == _SHARED else ""
    except (struct.error, IndexError, ValueError, OverflowError):
        return ""
