"""Zip archives that lost their directory, or hold only a part of one: what still stands there is read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import encoding, names, volumes
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_END = b"PK\5\6"
_SEARCH = 66_000
"""The end record stands at the end, behind it a comment of at most 65,535 bytes."""
_CHUNK = 1 << 20


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """A zip without its directory: the members that still stand there, and that it is damaged."""
    if _is_volume(source):
        raise Stop(Reason.UNSUPPORTED, volumes.SPLIT)
    yield Unread(source.part, Reason.CORRUPT, "zip")
    data = source.whole(budget.limits.file_bytes)
    at = data.find(b"PK\3\4")
    while at >= 0 and at + _LOCAL.size <= len(data):
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack_from(data, at)
        begin = at + _LOCAL.size + name_size + extra_size
        name = encoding.decode(data[at + _LOCAL.size : at + _LOCAL.size + name_size], "utf-8") or "member"
        found, end = _salvaged(data, begin, method, packed, budget) if not flags & 1 else (None, begin)
        yield from names.said(source, name, budget)
        if found:
            budget.spend_member()
            yield from read_member(source.member(io.BytesIO(found), name, len(found)), budget)
        elif flags & 1:
            yield Unread(source.inner(name), Reason.ENCRYPTED)
        at = data.find(b"PK\3\4", max(end, at + 4))


def _salvaged(data: bytes, begin: int, method: int, packed: int, budget: Budget) -> tuple[bytes | None, int]:
    """What comes out of a member that stands at `begin`, and where it ends."""
    if method == zipfile.ZIP_STORED:
        return data[begin : begin + packed], begin + packed
    if method != zipfile.ZIP_DEFLATED:
        return None, begin
    engine, out, at = zlib.decompressobj(-15), io.BytesIO(), begin
    try:
        while not engine.eof and at < len(data) and out.tell() <= budget.limits.member_bytes:
            piece = engine.decompress(engine.unconsumed_tail or data[at : at + _CHUNK], _CHUNK)
            at = min(len(data), at + _CHUNK) if not engine.unconsumed_tail else at
            out.write(piece)
            if out.tell() > max(16 << 20, budget.limits.ratio * len(data)):
                return None, at
    except zlib.error:
        pass  # what came out before the damage counts
    return out.getvalue(), at - len(engine.unused_data) - len(engine.unconsumed_tail)


def _is_volume(source: Source) -> bool:
    """Whether it is one of several disks: it says so at its end, at its start, or by its name."""
    if source.head(4) == b"PK\7\x08" or volumes.named_so(source.name):
        return True
    source.file.seek(max(0, source.size - _SEARCH))
    tail = source.file.read(_SEARCH)
    at = tail.rfind(_END)
    return 0 <= at <= len(tail) - 22 and 0 < struct.unpack_from("<H", tail, at + 4)[0] < 0xFFFF
