"""Pictures in old office files: the picture store of Escher records. Source: [MS-ODRAW] 2.2.20-2.2.32."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source

_BITMAPS = {0xF01D: (17, 0x6E1), 0xF02A: (17, 0x6E3), 0xF01E: (17, 0x6E1), 0xF01F: (17, 0x7A9), 0xF029: (17, 0x6E5)}
_METAFILES = {0xF01A: (50, 0x3D5), 0xF01B: (50, 0x217), 0xF01C: (50, 0x543)}
_STORE_ENTRY, _STORE_HEAD = 0xF007, 36
_MAXIMUM = 32 << 20


def read(source: Source, stores: list[bytes], budget: Budget) -> Iterator[Item]:
    """Every picture as a member."""
    number = 0
    for store in stores:
        for data in pictures(store):
            number += 1
            budget.spend_member()
            yield from read_member(source.member(io.BytesIO(data), f"picture{number}", len(data)), budget)


def pictures(store: bytes) -> Iterator[bytes]:
    """The pictures in a store, unpacked."""
    at = 0
    while at + 8 <= len(store):
        head, kind, size = struct.unpack_from("<HHI", store, at)
        at += 8
        if head & 0xF == 0xF:  # a container: what it holds comes next
            continue
        if kind == _STORE_ENTRY:
            at += _STORE_HEAD
            continue
        if kind in _BITMAPS:
            offset, single = _BITMAPS[kind]
            yield store[at + offset + 16 * (head >> 4 & 1 and head >> 4 != single) : at + size]
        elif kind in _METAFILES:
            yield from _metafile(store[at : at + size])
        at += size


def _metafile(data: bytes) -> Iterator[bytes]:
    """A metafile behind one or two identifiers and a head of 34 bytes, packed or not."""
    for ids in (16, 32):
        start = ids + 34
        if len(data) > start and data[ids + 32 : ids + 33] in (b"\0", b"\xfe"):
            if data[ids + 32] == 0xFE:
                yield data[start:]
                return
            try:
                yield zlib.decompressobj().decompress(data[start:], _MAXIMUM)
            except zlib.error:
                continue
            return
