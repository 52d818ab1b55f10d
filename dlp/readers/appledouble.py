"""AppleSingle and AppleDouble (RFC 1740): the data fork as a member; a resource fork holds no document text."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from dlp.model import Reason
from dlp.readers import encoding
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop

_DATA, _NAME = 1, 3


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The file inside. Raises Stop where there is only a resource fork, as in files named ._something."""
    data = source.whole(budget.limits.member_bytes)
    if len(data) < 26:
        raise Stop(Reason.CORRUPT)
    count = struct.unpack_from(">H", data, 24)[0]
    found = {}
    for at in range(26, min(26 + 12 * count, len(data) - 11), 12):
        number, begin, size = struct.unpack_from(">III", data, at)
        found[number] = data[begin : begin + size]
    if not found.get(_DATA):
        raise Stop(Reason.UNSUPPORTED, "resource-fork")
    name = encoding.decode(found.get(_NAME, b"")) or "content"
    yield from read_member(source.member(io.BytesIO(found[_DATA]), name, len(found[_DATA])), budget)
