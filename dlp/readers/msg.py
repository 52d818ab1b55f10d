"""Outlook items (.msg, .oft; MS-OXMSG): headers, recipients, bodies, and attachments by their own true type."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import olefile

from dlp.model import Envelope, Reason, Unread
from dlp.readers import mapi
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source, Stop

_STREAM, _FIXED = "__substg1.0_", "__properties_version1.0"
_RECIPIENT, _ATTACHMENT = "__recip_version1.0_#", "__attach_version1.0_#"
_OBJECT = _STREAM + "3701000D"
_NUMBERS = {0x0002: "<h", 0x0003: "<i", 0x000B: "<?", 0x0014: "<q"}
_EMBEDDED, _OLE, _BY_VALUE = 5, 6, 1
_INNER_STREAMS = ("CONTENTS", "Package", "\x01Ole10Native")

Path = tuple[str, ...]


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """All of an item. Raises Stop if the compound file is damaged."""
    source.file.seek(0)
    try:
        ole = olefile.OleFileIO(source.file)
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Stop(Reason.CORRUPT) from error
    with ole:
        yield from _item(_Tree(ole, budget), (), source, budget)


class _Tree:
    """The storages of a compound file: listed once, streams read within limits."""

    def __init__(self, ole: Any, budget: Budget) -> None:
        self._ole, self._limit = ole, budget.limits.member_bytes
        self.children: dict[Path, list[str]] = {}
        for entry in ole.listdir(streams=True, storages=True):
            self.children.setdefault(tuple(entry[:-1]), []).append(entry[-1])

    def stream(self, path: Path) -> bytes | None:
        """A stream's bytes, None where it cannot be read. Raises Stop where it is too large."""
        try:
            if self._ole.get_size(list(path)) > self._limit:
                raise Stop(Reason.TOO_LARGE)
            data: bytes = self._ole.openstream(list(path)).read()
        except (OSError, ValueError, IndexError, struct.error, TypeError):
            return None
        return data


def _item(tree: _Tree, path: Path, source: Source, budget: Budget) -> Iterator[Item]:
    """The message in a storage."""
    names = tree.children.get(path, [])
    properties = _properties(tree, path, header=24 if path else 32)
    page = mapi.charset(properties)
    recipients = [_properties(tree, (*path, name), header=8) for name in sorted(names) if name.startswith(_RECIPIENT)]
    if source.depth == 0:
        yield _envelope(properties, recipients, page)
    head = mapi.headers(properties, recipients)
    if head:
        yield from Part(source.inner("headers"), budget).blocks(head)
    yield from mapi.bodies(properties, source, budget)
    attachments = sorted(name for name in names if name.startswith(_ATTACHMENT))
    for number, name in enumerate(attachments, 1):
        yield from _attachment(tree, (*path, name), number, page, source, budget)


def _envelope(properties: mapi.Properties, recipients: Sequence[mapi.Properties], page: str | None) -> Envelope:
    """Sender and recipients, of the addresses that are Internet addresses."""
    senders = (mapi.SENDER_SMTP, mapi.SENT_FOR_SMTP, mapi.SENDER_EMAIL, mapi.SENT_FOR_EMAIL)
    sender = next(_addresses(properties, senders, page), "")
    to = [next(_addresses(one, (mapi.SMTP, mapi.EMAIL, mapi.DISPLAY_NAME), page), "") for one in recipients]
    identifier = mapi.text_of(properties.get(mapi.MESSAGE_ID), page).strip()
    return Envelope(sender, tuple(dict.fromkeys(filter(None, to))), identifier)


def _addresses(properties: mapi.Properties, numbers: tuple[int, ...], page: str | None) -> Iterator[str]:
    texts = (mapi.text_of(properties.get(number), page).strip().strip("'<>").lower() for number in numbers)
    yield from (text for text in texts if "@" in text and " " not in text)


def _properties(tree: _Tree, path: Path, header: int) -> dict[int, Any]:
    """All properties of a storage: numbers from its table, the rest from streams named by number and type."""
    found: dict[int, Any] = {}
    table = tree.stream((*path, _FIXED)) or b""
    for at in range(header, len(table) - 15, 16):
        kind, number = struct.unpack_from("<HH", table, at)
        if kind in _NUMBERS:
            found[number] = struct.unpack_from(_NUMBERS[kind], table, at + 8)[0]
    for name in tree.children.get(path, []):
        if name.startswith(_STREAM):
            _take_stream(tree, path, name, found)
    return found


def _take_stream(tree: _Tree, path: Path, name: str, found: dict[int, Any]) -> None:
    tag, _, part = name.removeprefix(_STREAM).partition("-")
    try:
        number, kind = int(tag[:4], 16), int(tag[4:8], 16)
    except ValueError:
        return
    if kind in (0x001F, 0x001E, 0x0102):
        data = tree.stream((*path, name))
        if data is not None:
            found[number] = _value(data, kind)
    elif kind in (0x101F, 0x101E) and part:
        data = tree.stream((*path, name))
        if data is not None:
            values = found.setdefault(number, [])
            if isinstance(values, list):
                values.append(_value(data, kind & 0xFFF))


def _value(data: bytes, kind: int) -> str | bytes:
    if kind == 0x001F:
        return data.decode("utf-16-le", "replace")
    return mapi.EightBit(data) if kind == 0x001E else data


def _attachment(
    tree: _Tree, path: Path, number: int, page: str | None, source: Source, budget: Budget
) -> Iterator[Item]:
    """One attachment, or the reason why it cannot be had."""
    budget.spend_member()
    try:
        properties = _properties(tree, path, header=8)
    except Stop as stop:
        yield Unread(source.inner(f"attachment:{number}"), stop.reason, stop.kind)
        return
    label = f"attachment:{mapi.file_name(properties, page, number)}"
    storage, data = (*path, _OBJECT), properties.get(mapi.FILE_DATA)
    if storage in tree.children:
        yield from _embedded(tree, storage, properties.get(mapi.FILE_METHOD), label, source, budget)
    elif isinstance(data, bytes):
        yield from read_member(source.member(io.BytesIO(data), label, len(data)), budget)
    else:
        elsewhere = properties.get(mapi.FILE_METHOD) not in (_BY_VALUE, None)
        yield Unread(source.inner(label), Reason.UNSUPPORTED if elsewhere else Reason.CORRUPT, "stored-elsewhere" if elsewhere else "")  # fmt: skip


def _embedded(tree: _Tree, path: Path, method: object, label: str, source: Source, budget: Budget) -> Iterator[Item]:
    """An item inside the item, or an object of another program."""
    inner = source.member(io.BytesIO(b""), label, 0)
    if inner.depth > budget.limits.depth:
        yield Unread(inner.part, Reason.TOO_DEEP, "msg")
    elif method == _EMBEDDED or _FIXED in tree.children[path]:
        yield from _item(tree, path, inner, budget)
    else:
        yield from _object(tree, path, inner, budget)


def _object(tree: _Tree, path: Path, inner: Source, budget: Budget) -> Iterator[Item]:
    """An object of another program: the stream that holds its file, if it has one."""
    for name in _INNER_STREAMS:
        data = tree.stream((*path, name)) if name in tree.children[path] else None
        if data:
            yield from read_member(inner.member(io.BytesIO(data), name.strip("\x01"), len(data)), budget)
            return
    yield Unread(inner.part, Reason.UNSUPPORTED, "ole-object")
