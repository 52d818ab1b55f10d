"""Mail outboxes: what appears in one is about to be sent.

An outbox is a folder with a file for each message (.eml, .msg, .emlx, Maildir), or a file that holds
them all (mbox, as Thunderbird's "Unsent Messages"). Mail programs move messages between folders and
write such a file anew whenever one message of it goes: what was seen before is not seen again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from agent.watch import Happened
from dlp.mailboxes import called, is_half_written, stored_in
from dlp.model import Act, Inspection, PlaceKind, Sighting
from dlp.pipeline import Pipeline
from dlp.readers import Stored

_LINE = 1 << 16
_REMEMBERED = 100_000
"""So many messages are remembered as seen; then memory begins anew, and seeing one twice only counts."""


class Outboxes:
    """Makes sightings of what a watcher saw: messages in an outbox, files everywhere else."""

    def __init__(self, pipeline: Pipeline, outboxes: Iterable[Path], place: PlaceKind | None = None) -> None:
        self._pipeline, self._place = pipeline, place
        self._outboxes = tuple(folder.absolute() for folder in outboxes)
        self._seen: set[bytes] = set()

    def sighting(self, happened: Happened) -> Sighting:
        """The sighting of one thing that happened."""
        if self._is_outgoing(happened.path):
            return self._pipeline.sighting(happened.path, Act.SENT, PlaceKind.OUTBOX)
        return self._pipeline.sighting(happened.path, happened.act, self._place)

    def inspections(self, happened: Happened) -> Iterator[Inspection]:
        """All that comes of one thing that happened: an inspection, or one for each message that is new."""
        sighting = self.sighting(happened)
        if happened.missed:
            yield self._pipeline.missed(sighting, happened.missed)
        elif sighting.place.kind is PlaceKind.OUTBOX:
            if not is_half_written(happened.path):
                yield from self._messages(happened.path, sighting)
        else:
            yield self._pipeline.inspect(sighting)

    def _messages(self, path: Path, sighting: Sighting) -> Iterator[Inspection]:
        found = False
        for message in stored_in(path):
            found = True
            if self._is_news(message):
                yield self._pipeline.inspect(replace(sighting, path=called(path, message)), message)
        if not found and self._is_news(Stored(path, 0, _size(path))):
            yield self._pipeline.inspect(sighting)

    def _is_news(self, message: Stored) -> bool:
        """Whether a message was not seen before: the same bytes are the same message, wherever they lie."""
        try:
            digest = _digest(message)
        except OSError:
            return True  # its reader will say why
        if digest in self._seen:
            return False
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen.add(digest)
        return True

    def _is_outgoing(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self._outboxes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _digest(message: Stored) -> bytes:
    """What stands for a message's bytes, but for the marks that Thunderbird rewrites in place. Raises OSError."""
    sha, left = hashlib.sha256(), message.length
    with message.file.open("rb") as source:
        source.seek(message.start)
        while left > 0 and (line := source.readline(min(left, _LINE))):
            left -= len(line)
            if not line.startswith(b"X-Mozilla-"):
                sha.update(line)
    return sha.digest()
