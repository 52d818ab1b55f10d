"""Compound files (MS-CFB), the container of old office formats and of encrypted workbooks."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_SECTOR, _MINI = 512, 64
_CUTOFF = 4096
"""Streams shorter than this lie in the mini stream."""

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STREAM = 5, 2


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A version 3 compound file with these streams under its root, small enough for one FAT sector."""
    fat: list[int] = [_FAT]  # sector 0 is the FAT itself, so numbers follow on from its list
    body = bytearray()
    mini, mini_fat = bytearray(), list[int]()
    entries = [("Root Entry", _ROOT, 0, 0)]
    for name, data in sorted(streams.items(), key=lambda item: (len(item[0]), item[0].upper())):
        short = len(data) < _CUTOFF
        first = _chain(mini, mini_fat, data, _MINI) if short else _chain(body, fat, data, _SECTOR)
        entries.append((name, _STREAM, first, len(data)))
    mini_start = _chain(body, fat, bytes(mini), _SECTOR)
    mini_fat_start = _chain(body, fat, _numbers(mini_fat, _SECTOR), _SECTOR)
    entries[0] = ("Root Entry", _ROOT, mini_start, len(mini))
    directory_start = _chain(body, fat, _directory(entries), _SECTOR)
    if len(fat) > _SECTOR // 4:
        raise ValueError("too large for one FAT sector")
    return _header(directory_start, mini_fat_start) + _numbers(fat, _SECTOR) + bytes(body)


def _chain(body: bytearray, table: list[int], data: bytes, size: int) -> int:
    """Add data padded to sectors of a size, chain them in the table, give the first one's number."""
    count = -(-len(data) // size)
    if not count:
        return _END
    first = len(table)
    table += [*range(first + 1, first + count), _END]
    body += data.ljust(count * size, b"\0")
    return first


def _numbers(values: list[int], multiple: int) -> bytes:
    packed = struct.pack(f"<{len(values)}I", *values)
    return packed + b"\xff" * (-len(packed) % multiple)


def _directory(entries: list[tuple[str, int, int, int]]) -> bytes:
    """Directory entries; the streams hang to the right of each other, which is a valid search tree."""
    made = b""
    for number, (name, kind, start, size) in enumerate(entries):
        right = number + 1 if 0 < number < len(entries) - 1 else _FREE
        child = 1 if number == 0 and len(entries) > 1 else _FREE
        raw = (name + "\0").encode("utf-16-le")
        made += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child)
        made += bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
    return made + _unused() * (-len(entries) % 4)


def _unused() -> bytes:
    return bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48)


def _header(directory: int, mini_fat: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    first_mini, mini_sectors = (mini_fat, 1) if mini_fat != _END else (_END, 0)
    head += struct.pack("<IIIII", 0, 1, directory, 0, _CUTOFF)
    head += struct.pack("<IIII", first_mini, mini_sectors, _END, 0)
    return head + struct.pack("<I", 0) + b"\xff" * (_SECTOR - len(head) - 4)
