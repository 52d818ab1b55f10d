"""PowerPoint 97 to 2003 and Kingsoft DPS presentations (MS-PPT): records in records.

A slide's placeholders stand in the document's outline, its other text in the slide itself; the
persist directory joins the two. Earlier versions that a quick save left behind are read too.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import olefile

from dlp.model import Reason, Unread
from dlp.readers import compound
from dlp.readers.source import Budget, Item, Part, Source, Stop

_STREAM = "PowerPoint Document"
_ENCRYPTED_TOKEN = 0xF3D1C4DF
_DEPTH = 64
_DOCUMENT, _SLIDE, _NOTES, _MASTER, _PERSIST = 0x03E8, 0x03EE, 0x03F0, 0x03F8, 0x1772
_LIST, _SLIDE_PERSIST, _OLE_STORAGE, _CRYPT = 0x0FF0, 0x03F3, 0x1011, 0x2F14
_CHARS, _BYTES, _STRING = 0x0FA0, 0x0FA8, 0x0FBA
_LINK = 0x0FD7
_SILENT_STRINGS = frozenset({0x0FC8, 0x1388, 0x138A, 0x138B, 0x0FC9})
"""Containers whose strings are the program's own: fonts, sounds, tags."""


class Record(NamedTuple):
    """A record: its type and instance, where its content begins and ends, and whether it holds records."""

    kind: int
    instance: int
    start: int
    end: int
    holds: bool


@dataclass(slots=True)
class _Show:
    """What the walk over the records collects."""

    outlines: dict[int, list[str]] = field(default_factory=dict)  # by number of the list: 0 slides, 2 notes
    persists: dict[int, list[int]] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)
    slides: list[tuple[int, int, str]] = field(default_factory=list)
    objects: list[bytes | None] = field(default_factory=list)


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Slides in order, notes, masters and whatever else holds text; then objects and pictures."""
    with compound.opened(source) as ole:
        data = compound.stream(ole, _STREAM, budget.limits.member_bytes)
        _check(ole, data)
        show, is_whole = _Show(), True
        for record in records(data, 0, len(data)):
            is_whole = record.end <= len(data)
            _top(data, record, show)
        yield from _text(show, source, budget)
        if not is_whole or not data:
            yield Unread(source.part, Reason.CORRUPT, "ppt")
        yield from _objects(show, source, budget)
        yield from compound.beside(ole, source, budget)
        yield from compound.pictures(compound.stream(ole, "Pictures", budget.limits.member_bytes), source, budget)


def _check(ole: olefile.OleFileIO, data: bytes) -> None:
    """Raises Stop if the presentation is encrypted (MS-PPT 2.3.2, 2.3.7)."""
    user = compound.stream(ole, "Current User", 1 << 20)
    token = struct.unpack_from("<I", user, 12)[0] if len(user) >= 16 else 0
    if token == _ENCRYPTED_TOKEN or ole.exists("EncryptedSummary"):
        raise Stop(Reason.ENCRYPTED)
    if any(record.kind == _CRYPT for record in records(data, 0, len(data))):
        raise Stop(Reason.ENCRYPTED)


def records(data: bytes, at: int, end: int) -> Iterator[Record]:
    """The records that lie side by side in a range; one that runs over its end is the last."""
    while at + 8 <= end:
        head, kind, size = struct.unpack_from("<HHI", data, at)
        yield Record(kind, head >> 4, at + 8, at + 8 + size, head & 0xF == 0xF)
        at += 8 + size


def _top(data: bytes, record: Record, show: _Show) -> None:
    if record.kind == _PERSIST:
        show.places.update(_directory(data[record.start : record.end]))
    elif record.kind == _OLE_STORAGE:
        show.objects.append(_storage(data, record))
    elif record.kind == _DOCUMENT:
        _document(data, record, show)
    elif record.kind in (_SLIDE, _NOTES):
        text = "\n".join(_strings(data, record))
        show.slides.append((record.start - 8, record.kind, text))
    else:
        show.rest += _strings(data, record)


def _directory(raw: bytes) -> Iterator[tuple[int, int]]:
    """Number and offset of each object in a persist directory (MS-PPT 2.3.4)."""
    at = 0
    while at + 4 <= len(raw):
        head = struct.unpack_from("<I", raw, at)[0]
        first, count = head & 0xFFFFF, min(head >> 20, (len(raw) - at - 4) // 4)
        yield from zip(range(first, first + count), struct.unpack_from(f"<{count}I", raw, at + 4), strict=True)
        at += 4 + 4 * (head >> 20)


def _document(data: bytes, record: Record, show: _Show) -> None:
    """The outline of slides and notes, and what else the document record says."""
    for inner in records(data, record.start, min(record.end, len(data))):
        if inner.kind == _LIST:
            _outline(data, inner, show)
        else:
            show.rest += _strings(data, inner)


def _outline(data: bytes, record: Record, show: _Show) -> None:
    numbers, texts = show.persists.setdefault(record.instance, []), show.outlines.setdefault(record.instance, [])
    for inner in records(data, record.start, min(record.end, len(data))):
        if inner.kind == _SLIDE_PERSIST and inner.end - inner.start >= 4:
            numbers.append(struct.unpack_from("<I", data, inner.start)[0] if inner.start + 4 <= len(data) else 0)
            texts.append("")
        elif texts:
            texts[-1] += "".join(f"{text}\n" for text in _strings(data, inner))


def _strings(data: bytes, record: Record) -> list[str]:
    """Every piece of text in a record, in order, without recursion."""
    out: list[str] = []
    stack = [iter((record,))]
    while stack:
        inner = next(stack[-1], None)
        if inner is None:
            stack.pop()
        elif inner.holds and inner.kind not in _SILENT_STRINGS and len(stack) < _DEPTH:
            stack.append(records(data, inner.start, min(inner.end, len(data))))
        else:
            out += _string(data, inner)
    return out


def _string(data: bytes, record: Record) -> list[str]:
    if record.kind not in (_CHARS, _BYTES, _STRING):
        return []
    raw = data[record.start : record.end]
    text = raw.decode("latin-1") if record.kind == _BYTES else raw.decode("utf-16-le", "replace")
    text = text.replace("\r", "\n").replace("\x0b", "\n").replace("\0", "")
    return [text] if text.strip(" \n*") and text != "___PPT10" and not text.startswith("___PPT") else []


def _text(show: _Show, source: Source, budget: Budget) -> Iterator[Item]:
    """Parts `slide:1` and `notes:1`, and `other` for masters, old versions, links and comments."""
    by_place = {place: text for place, _, text in show.slides}
    for instance, name in ((0, "slide"), (2, "notes")):
        for number, (persist, outline) in enumerate(
            zip(show.persists.get(instance, []), show.outlines.get(instance, []), strict=True), 1
        ):
            own = by_place.pop(show.places.get(persist, -1), "")
            yield from _part(f"{name}:{number}", outline + own, source, budget)
    masters = "".join(show.outlines.get(1, []))
    rest = [masters, *(text for place, _, text in show.slides if place in by_place), *show.rest]
    yield from _part("other", "\n".join(dict.fromkeys(filter(str.strip, rest))), source, budget)


def _part(name: str, text: str, source: Source, budget: Budget) -> Iterator[Item]:
    if text.strip():
        yield from Part(source.inner(name), budget).blocks(text if text.endswith("\n") else f"{text}\n")


def _storage(data: bytes, record: Record) -> bytes | None:
    """An embedded compound file (MS-PPT 2.10.34), None if it is damaged or larger than it says."""
    raw = data[record.start : record.end]
    if record.instance == 0:
        return raw
    try:
        size = struct.unpack_from("<I", raw)[0]
        return zlib.decompressobj().decompress(raw[4:], min(max(1, size), 128 << 20))
    except (struct.error, zlib.error):
        return None


def _objects(show: _Show, source: Source, budget: Budget) -> Iterator[Item]:
    for number, data in enumerate(show.objects, 1):
        if data is None:
            yield Unread(source.inner(f"object:{number}"), Reason.CORRUPT)
        else:
            yield from compound.hand_over(data, f"object:{number}", source, budget)
