"""Word for Windows 1 and 2: one run of 8-bit text, whose place the file's head gives."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.model import Reason
from dlp.readers import docrows, encoding
from dlp.readers.source import Budget, Item, Part, Source, Stop

_ENCRYPTED = 0x100


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The text as one part."""
    data = source.whole(budget.limits.member_bytes)
    if len(data) < 0x20:
        raise Stop(Reason.CORRUPT)
    flags, start, end = struct.unpack_from("<H12xII", data, 0x0A)
    if flags & _ENCRYPTED:
        raise Stop(Reason.ENCRYPTED)
    if not 0x20 <= start < end <= len(data):
        raise Stop(Reason.CORRUPT)
    raw = data[start:end]
    name = encoding.detect(raw)
    text = raw.decode(name if name in ("gb18030", "big5hkscs") else "cp1252", "replace")
    yield from docrows.blocks(text.replace("\r\n", "\r"), Part(source.inner("body"), budget))
