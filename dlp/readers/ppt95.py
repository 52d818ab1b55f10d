"""PowerPoint 95 and older: nobody has described the format, but a stream of all texts stands beside the slides."""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import compound, encoding
from dlp.readers.source import Budget, Item, Part, Source

_TEXTS = "Text_Content"


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The texts as far as the stream has them, and properties; the slides themselves stay unread."""
    with compound.opened(source) as ole:
        raw = compound.stream(ole, _TEXTS, budget.limits.member_bytes) if ole.exists(_TEXTS) else b""
        if raw.strip():
            text = encoding.decode(raw).replace("\r", "\n").replace("\v", "\n")
            yield from Part(source.inner("slides"), budget).blocks(text)
        yield from compound.beside(ole, source, budget)
        yield Unread(source.part, Reason.UNSUPPORTED, "ppt95")
