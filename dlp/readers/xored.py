"""Pictures that a chat program keeps XORed with one byte: no secret, so they are read as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator

from dlp.model import Reason
from dlp.readers.dispatch import read_member
from dlp.readers.signs import xor_key
from dlp.readers.source import Budget, Item, Source, Stop


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The picture, by its own true type."""
    data = source.whole(budget.limits.member_bytes)
    key = xor_key(data[:32])
    if key is None:
        raise Stop(Reason.CORRUPT)
    plain = data.translate(bytes(byte ^ key for byte in range(256)))
    yield from read_member(source.member(io.BytesIO(plain), "picture", len(plain)), budget)
