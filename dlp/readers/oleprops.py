"""Property sets of compound files (MS-OLEPS): title, author, and what people added themselves.

Every count is checked against the bytes that are there: a damaged one cannot keep the reader busy.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.readers import encoding

_SUMMARY = {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 8: "last_saved_by"}
_DOCUMENT = {2: "category", 14: "manager", 15: "company"}
_SUMMARY_ID = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
_DOCUMENT_ID = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
_CUSTOM_ID = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
_CODE_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 10008: "gb18030", 65001: "utf-8"}
_SHORT, _BYTES, _WIDE = 2, 0x1E, 0x1F
_SETS = 16


NAMES = frozenset({"\x05summaryinformation", "\x05documentsummaryinformation"})
"""The streams that hold property sets, in lower case."""


def lines(stream: bytes) -> list[str]:
    """All properties that are text, each behind its name; damage ends the list."""
    try:
        return [f"{name}: {value}" for name, value in told(stream)]
    except struct.error:
        return []


def told(stream: bytes) -> Iterator[tuple[str, str]]:
    """Names and values of all properties that are text."""
    if len(stream) < 28:
        return
    for n in range(min(struct.unpack_from("<I", stream, 24)[0], _SETS)):
        head = stream[28 + 20 * n : 48 + 20 * n]
        if len(head) == 20:
            yield from _section(stream[struct.unpack_from("<I", head, 16)[0] :], head[:16])


def _section(data: bytes, kind: bytes) -> Iterator[tuple[str, str]]:
    if len(data) < 8:
        return
    count = min(struct.unpack_from("<I", data, 4)[0], (len(data) - 8) // 8)
    places = dict(struct.iter_unpack("<II", data[8 : 8 + 8 * count]))
    page = _page(data, places.get(1))
    names = {_SUMMARY_ID: _SUMMARY, _DOCUMENT_ID: _DOCUMENT}.get(kind, {})
    if kind == _CUSTOM_ID and 0 in places:
        names = _dictionary(data, places[0], page)
    for number, at in places.items():
        if number in names and (value := _text(data, at, page)):
            yield names[number], value


def _page(data: bytes, at: int | None) -> str:
    if at is None or at + 6 > len(data) or struct.unpack_from("<I", data, at)[0] != _SHORT:
        return "gb18030"
    number = struct.unpack_from("<H", data, at + 4)[0]
    return "utf-16-le" if number == 1200 else _CODE_PAGES.get(number, f"cp{number}")


def _text(data: bytes, at: int, page: str) -> str:
    if at + 8 > len(data):
        return ""
    kind, size = struct.unpack_from("<II", data, at)
    if kind == _WIDE:
        return data[at + 8 : at + 8 + 2 * size].decode("utf-16-le", "replace").partition("\0")[0].strip()
    return _bytes(data[at + 8 : at + 8 + size], page) if kind == _BYTES else ""


def _bytes(raw: bytes, page: str) -> str:
    if page == "utf-16-le":
        return raw.decode(page, "replace").partition("\0")[0].strip()
    return encoding.decode(raw.partition(b"\0")[0], page).strip() if raw else ""


def _dictionary(data: bytes, at: int, page: str) -> dict[int, str]:
    """The names of a custom set's properties."""
    names: dict[int, str] = {}
    if at + 4 > len(data):
        return names
    count, at = struct.unpack_from("<I", data, at)[0], at + 4
    while len(names) < count and at + 8 <= len(data):
        number, size = struct.unpack_from("<II", data, at)
        width = size * 2 if page == "utf-16-le" else size
        names[number] = _bytes(data[at + 8 : at + 8 + width], page)
        at += 8 + (width + 3) // 4 * 4 if page == "utf-16-le" else 8 + size
        if not size:
            break
    return names
