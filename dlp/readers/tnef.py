"""winmail.dat: the Transport Neutral Encapsulation Format (MS-OXTNEF), Outlook's own wrapping of a mail."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dlp.model import Reason, Unread
from dlp.readers import encoding, mapi
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source, Stop

_SIGNATURE = b"\x78\x9f\x3e\x22"
_ATTRIBUTE = struct.Struct("<BII")
_SUBJECT, _BODY, _FROM, _TITLE, _DATA, _NEW, _MESSAGE, _FILE, _PAGE, _RECIPIENTS = (
    0x18004, 0x2800C, 0x08000, 0x18010, 0x6800F, 0x69002, 0x69003, 0x69005, 0x69007, 0x69004
)  # fmt: skip
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_TEXT8, _TEXT16, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MOST = 100_000


@dataclass(slots=True)
class _Attachment:
    title: bytes = b""
    data: bytes | None = None
    properties: dict[int, Any] = field(default_factory=dict)


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Headers, bodies and attachments; what is damaged is said at the end."""
    data = source.whole(budget.limits.member_bytes)
    message: dict[int, Any] = {}
    recipients: list[mapi.Properties] = []
    attachments: list[_Attachment] = []
    whole = _collect(data, message, recipients, attachments)
    text = mapi.headers(message, recipients)
    if text:
        yield from Part(source.inner("headers"), budget).blocks(text)
    yield from mapi.bodies(message, source, budget)
    page = mapi.charset(message)
    for number, attachment in enumerate(attachments, 1):
        yield from _attachment(attachment, number, page, source, budget)
    if not whole:
        yield Unread(source.part, Reason.CORRUPT, "tnef")


def _collect(
    data: bytes, message: dict[int, Any], recipients: list[mapi.Properties], attachments: list[_Attachment]
) -> bool:
    """All attributes, as far as they make sense; whether that was to the end."""
    at = 6
    while at + _ATTRIBUTE.size <= len(data):
        level, number, size = _ATTRIBUTE.unpack_from(data, at)
        at += _ATTRIBUTE.size
        if level not in (1, 2) or at + size > len(data):
            return False
        try:
            _take(number, data[at : at + size], message, recipients, attachments)
        except (struct.error, IndexError):
            return False
        at += size + 2
    return at >= len(data)


def _take(
    number: int,
    value: bytes,
    message: dict[int, Any],
    recipients: list[mapi.Properties],
    attachments: list[_Attachment],
) -> None:
    if number == _NEW:
        attachments.append(_Attachment())
    elif number in (_TITLE, _DATA, _FILE):
        if not attachments:
            attachments.append(_Attachment())
        _fill(attachments[-1], number, value)
    elif number == _PAGE and len(value) >= 4:
        message.setdefault(mapi.CODE_PAGE, struct.unpack_from("<I", value)[0])
    elif number == _MESSAGE:
        message |= _properties(value, 0)[0]
    elif number == _RECIPIENTS:
        recipients += _rows(value)
    elif number in (_SUBJECT, _BODY):
        message.setdefault(mapi.SUBJECT if number == _SUBJECT else mapi.BODY, mapi.EightBit(value))
    elif number == _FROM and len(value) > 8:
        name, address = struct.unpack_from("<HH", value, 4)
        texts = (value[8 : 8 + name], value[8 + name : 8 + name + address])
        message.setdefault(0x0042, mapi.EightBit(b" ".join(text.rstrip(b"\0") for text in texts)))


def _fill(attachment: _Attachment, number: int, value: bytes) -> None:
    if number == _TITLE:
        attachment.title = value
    elif number == _DATA:
        attachment.data = value
    else:
        attachment.properties |= _properties(value, 0)[0]


def _rows(value: bytes) -> list[mapi.Properties]:
    count, at = struct.unpack_from("<I", value)[0], 4
    rows: list[mapi.Properties] = []
    for _ in range(min(count, _MOST)):
        row, at = _properties(value, at)
        rows.append(row)
    return rows


def _properties(data: bytes, at: int) -> tuple[dict[int, Any], int]:
    """A counted list of properties, and where it ends. Raises struct.error where it is cut off."""
    count = struct.unpack_from("<I", data, at)[0]
    found: dict[int, Any] = {}
    at += 4
    for _ in range(min(count, _MOST)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:
            at = _behind_name(data, at)
        value, at = _values(data, at, kind)
        if value is not None:
            found[number] = value
    return found, at


def _behind_name(data: bytes, at: int) -> int:
    """A named property says its name first: a GUID, and a number or a text."""
    kind = struct.unpack_from("<I", data, at + 16)[0]
    if kind == 0:
        return at + 24
    size: int = struct.unpack_from("<I", data, at + 20)[0]
    return at + 24 + _padded(size)


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _values(data: bytes, at: int, kind: int) -> tuple[Any, int]:
    base, several = kind & 0xFFF, bool(kind & 0x1000)
    if base in _FIXED:
        count = 1
        if several:
            count, at = struct.unpack_from("<I", data, at)[0], at + 4
        value = struct.unpack_from("<i", data, at)[0] if base == 3 and not several else None
        return value, at + _FIXED[base] * min(count, len(data))
    if base not in (_TEXT8, _TEXT16, _OBJECT, _BINARY):
        raise struct.error("unknown type")
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    values = []
    for _ in range(min(count, _MOST)):
        size = struct.unpack_from("<I", data, at)[0]
        at += 4
        if at + size > len(data):
            raise struct.error("cut off")
        values.append(_value(data[at : at + size], base))
        at += _padded(size)
    return (values if several else values[0] if values else None), at


def _value(raw: bytes, kind: int) -> str | bytes:
    if kind == _TEXT16:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    if kind == _OBJECT:
        return raw[16:]  # a class identifier stands in front
    return mapi.EightBit(raw) if kind == _TEXT8 else raw


def _attachment(
    attachment: _Attachment, number: int, page: str | None, source: Source, budget: Budget
) -> Iterator[Item]:
    """One attachment: its bytes, or the message or object inside it."""
    try:
        budget.spend_member()
    except Stop as stop:
        yield Unread(source.inner(f"attachment:{number}"), stop.reason)
        raise
    name = mapi.file_name(attachment.properties, page, number)
    if name == str(number) and attachment.title.strip(b"\0"):
        name = encoding.decode(attachment.title.split(b"\0")[0], page).replace("/", "_")
    data = attachment.properties.get(mapi.FILE_DATA)
    data = data if isinstance(data, bytes) else attachment.data
    if data is None:
        yield Unread(source.inner(f"attachment:{name}"), Reason.UNSUPPORTED, "stored-elsewhere")
        return
    yield from read_member(source.member(io.BytesIO(data), f"attachment:{name}", len(data)), budget)
