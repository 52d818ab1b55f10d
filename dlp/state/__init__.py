"""What was inspected, clean files too: the ground for incremental scans, for judging again, and for lineage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

from sqlalchemy import Table, func, or_, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.model import Act, Document, Inspection, Place, PlaceKind, Sighting, Stamp
from dlp.record import shown_path, unread_data
from dlp.state import lineage
from dlp.state.tables import FILE, HEAD, copies, inspections, sketches

_BATCH = 200
MBOX = "application/mbox"
_LAST = "\U0010ffff"
"""Comes after every character that a path goes on with."""


_EACH = func.json_each(inspections.c.unread).table_valued("value", joins_implicitly=True)
_REASON = func.json_extract(_EACH.c.value, "$.reason")
_UNREAD = select(_REASON).select_from(inspections, _EACH)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A sighting of some content: its path, when the file last changed there, the kinds of place it was."""

    path: str
    changed: int
    places: frozenset[str]


class Recorded(NamedTuple):
    """One path as it was last inspected. `facts`: JSON, as the rules judged them."""

    path: str
    seen: str
    facts: str


class State:
    """Opens (and makes) the record of inspections of a state folder. Raises StateError.

    Writing is batched: what a crash loses here is only scanned again.

    policy, detection: the versions by which what is recorded was judged and detected.
    """

    def __init__(self, state: Path, policy: str, detection: str = "") -> None:
        self.file = state / FILE
        self._policy, self._detection = policy, detection
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
        self._waiting.append(_row(inspection, self._policy, self._detection))
        copied, sketched = lineage.rows(inspection.sighting, inspection.document)
        self._copies += copied
        self._sketches += sketched
        if len(self._waiting) >= _BATCH:
            self.flush()

    def mailbox(self, file: Path, stamp: Stamp) -> None:
        """Note a mailbox in this state, whose messages were inspected each on its own."""
        document = Document(MBOX, stamp.size, "", 0, stamp=stamp, volume_of=file.name)
        sighting = Sighting(str(file), Place(PlaceKind.OUTBOX), Act.AT_REST, datetime.now(UTC))
        self._waiting.append(_row(Inspection(sighting, document), self._policy, self._detection))

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

    @property
    def waiting(self) -> int:
        """How many inspections are not written yet."""
        return len(self._waiting)

    def recorded(self, since: str = "") -> Iterator[Recorded]:
        """What was inspected since a moment (ISO 8601, in UTC), in no special order."""
        c = inspections.c
        query = select(c.path, c.seen, c.facts).where(c.seen >= since)
        with self._engine.connect().execution_options(yield_per=1000) as connection:
            yield from (Recorded(*row) for row in connection.execute(query))

    def earlier(self, digest: str, before: int) -> list[Earlier]:
        """Where the same content lay before a moment (nanoseconds since 1970), by the files' own times.

        digest: SHA-256 in hexadecimal; empty for unknown, and then nothing is the same.
        """
        if not digest:
            return []
        self.flush()
        query = select(inspections.c.path, inspections.c.changed, inspections.c.facts).where(
            inspections.c.digest == digest, inspections.c.changed < before
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(inspections.c.changed)).all()
        return [Earlier(path, changed, frozenset(json.loads(facts).get("place", ()))) for path, changed, facts in rows]

    def places(self) -> dict[str, int]:
        """How many things were seen at each kind of place."""
        each = func.json_each(inspections.c.facts, "$.place").table_valued("value", joins_implicitly=True)
        return self._counted(select(each.c.value, func.count()).select_from(inspections, each).group_by(each.c.value))

    def reasons(self) -> dict[str, int]:
        """How many paths have parts that were not inspected, by reason."""
        query = _UNREAD.add_columns(func.count(inspections.c.path.distinct())).group_by(_REASON)
        return self._counted(query)

    def unread(self, reason: str, limit: int) -> list[str]:
        """The first paths with a part that was not inspected for a reason."""
        query = select(inspections.c.path).select_from(inspections, _EACH).where(_REASON.is_(reason))
        with self._engine.connect() as connection:
            found = connection.execute(query.distinct().order_by(inspections.c.path).limit(limit))
            return [path for (path,) in found]

    def inspected_below(self, folder: str) -> int:
        """How many paths in a folder were looked at."""
        path, folder = inspections.c.path, folder.rstrip("/\\")
        inside = or_(path == folder, *(path.between(folder + mark, folder + mark + _LAST) for mark in "/\\"))
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).where(inside)).scalar_one()

    def _counted(self, query: Any) -> dict[str, int]:
        with self._engine.connect() as connection:
            return {word: number for word, number in connection.execute(query)}  # noqa: C416 - rows are no pairs to dict()

    def seen(self, digest: str) -> list[tuple[str, int | None, str]]:
        """Where content was seen: path, size and when, by its SHA-256. What is in memory is written first."""
        self.flush()
        query = select(inspections.c.path, inspections.c.size, inspections.c.seen).where(inspections.c.digest == digest)
        with self._engine.connect() as connection:
            return [(path, size, when) for path, size, when in connection.execute(query.order_by(inspections.c.path))]

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


def _row(inspection: Inspection, policy: str, detection: str) -> dict[str, Any]:
    document, stamp = inspection.document, inspection.document.stamp
    return {
        "path": shown_path(inspection.sighting.path),
        "seen": database.utc(inspection.sighting.seen),
        "device": stamp.device if stamp else None,
        "inode": signed(stamp.inode) if stamp else None,
        "size": stamp.size if stamp else None,
        "modified": stamp.modified if stamp else None,
        "changed": stamp.changed if stamp else None,
        "digest": document.digest,
        "type": document.type,
        "status": document.status.value,
        "policy": policy,
        "detection": detection,
        "facts": json.dumps(inspection.facts, ensure_ascii=False, sort_keys=True),
        "unread": json.dumps(unread_data(document.unread), ensure_ascii=False),
    }


def signed(number: int) -> int:
    """A 64-bit file number as SQLite's signed integer holds it."""
    return number - (1 << 64) if number >= 1 << 63 else number
