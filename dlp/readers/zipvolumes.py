"""The volumes of a split zip as one archive: its directory written anew, as if there were one disk (APPNOTE 4.3, 8)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate
from typing import BinaryIO

from dlp.readers.segments import Segment, join, memory, size, whole

_END = struct.Struct("<4sHHHHIIH")
_SEARCH = 66_000
_LARGEST = 64 << 20
_RECORD = 46
_FAR = 0xFFFFFFFF


def disks(last: BinaryIO) -> int:
    """How many disks the last of them counts, itself included; 0 where it has no directory."""
    end = _end(last)
    return 0 if end is None else int(end[1]) + 1


def merged(files: Sequence[BinaryIO]) -> list[Segment] | None:
    """The archive in pieces; None where the directory says something that cannot be."""
    end = _end(files[-1])
    if end is None:
        return None
    _, _, disk, _, _, length, offset, _ = end
    volumes = [whole(file) for file in files]
    starts = [0, *accumulate(volume.length for volume in volumes)]
    if disk >= len(files) or length > _LARGEST:
        return None
    begin = starts[disk] + offset
    if begin + length > starts[-1]:
        return None
    file = join(volumes)
    file.seek(begin)
    directory, count = _directory(file.read(length), starts)
    closing = _END.pack(b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), begin & _FAR, 0)
    return [*_until(volumes, begin), memory(directory + closing)]


def _end(last: BinaryIO) -> tuple[bytes, int, int, int, int, int, int, int] | None:
    total = whole(last).length
    base = max(0, total - _SEARCH)
    last.seek(base)
    tail = last.read(_SEARCH)
    at = tail.rfind(b"PK\5\6")
    return _END.unpack_from(tail, at) if 0 <= at <= len(tail) - _END.size else None


def _directory(raw: bytes, starts: list[int]) -> tuple[bytes, int]:
    """The records with offsets from the first disk's begin, and how many there are."""
    out, at, count = bytearray(raw), 0, 0
    while raw[at : at + 4] == b"PK\1\2" and at + _RECORD <= len(raw):
        name, extra, comment, disk = struct.unpack_from("<HHHH", raw, at + 28)
        (offset,) = struct.unpack_from("<I", raw, at + 42)
        if disk < len(starts) and offset != _FAR:
            struct.pack_into("<H", out, at + 34, 0)
            struct.pack_into("<I", out, at + 42, min(starts[disk] + offset, _FAR))
        at += _RECORD + name + extra + comment
        count += 1
    return bytes(out[: min(at, len(raw))]), count


def _until(volumes: list[Segment], end: int) -> list[Segment]:
    """The first so many bytes of some pieces."""
    kept: list[Segment] = []
    for volume in volumes:
        left = end - size(kept)
        if left > 0:
            kept.append(Segment(volume.file, volume.start, min(left, volume.length)))
    return kept
