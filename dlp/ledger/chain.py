"""The audit's chain: rows are put at its end inside the transaction of what they tell of, and never changed.

The chain goes on from what `head` says, not from the last row there is: rows that somebody has cut off leave
a gap for ever. Where `head` itself is gone although a chain was begun, a number is left out on purpose.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from dlp import database
from dlp.ledger.seal import START, Sealer
from dlp.ledger.tables import audit

COLUMNS = tuple(column.name for column in audit.columns)
CODED = COLUMNS[:-1]
"""What a row's code covers: every column but the code."""

_PUT = f"INSERT INTO audit ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own names
_PUT_HEAD = "INSERT OR REPLACE INTO head (id, chain, number, last, mac) VALUES (1, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Event:
    """Something to be put on the audit. See `dlp.ledger.tables.audit`."""

    name: str
    incident: str = ""
    who: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    seal: str = ""
    previous: int = 0
    delivery: str = ""


@dataclass
class Tail:
    """The end of the chain within one transaction. `write` before it is committed."""

    sealer: Sealer
    chain: str
    number: int
    last: bytes
    now: str = field(default_factory=lambda: database.utc(datetime.now(UTC)))
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, event: Event) -> int:
        """Put an event at the end; the number of its row."""
        self.number += 1
        detail = json.dumps(dict(event.detail), ensure_ascii=False, sort_keys=True) if event.detail else "{}"
        row = (
            self.number,
            self.now,
            event.name,
            event.incident,
            _storable(event.who),
            _storable(detail),
            event.seal,
            event.previous,
            event.delivery,
            self.sealer.algorithm.value,
        )
        self.last = self.sealer.code(self.last, row)
        self._rows.append((*row, self.last))
        return self.number

    def write(self, connection: Connection) -> None:
        """Write the rows, and where the chain ends now."""
        if self._rows:
            connection.exec_driver_sql(_PUT, self._rows)
            code = self.sealer.end(self.chain, self.number, self.last)
            connection.exec_driver_sql(_PUT_HEAD, (self.chain, self.number, self.last, code))


def tail(connection: Connection, sealer: Sealer, *, fresh: bool) -> Tail:
    """Where the chain goes on. fresh: this key has never been used, so that no chain can be missing."""
    found = connection.exec_driver_sql("SELECT chain, number, last FROM head WHERE id = 1").first()
    if found:
        return Tail(sealer, str(found[0]), int(found[1]), bytes(found[2]))
    number, last = connection.exec_driver_sql("SELECT number, mac FROM audit ORDER BY number DESC LIMIT 1").first() or (
        0,
        START,
    )
    gap = 0 if fresh and number == 0 else 1
    return Tail(sealer, secrets.token_hex(8), int(number) + gap, bytes(last))


def _storable(text: str) -> str:
    """Text that a database can hold: what is no character becomes an escape."""
    return text.encode("utf-8", "backslashreplace").decode()
