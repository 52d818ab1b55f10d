"""Property sets of compound files: title, subject, company, and what a person has added. Source: [MS-OLEPS] 2."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.readers import encoding

_SETS = {
    "\x05summaryinformation": {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 8: "last_saved_by"}
}
_SETS["\x05documentsummaryinformation"] = {2: "category", 14: "manager", 15: "company", 13: "parts", 12: "headings"}
NAMES = frozenset(_SETS)
"""The streams that hold property sets, in lower case."""
_DICTIONARY, _CODEPAGE, _NARROW, _WIDE, _VECTOR = 0, 1, 30, 31, 0x1000
_USER = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
_MOST = 10_000


def lines(name: str, data: bytes) -> list[str]:
    """The texts in a property set, each behind its name. Damage ends the list."""
    found: list[str] = []
    try:
        count = min(struct.unpack_from("<I", data, 24)[0], 2)
        for section in range(count):
            kind, at = struct.unpack_from("<16sI", data, 28 + 20 * section)
            names = {} if kind == _USER else _SETS[name.lower()]
            found += _section(data[at:], names, own=kind == _USER)
    except (struct.error, IndexError):
        return found
    return found


def _section(data: bytes, names: dict[int, str], *, own: bool) -> list[str]:
    """One section's texts; own: its properties were named by a person."""
    _, count = struct.unpack_from("<II", data)
    places = dict(struct.iter_unpack("<II", data[8 : 8 + 8 * min(count, _MOST, (len(data) - 8) // 8)]))
    page = (
        struct.unpack_from("<H", data, places[_CODEPAGE] + 4)[0]
        if places.get(_CODEPAGE, len(data)) + 6 <= len(data)
        else 0
    )
    if own and _DICTIONARY in places:
        names = _dictionary(data, places[_DICTIONARY], wide=page == 1200)
    found = []
    for identity, name in names.items():
        if identity in places:
            found += [f"{name}: {text}" for text in _values(data, places[identity], wide=page == 1200) if text.strip()]
    return found


def _dictionary(data: bytes, at: int, *, wide: bool) -> dict[int, str]:
    names: dict[int, str] = {}
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    for _ in range(min(count, _MOST)):
        if at + 8 > len(data):
            break
        identity, length = struct.unpack_from("<II", data, at)
        size = length * 2 if wide else length
        names[identity] = _text(data[at + 8 : at + 8 + size], wide=wide)
        at += 8 + (size + 3 & ~3 if wide else size)
    return names


def _values(data: bytes, at: int, *, wide: bool) -> Iterator[str]:
    """The strings of one property: one, or a vector of them."""
    if at + 8 > len(data):
        return
    kind, count = struct.unpack_from("<II", data, at)
    at += 4
    base = kind & 0xFFF
    if base not in (_NARROW, _WIDE):
        return
    if kind & _VECTOR:
        at += 4
    for _ in range(min(count, _MOST) if kind & _VECTOR else 1):
        if at + 4 > len(data):
            return
        length = struct.unpack_from("<I", data, at)[0]
        size = min(length * 2 if base == _WIDE else length, len(data))
        yield _text(data[at + 4 : at + 4 + size], wide=base == _WIDE or wide)
        at += 4 + (size + 3 & ~3 if base == _WIDE else size)


def _text(raw: bytes, *, wide: bool) -> str:
    if wide:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    raw = raw.rstrip(b"\0")
    return raw.decode(encoding.detect(raw) or "latin-1", "replace")
