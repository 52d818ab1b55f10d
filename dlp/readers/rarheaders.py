"""The headers of RAR archives, versions 1.5 to 5: names, sizes, what is encrypted, stored or split.

Source: RAR 5.0 archive format (technote of its maker), and the older technote that came with RAR 4.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dlp.readers import encoding

RAR4 = b"Rar!\x1a\x07\x00"
RAR5 = b"Rar!\x1a\x07\x01\x00"
_ENCRYPTION, _REDIRECTION = 1, 5


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. `at` is where its packed bytes begin; a folder or a link has no content of its own.

    old: packed in a way from before RAR 2.9.
    """

    name: str
    at: int
    packed: int
    size: int
    encrypted: bool
    stored: bool
    split: bool
    folder: bool = False
    old: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """The headers themselves are encrypted: not even names can be read."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The archive ends, or stops making sense, before its end record.

    cut: where a header begins that is not what its checksum says: no unpacker should be led by it.
    """

    cut: int = 0


@dataclass(frozen=True, slots=True)
class Volume:
    """The archive is one volume of several."""


Found = Member | Sealed | Broken | Volume


def headers(file: BinaryIO, start: int, end: int) -> Iterator[Found]:
    """What stands in an archive that begins at `start` of a file."""
    file.seek(start)
    mark = file.read(8)
    if mark == RAR5:
        yield from _rar5(file, start + 8, end)
    elif mark.startswith(RAR4):
        yield from _rar4(file, start + 7, end)
    else:
        yield Broken()


def _rar4(file: BinaryIO, at: int, end: int) -> Iterator[Found]:
    while at + 7 <= end:
        file.seek(at)
        kind, flags, size = struct.unpack("<2xBHH", file.read(7))
        if size < 7 or not 0x72 <= kind <= 0x7B:
            yield Broken()
            return
        head = file.read(min(size - 7, end - at))
        if kind == 0x74 and head[17:18] >= b"\x1d" and not _agrees(file, at, size):
            yield Broken(cut=at)
            return
        more = struct.unpack_from("<I", head)[0] if (flags & 0x8000 or kind == 0x74) and len(head) >= 4 else 0
        if kind == 0x73:
            if flags & 0x80:
                yield Sealed()
                return
            if flags & 1:
                yield Volume()
        elif kind == 0x74 and len(head) >= 25:
            member = _member4(head, flags, at + size)
            more = member.packed
            yield member
        elif kind == 0x7B:
            return
        at += size + more
    if at > end:
        yield Broken()


def _agrees(file: BinaryIO, at: int, size: int) -> bool:
    """Whether a RAR 4 header is what its checksum says."""
    file.seek(at)
    raw = file.read(size)
    return int.from_bytes(raw[:2], "little") == zlib.crc32(raw[2:]) & 0xFFFF


def _member4(head: bytes, flags: int, at: int) -> Member:
    packed, size, _, _, _, version, method, length, mode = struct.unpack_from("<IIBIIBBHI", head)
    skip = 25
    if flags & 0x100 and len(head) >= 33:
        high_packed, high_size = struct.unpack_from("<II", head, 25)
        packed, size, skip = packed | high_packed << 32, size | high_size << 32, 33
    name = _name4(head[skip : skip + length], bool(flags & 0x200))
    folder = flags & 0xE0 == 0xE0 or bool(mode & 0x10 and not packed)
    return Member(name, at, packed, size, bool(flags & 4), method == 0x30, bool(flags & 3), folder, version < 29)


def _name4(raw: bytes, packed: bool) -> str:  # a flag of the header
    plain, found, rest = raw.partition(b"\0")
    if not (packed and found):
        return encoding.decode(plain if packed else raw, "utf-8").replace("\\", "/")
    return _unpacked_name(plain, rest).replace("\\", "/")


def _unpacked_name(plain: bytes, rest: bytes) -> str:
    """RAR 4's own way to write UTF-16: two bits say where each character's bytes come from."""
    if not rest:
        return plain.decode("utf-8", "replace")
    out, high, at, flags, left = bytearray(), rest[0], 1, 0, 0
    while at < len(rest):
        if not left:
            flags, left, at = rest[at], 8, at + 1
            if at >= len(rest):
                break
        left -= 2
        way = flags >> left & 3
        if way < 2:
            out += bytes((rest[at], high if way else 0))
            at += 1
        elif way == 2:
            out += rest[at : at + 2]
            at += 2
        else:
            at += _run(out, plain, rest, at, high)
    return out[: len(out) // 2 * 2].decode("utf-16-le", "replace")


def _run(out: bytearray, plain: bytes, rest: bytes, at: int, high: int) -> int:
    """A run of characters taken from the plain name; how many bytes told of it."""
    length, shift = rest[at], 0
    if length & 0x80:
        shift = rest[at + 1] if at + 1 < len(rest) else 0
    for _ in range((length & 0x7F) + 2):
        position = len(out) // 2
        low = plain[position] if position < len(plain) else 0x3F
        out += bytes(((low + shift) & 0xFF, high)) if length & 0x80 else bytes((low, 0))
    return 2 if length & 0x80 else 1


def _rar5(file: BinaryIO, at: int, end: int) -> Iterator[Found]:
    while at + 7 <= end:
        file.seek(at)
        begin = file.read(14)
        size, used = number(begin[4:] + b"\0", 0)
        if not size or size > 1 << 21:
            yield Broken()
            return
        file.seek(at + 4 + used)
        head = file.read(size)
        if zlib.crc32(begin[4 : 4 + used] + head) != int.from_bytes(begin[:4], "little"):
            yield Broken(cut=at)
            return
        try:
            kind, data, found = _block5(head, at + 4 + used + size)
        except IndexError:
            yield Broken()
            return
        if found is not None:
            yield found
        if kind == 5 or isinstance(found, Sealed):
            return
        at += 4 + used + size + data
    if at > end:
        yield Broken()


def _block5(head: bytes, at: int) -> tuple[int, int, Found | None]:
    """A block's kind, how many bytes follow it, and what it tells. Raises IndexError where it is cut off."""
    kind, i = number(head, 0)
    flags, i = number(head, i)
    extra, data = 0, 0
    if flags & 1:
        extra, i = number(head, i)
    if flags & 2:
        data, i = number(head, i)
    if kind == 4:
        return kind, data, Sealed()
    if kind == 1:
        return kind, data, Volume() if number(head, i)[0] & 1 else None
    if kind == 2:
        return kind, data, _member5(head, i, at, data, bool(flags & 0x18), head[len(head) - extra :] if extra else b"")
    return kind, data, None


def _member5(head: bytes, i: int, at: int, packed: int, split: bool, extra: bytes) -> Member:
    flags, i = number(head, i)
    size, i = number(head, i)
    _, i = number(head, i)
    i += 4 * bool(flags & 2) + 4 * bool(flags & 4)
    method, i = number(head, i)
    _, i = number(head, i)
    length, i = number(head, i)
    name = head[i : i + length].decode("utf-8", "replace")
    records = _records(extra)
    link = _REDIRECTION in records or bool(flags & 1)
    return Member(name, at, packed, size, _ENCRYPTION in records, method >> 7 & 7 == 0, split, link)


def _records(extra: bytes) -> set[int]:
    """The kinds of the extra records behind a header."""
    found, i = set(), 0
    while i < len(extra):
        size, i = number(extra, i)
        found.add(number(extra, i)[0])
        i += max(1, size)
    return found


def number(data: bytes, i: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where it ends. Raises IndexError at the end of the data."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[i]
        i += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return value, i
