"""Table rows of a Word binary document.

Cells and rows end with the same character; only the paragraph's properties, on formatted disk
pages (MS-DOC 2.9.73), tell that a mark ends a row.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from dlp.model import Grid
from dlp.readers.source import Item, Part, pieces

ROW = "\x1c"
CELL = "\x07"
_PAGE = 512
_ROW_END = 0x2417  # sprmPFTtp
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_SPRM = 0xD608  # its length takes two bytes
_MARKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x13": " ", "\x14": " ", "\x15": "", "\x1e": "-", "\x1f": "",
     "\x01": "", "\x02": "", "\x03": "", "\x04": "", "\x05": "", "\x06": "", "\x08": "", "\0": "", "\x07": "\t"}
)  # fmt: skip


class Piece(NamedTuple):
    """A run of text: where it lies in the main stream, how many characters, how wide, in which encoding."""

    offset: int
    size: int
    width: int
    encoding: str


def row_ends(word: bytes, table: bytes, offset: int, length: int) -> frozenset[int]:
    """The offsets in the main stream at which a table row ends."""
    plc = table[offset : offset + length]
    count = (len(plc) - 4) // 8
    if count <= 0:
        return frozenset()
    pages = struct.unpack_from(f"<{count}I", plc, 4 * (count + 1))
    return frozenset(end for page in pages for end in _page_ends(word[page * _PAGE : (page + 1) * _PAGE]))


def _page_ends(page: bytes) -> Iterator[int]:
    if len(page) < _PAGE:
        return
    count = page[-1]
    if not 0 < count <= 29:  # what fits on a page (MS-DOC 2.9.174)
        return
    offsets = struct.unpack_from(f"<{count + 1}I", page)
    for n in range(count):
        at = page[4 * (count + 1) + 13 * n] * 2
        if at and _ends_row(_properties(page, at)):
            yield offsets[n + 1]


def _properties(page: bytes, at: int) -> bytes:
    """A paragraph's property list, without the style in front of it."""
    size = page[at] * 2 - 1
    if size < 0:
        at += 1
        size = page[at] * 2 if at < _PAGE else 0
    return page[at + 3 : at + 1 + max(0, size)]


def _ends_row(properties: bytes) -> bool:
    at = 0
    while at + 3 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        if code == _ROW_END:
            return properties[at + 2] != 0
        at += 2 + _operand(properties, at, code)
    return False


def _operand(properties: bytes, at: int, code: int) -> int:
    kind = code >> 13
    if kind != 6:
        return _OPERANDS[kind]
    if code == _TABLE_SPRM and at + 4 <= len(properties):
        return int(struct.unpack_from("<H", properties, at + 2)[0]) + 1
    return properties[at + 2] + 1


def marked(text: str, piece: Piece, ends: frozenset[int]) -> str:
    """The same text with ROW instead of CELL where a row ends."""
    out, at = [], 0
    while (mark := text.find(CELL, at)) >= 0:
        is_end = piece.offset + (mark + 1) * piece.width in ends
        out += [text[at:mark], ROW if is_end else CELL]
        at = mark + 1
    return "".join([*out, text[at:]])


def runs(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Prose and tables by turns: whether it is a table, and its rows, or the prose as one string."""
    if ROW not in text:
        yield False, [text]
        return
    rows: list[str] = []
    at = 0
    while (end := text.find(ROW, at)) >= 0:
        prose, row = _first_row(text[at:end])
        if prose:
            if rows:
                yield True, rows
                rows = []
            yield False, [prose]
        rows.append(row)
        at = end + 1
    yield True, rows
    if text[at:]:
        yield False, [text[at:]]


def _first_row(text: str) -> tuple[str, str]:
    """The paragraphs in front of a row, and the row: its first cell begins after the last of them.

    A first cell of several paragraphs loses all but the last one to the prose.
    """
    mark = text.find(CELL)
    begin = text.rfind("\r", 0, mark) + 1 if mark >= 0 else 0
    return text[:begin], text[begin:]


def cells(row: str) -> list[str]:
    """The cells of a row."""
    return row.removesuffix(CELL).split(CELL)


def units(text: str) -> str:
    """The text in UTF-16 code units, which is what positions in a document count."""
    if not text or max(text) <= "\uffff":
        return text
    return "".join(c if c <= "\uffff" else _pair(ord(c) - 0x10000) for c in text)


def _pair(number: int) -> str:
    return chr(0xD800 + (number >> 10)) + chr(0xDC00 + (number & 0x3FF))


def joined(text: str) -> str:
    """Code units as characters again."""
    if not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def blocks(text: str, part: Part) -> Iterator[Item]:
    """Prose and tables by turns. A table is a run of rows, each of cells that end with a mark."""
    prose: list[str] = []
    for is_table, lines in runs(text):
        if not is_table:
            prose.append("".join(lines).translate(_MARKS))
            continue
        yield from _flushed(prose, part)
        rows = ("\t".join(" ".join(cell.translate(_MARKS).split()) for cell in row) for row in map(cells, lines))
        for piece in pieces("".join(f"{row}\n" for row in rows)):
            yield part.block(piece, Grid("\t"))
    yield from _flushed(prose, part)


def _flushed(prose: list[str], part: Part) -> Iterator[Item]:
    text = "".join(prose)
    prose.clear()
    if text.strip():
        yield from part.blocks(text)
