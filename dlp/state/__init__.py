"""What was inspected, clean files too: the ground for incremental scans, for judging again, and for lineage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.model import Inspection
from dlp.record import shown_path, unread_data
from dlp.state import lineage
from dlp.state.tables import FILE, HEAD, copies, inspections, sketches

_BATCH = 200


class State:
    """Opens (and makes) the record of inspections of a state folder. Raises StateError.

    Writing is batched: what a crash loses here is only scanned again.
    """

    def __init__(self, state: Path, policy: str) -> None:
        self.file = state / FILE
        self._policy = policy
        self._engine = database.connect(self.file, "dlp.state", HEAD, durable=False)
        self._waiting: list[dict[str, Any]] = []
        self._copies: list[dict[str, Any]] = []
        self._sketches: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    def record(self, inspection: Inspection) -> None:
        """Note one inspection."""
        self._waiting.append(_row(inspection, self._policy))
        copied, sketched = lineage.rows(inspection.sighting, inspection.document)
        self._copies += copied
        self._sketches += sketched
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting. Raises StateError."""
        if not self._waiting:
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(_replacing(inspections, "path"), self._waiting)
                if self._copies:
                    connection.execute(_replacing(copies, "digest", "path", "first_seen"), self._copies)
                if self._sketches:
                    connection.execute(insert(sketches).on_conflict_do_nothing(), self._sketches)
        except DatabaseError as error:
            raise database.broken(self.file, error) from error
        self._waiting, self._copies, self._sketches = [], [], []

    def count(self) -> dict[str, int]:
        """How many paths were last seen in which status."""
        query = select(inspections.c.status, func.count()).group_by(inspections.c.status)
        with self._engine.connect() as connection:
            return {status: number for status, number in connection.execute(query)}  # noqa: C416 - rows are no pairs to dict()


def _replacing(table: Table, *kept: str) -> Insert:
    """Put rows into a table; of one that is there already, all but the kept columns are replaced."""
    statement = insert(table)
    columns = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in kept}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=columns)


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
