"""A message that is being sent, as it is handed to a worker: content and envelope, never a path.

The worker puts the content into a file in memory for its reader, so that it never lies on a disk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dlp import machine
from dlp.model import Act, Inspection, Place, PlaceKind, Sighting
from dlp.places import Places
from dlp.readers import Stored

if TYPE_CHECKING:
    from dlp.pipeline import Pipeline  # the process that hands letters out never loads the engine

MARK = b"@"
"""What a packed letter begins with; a unit is JSON and begins otherwise."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with its envelope, which says who gets it: headers name no Bcc.

    name: what it is called on record; client: the address of the machine that submits it;
    who: the account that submits it, as far as known.
    """

    name: str
    content: bytes = field(repr=False)
    sender: str
    recipients: tuple[str, ...]
    client: str
    who: str
    seen: datetime

    def sighting(self, places: Places) -> Sighting:
        """The sighting of it, for rules to judge."""
        to = places.recipients(tuple(dict.fromkeys(address.lower() for address in self.recipients)))
        where = Place(PlaceKind.OUTBOX)
        return Sighting(
            self.name, where, Act.SENT, self.seen, who=self.who, to=to, sender=self.sender, client=self.client
        )

    def packed(self) -> bytes:
        """As a line of JSON and the content."""
        head = [self.name, self.sender, self.recipients, self.client, self.who, self.seen.isoformat()]
        return MARK + json.dumps(head).encode() + b"\n" + self.content

    @classmethod
    def unpacked(cls, data: bytes) -> Letter:
        """The letter that was packed."""
        head, _, content = data[len(MARK) :].partition(b"\n")
        name, sender, recipients, client, who, seen = json.loads(head)
        return cls(name, content, sender, tuple(recipients), client, who, datetime.fromisoformat(seen))


def inspect(pipeline: Pipeline, letter: Letter) -> Inspection:
    """Look at a letter. Raises OSError: there is no memory to hold it."""
    sighting = letter.sighting(pipeline.policy.places)
    with machine.in_memory(letter.content) as file:
        return pipeline.inspect(sighting, Stored(file, 0, len(letter.content)))
