"""A text that is a uuencoded or yEnc file, with whatever stands around it."""

from __future__ import annotations

import io
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import encoding, mailbodies
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The files inside, and the rest of the text."""
    rest, files = mailbodies.files_in(source.whole(budget.limits.member_bytes))
    if rest.strip():
        yield from Part(source.inner("text"), budget, lines=True).blocks(encoding.decode(rest))
    for file in files:
        budget.spend_member()
        name = encoding.decode(file.name, "utf-8").replace("/", "_")
        inner = source.member(io.BytesIO(file.data), name, len(file.data))
        if not file.whole:
            yield Unread(inner.part, Reason.CORRUPT)
        yield from read_member(inner, budget)
