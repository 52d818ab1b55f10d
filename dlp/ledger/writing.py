"""Recording: incidents, their seals, stories, deliveries and audit rows, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from dlp.ledger import outbox, stories
from dlp.ledger.chain import Event, Tail
from dlp.ledger.rows import COLUMNS, RENEWED, Row, as_row, handling_columns, handling_of, new_row, seal_of
from dlp.ledger.states import seen_again
from dlp.model import Incident
from dlp.record import incident_from

_PUT = f"INSERT INTO incidents ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own names
_CHANGE = f"UPDATE incidents SET {', '.join(f'{name} = ?' for name in COLUMNS[1:])} WHERE id = ?"  # noqa: S608 - our own names
ALL = f"SELECT {', '.join(COLUMNS)} FROM incidents"  # noqa: S608 - our own names
_AT_ONCE = 500


class Recording:
    """One transaction's worth of sightings. who: the account that the program runs under."""

    def __init__(self, connection: Connection, tail: Tail, who: str) -> None:
        self._connection, self._tail, self._who = connection, tail, who
        self._deliveries: list[outbox.Row] = []

    def record(self, found: Sequence[Incident]) -> None:
        """Put incidents on record, and what follows from it."""
        known = {row["id"]: row for row in rows_of(self._connection, {i.id for i in found})}
        new: dict[str, Row] = {}
        fresh = []
        for incident in found:
            if incident.id not in known and incident.id not in new:
                new[incident.id] = new_row(incident)
                fresh.append((incident, new[incident.id]))
        stories.tell(self._connection, fresh)
        first = {id(incident) for incident, _ in fresh}
        for incident in found:
            row = known.get(incident.id) or new[incident.id]
            self._raise(incident, row) if id(incident) in first else self._again(incident, row)
        outbox.put(self._connection, self._deliveries)
        put(self._connection, new.values())
        change(self._connection, known.values())

    def _raise(self, incident: Incident, row: Row) -> None:
        name = "suppressed" if incident.suppressed else "recorded"
        told = outbox.delivery(incident, "raised", row["level"], self._tail.now) if outbox.wanted(incident) else None
        self._seal(name, row, told)

    def _again(self, incident: Incident, row: Row) -> None:
        fresh, before = new_row(incident), handling_of(row)
        after = seen_again(before)
        row.update({name: fresh[name] for name in RENEWED}, times=row["times"] + 1, **handling_columns(after))
        told = None
        if outbox.wanted(incident):
            reopened = after.state is not before.state
            kind, mark = ("reopened", str(self._tail.number + 1)) if reopened else ("raised", row["level"])
            told = outbox.delivery(incident, kind, mark, self._tail.now)
            told = None if outbox.is_queued(self._connection, told) or self._is_waiting(told) else told
        self._seal("reopened" if after.state is not before.state else "seen again", row, told)

    def _is_waiting(self, row: outbox.Row) -> bool:
        return any(each["id"] == row["id"] for each in self._deliveries)

    def _seal(self, event: str, row: Row, told: outbox.Row | None) -> None:
        code = outbox.seal(told, self._tail.sealer.algorithm.value) if told else ""
        sealed(self._tail, row, Event(event, row["id"], self._who, delivery=code))
        if told:
            told["queued"] = row["sealed"]
            self._deliveries.append(told)


def sealed(tail: Tail, row: Row, event: Event) -> None:
    """Put an event about a row on the audit, with the row's digest, and note in the row where."""
    seal = seal_of(row, tail.sealer.algorithm.value)
    row["sealed"] = tail.add(
        Event(event.name, event.incident, event.who, event.detail, seal, row["sealed"], event.delivery)
    )


def adopt(connection: Connection, tail: Tail, who: str) -> None:
    """Take the incidents of an older ledger, which had no audit, under seal as they are."""
    for rows in _pieces(connection):
        fresh = []
        for row in rows:
            incident = incident_from(json.loads(row["body"]))
            row["who"] = new_row(incident)["who"]
            fresh.append((incident, row))
        stories.tell(connection, fresh)
        for _, row in fresh:
            sealed(tail, row, Event("adopted", row["id"], who))
        change(connection, rows)


def _pieces(connection: Connection) -> Iterator[list[Row]]:
    last = ""
    while True:
        found = connection.exec_driver_sql(f"{ALL} WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}", (last,)).all()
        if not found:
            return
        rows = [as_row(tuple(row)) for row in found]
        last = rows[-1]["id"]
        yield rows


def rows_of(connection: Connection, ids: Iterable[str]) -> Iterator[Row]:
    """The rows of incidents."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        for row in connection.exec_driver_sql(f"{ALL} WHERE id IN ({marks})", tuple(some)):
            yield as_row(tuple(row))


def put(connection: Connection, rows: Iterable[Row]) -> None:
    """Write new rows."""
    values = [tuple(row[name] for name in COLUMNS) for row in rows]
    if values:
        connection.exec_driver_sql(_PUT, values)


def change(connection: Connection, rows: Iterable[Row]) -> None:
    """Write changed rows."""
    values = [(*(row[name] for name in COLUMNS[1:]), row["id"]) for row in rows]
    if values:
        connection.exec_driver_sql(_CHANGE, values)
