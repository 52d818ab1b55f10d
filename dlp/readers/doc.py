"""Word binary documents: Word 97 to 2003 and Kingsoft WPS (MS-DOC), Word 6 and 95.

The text stands in pieces, 8-bit or UTF-16, that the piece table puts in order; body, notes,
headers, comments and text boxes follow each other in it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise

import olefile

from dlp.model import Reason, Unread
from dlp.readers import compound, docrows, encoding
from dlp.readers.docrows import Piece
from dlp.readers.source import Budget, Item, Part, Source, Stop

_WORD97, _WORD6 = 0xA5EC, frozenset({0xA5DC, 0xA5DB, 0xA697, 0xA698, 0xA699, 0xA5EC})
_FIRST_97 = 0x69
_FAST_SAVED, _ENCRYPTED, _TABLE1, _WIDE = 0x4, 0x100, 0x200, 0x1000
_DOUBLE = frozenset({"gb18030", "big5hkscs", "cp932", "cp949"})
_COMPRESSED = 0x40000000
_PARTS = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "textboxes", "header textboxes")
_LANGUAGES = {
    0x0804: "gb18030", 0x1004: "gb18030", 0x0404: "big5hkscs", 0x0C04: "big5hkscs", 0x0411: "cp932", 0x0412: "cp949",
    0x0419: "cp1251", 0x0422: "cp1251", 0x0402: "cp1251", 0x0405: "cp1250", 0x040E: "cp1250", 0x0415: "cp1250", 0x0408: "cp1253",
    0x041F: "cp1254", 0x040D: "cp1255", 0x0401: "cp1256", 0x041E: "cp874",
}  # fmt: skip


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The text by parts, then properties, embedded objects and pictures."""
    with compound.opened(source) as ole:
        word = compound.stream(ole, "WordDocument", budget.limits.member_bytes)
        if len(word) < 0x60:
            raise Stop(Reason.CORRUPT)
        yield from _words(ole, word, source, budget)
        yield from compound.beside(ole, source, budget)
        yield from compound.pictures(compound.stream(ole, "Data", budget.limits.member_bytes), source, budget)
        yield from compound.pictures(word, source, budget)


def _words(ole: olefile.OleFileIO, word: bytes, source: Source, budget: Budget) -> Iterator[Item]:
    """The text of every part. Raises Stop: encrypted, or no Word document."""
    magic, version, language, flags = struct.unpack_from("<HHxxHxxH", word)
    if flags & _ENCRYPTED:
        raise Stop(Reason.ENCRYPTED)
    if magic == _WORD97 and version >= _FIRST_97:
        table = compound.stream(ole, "1Table" if flags & _TABLE1 else "0Table", budget.limits.member_bytes)
        lengths, found = struct.unpack_from("<8i", word, 0x4C), _pieces(table, *_place(word, 0x1A2))
        ends = docrows.row_ends(word, table, *_place(word, 0x102))
    elif magic in _WORD6:
        lengths, found, ends = struct.unpack_from("<8i", word, 0x34), _old_pieces(word, language, flags), None
    else:
        raise Stop(Reason.UNSUPPORTED, "doc-unknown")
    text = "".join(_decoded(piece, word, ends) for piece in found)
    if any(piece.encoding in _DOUBLE for piece in found):  # lengths count bytes, and parts follow each other anyway
        lengths = (len(text), *[0] * (len(_PARTS) - 1))
    yield from _parts(text, lengths, source, budget)
    if len(text) < sum(max(0, n) for n in lengths):
        yield Unread(source.part, Reason.CORRUPT, "doc")


def _place(word: bytes, at: int) -> tuple[int, int]:
    """The offset and length of a structure in the table stream."""
    if at + 8 > len(word):
        raise Stop(Reason.CORRUPT)
    offset, length = struct.unpack_from("<II", word, at)
    return int(offset), int(length)


def _pieces(table: bytes, offset: int, length: int) -> list[Piece]:
    """The piece table (MS-DOC 2.9.38): after the property runs, character positions and offsets."""
    clx = table[offset : offset + length]
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != 2:
        raise Stop(Reason.CORRUPT)
    plc = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    count = (len(plc) - 4) // 12
    positions = struct.unpack_from(f"<{count + 1}I", plc) if count > 0 else ()
    offsets = [struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)[0] for n in range(max(0, count))]
    return [_piece(size, fc) for size, fc in zip((b - a for a, b in pairwise(positions)), offsets, strict=True)]


def _piece(size: int, fc: int) -> Piece:
    if fc & _COMPRESSED:
        return Piece((fc & ~_COMPRESSED) // 2, size, 1, "cp1252")
    return Piece(fc, size, 2, "utf-16-le")


def _old_pieces(word: bytes, language: int, flags: int) -> list[Piece]:
    """Word 6 and 95: one run of text in the language's code page, or a piece table in the main stream."""
    start, end = struct.unpack_from("<II", word, 0x18)
    raw = word[start:end]
    name = _LANGUAGES.get(language, "cp1252")
    found = encoding.detect(raw) if name == "cp1252" else None
    name = found if found in ("gb18030", "big5hkscs") else name
    is_wide = flags & _WIDE != 0 and encoding.detect(raw) in ("utf-16-le", "utf-16")
    if flags & _FAST_SAVED and (table := struct.unpack_from("<II", word, 0x160))[1]:
        found_pieces = _pieces(word, *table)
        return found_pieces if is_wide else [Piece(_plain_offset(p), p.size, 1, name) for p in found_pieces]
    return [Piece(start, len(raw) // 2, 2, "utf-16-le") if is_wide else Piece(start, len(raw), 1, name)]


def _plain_offset(piece: Piece) -> int:
    """In old documents an offset has no mark that halves it."""
    return piece.offset * 2 | _COMPRESSED if piece.width == 1 else piece.offset


def _decoded(piece: Piece, word: bytes, ends: frozenset[int] | None) -> str:
    """A piece's characters; the mark that ends a table row, which looks like a cell's, becomes \\x1c."""
    raw = word[piece.offset : piece.offset + max(0, piece.size) * piece.width]
    if piece.width == 1 and piece.encoding != "cp1252":
        return raw.decode(piece.encoding, "replace")
    text = raw.decode("latin-1") if piece.width == 1 else docrows.units(raw.decode("utf-16-le", "replace"))
    if ends and "\x07" in text:
        text = docrows.marked(text, piece, ends)
    return text.translate(_CP1252) if piece.width == 1 else text


_CP1252 = {n: bytes([n]).decode("cp1252") for n in range(0x80, 0xA0) if n not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def _parts(text: str, lengths: tuple[int, ...], source: Source, budget: Budget) -> Iterator[Item]:
    at = 0
    for name, length in zip(_PARTS, lengths, strict=True):
        piece = text[at : at + max(0, length)]
        at += max(0, length)
        if piece.strip("\r\n\x03\x04\0 "):
            yield from docrows.blocks(docrows.joined(piece), Part(source.inner(name), budget))
    if text[at:].strip("\r\n\0 "):
        yield from docrows.blocks(docrows.joined(text[at:]), Part(source.inner("rest"), budget))
