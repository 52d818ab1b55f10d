"""A look at a zip's directory before it is taken into memory: how many members it claims (APPNOTE 4.3)."""

from __future__ import annotations

import struct
from typing import BinaryIO

_END, _END64, _LOCATOR64, _RECORD = b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\1\2"
_SEARCH = 65_535 + 22 + 20
"""The end record stands behind its 64-bit locator and in front of a comment of at most 65,535 bytes."""
_LARGEST = 64 << 20
"""No directory within the limits is larger than this many bytes."""


def is_huge(file: BinaryIO, members: int) -> bool:
    """Whether the directory lists more than so many members, or is too large to be looked at.

    False where there is no directory: that is for others to say.
    """
    at, size = _place(file)
    if size > _LARGEST:
        return True
    file.seek(max(0, at))
    return _records(file.read(size), members + 1) > members


def _place(file: BinaryIO) -> tuple[int, int]:
    """Where the directory begins and its size in bytes; it ends where the end record begins."""
    total = file.seek(0, 2)
    base = max(0, total - _SEARCH)
    file.seek(base)
    tail = file.read(_SEARCH)
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        return 0, 0
    (size,) = struct.unpack_from("<I", tail, at + 12)
    if tail[at - 20 : at - 16] == _LOCATOR64:
        (place,) = struct.unpack_from("<Q", tail, at - 12)
        file.seek(min(place, total))
        record = file.read(56)
        if len(record) == 56 and record[:4] == _END64:
            (size,) = struct.unpack_from("<Q", record, 40)
            return place - size, size
    return base + at - size, size


def _records(directory: bytes, most: int) -> int:
    """The number of directory records in a row, counted up to a bound."""
    at = count = 0
    while count < most and directory[at : at + 4] == _RECORD and at + 46 <= len(directory):
        name, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        at += 46 + name + extra + comment
        count += 1
    return count
