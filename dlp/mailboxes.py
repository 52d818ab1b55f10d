"""Outboxes that keep many messages in one file: each message is sent to people of its own, so each is a sighting.

Thunderbird's "Unsent Messages" is such a file (mbox, RFC 4155). Maildir and Apple Mail have a file
for each message, which is a sighting as it is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from dlp.model import PlaceKind, Stamp
from dlp.places import Places
from dlp.readers import Stored
from dlp.readers.stored import messages
from dlp.walk import Seen

_FORGOTTEN = 3600 * 10**9
"""Nanoseconds after which a message that is being written is taken as it is."""


def each_message(seen: Iterable[Seen], places: Places, place: PlaceKind | None = None) -> Iterator[Seen]:
    """What a walk saw, with every message of an outbox in the place of the file that holds it.

    place: the kind that everything is taken for, if one is given
    """
    for each in seen:
        kind = place or places.of_path(each.path).kind
        if kind is not PlaceKind.OUTBOX or each.missed:
            yield each
        else:
            yield from _split(each)


def _split(seen: Seen) -> Iterator[Seen]:
    found = False
    for message in stored_in(seen.path):
        found = True
        yield replace(seen, message=(message.start, message.length, message.number))
    if not found:
        yield seen


def stored_in(path: Path) -> Iterator[Stored]:
    """The messages of a mailbox file; none where it is something else or cannot be read, which its reader then says."""
    try:
        if path.is_file():
            yield from messages(path)
    except OSError:
        return


def called(path: Path, message: Stored) -> str:
    """What a message in a mailbox is called on record."""
    return f"{path}#{message.number}"


def is_half_written(path: Path, now: Stamp) -> bool:
    """Whether a file is a message that a Maildir's program is still writing: in tmp beside cur and new.

    It is moved when it is complete. Not one that has lain there for an hour: that is forgotten, or hidden.
    """
    folder = path.parent
    if folder.name != "tmp" or time.time_ns() - now.modified > _FORGOTTEN:
        return False
    return (folder.parent / "cur").is_dir() and (folder.parent / "new").is_dir()
