"""What watching puts on record besides inspections: gaps, surveys, and what the agent says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.record import shown_path
from dlp.state.tables import FILE, HEAD, agent, gaps, surveys

KEPT_SURVEYS = 2000
"""About two weeks of one folder, looked through every ten minutes."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which not everything can have been seen; `ended` is empty while it is open. Times in UTC."""

    id: int
    began: str
    ended: str
    why: str
    roots: tuple[str, ...]
    count: int = 0


@dataclass(slots=True)
class Survey:
    """One look through a followed folder: files met, files that were news, files inspected, the others by reason."""

    root: str
    why: str
    began: str = ""
    seconds: float = 0.0
    seen: int = 0
    changed: int = 0
    scanned: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    complete: bool = False
    id: int = 0

    def skip(self, reason: str, number: int = 1) -> None:
        """Count files that were not inspected, and why."""
        if number:
            self.skipped[reason] = self.skipped.get(reason, 0) + number


@dataclass(frozen=True, slots=True)
class Alive:
    """What the agent last said of itself, and when."""

    at: str
    body: Mapping[str, Any]


class Watching:
    """Opens the record of a state folder. Every method raises StateError."""

    def __init__(self, state: Path) -> None:
        self.file = state / FILE
        self._engine = database.connect(self.file, "dlp.state", HEAD, durable=False)

    def open_gap(self, why: str, roots: Sequence[str], began: str = "", count: int = 0) -> int:
        """Put a gap on record that lasts; its number. began: a moment in UTC, now if empty."""
        shown = json.dumps([shown_path(root) for root in roots], ensure_ascii=False)
        values = {"began": began or now(), "why": why, "roots": shown, "count": count, "ended": ""}
        return self._write(insert(gaps).values(values))

    def close_gap(self, number: int, count: int | None = None) -> None:
        """Say that all of it was looked through again."""
        counted = {} if count is None else {"count": count}
        self._write(update(gaps).where(gaps.c.id == number).values(ended=now(), **counted))

    def count_gap(self, number: int, count: int) -> None:
        """Say how many folders an open gap is about."""
        self._write(update(gaps).where(gaps.c.id == number).values(count=count))

    def adopt_gaps(self) -> list[Gap]:
        """Gaps that an agent before us left open."""
        return [gap for gap in self.gaps(1000) if not gap.ended]

    def gaps(self, limit: int) -> list[Gap]:
        """The newest gaps, the open ones first."""
        query = select(gaps).order_by(gaps.c.ended != "", gaps.c.id.desc()).limit(limit)
        return [Gap(r.id, r.began, r.ended, r.why, tuple(json.loads(r.roots)), r.count) for r in self._read(query)]

    def save(self, survey: Survey) -> None:
        """Write a survey, or what has become of it."""
        values = {
            "began": survey.began,
            "seconds": round(survey.seconds, 3),
            "why": survey.why,
            "root": shown_path(survey.root),
            "seen": survey.seen,
            "changed": survey.changed,
            "scanned": survey.scanned,
            "skipped": json.dumps(survey.skipped, sort_keys=True),
            "complete": int(survey.complete),
        }
        if survey.id:
            self._write(update(surveys).where(surveys.c.id == survey.id).values(values))
        else:
            survey.id = self._write(insert(surveys).values(values))
            self._write(delete(surveys).where(surveys.c.id <= survey.id - KEPT_SURVEYS))

    def surveys(self, limit: int) -> list[Survey]:
        """The newest surveys, newest first."""
        return [_survey(row) for row in self._read(select(surveys).order_by(surveys.c.id.desc()).limit(limit))]

    def say(self, body: Mapping[str, Any]) -> None:
        """Say that the agent is alive, and how it does."""
        row = {"id": 1, "alive": now(), "body": json.dumps(body, ensure_ascii=False)}
        self._write(_replace(agent, row))

    def alive(self) -> Alive | None:
        """What the agent last said; None if there never was one."""
        rows = self._read(select(agent))
        return Alive(rows[0].alive, json.loads(rows[0].body)) if rows else None

    def _write(self, statement: Any) -> int:
        try:
            with self._engine.begin() as connection:
                done = connection.execute(statement)
                return int(done.lastrowid or 0)
        except DatabaseError as error:
            raise database.broken(self.file, error) from error

    def _read(self, query: Any) -> list[Any]:
        try:
            with self._engine.connect() as connection:
                return list(connection.execute(query))
        except DatabaseError as error:
            raise database.broken(self.file, error) from error


def now() -> str:
    """This moment as the record has it."""
    return database.utc(datetime.now(UTC))


def at(seconds: float) -> str:
    """A moment given in seconds since 1970 as the record has it."""
    return database.utc(datetime.fromtimestamp(seconds, UTC))


def _replace(table: Table, row: Mapping[str, Any]) -> Any:
    return insert(table).prefix_with("OR REPLACE").values(row)


def _survey(row: Any) -> Survey:
    return Survey(
        row.root,
        row.why,
        row.began,
        row.seconds,
        row.seen,
        row.changed,
        row.scanned,
        json.loads(row.skipped),
        bool(row.complete),
        row.id,
    )
