"""The ledger: every incident, durable before anybody is told of it.

An incident's id is derived from what it is about, so seeing the same thing again updates
when and how often it was seen and raises nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Row, desc, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.ledger.tables import HEAD, incidents
from dlp.model import Incident
from dlp.record import incident_data, incident_from

FILE = "ledger.db"
_RENEWED = ("last_seen", "level", "rank", "department", "persons", "suppressed", "body")


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident as the ledger has it: when it was first and last seen, and how often."""

    incident: Incident
    first_seen: str
    last_seen: str
    times: int


class Ledger:
    """Opens (and makes) the ledger of a state folder. Raises StateError."""

    def __init__(self, state: Path) -> None:
        self.file = state / FILE
        self._engine = database.connect(self.file, "dlp.ledger", HEAD, durable=True)

    def record(self, found: Sequence[Incident]) -> None:
        """Write incidents in one durable transaction; on return they survive a power cut.

        Raises:
            StateError: they could not be written; nothing was.
        """
        if not found:
            return
        rows = [_row(incident) for incident in found]
        try:
            with self._engine.begin() as connection:
                connection.execute(_RECORD, rows)
        except DatabaseError as error:
            raise database.broken(self.file, error) from error

    def entries(
        self, *, since: str = "", department: str | None = None, rule: str | None = None, suppressed: bool = False
    ) -> Iterator[Entry]:
        """Incidents, the gravest and latest first. since: an ISO 8601 time in UTC.

        suppressed: only those that the company has chosen not to be told of, which are left out otherwise.
        """
        chosen = incidents.c.suppressed != "" if suppressed else incidents.c.suppressed == ""
        query = select(incidents).where(incidents.c.last_seen >= since, chosen)
        if department is not None:
            query = query.where(incidents.c.department == department)
        if rule is not None:
            query = query.where(incidents.c.rule == rule)
        query = query.order_by(desc(incidents.c.rank), desc(incidents.c.persons), desc(incidents.c.last_seen))
        with self._engine.connect() as connection:
            yield from map(_entry, connection.execute(query))

    def find(self, start: str) -> list[Entry]:
        """Incidents whose id begins so."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(incidents).where(incidents.c.id.startswith(start, autoescape=True)))
            return [_entry(row) for row in rows]


def _record() -> Insert:
    """Puts incidents in; of one that is there already, what is new and that it was seen once more."""
    statement = insert(incidents)
    again = {name: statement.excluded[name] for name in _RENEWED}
    return statement.on_conflict_do_update(index_elements=["id"], set_={**again, "times": incidents.c.times + 1})


_RECORD = _record()


def _row(incident: Incident) -> dict[str, str | int]:
    body = incident_data(incident)
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
        "suppressed": incident.suppressed,
        "body": json.dumps(body, ensure_ascii=False, sort_keys=True),
    }


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(incident_from(json.loads(row.body)), row.first_seen, row.last_seen, row.times)
