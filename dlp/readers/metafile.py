"""Windows metafiles (.emf, .wmf): the text that they draw, and the bitmaps in them.

Previews of embedded objects and pasted drawings are metafiles; their text is not in the document.
Source: [MS-EMF] 2.3.5, [MS-EMFPLUS] 2.3.4.14, [MS-WMF] 2.3.3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import encoding
from dlp.readers.flow import read_lines
from dlp.readers.source import Budget, Item, Part, Source

_EMF_KEY = b" EMF"
_PLACEABLE = b"\xd7\xcd\xc6\x9a"
_TEXT_A, _TEXT_W, _SMALL, _POLY_A, _POLY_W, _COMMENT = 83, 84, 108, 96, 97, 70
_EMF_BITMAPS = frozenset({76, 77, 78, 79, 80, 81, 114})
_WMF_TEXT, _WMF_EXT = 0x0521, 0x0A32
_WMF_BITMAPS = frozenset({0x0940, 0x0B41, 0x0F43, 0x0922, 0x0B23, 0x0D33})
_LARGE = 65_536
"""Bytes from which on a bitmap without a known head is taken for a picture."""
_DIB = b"\x28\0\0\0"
_DRAW_STRING = 0x401C


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Lines of text as they are drawn; a bitmap inside is unread as a picture."""
    data, icon = source.whole(budget.limits.member_bytes), budget.limits.icon_pixels
    found = list(_emf(data, icon) if data[40:44] == _EMF_KEY else _wmf(data, icon))
    texts = [text for text in found if text is not None]
    lines = _joined(texts)
    yield from read_lines(lines, Part(source.inner("drawing"), budget))
    if None in found:
        yield Unread(source.part, Reason.SCANNED, "metafile")


def _joined(texts: list[str]) -> list[str]:
    """Pieces as lines, and once more as one: a program may draw every letter by itself."""
    if len(texts) > 1 and sum(map(len, texts)) < 3 * len(texts):
        return ["".join(texts)]
    return texts


def _emf(data: bytes, icon: int) -> Iterator[str | None]:
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if size < 8 or at + size > len(data):
            return
        record = data[at : at + size]
        if kind in (_TEXT_A, _TEXT_W):
            yield from _drawn(record, 36, wide=kind == _TEXT_W)
        elif kind == _SMALL:
            yield from _small(record)
        elif kind in (_POLY_A, _POLY_W):
            yield from _many(record, wide=kind == _POLY_W)
        elif kind == _COMMENT and record[12:16] == b"EMF+":
            yield from _plus(record[16:])
        elif kind in _EMF_BITMAPS and _is_picture(record, icon):
            yield None
        at += size


def _is_picture(record: bytes, icon: int) -> bool:
    """Whether a bitmap's head says that it is larger than an icon."""
    at = record.find(_DIB, 0, 256)
    if at < 0 or at + 12 > len(record):
        return len(record) > _LARGE
    width, height = struct.unpack_from("<ii", record, at + 4)
    return bool(abs(width) > icon or abs(height) > icon)


def _drawn(record: bytes, at: int, *, wide: bool) -> Iterator[str]:
    """The string that a text object (reference point, length, offset) leads to."""
    if at + 16 <= len(record):
        count, offset = struct.unpack_from("<II", record, at + 8)
        yield from _string(record[offset : offset + count * (2 if wide else 1)], wide=wide)


def _many(record: bytes, *, wide: bool) -> Iterator[str]:
    count = struct.unpack_from("<I", record, 36)[0] if len(record) >= 40 else 0
    for number in range(min(count, len(record) // 40)):
        yield from _drawn(record, 40 + 40 * number, wide=wide)


def _small(record: bytes) -> Iterator[str]:
    if len(record) < 36:
        return
    count, options = struct.unpack_from("<I4xI", record, 16)
    start = 36 if options & 0x100 else 52
    narrow = bool(options & 0x200)
    yield from _string(record[start : start + count * (1 if narrow else 2)], wide=not narrow)


def _plus(records: bytes) -> Iterator[str]:
    at = 0
    while at + 12 <= len(records):
        kind, _, size, length = struct.unpack_from("<HHII", records, at)
        body = records[at + 12 : at + 12 + length]
        if kind == _DRAW_STRING and len(body) >= 28:
            count = struct.unpack_from("<I", body, 8)[0]
            yield from _string(body[28 : 28 + 2 * count], wide=True)
        if size < 12:
            return
        at += size


def _wmf(data: bytes, icon: int) -> Iterator[str | None]:
    at = (22 if data.startswith(_PLACEABLE) else 0) + 18
    while at + 6 <= len(data):
        size, kind = struct.unpack_from("<IH", data, at)
        if size < 3 or at + 2 * size > len(data):
            return
        record = data[at + 6 : at + 2 * size]
        if kind == _WMF_TEXT and len(record) >= 2:
            yield from _string(record[2 : 2 + struct.unpack_from("<H", record)[0]], wide=False)
        elif kind == _WMF_EXT and len(record) >= 8:
            count, options = struct.unpack_from("<HH", record, 4)
            start = 16 if options & 6 else 8
            yield from _string(record[start : start + count], wide=False)
        elif kind in _WMF_BITMAPS and _is_picture(record, icon):
            yield None
        at += 2 * size


def _string(raw: bytes, *, wide: bool) -> Iterator[str]:
    text = raw.decode("utf-16-le", "replace") if wide else raw.decode(encoding.detect(raw) or "latin-1", "replace")
    text = text.replace("\0", "")
    if text.strip():
        yield text
