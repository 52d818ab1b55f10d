"""What was inspected, clean files too: the ground for incremental scans and for judging again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.model import Inspection
from dlp.record import shown_path, unread_data
from dlp.state.tables import HEAD, inspections

FILE = "state.db"
_BATCH = 200


class Recorded(NamedTuple):
    """One path as it was last inspected. `facts`: JSON, as the rules judged them."""

    path: str
    seen: str
    facts: str


class State:
    """Opens (and makes) the record of inspections of a state folder. Raises StateError.

    Writing is batched: what a crash loses here is only scanned again.
    """

    def __init__(self, state: Path, policy: str) -> None:
        self.file = state / FILE
        self._policy = policy
        self._engine = database.connect(self.file, "dlp.state", HEAD, durable=False)
        self._waiting: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    def record(self, inspection: Inspection) -> None:
        """Note one inspection."""
        self._waiting.append(_row(inspection, self._policy))
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting. Raises StateError."""
        if not self._waiting:
            return
        statement = insert(inspections)
        columns = {c.name: statement.excluded[c.name] for c in inspections.columns if c.name != "path"}
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["path"], set_=columns), self._waiting
                )
        except DatabaseError as error:
            raise database.broken(self.file, error) from error
        self._waiting = []

    def recorded(self, since: str = "") -> Iterator[Recorded]:
        """What was inspected since a moment (ISO 8601, in UTC), in no special order."""
        c = inspections.c
        query = select(c.path, c.seen, c.facts).where(c.seen >= since)
        with self._engine.connect().execution_options(yield_per=1000) as connection:
            yield from (Recorded(*row) for row in connection.execute(query))

    def count(self) -> dict[str, int]:
        """How many paths were last seen in which status."""
        query = select(inspections.c.status, func.count()).group_by(inspections.c.status)
        with self._engine.connect() as connection:
            return {status: number for status, number in connection.execute(query)}  # noqa: C416 - rows are no pairs to dict()


def _row(inspection: Inspection, policy: str) -> dict[str, Any]:
    document, stamp = inspection.document, inspection.document.stamp
    return {
        "path": shown_path(inspection.sighting.path),
        "seen": database.utc(inspection.sighting.seen),
        "device": stamp.device if stamp else None,
        "inode": _signed(stamp.inode) if stamp else None,
        "size": stamp.size if stamp else None,
        "modified": stamp.modified if stamp else None,
        "changed": stamp.changed if stamp else None,
        "digest": document.digest,
        "type": document.type,
        "status": document.status.value,
        "policy": policy,
        "facts": json.dumps(inspection.facts, ensure_ascii=False, sort_keys=True),
        "unread": json.dumps(unread_data(document.unread), ensure_ascii=False),
    }


def _signed(number: int) -> int:
    """A 64-bit file number as SQLite's signed integer holds it."""
    return number - (1 << 64) if number >= 1 << 63 else number
