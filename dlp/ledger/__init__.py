"""The ledger: every incident, durable before anybody is told of it, and what was done about it since.

An incident's id is derived from what it is about, so seeing the same thing again updates when and how often
it was seen and raises nothing twice. An incident, its evidence, what is to be delivered and the row of the
audit are one transaction: on return all of it survives a power cut, or none of it is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from dlp import database, machine
from dlp.errors import ConfigError
from dlp.fingerprint import key_from
from dlp.ledger import chain, checkpoint, outbox, writing
from dlp.ledger.chain import Event, Tail
from dlp.ledger.checkpoint import Checkpoint
from dlp.ledger.outbox import Delivery
from dlp.ledger.query import Filter, chosen, grouped
from dlp.ledger.rows import Entry, as_row, entry, handling_columns, handling_of
from dlp.ledger.seal import Algorithm, Sealer
from dlp.ledger.states import Handling, State, Step, taken
from dlp.ledger.tables import HEAD
from dlp.ledger.verify import Problem, Verification
from dlp.model import Incident, Text

__all__ = ["Algorithm", "Delivery", "Entry", "Event", "Filter", "Handling", "Ledger", "Record", "State", "Step"]

FILE = "ledger.db"
KEY = "audit.key"
_AT_ONCE = 500
_CACHE_MB = 64


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the audit: when, what, about which incident, by which account."""

    number: int
    time: str
    event: str
    incident: str
    who: str
    detail: Mapping[str, Any]


class Ledger:
    """Opens (and makes) the ledger of a state folder. Raises StateError.

    algorithm: the hash under the codes of new rows; old rows keep theirs.
    """

    def __init__(self, state: Path, algorithm: Algorithm = Algorithm.SHA256) -> None:
        self.file, self._keys, self._algorithm = state / FILE, state / "keys", algorithm
        self._engine = database.connect(self.file, "dlp.ledger", HEAD, durable=True, cache_mb=_CACHE_MB)
        self._sealer: Sealer | None = None
        if not (self._keys / KEY).exists():
            with self._writing():
                pass  # the chain begins, and what an older ledger holds comes under seal

    @cached_property
    def who(self) -> str:
        """The account that the program runs under, for the audit."""
        return machine.account()

    def record(self, found: Sequence[Incident]) -> None:
        """Write incidents in one durable transaction; on return they survive a power cut.

        Raises:
            StateError: they could not be written; nothing was.
        """
        if found:
            with self._writing() as (connection, tail):
                writing.Recording(connection, tail, self.who).record(found)

    def entries(
        self,
        *,
        since: str = "",
        department: str | None = None,
        rule: str | None = None,
        suppressed: bool = False,
        state: str | None = None,
        story: str | None = None,
        limit: int = 0,
    ) -> Iterator[Entry]:
        """Incidents, the gravest and latest first. since: an ISO 8601 time in UTC; limit: 0 for all.

        suppressed: only those that the company has chosen not to be told of, which are left out otherwise.
        """
        wanted = Filter(since, department, rule, suppressed, state, story, limit)
        with self._reading() as connection:
            yield from (entry(as_row(tuple(row))) for row in chosen(connection, wanted))

    def unacknowledged(self) -> Iterator[Entry]:
        """Incidents that nobody has taken up, the oldest first."""
        query = f"{writing.ALL} WHERE acknowledged = '' AND suppressed = '' ORDER BY first_seen"
        with self._reading() as connection:
            rows = connection.exec_driver_sql(query).all()
        yield from (entry(as_row(tuple(row))) for row in rows)

    def stories(self, *, since: str = "", department: str | None = None, limit: int = 0) -> Iterator[Mapping[str, Any]]:
        """Stories, the gravest first: `story`, `incidents`, `persons` (the most of one), `level`, `places`, times."""
        with self._reading() as connection:
            yield from grouped(connection, since, department, limit)

    def find(self, start: str) -> list[Entry]:
        """Incidents whose id begins so."""
        with self._reading() as connection:
            within = (start, start + "\U0010ffff")
            rows = connection.exec_driver_sql(f"{writing.ALL} WHERE id >= ? AND id < ?", within)
            return [entry(as_row(tuple(row))) for row in rows]

    def step(self, incident: str, step: Step) -> Entry:
        """Take a step in an incident's life.

        Raises:
            ConfigError: it is refused, and why; or there is no such incident.
        """
        with self._writing() as (connection, tail):
            row = _row(connection, incident)
            after = taken(handling_of(row), step, tail.now)
            row.update(handling_columns(after))
            said = {"by": step.by, "why": step.why, "to": step.assignee, "state": after.state.value}
            detail = {name: value for name, value in said.items() if value}
            writing.sealed(tail, row, Event(step.to.value, incident, self.who, detail))
            writing.change(connection, [row])
            return entry(row)

    def note(self, incident: str, event: str, detail: Mapping[str, Any]) -> None:
        """Put something about an incident on the audit that changes nothing of it: a comment, that it was viewed."""
        with self._writing() as (connection, tail):
            row = _row(connection, incident)
            writing.sealed(tail, row, Event(event, incident, self.who, detail))
            writing.change(connection, [row])

    def disclosed(self, entries: Iterable[Entry], event: str, detail: Mapping[str, Any]) -> Iterator[Entry]:
        """The same entries, each put on the audit as given out before it is."""
        left = iter(entries)
        while some := list(islice(left, _AT_ONCE)):
            with self._writing() as (_, tail):
                ids = [each.incident.id for each in some]
                tail.add(Event(event, "", self.who, {**detail, "incidents": ids}))
            yield from some

    def log(self, event: str, detail: Mapping[str, Any]) -> None:
        """Put something on the audit that is about no single incident."""
        with self._writing() as (_, tail):
            tail.add(Event(event, "", self.who, detail))

    def escalate(self, entry: Entry, clock: str) -> bool:
        """Queue a reminder that nobody took an incident up in time; whether it was not queued before."""
        with self._writing() as (connection, tail):
            row = _row(connection, entry.incident.id)
            told = outbox.delivery(entry.incident, "escalated", clock, tail.now)
            if outbox.is_queued(connection, told):
                return False
            code = outbox.seal(told, tail.sealer.algorithm.value)
            event = Event("escalated", row["id"], self.who, {"clock": clock}, delivery=code)
            writing.sealed(tail, row, event)
            outbox.put(connection, [{**told, "queued": row["sealed"]}])
            writing.change(connection, [row])
            return True

    def history(self, incident: str) -> list[Record]:
        """What was done about an incident, the latest first, back along the seals."""
        with self._reading() as connection:
            at, found = int(_row(connection, incident)["sealed"]), []
            while at:
                row = connection.exec_driver_sql(f"{_RECORDS} WHERE number = ?", (at,)).first()
                if row is None or int(row[6]) >= at:
                    break  # `dlp audit verify` says what is wrong
                found.append(_record(row))
                at = int(row[6])
            return found

    def records(self, since: str = "", limit: int = 0) -> Iterator[Record]:
        """The audit, the latest first. limit: 0 for all."""
        with self._reading() as connection:
            query = f"{_RECORDS} WHERE time >= ? ORDER BY number DESC LIMIT ?"
            yield from map(_record, connection.exec_driver_sql(query, (since, limit or -1)))

    def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """Deliveries to be tried now."""
        with self._reading() as connection:
            return outbox.due(connection, database.utc(now), database.utc(now + 2 * outbox.LONGEST), limit)

    def waiting(self) -> tuple[int, str]:
        """How many deliveries wait, and since when the oldest does."""
        with self._reading() as connection:
            return outbox.waiting(connection)

    def delivered(self, delivery: Delivery) -> None:
        """Note that a delivery was taken by its receiver."""
        with self._writing() as (connection, tail):
            change = "UPDATE deliveries SET delivered = ?, error = '', attempts = attempts + 1 WHERE id = ?"
            connection.exec_driver_sql(change, (tail.now, delivery.id))
            detail = {"delivery": delivery.id, "kind": delivery.kind}
            tail.add(Event("delivered", delivery.incident, self.who, detail))

    def undelivered(self, delivery: Delivery, due: datetime, error: str) -> None:
        """Note that a delivery failed, and when it is to be tried again. error: no raw value may stand in it."""
        with self._writing() as (connection, _):
            change = "UPDATE deliveries SET attempts = attempts + 1, due = ?, error = ? WHERE id = ?"
            connection.exec_driver_sql(change, (database.utc(due), error, delivery.id))

    @contextmanager
    def verification(self) -> Iterator[Verification]:
        """A check of all that is on record; nothing is written to what it looks at meanwhile."""
        with self._reading() as connection:
            connection.exec_driver_sql("BEGIN")
            yield Verification(connection, self.sealer())

    def against(self, points: list[Checkpoint]) -> list[Problem]:
        """What the ledger and checkpoints disagree on."""
        with self._reading() as connection:
            return list(checkpoint.compared(connection, self.sealer(), points))

    def checkpoint(self, file: Path) -> Checkpoint:
        """Put a checkpoint at the end of a file. Raises ConfigError."""
        with self._reading() as connection:
            return checkpoint.append(file, connection, self.sealer())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One view of the ledger, whatever is written meanwhile."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except DatabaseError as error:
            raise database.broken(self.file, error) from error

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, Tail]]:
        """A transaction that nobody else writes beside, and the end of the chain in it."""
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                tail = self._tail(connection)
                yield connection, tail
                tail.write(connection)
                connection.commit()
        except DatabaseError as error:
            raise database.broken(self.file, error) from error

    def _tail(self, connection: Connection) -> Tail:
        """The end of the chain. With a key that is made here and now, what there is comes under seal first."""
        fresh = False
        if self._sealer is None:
            fresh = not (self._keys / KEY).exists()
            self._sealer = self.sealer()
        tail = chain.tail(connection, self._sealer, fresh=fresh)
        if fresh and tail.number == 0:
            tail.add(Event("begun", "", self.who, {"chain": tail.chain}))
            writing.adopt(connection, tail, self.who)
        return tail

    def sealer(self) -> Sealer:
        """What makes and checks codes. Raises StateError, ConfigError."""
        return Sealer(key_from(self._keys / KEY, make=True), self._algorithm)


_RECORDS = "SELECT number, time, event, incident, who, detail, previous FROM audit"


def _record(row: Any) -> Record:
    return Record(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]))


def _row(connection: Connection, incident: str) -> dict[str, Any]:
    found = next(writing.rows_of(connection, [incident]), None)
    if found is None:
        raise ConfigError(Text(f"没有事件 {incident}", f"there is no incident {incident}"))
    return found
