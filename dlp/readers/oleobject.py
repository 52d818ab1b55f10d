"""Objects that other programs put into documents (oleObject.bin), and other compound files."""

from __future__ import annotations

from collections.abc import Iterator

import olefile

from dlp.model import Reason, Unread
from dlp.readers import oleparts
from dlp.readers.source import Budget, Item, Source


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The file inside, and the object's properties."""
    try:
        with olefile.OleFileIO(source.file) as ole:
            yield from oleparts.read(source, ole, budget)
    except (OSError, ValueError, IndexError):
        yield Unread(source.part, Reason.CORRUPT, "ole")
