"""Reading documents: parsers run in a child process, this side only takes blocks from it.

with Reader(limits) as reader:
    reading = reader.open(path)
    for block in reading.blocks(): ...
    document = reading.document()
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dlp.readers import wire
from dlp.readers.keys import Passwords
from dlp.readers.pictures import Recogniser
from dlp.readers.reading import Reading, Stream, reason_of, stamp
from dlp.readers.sandbox import Sandbox, Volumes
from dlp.readers.siblings import further_volumes, volume_head
from dlp.readers.source import Figure, Item, Limits, Picture
from dlp.readers.stored import Stored
from dlp.readers.volumes import SPLIT

__all__ = [
    "SPLIT",
    "Limits",
    "Passwords",
    "Reader",
    "Reading",
    "Stored",
    "Stream",
    "further_volumes",
    "reason_of",
    "stamp",
    "volume_head",
]


class Reader(Sandbox):
    """A `Sandbox` that opens paths and streams, and has a second one for the text of pictures."""

    def __init__(self, limits: Limits | None = None, passwords: Passwords | None = None) -> None:
        super().__init__(limits, passwords)
        self._recogniser = Recogniser(self.limits)

    def open(self, path: Path, message: Stored | None = None) -> Reading:
        """Start on a document; a volume of a split archive stands for all of them.

        message: one message, where the document is that and not the path's file.
        """
        return Reading(self, message.file, message=message) if message else Reading(self, path)

    def open_stream(self, descriptor: int) -> Stream:
        """Start on a stream; it is taken for plain text where that hides nothing."""
        return Stream(self, descriptor)

    def read(
        self,
        descriptor: int,
        name: str,
        *,
        as_text: bool = False,
        figure: Figure | None = None,
        volumes: Volumes | None = None,
        message: tuple[int, int] | None = None,
    ) -> Iterator[Item | wire.Done]:
        """Like a `Sandbox`, but in the place of a picture comes its text, where recognition is on."""
        self._recogniser.begin()
        for item in super().read(descriptor, name, as_text=as_text, figure=figure, volumes=volumes, message=message):
            if isinstance(item, Picture) and self.limits.ocr:
                yield from self._recogniser.read(item)
            else:
                yield item

    def close(self) -> None:
        """End both children at once."""
        super().close()
        self._recogniser.close()
