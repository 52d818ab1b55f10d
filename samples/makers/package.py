"""Zip files by hand: stored, never deflated, so that no zlib version changes a byte of them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_WHEN = (9 << 11) | (30 << 5), ((2026 - 1980) << 9) | (10 << 5) | 12
"""Half past nine on 12 October 2026, in MS-DOS form: time, date."""

_ENCRYPTED, _UTF8 = 0x1, 0x800


@dataclass(frozen=True, slots=True)
class _Member:
    """A member as it stands in the archive."""

    name: bytes
    flags: int
    crc: int
    size: int
    stored: bytes

    @property
    def middle(self) -> bytes:
        """The fields that local header and directory have in common."""
        sizes = len(self.stored), self.size, len(self.name), 0
        return struct.pack("<HHHHHIIIHH", 20, self.flags, 0, *_WHEN, self.crc, *sizes)


def archive(members: Mapping[str, bytes], *, names: str = "utf-8", password: bytes = b"") -> bytes:
    """A zip file. names: "gb18030" writes names as old Chinese Windows tools do, without a flag."""
    made = [_member(name, data, names, password) for name, data in members.items()]
    body, directory = b"", b""
    for member in made:
        directory += b"PK\1\2" + struct.pack("<H", 20) + member.middle
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + member.name
        body += b"PK\3\4" + member.middle + member.name + member.stored
    end = struct.pack("<HHHHIIH", 0, 0, len(made), len(made), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def _member(name: str, data: bytes, names: str, password: bytes) -> _Member:
    crc = zlib.crc32(data)
    flags = 0 if name.isascii() or names != "utf-8" else _UTF8
    if password:
        return _Member(name.encode(names), flags | _ENCRYPTED, crc, len(data), _encrypted(data, crc, password))
    return _Member(name.encode(names), flags, crc, len(data), data)


def _encrypted(data: bytes, crc: int, password: bytes) -> bytes:
    """Traditional PKWARE encryption (APPNOTE 6.1): what any zip tool does by default."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    _feed(keys, password)
    header = b"kedun sampl" + bytes([crc >> 24])
    return bytes(_cipher(keys, header + data))


def _cipher(keys: list[int], data: bytes) -> Iterable[int]:
    for byte in data:
        temporary = (keys[2] | 2) & 0xFFFF
        yield byte ^ ((temporary * (temporary ^ 1) >> 8) & 0xFF)
        _feed(keys, bytes([byte]))


def _feed(keys: list[int], data: bytes) -> None:
    for byte in data:
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)


def _crc(key: int, byte: int) -> int:
    """One step of CRC-32 without the inversions that zlib puts around it."""
    return zlib.crc32(bytes([byte]), key ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
