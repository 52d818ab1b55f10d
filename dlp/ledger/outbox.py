"""Deliveries: what is to be told, queued in the transaction that makes it true, until somebody has taken it.

A delivery's id is derived from what it tells, so a receiver that gets it twice can know it. It holds no path and
no finding: who may see those looks them up in the ledger by the incident's id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from dlp.ledger.seal import digest
from dlp.model import Incident, Stage

Row = dict[str, Any]
LONGEST = timedelta(hours=1)
"""The longest that a delivery is put off before it is tried again."""

SEALED = ("id", "incident", "kind", "created")
"""What the audit seals of a delivery besides its payload; the rest says how far it has come."""

_COLUMNS = (*SEALED, "payload", "queued", "due", "attempts", "error", "delivered")
_PUT = f"INSERT OR REPLACE INTO deliveries ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - our own names


_WRITE = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to be told. kind: raised, reopened or escalated; created, due: ISO 8601 in UTC."""

    id: str
    incident: str
    kind: str
    created: str
    payload: Mapping[str, Any]
    attempts: int
    due: str = ""
    error: str = ""
    delivered: str = ""


def wanted(incident: Incident) -> bool:
    """Whether anybody is to be told of it."""
    return bool(incident.notify) and not incident.suppressed and incident.verdict.stage is Stage.STABLE


def delivery(incident: Incident, kind: str, mark: str, now: str) -> Row:
    """The row of a delivery. mark: what tells it from others of its kind about the same incident."""
    payload = {
        "incident": incident.id,
        "kind": kind,
        "rule": incident.verdict.rule,
        "clause": incident.verdict.clause,
        "level": incident.verdict.level.value,
        "title": str(incident.verdict.title),
        "advice": str(incident.verdict.advice),
        "persons": incident.tally.persons,
        "grade": incident.tally.grade,
        "place": incident.sighting.place.kind.value,
        "department": incident.department,
        "time": incident.sighting.seen.isoformat(timespec="seconds"),
        "notify": list(incident.notify),
    }
    name = hashlib.sha256(f"{incident.id} {kind} {mark}".encode()).hexdigest()[:32]
    said = _WRITE(payload)
    text = said.encode("utf-8", "backslashreplace").decode()
    sealed: Row = {"id": name, "incident": incident.id, "kind": kind, "created": now, "payload": text}
    return {**sealed, "queued": 0, "due": now, "attempts": 0, "error": "", "delivered": ""}


def seal(row: Row, algorithm: str) -> str:
    """The digest that the audit keeps of a delivery."""
    return digest([row[name] for name in SEALED], row["payload"], algorithm)


def is_queued(connection: Connection, row: Row) -> bool:
    """Whether this very thing was queued before, delivered or not."""
    return connection.exec_driver_sql("SELECT 1 FROM deliveries WHERE id = ?", (row["id"],)).first() is not None


def put(connection: Connection, rows: list[Row]) -> None:
    """Queue deliveries."""
    if rows:
        connection.exec_driver_sql(_PUT, [tuple(row[name] for name in _COLUMNS) for row in rows])


def due(connection: Connection, now: str, latest: str, limit: int) -> list[Delivery]:
    """What is to be tried now, the longest waiting first; latest: nothing is ever put off beyond, whatever a row says."""
    query = f"SELECT {', '.join(_COLUMNS)} FROM deliveries WHERE delivered = '' AND (due <= ? OR due > ?) ORDER BY due LIMIT ?"  # noqa: S608 - our own names
    return [_delivery(row) for row in connection.exec_driver_sql(query, (now, latest, limit))]


def waiting(connection: Connection) -> tuple[int, str]:
    """How many deliveries wait, and when the oldest was queued, empty for none."""
    query = "SELECT count(*), coalesce(min(created), '') FROM deliveries WHERE delivered = ''"
    count, oldest = connection.exec_driver_sql(query).one()
    return int(count), str(oldest)


def _delivery(row: Any) -> Delivery:
    name, incident, kind, created, payload, _queued, due_, attempts, error, delivered = row
    return Delivery(name, incident, kind, created, json.loads(payload), attempts, due_, error, delivered)
