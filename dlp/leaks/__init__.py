"""Slow leaks: how many different customers one person has sent to one recipient, over days.

What is kept are the keyed numbers that counting people makes anyway (`dlp.counting.crowd`), for as many days as the
settings say, so that ninety mails of one customer each count as exactly as one mail of ninety. For each sender
and recipient at most `MOST` rows are kept, some 700 customers: by then the alarm has long been raised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.counting.crowd import Crowd
from dlp.counting.headcount import headcount
from dlp.counting.rows import Rows
from dlp.counting.spill import Scratch
from dlp.leaks.tables import FILE, HEAD
from dlp.model import Act, Direction, Inspection, PlaceKind, Sighting

MOST = 4096
FLAGS = 9
"""The part of a row that holds a crowd's flags."""

_PUT = "INSERT OR IGNORE INTO sent (pair, day, part, a, b, c) VALUES (?, ?, ?, ?, ?, ?)"
_OPEN = frozenset({PlaceKind.CHAT, PlaceKind.WEB_UPLOAD, PlaceKind.AI_CHAT})
_INSIDE = frozenset({PlaceKind.COMPANY_MAIL, PlaceKind.COMPANY_CHAT})
Line = tuple[int, int, int, int]
"""A row: part, and up to three numbers, as SQLite's signed integers hold them."""


@dataclass(frozen=True, slots=True)
class Leaked:
    """How many different customers went to one recipient, and on how many days."""

    persons: int = 0
    days: int = 0


class Leaks:
    """The record of a state folder. It is made when the first customer is sent out. Methods raise StateError.

    days: what is older is forgotten.
    """

    def __init__(self, state: Path, days: int) -> None:
        self.file, self._days = state / FILE, days
        self._scratch = Scratch(state / "counting")

    @cached_property
    def _engine(self) -> Engine:
        return database.connect(self.file, "dlp.leaks", HEAD, durable=False)

    def record(self, inspection: Inspection) -> None:
        """Note whom a message that left was about. What was approved, or is the sender's own, is no leak."""
        crowd, tally = inspection.tally.subjects, inspection.tally
        pairs = pairs_of(inspection.sighting)
        if not pairs or not isinstance(crowd, Crowd) or not tally.persons or tally.own_document:
            return
        lines = _lines(crowd)
        if inspection.facts.get("approved") or len(lines) > MOST:
            return  # one that large raises an incident of its own
        day = _day(inspection.sighting)
        try:
            with self._engine.begin() as connection:
                self._forget(connection, day)
                for pair in pairs:
                    if _size(connection, pair) + len(lines) <= MOST:
                        connection.exec_driver_sql(_PUT, [(pair, day.isoformat(), *line) for line in lines])
        except DatabaseError as error:
            raise database.broken(self.file, error) from error

    def leaked(self, sighting: Sighting, crowd: Crowd) -> Leaked:
        """How many there are with those of this message; of several recipients the one with the most."""
        if not self.file.exists():
            return Leaked()
        lines, day = _lines(crowd), _day(sighting)
        if len(lines) > MOST:
            return Leaked()
        try:
            with self._engine.connect() as connection:
                found = [self._counted(connection, pair, lines, day) for pair in pairs_of(sighting)]
        except DatabaseError as error:
            raise database.broken(self.file, error) from error
        return max(found, key=lambda each: each.persons, default=Leaked())

    def _counted(self, connection: Connection, pair: str, lines: list[Line], day: date) -> Leaked:
        query = "SELECT day, part, a, b, c FROM sent WHERE pair = ? AND day > ?"
        rows = connection.exec_driver_sql(query, (pair, self._since(day))).all()
        days = {str(row[0]) for row in rows} | {day.isoformat()}
        crowd = _crowd([*lines, *((int(p), int(a), int(b), int(c)) for _, p, a, b, c in rows)], self._scratch)
        return Leaked(headcount(crowd), len(days))

    def _forget(self, connection: Connection, day: date) -> None:
        connection.exec_driver_sql("DELETE FROM sent WHERE day <= ?", (self._since(day),))

    def _since(self, day: date) -> str:
        return (day - timedelta(days=self._days)).isoformat()


def pairs_of(sighting: Sighting) -> list[str]:
    """A key for the sender and each recipient outside: a personal mailbox, a domain, or a service."""
    who = sighting.who.strip().lower()
    if sighting.act is not Act.SENT or sighting.direction is Direction.IN or not who:
        return []
    return [_hash(f"{who}\0{outside}") for outside in recipients(sighting)]


def recipients(sighting: Sighting) -> list[str]:
    """Those outside the company; of others than personal mailboxes the domain."""
    found = {_recipient(r.address.lower(), r.kind) for r in sighting.to if r.kind not in _INSIDE}
    if not sighting.to and sighting.place.kind in _OPEN:
        found = {f"{sighting.place.kind.value}:{sighting.place.name}"}
    return sorted(found)


def _recipient(address: str, kind: PlaceKind) -> str:
    return address if kind is PlaceKind.PERSONAL_MAIL else address.rpartition("@")[2]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _day(sighting: Sighting) -> date:
    return sighting.seen.astimezone().date()


def _size(connection: Connection, pair: str) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM sent WHERE pair = ?", (pair,)).scalar_one())


def _lines(crowd: Crowd) -> list[Line]:
    """A crowd as rows for the database, at most one more than are kept."""
    lines: list[Line] = []
    for part, piece in crowd.rows():
        signed = np.zeros((len(piece), 3), np.int64)
        signed[:, : piece.shape[1]] = piece.view(np.int64)
        lines += [(part, a, b, c) for a, b, c in signed.tolist()]
        if len(lines) > MOST:
            break
    nameless, join = crowd.flags
    return [*lines, (FLAGS, int(nameless), int(join), 0)] if lines else lines


def _crowd(lines: Iterable[Line], scratch: Scratch) -> Crowd:
    """The same back, all in one."""
    crowd, flags = Crowd(scratch), [False, False]
    by_part: dict[int, list[tuple[int, int, int]]] = {}
    for part, *numbers in lines:
        by_part.setdefault(part, []).append((numbers[0], numbers[1], numbers[2]))
    for nameless, join, _ in by_part.pop(FLAGS, []):
        flags = [flags[0] or bool(nameless), flags[1] or bool(join)]
    crowd.flags = flags[0], flags[1]
    for part, rows in by_part.items():
        crowd.put(part, _unsigned(rows)[:, : crowd.tables[part].columns])
    return crowd


def _unsigned(rows: list[tuple[int, int, int]]) -> Rows:
    return np.array(rows, np.int64).view(np.uint64)
