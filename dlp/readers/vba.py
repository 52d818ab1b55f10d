"""Macros of office documents: their source text. Source: [MS-OVBA] 2.4.1 (compression)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import olefile

from dlp.model import Reason, Unread
from dlp.readers import encoding, package
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Item, Part, Stop

_MARK = b"\0Attribut"
_BACK = 2
"""Bytes of a chunk's header, in front of its first flags."""
_LIMIT = 16 << 20
_CHUNK = 4096


def read(book: Package, part: PackagePart) -> Iterator[Item]:
    """The source of all modules of a macro project as one part."""
    name = book.source.inner("macros")
    try:
        with olefile.OleFileIO(package.extract(book.archive, part.info, book.budget)) as ole:
            sources = [source for path in ole.listdir() if (source := module(ole.openstream(path).read()))]
    except Stop as stop:
        yield Unread(name, stop.reason, stop.kind)
        return
    except (OSError, ValueError, IndexError):
        yield Unread(name, Reason.CORRUPT, "vba")
        return
    yield from Part(name, book.budget).blocks("\n".join(sources))


def module(stream: bytes) -> str:
    """The source text in a stream; empty if it is no module."""
    at = stream.find(_MARK)
    if at < _BACK:
        return ""
    raw = decompressed(stream[at - _BACK :])
    text = raw.decode(encoding.detect(raw) or "latin-1", "replace")
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith("Attribute VB_"))


def decompressed(data: bytes) -> bytes:
    """A compressed container (from its first chunk's header on), as far as it can be undone."""
    out, at = bytearray(), 0
    while at + 2 < len(data) and len(out) < _LIMIT:
        header = struct.unpack_from("<H", data, at)[0]
        stop = min(len(data), at + (header & 0x0FFF) + 3)
        if header >> 12 & 0x7 != 0b011:
            break
        if header & 0x8000:
            _chunk(data[at + 2 : stop], out)
        else:
            out += data[at + 2 : stop]
        at = stop
    return bytes(out)


def _chunk(data: bytes, out: bytearray) -> None:
    begin, at = len(out), 0
    while at < len(data):
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data) or len(out) - begin > _CHUNK:
                return
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > len(data):
                return
            at += 2
            if not _copy(struct.unpack_from("<H", data, at - 2)[0], out, begin):
                return


def _copy(token: int, out: bytearray, begin: int) -> bool:
    """Repeat what the chunk has said before; how many bits count back grows with the chunk."""
    bits = max(4, (len(out) - begin - 1).bit_length())
    length, back = (token & (0xFFFF >> bits)) + 3, (token >> (16 - bits)) + 1
    if back > len(out) - begin:
        return False
    for _ in range(length):
        out.append(out[-back])
    return True
