"""Compound files (MS-CFB), and what lies in them beside the main stream: their properties, macros, embedded objects and pictures as members.

An embedded document is a storage of the outer file; `rebuilt` makes a file of its own of it.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import olefile

from dlp.model import Reason, Unread
from dlp.readers import encoding, oleprops, vba
from dlp.readers.cfbwrite import compound_file
from dlp.readers.dispatch import read_member
from dlp.readers.flow import read_lines
from dlp.readers.source import Budget, Item, Part, Source, Stop

_PROPERTY_BYTES = 16 << 20
_POOL = "ObjectPool"
_NATIVE = "\x01ole10native"
_FILES = ("package", "contents", "embeddedodf")
_DOCUMENTS = frozenset(
    {"worddocument", "workbook", "book", "powerpoint document", "visiodocument", "pp40", "__properties_version1.0"}
)
"""Streams by which a storage is known to be a document; one that nobody reads is named by its type."""
_BLIP = re.compile(rb"[\x00-\xf0][\x00-\xff](?P<kind>[\x1a-\x1f\x29\x2a])\xf0(?P<size>[\x00-\xff]{4})", re.DOTALL)
_METAFILES = {0x1A: "emf", 0x1B: "wmf", 0x1C: "pict"}
_BITMAPS = {0x1D: "jpg", 0x1E: "png", 0x1F: "bmp", 0x29: "tif", 0x2A: "jpg"}
_TWO_IDS = frozenset({0x3D5, 0x217, 0x543, 0x46B, 0x6E3, 0x6E1, 0x7A9, 0x6E5})


@contextmanager
def opened(source: Source) -> Iterator[olefile.OleFileIO]:
    """A compound file. Raises Stop if it is damaged."""
    source.file.seek(0)
    try:
        ole = olefile.OleFileIO(io.BytesIO(source.whole(source.size)))
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Stop(Reason.CORRUPT) from error
    with ole:
        yield ole


def stream(ole: olefile.OleFileIO, path: list[str] | str, limit: int) -> bytes:
    """A stream's bytes, none if it is not there. Raises Stop: too large or damaged."""
    try:
        if not ole.exists(path):
            return b""
        if ole.get_size(path) > limit:
            raise Stop(Reason.TOO_LARGE)
        return bytes(ole.openstream(path).read())
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Stop(Reason.CORRUPT) from error


def beside(ole: olefile.OleFileIO, source: Source, budget: Budget) -> Iterator[Item]:
    """What a document holds beside its own streams: properties, embedded files and documents, macros."""
    yield from properties(ole, source, budget)
    yield from embedded(ole, source, budget)


def properties(ole: olefile.OleFileIO, source: Source, budget: Budget) -> Iterator[Item]:
    """Title, author and the like as one part."""
    name, found = source.inner("properties"), list[str]()
    for path in ole.listdir(streams=True, storages=False):
        if len(path) == 1 and path[0].lower() in oleprops.NAMES:
            try:
                found += oleprops.lines(stream(ole, path, _PROPERTY_BYTES))
            except Stop as stop:
                yield Unread(name, stop.reason, "ole")
    yield from read_lines(dict.fromkeys(found), Part(name, budget))


def embedded(ole: olefile.OleFileIO, source: Source, budget: Budget) -> Iterator[Item]:
    """Every embedded object: a wrapped file, or a document that is a storage of this file; then macros."""
    done: list[list[str]] = []
    paths = sorted(ole.listdir(streams=True, storages=False), key=len)
    for path in paths:
        name, folder = path[-1].lower(), path[:-1]
        if not folder or any(folder[: len(d)] == d for d in done):
            continue
        if is_package(name):
            done.append(folder)
            yield from package(ole, path, source, budget)
        elif name in _DOCUMENTS:
            done.append(folder)
            yield from _storage(ole, folder, source, budget)
    own = [path for path in paths if not any(path[: len(d)] == d for d in done)]
    yield from _unknown(own, source)
    yield from _macros(ole, own, source, budget)


def _storage(ole: olefile.OleFileIO, folder: list[str], source: Source, budget: Budget) -> Iterator[Item]:
    """A document that is a storage, read as the file that it once was."""
    label = f"object:{folder[-1]}"
    try:
        data = rebuilt(ole, folder, budget.limits.member_bytes)
    except Stop as stop:
        yield Unread(source.inner(label), stop.reason)
        return
    yield from hand_over(data, label, source, budget)


def _unknown(paths: list[list[str]], source: Source) -> Iterator[Item]:
    """Objects of programs whose format nobody here reads."""
    for name in dict.fromkeys(path[1] for path in paths if path[0] == _POOL and len(path) > 2):
        yield Unread(source.inner(f"object:{name}"), Reason.UNSUPPORTED, "ole-object")


def _macros(ole: olefile.OleFileIO, paths: list[list[str]], source: Source, budget: Budget) -> Iterator[Item]:
    """The source of all macros as one part (MS-OVBA)."""
    name = source.inner("macros")
    modules = [path for path in paths if len(path) > 1 and path[-2].lower() == "vba"]
    if not modules:
        return
    try:
        sources = [vba.module(stream(ole, path, budget.limits.member_bytes)) for path in modules]
    except Stop as stop:
        yield Unread(name, stop.reason, "vba")
        return
    if any(sources):
        yield from Part(name, budget).blocks("\n".join(text for text in sources if text))
    else:
        yield Unread(name, Reason.UNSUPPORTED, "vba")


def is_package(name: str) -> bool:
    """Whether a stream of this name wraps a file."""
    return name.lower() == _NATIVE or name.lower() in _FILES


def package(ole: olefile.OleFileIO, path: list[str], source: Source, budget: Budget) -> Iterator[Item]:
    """The file that a stream wraps, read as a member."""
    label = f"object:{path[-2] if len(path) > 1 else path[-1].strip(chr(1))}"
    try:
        data = stream(ole, path, budget.limits.member_bytes)
    except Stop as stop:
        yield Unread(source.inner(label), stop.reason)
        return
    if path[-1].lower() == _NATIVE:
        name, data = native(data)
        label = f"object:{name}" if name else label
    yield from hand_over(data, label, source, budget)


def hand_over(data: bytes, label: str, source: Source, budget: Budget) -> Iterator[Item]:
    """Bytes found inside a document, read as a file of their own."""
    try:
        budget.spend_member()
    except Stop as stop:
        yield Unread(source.inner(label), stop.reason)
        raise
    yield from read_member(source.member(io.BytesIO(data), label.replace("/", "_"), len(data)), budget)


def native(data: bytes) -> tuple[str, bytes]:
    """The name and bytes of a packaged file (MS-OLEDS 2.3.6, Ole10Native); the bytes alone where it names none."""
    if len(data) < 10:
        return "", data
    size, kind = struct.unpack_from("<IH", data)
    if kind != 2:
        return "", data[4 : 4 + size]
    label, at = _text(data, 6)
    _, at = _text(data, at)
    if at + 8 > len(data):
        return "", data[4 : 4 + size]
    at = at + 8 + struct.unpack_from("<I", data, at + 4)[0]
    if at + 4 > len(data):
        return "", data[4 : 4 + size]
    length = struct.unpack_from("<I", data, at)[0]
    return label.replace("\\", "/").rpartition("/")[2], data[at + 4 : at + 4 + length]


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at)
    end = len(data) if end < 0 else end
    return encoding.decode(data[at:end]) if end > at else "", end + 1


def rebuilt(ole: olefile.OleFileIO, folder: list[str], limit: int) -> bytes:
    """A storage as a compound file of its own. Raises Stop: too large or damaged."""
    found: dict[tuple[str, ...], bytes] = {}
    total = 0
    for path in ole.listdir(streams=True, storages=False):
        if path[: len(folder)] == folder:
            data = stream(ole, path, limit - total)
            total += len(data)
            found[tuple(path[len(folder) :])] = data
    return compound_file(found)


def pictures(data: bytes, source: Source, budget: Budget) -> Iterator[Item]:
    """The pictures in a stream of drawings (MS-ODRAW 2.2.22), each read as a file."""
    at = number = 0
    while match := _BLIP.search(data, at):
        payload, suffix = _picture(data, match)
        at = match.start() + 1 if payload is None else match.end() + struct.unpack("<I", match["size"])[0]
        if payload is not None:
            number += 1
            yield from hand_over(payload, f"picture:{number}.{suffix}", source, budget)


def _picture(data: bytes, match: re.Match[bytes]) -> tuple[bytes | None, str]:
    """A picture's own bytes, None if what looked like its head is not one."""
    head = struct.unpack_from("<H", data, match.start())[0]
    kind, size, start = match["kind"][0], struct.unpack("<I", match["size"])[0], match.end()
    if head & 0xF or not 32 < size <= len(data) - start:
        return None, ""
    skip = 32 if head >> 4 in _TWO_IDS else 16
    body = data[start + skip : start + size]
    if kind in _BITMAPS:
        return (_bmp(body[1:]) if _BITMAPS[kind] == "bmp" else body[1:]), _BITMAPS[kind]
    if len(body) > 34 and body[32] == 0:
        return _inflated(body[34:], struct.unpack_from("<I", body)[0]), _METAFILES[kind]
    return body[34:], _METAFILES[kind]


def _bmp(dib: bytes) -> bytes:
    """A bitmap without its file header as a file."""
    return b"BM" + struct.pack("<IHHI", 14 + len(dib), 0, 0, 54) + dib


def _inflated(data: bytes, size: int) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(data, min(size or 1, 64 << 20))
    except zlib.error:
        return None
