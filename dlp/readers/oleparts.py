"""What compound files hold beside their main stream: properties, macros, embedded objects.

Source: [MS-OLEPS] (properties), [MS-OLEDS] 2.3 (Ole10Native), [MS-OVBA] (macros).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from dlp.model import Reason, Unread
from dlp.readers import encoding, oleprops, vba
from dlp.readers.dispatch import read_member
from dlp.readers.flow import read_lines
from dlp.readers.source import Budget, Item, Part, Source, Stop

_CONTENTS = frozenset({"package", "contents", "embeddedodf"})
_DOCUMENTS = {
    "workbook": "xls",
    "book": "xls",
    "worddocument": "doc",
    "powerpoint document": "ppt",
    "visiodocument": "vsd",
}
_NATIVE = "\x01ole10native"


def read(source: Source, ole: olefile.OleFileIO, budget: Budget) -> Iterator[Item]:
    """Properties as one part, macros as another, embedded files as members."""
    yield from _properties(source, ole, budget)
    sources: list[str] = []
    for path in ole.listdir():
        name = path[-1].lower()
        if name == _NATIVE or name in _CONTENTS:
            yield from _object(source, ole.openstream(path).read(), name, path, budget)
        elif len(path) > 1 and name in _DOCUMENTS:
            yield from _document(source, ole.openstream(path).read(), name, path, budget)
        elif len(path) > 1 and path[-2].lower() == "vba" and name not in ("dir", "_vba_project"):
            sources.append(vba.module(ole.openstream(path).read()))
    yield from Part(source.inner("macros"), budget).blocks("\n".join(text for text in sources if text))


def _document(source: Source, data: bytes, name: str, path: list[str], budget: Budget) -> Iterator[Item]:
    """A document of an old program in a storage of its own: workbooks are read, others are named."""
    from dlp.readers import biff  # which itself asks for what stands beside its stream

    folder = "/".join(path[:-1])
    if _DOCUMENTS[name] == "xls":
        inner = source.member(io.BytesIO(data), folder, len(data))
        try:
            yield from biff.book_items(inner, data, budget, cells_too=True)
        except Stop as stop:
            if budget.exhausted:
                raise
            yield Unread(inner.part, stop.reason, "xls")
    else:
        yield Unread(source.inner(folder), Reason.UNSUPPORTED, _DOCUMENTS[name])


def _properties(source: Source, ole: olefile.OleFileIO, budget: Budget) -> Iterator[Item]:
    lines: list[str] = []
    for path in ole.listdir():
        if path[-1].lower() in oleprops.NAMES:
            lines += oleprops.lines(ole.openstream(path).read())
    yield from read_lines(dict.fromkeys(lines), Part(source.inner("properties"), budget))


def _decoded(raw: bytes) -> str:
    raw = raw.rstrip(b"\0")
    return raw.decode(encoding.detect(raw) or "latin-1", "replace")


def _object(source: Source, data: bytes, name: str, path: list[str], budget: Budget) -> Iterator[Item]:
    folder = path[-2] if len(path) > 1 else "object"
    label, data = native(data) if name == _NATIVE else ("", data)
    if data:
        budget.spend_member()
        member = label or (f"{folder}/{path[-1]}" if name not in _CONTENTS else folder)
        yield from read_member(source.member(io.BytesIO(data), member, len(data)), budget)


def native(data: bytes) -> tuple[str, bytes]:
    """The name and the bytes of a file put in by the packager; all bytes where it is of another form."""
    if len(data) < 6:
        return "", b""
    at = 6
    label, at = _zero_ended(data, at)
    path, at = _zero_ended(data, at)
    at += 4
    if at + 4 <= len(data):
        length = struct.unpack_from("<I", data, at)[0]
        _, at = _zero_ended(data, at + 4) if length < 1 << 16 else ("", at + 4)
        if at + 4 <= len(data):
            size = struct.unpack_from("<I", data, at)[0]
            if 0 < size <= len(data) - at - 4:
                return (label or path).replace("\\", "/").rpartition("/")[2], data[at + 4 : at + 4 + size]
    return "", data[4:]


def _zero_ended(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at)
    end = len(data) if end < 0 else end
    return _decoded(data[at:end]), end + 1
