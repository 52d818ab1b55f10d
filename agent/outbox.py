"""Mail outboxes: what appears in one is about to be sent.

An outbox is a folder with a file for each message (.eml, .msg, .emlx, Maildir), or a file that holds
them all (mbox, as Thunderbird's "Unsent Messages"). Mail programs move messages between folders and
write such a file anew whenever one message of it goes: what was seen before is not seen again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from dlp.mailboxes import stored_in
from dlp.model import Stamp
from dlp.readers import Stored, stamp
from dlp.walk import Seen

_LINE = 1 << 16
_REMEMBERED = 100_000
"""So many messages are remembered as seen; then memory begins anew, and seeing one twice only counts."""


@dataclass(slots=True)
class Batch:
    """What is new in one file of an outbox, while it is inspected.

    stamp: the file's state when its messages were looked for; None if it could not be asked.
    left: how many are not inspected yet. sound: whether all of those that are could be opened.
    """

    file: Path
    stamp: Stamp | None
    seen: list[Seen] = field(default_factory=list)
    digests: set[bytes] = field(default_factory=set)
    left: int = 0
    sound: bool = True

    @property
    def is_mailbox(self) -> bool:
        """Whether no sighting has the file's own name, so that nothing else puts its state on record."""
        return not any(each.message is None for each in self.seen)


class Outboxes:
    """Says what is new in a file of an outbox. Messages are known by their bytes, wherever they lie."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def batch(self, file: Path) -> Batch:
        """What of a file is to be inspected: each new message of a mailbox, or the file as it is, or nothing."""
        batch = Batch(file, _stamp(file))
        found = False
        for message in stored_in(file):
            found = True
            self._add(batch, message, Seen(file, message=(message.start, message.length, message.number)))
        if not found:
            self._add(batch, Stored(file, 0, batch.stamp.size if batch.stamp else 0), Seen(file))
        batch.left = len(batch.seen)
        return batch

    def _add(self, batch: Batch, message: Stored, seen: Seen) -> None:
        try:
            digest = _digest(message)
        except OSError:
            batch.seen.append(seen)  # its reader will say why
            return
        if digest not in self._known:
            batch.digests.add(digest)
            batch.seen.append(seen)

    def close(self, batch: Batch) -> bool:
        """Whether the file is done; then its messages are known. Not if it was written to meanwhile."""
        if not batch.sound or batch.stamp is None or _stamp(batch.file) != batch.stamp:
            return False
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known |= batch.digests
        return True


def _stamp(file: Path) -> Stamp | None:
    try:
        return stamp(file.stat())
    except OSError:
        return None


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
