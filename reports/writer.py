"""What every report writer is given and must do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dlp.model import Clause, Document, Incident, Sighting, Summary, Text
from dlp.stores import Sum


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about: whose, when, over what, and the words for clauses and entities.

    colour: whether a terminal is reading.
    """

    company: Text
    made: datetime
    scope: tuple[str, ...] = ()
    policy: str = ""
    clauses: dict[str, Clause] = field(default_factory=dict)
    entities: dict[str, Text] = field(default_factory=dict)
    classes: dict[str, Text] = field(default_factory=dict)
    colour: bool = False

    def entity(self, name: str) -> Text:
        """What people call an entity."""
        return self.entities.get(name, Text(name, name))


class Writer(Protocol):
    """Takes what a run finds, as it finds it."""

    def incident(self, incident: Incident) -> None:
        """One incident, already on record."""

    def unread(self, sighting: Sighting, document: Document) -> None:
        """One document that was not fully inspected."""

    def volume(self, sighting: Sighting, document: Document) -> None:
        """One further volume of a split archive, which was inspected with the first."""

    def store(self, found: Sum) -> None:
        """One application's store that could not be read, in sum."""

    def finish(self, summary: Summary | None) -> None:
        """The end. Without a summary the incidents came from the ledger, not from a run."""
