"""Zip files whose directory is gone: members are found by their own local headers.

Office files are cut off by full disks and broken transfers; the directory stands at the end,
so it is lost first, while most members in front of it are whole. Source: APPNOTE.TXT 4.3.7.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Self

from dlp.model import Reason
from dlp.readers.source import Budget, Source, Stop

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_SIGNATURE = b"PK\3\4"
_STORED, _DEFLATED = 0, 8
_DESCRIPTOR = 0x8
_CHUNK = 1 << 16


class Salvaged:
    """What `zipfile.ZipFile` gives, as far as readers need it: `infolist` and `open`."""

    def __init__(self, data: bytes, limit: int) -> None:
        self._data, self._limit = data, limit
        self._starts: dict[int, tuple[int, int]] = {}
        self._infos = list(self._scan())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._data = b""

    def infolist(self) -> list[zipfile.ZipInfo]:
        """Every member whose local header is still there."""
        return self._infos

    def open(self, info: zipfile.ZipInfo) -> BinaryIO:
        """A member's bytes, as far as they go."""
        start, stop = self._starts[info.header_offset]
        if info.compress_type == _STORED:
            return io.BytesIO(self._data[start:stop])
        return io.BytesIO(_inflated(self._data, start, self._limit)[0])

    def _scan(self) -> Iterator[zipfile.ZipInfo]:
        at = self._data.find(_SIGNATURE)
        while at >= 0:
            info, stop = self._member(at)
            if info is not None:
                yield info
            at = self._data.find(_SIGNATURE, stop)

    def _member(self, at: int) -> tuple[zipfile.ZipInfo | None, int]:
        """The member whose header stands at an offset, and where to look for the next one."""
        if at + _LOCAL.size > len(self._data):
            return None, at + 4
        _, _, flags, method, _, _, _, packed, size, name_length, extra = _LOCAL.unpack_from(self._data, at)
        start = at + _LOCAL.size + name_length + extra
        name = self._data[at + _LOCAL.size : at + _LOCAL.size + name_length]
        if method not in (_STORED, _DEFLATED) or not name or start > len(self._data):
            return None, at + 4
        if flags & _DESCRIPTOR or start + packed > len(self._data):
            stop = self._data.find(_SIGNATURE, start) if method == _STORED else start
            packed, size = (stop if stop >= 0 else len(self._data)) - start, 0
        info = zipfile.ZipInfo(name.decode("utf-8" if flags & 0x800 else "cp437", "replace") or "?")
        info.flag_bits, info.compress_type, info.header_offset = flags, method, at
        info.compress_size, info.file_size = packed, size
        self._starts[at] = (start, start + packed)
        return info, start + packed


def _inflated(data: bytes, start: int, limit: int) -> tuple[bytes, bool]:
    """What can be unpacked of a raw deflate stream, at most `limit` + 1 bytes; whether it ended well."""
    engine, out, size = zlib.decompressobj(-15), list[bytes](), 0
    for at in range(start, len(data), _CHUNK):
        try:
            out.append(engine.decompress(data[at : at + _CHUNK], limit + 1 - size))
        except zlib.error:
            break
        size += len(out[-1])
        if engine.eof or size > limit:
            break
    return b"".join(out), engine.eof


def salvaged(source: Source, budget: Budget) -> Salvaged:
    """The members of a damaged zip. Raises Stop if there are none, or too many."""
    found = Salvaged(source.whole(budget.limits.file_bytes), budget.limits.member_bytes)
    if not found.infolist():
        raise Stop(Reason.CORRUPT)
    if len(found.infolist()) > budget.limits.members:
        raise Stop(Reason.BOMB)
    return found
