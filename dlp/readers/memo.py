"""Memo files beside dBase and FoxPro tables (.dbt, .fpt): every memo that is still there, one after another."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.readers import encoding
from dlp.readers.source import Budget, Item, Part, Source

_DBASE3, _DBASE4 = 512, b"\xff\xff\x08\x00"
_END = b"\x1a"


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The memos as one text; which row each belongs to only the table knows."""
    data = source.whole(budget.limits.file_bytes)
    pieces = _foxpro(data) if source.name.lower().endswith((".fpt", ".dct")) else _dbase(data)
    memos = [piece for piece in pieces if piece.strip(b"\0\r\n ")]
    name = encoding.detect(b"\n".join(memo for memo in memos if not memo.isascii())[: 1 << 16]) or "gb18030"
    part = Part(source.inner("memo"), budget, lines=True)
    for memo in memos:
        text = encoding.decode(memo, name).replace("\r\n", "\n").replace("\0", "")
        yield from part.blocks(text.rstrip() + "\n\n")


def _foxpro(data: bytes) -> Iterator[bytes]:
    """Each block says whether it is text, and how long."""
    size = struct.unpack_from(">H", data, 6)[0] or 1 if len(data) >= 8 else 64
    at = max(512, size)
    while at + 8 <= len(data):
        kind, length = struct.unpack_from(">II", data, at)
        if kind > 2 or at + 8 + length > len(data):
            at += size
            continue
        if kind == 1 and length:
            yield data[at + 8 : at + 8 + length]
        at += max(1, -(-(8 + length) // size)) * size


def _dbase(data: bytes) -> Iterator[bytes]:
    """DBase III ends a memo with a mark, dBase IV says its length in front."""
    at = _DBASE3
    while at < len(data):
        if data[at : at + 4] == _DBASE4 and at + 8 <= len(data):
            length = struct.unpack_from("<I", data, at + 4)[0]
            yield data[at + 8 : at + max(8, length)]
        else:
            length = data.find(_END, at) - at
            length = length if length >= 0 else len(data) - at
            yield data[at : at + length]
        at += max(1, -(-max(1, length) // _DBASE3)) * _DBASE3
