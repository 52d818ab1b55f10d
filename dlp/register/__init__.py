"""The register: how often approvals were used, which were withdrawn, what was destroyed. Durable.

It is made when the first thing is written; until then there is nothing to look up, and a scan
that needs no register makes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, exists, func, literal, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.register.tables import HEAD, clock, destroyed, revocations, uses

FILE = "register.db"


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an approval. `id` is derived from what was seen, so seeing it again is the same use."""

    id: str
    approval: str
    time: str
    who: str
    place: str
    path: str


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Content on record as destroyed: its SHA-256, when and by whom, and the proof's number."""

    digest: str
    time: str
    who: str
    proof: str


class Register:
    """The register of a state folder. Every method raises StateError where the database fails."""

    def __init__(self, state: Path) -> None:
        self.file = state / FILE

    @cached_property
    def _engine(self) -> Engine:
        return database.connect(self.file, "dlp.register", HEAD, durable=True)

    def take(self, use: Use, most: int) -> bool:
        """Note a use of an approval that may be used so often; False if it is used up.

        One statement counts and writes, so that no two processes take the last use.
        """
        row = {f"v_{name}": value for name, value in asdict(use).items()}
        used = select(func.count()).select_from(uses).where(uses.c.approval == use.approval).scalar_subquery()
        values = select(*(bindparam(f"v_{column.name}", type_=column.type) for column in uses.columns))
        statement = insert(uses).from_select([c.name for c in uses.columns], values.where(used < literal(most)))
        with self._writing() as connection:
            connection.execute(statement.on_conflict_do_nothing(), row)
            taken = connection.execute(select(exists().where(uses.c.id == use.id))).scalar()
        return bool(taken)

    def uses(self, approval: str = "") -> list[Use]:
        """The uses on record, the oldest first, of one approval or of all."""
        query = select(uses).order_by(uses.c.time)
        if approval:
            query = query.where(uses.c.approval == approval)
        with self._reading() as connection:
            return [Use(*row) for row in connection.execute(query)] if connection else []

    def newest(self) -> datetime | None:
        """The newest time ever seen here: a clock that says less has been set back."""
        with self._reading() as connection:
            found = connection.execute(select(clock.c.newest)).scalar() if connection else None
        return datetime.fromisoformat(found) if found else None

    def tick(self, now: datetime, *, trusted: bool = False) -> None:
        """Remember a time if it is the newest; a trusted one even where a later one was seen."""
        statement = insert(clock).values(id=1, newest=database.utc(now))
        later = None if trusted else statement.excluded.newest > clock.c.newest
        statement = statement.on_conflict_do_update(
            index_elements=["id"], set_={"newest": statement.excluded.newest}, where=later
        )
        with self._writing() as connection:
            connection.execute(statement)

    def revocation(self) -> tuple[int, str]:
        """The number and text of the newest list of withdrawn approvals; 0 and nothing if there is none."""
        query = select(revocations.c.number, revocations.c.paper).order_by(revocations.c.number.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).first() if connection else None
        return (row[0], row[1]) if row else (0, "")

    def keep_revocation(self, number: int, paper: str) -> None:
        """Keep a list whose number is higher than all before; the caller has checked it."""
        with self._writing() as connection:
            connection.execute(insert(revocations).values(number=number, paper=paper).on_conflict_do_nothing())

    def destroy(self, entries: Iterable[Destroyed]) -> None:
        """Put destroyed content on record; what is there already stays as it is."""
        rows = [asdict(entry) for entry in entries]
        if rows:
            with self._writing() as connection:
                connection.execute(insert(destroyed).on_conflict_do_nothing(), rows)

    def destroyed(self, digest: str) -> Destroyed | None:
        """The record of destroyed content, by its SHA-256."""
        with self._reading() as connection:
            query = select(destroyed).where(destroyed.c.digest == digest)
            row = connection.execute(query).first() if connection and digest else None
        return Destroyed(*row) if row else None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise database.broken(self.file, error) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        if not self.file.exists():
            yield None
            return
        try:
            with self._engine.connect() as connection:
                yield connection
        except DatabaseError as error:
            raise database.broken(self.file, error) from error
