"""Reading documents: parsers run in a child process, this side only takes blocks from it.

with Reader(limits) as reader:
    reading = reader.open(path)
    for block in reading.blocks(): ...
    document = reading.document()
"""

from __future__ import annotations

from pathlib import Path

from dlp.readers.reading import Reading, Stream, reason_of
from dlp.readers.sandbox import Sandbox
from dlp.readers.source import Limits

__all__ = ["Limits", "Reader", "Reading", "Stream", "reason_of"]


class Reader(Sandbox):
    """A `Sandbox` that opens paths and streams."""

    def open(self, path: Path) -> Reading:
        """Start on a document."""
        return Reading(self, path)

    def open_stream(self, descriptor: int) -> Stream:
        """Start on a stream; it is taken for plain text where that hides nothing."""
        return Stream(self, descriptor)
