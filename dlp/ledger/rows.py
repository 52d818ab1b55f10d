"""Incidents as rows of the ledger, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dlp import database
from dlp.ledger.seal import digest
from dlp.ledger.states import Handling, State
from dlp.ledger.tables import incidents
from dlp.model import Incident
from dlp.record import incident_data, incident_from, shown_path

Row = dict[str, Any]
COLUMNS = tuple(column.name for column in incidents.columns)
SEALED = tuple(name for name in COLUMNS[:-1] if name != "body")
"""What a seal covers besides the body: every column but the number of the seal."""

_WRITE = json.JSONEncoder(ensure_ascii=False).encode

RENEWED = ("last_seen", "level", "rank", "department", "persons", "suppressed", "body", "who")
"""What a later sighting of the same incident replaces."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident as the ledger has it: when first and last seen, how often, how far it is dealt with.

    story: the id of the incident with which its story began.
    """

    incident: Incident
    first_seen: str
    last_seen: str
    times: int
    handling: Handling = field(default_factory=Handling)
    story: str = ""

    @property
    def data(self) -> Row:
        """What the ledger knows besides the incident, as the public contract has it."""
        return {
            "first_seen": self.first_seen,
            "last_seen": self.last_seen,
            "times": self.times,
            "state": self.handling.state.value,
            "assignee": self.handling.assignee,
            "outcome": self.handling.outcome,
            "acknowledged": self.handling.acknowledged,
            "story": self.story,
        }


def new_row(incident: Incident) -> Row:
    """The row of an incident that is seen for the first time; story and seal are to follow."""
    when = database.utc(incident.sighting.seen)
    return {
        "id": incident.id,
        "first_seen": when,
        "last_seen": when,
        "times": 1,
        "rule": incident.verdict.rule,
        "clause": incident.verdict.clause,
        "level": incident.verdict.level.value,
        "rank": incident.verdict.level.rank,
        "department": incident.department,
        "place": incident.sighting.place.kind.value,
        "persons": incident.tally.persons,
        "body": shown_path(_WRITE(incident_data(incident))),
        "suppressed": incident.suppressed,
        "who": shown_path(incident.sighting.who),
        "story": "",
        **handling_columns(Handling()),
        "sealed": 0,
    }


def handling_columns(handling: Handling) -> Row:
    """How far an incident is dealt with, as columns."""
    return {
        "state": handling.state.value,
        "assignee": handling.assignee,
        "outcome": handling.outcome,
        "handled_by": handling.by,
        "acknowledged": handling.acknowledged,
    }


def handling_of(row: Row) -> Handling:
    """The same back."""
    return Handling(State(row["state"]), row["assignee"], row["outcome"], row["handled_by"], row["acknowledged"])


def as_row(values: Sequence[Any]) -> Row:
    """A row by its columns' names."""
    return dict(zip(COLUMNS, values, strict=True))


def seal_of(row: Row, algorithm: str) -> str:
    """The digest of a row as it is."""
    return digest([row[name] for name in SEALED], row["body"], algorithm)


def entry(row: Row) -> Entry:
    """An entry of a row."""
    incident = incident_from(json.loads(row["body"]))
    return Entry(incident, row["first_seen"], row["last_seen"], row["times"], handling_of(row), row["story"])


def repeated(row: Row) -> Mapping[str, Any]:
    """The queryable columns as the body has them, to be compared with the columns themselves."""
    incident = incident_from(json.loads(row["body"]))
    fresh = new_row(incident)
    same = ("id", "rule", "clause", "level", "rank", "department", "place", "persons", "suppressed", "who")
    return {name: fresh[name] for name in same}
