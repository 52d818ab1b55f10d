"""Checking the ledger: every row of the audit, every incident and delivery against it, and the chain's end.

Three passes in one view of the database, in memory of a byte or two for each row of the audit: the chain; the incidents,
each against the last row that sealed it; the deliveries. What is missed by the end of a pass was removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from dlp.ledger import outbox
from dlp.ledger.chain import CODED, COLUMNS
from dlp.ledger.rows import SEALED, repeated
from dlp.ledger.seal import START, Sealer, digest
from dlp.model import Text

_AT_ONCE = 50
_SLACK = 1_000_000
_TRIGGERS = {"audit_no_update", "audit_no_delete"}
_QUEUES = 1 << 0
_LIVES = 1 << 1

_DELIVERIES = f"{', '.join(f'd.{name}' for name in outbox.SEALED)}, CAST(d.payload AS BLOB), d.delivered, d.queued"
_INCIDENTS = f"{', '.join(f'i.{name}' for name in SEALED)}, CAST(i.body AS BLOB), i.sealed"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as the program wrote it. where: table and row; what: how it differs."""

    where: str
    what: Text


class Verification:
    """One check of a ledger. `rows` counts what was looked at; `chain`, `number`, `last` say where it ends."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection, self._sealer = connection, sealer
        self.rows = self.number = 0
        self.chain, self.last = "", START
        self._marks = bytearray(1)
        self._delivered = 0

    def problems(self) -> Iterator[Problem]:
        """Whatever is wrong, as it is found. The connection must be in one transaction."""
        yield from self._triggers()
        yield from self._audit()
        yield from self._head()
        yield from self._incidents()
        yield from self._deliveries()

    def _each(self, query: str) -> Iterator[Sequence[Any]]:
        """Rows straight from the driver, many at a time."""
        cursor: Any = self._connection.connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(_AT_ONCE):
            self.rows += len(rows)
            yield from rows

    def _triggers(self) -> Iterator[Problem]:
        query = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        found = {str(name) for (name,) in self._connection.exec_driver_sql(query)}
        for name in sorted(found ^ _TRIGGERS):
            yield Problem(f"trigger {name}", Text("触发器不是本程序的，或缺失", "a trigger is not ours, or is missing"))

    def _audit(self) -> Iterator[Problem]:
        code, known = self._sealer.code, True
        self._marks = bytearray(self._length() + 1)
        for row in self._each(f"SELECT {', '.join(COLUMNS)} FROM audit ORDER BY number"):  # noqa: S608 - our own names
            number = row[0]
            if number != self.number + 1:
                yield _gap(self.number + 1, number - 1)
                known = False
            if known and not self._is_right(code, row):
                yield Problem(f"audit {number}", Text("被改动或调换", "was edited, or does not follow the row before"))
            known, self.number, self.last = True, number, bytes(row[-1])
            self._note(row)

    def _length(self) -> int:
        """How many rows the audit has or should have; a number far beyond that was made up."""
        count = int(self._connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one())
        said = self._connection.exec_driver_sql("SELECT number FROM head WHERE id = 1").scalar()
        return max(count, said if isinstance(said, int) and said < 2 * count + _SLACK else 0)

    def _is_right(self, code: Any, row: Sequence[Any]) -> bool:
        try:
            return bool(code(self.last, row[: len(CODED)], row[len(CODED) - 1]) == row[-1])
        except (ValueError, TypeError):  # an algorithm that does not exist, a code that is no bytes
            return False

    def _note(self, row: Sequence[Any]) -> None:
        """Remember which rows seal an incident as it is now, and which queue a delivery."""
        number, seal, previous, delivery = row[0], row[6], row[7], row[8]
        if not 0 < number < len(self._marks):
            return
        if row[2] == "delivered":
            self._delivered ^= _taken(_delivery_of(row[5]), row[1])
        if seal:
            self._marks[number] |= _LIVES
            if isinstance(previous, int) and 0 < previous < number:
                self._marks[previous] &= ~_LIVES
        if delivery:
            self._marks[number] |= _QUEUES

    def _head(self) -> Iterator[Problem]:
        found = self._connection.exec_driver_sql("SELECT chain, number, last, mac FROM head WHERE id = 1").first()
        if found is None:
            if self.number:
                yield Problem("head", Text("链尾记录被删除", "the record of the chain's end was removed"))
            return
        self.chain, number, last, mac = str(found[0]), found[1], bytes(found[2]), bytes(found[3])
        if mac != self._sealer.end(self.chain, number, last):
            yield Problem(
                "head",
                Text("链尾记录被改动，或密钥不同", "the record of the chain's end was edited, or the key is another"),
            )
        elif number > self.number:
            yield _gap(self.number + 1, number)
        elif (number, last) != (self.number, self.last):
            yield Problem("head", Text("链尾与最后一行不符", "the last row is not the one the chain ends with"))

    def _incidents(self) -> Iterator[Problem]:
        width = len(SEALED)
        query = f"SELECT {_INCIDENTS}, a.seal, a.algorithm FROM incidents i LEFT JOIN audit a ON a.number = i.sealed ORDER BY i.rowid"  # noqa: S608 - our own names
        for row in self._each(query):
            body, number, seal, algorithm = row[width:]
            if seal is None or not self._take(number, _LIVES):
                yield Problem(f"incident {row[0]}", Text("不是最后封存的版本", "is not what the audit sealed last"))
            elif not _matches(row[:width], body, seal, algorithm):
                yield Problem(f"incident {row[0]}", _difference(row[:width], body))
        yield from self._missing(_LIVES, "incident", Text("被删除", "was removed"))

    def _deliveries(self) -> Iterator[Problem]:
        width = len(outbox.SEALED)
        query = (
            f"SELECT {_DELIVERIES}, a.delivery, a.algorithm FROM deliveries d LEFT JOIN audit a ON a.number = d.queued"  # noqa: S608 - our own names
        )
        for row in self._each(query):
            payload, delivered, number, seal, algorithm = row[width:]
            self._delivered ^= _taken(row[0], delivered) if delivered else 0
            if not seal or not self._take(number, _QUEUES) or not _matches(row[:width], payload, seal, algorithm):
                yield Problem(f"delivery {row[0]}", Text("被改动", "was edited"))
        yield from self._missing(_QUEUES, "delivery", Text("被删除", "was removed"))
        if self._delivered:
            what = Text("送达标记与审计不符", "what is marked as delivered is not what the audit says")
            yield Problem("deliveries", what)

    def _take(self, number: Any, mark: int) -> bool:
        """Whether a row of the audit speaks for something, which it does once."""
        if not isinstance(number, int) or not 0 < number < len(self._marks) or not self._marks[number] & mark:
            return False
        self._marks[number] &= ~mark
        return True

    def _missing(self, mark: int, kind: str, what: Text) -> Iterator[Problem]:
        if not any(self._marks):
            return
        for number, marks in enumerate(self._marks):
            if marks & mark:
                query = "SELECT incident FROM audit WHERE number = ?"
                found = self._connection.exec_driver_sql(query, (number,)).first()
                yield Problem(f"{kind} {found[0] if found else '?'} (audit {number})", what)


def _delivery_of(detail: Any) -> Any:
    """The id of the delivery that a row of the audit tells of."""
    try:
        return json.loads(detail)["delivery"]
    except (ValueError, KeyError, TypeError):
        return ""


def _taken(delivery: Any, time: Any) -> int:
    """A number for a delivery and when it was taken; those of both tables cancel out."""
    return int(digest((delivery, time), b"", "sha256"), 16)


def _gap(first: int, last: int) -> Problem:
    where = f"audit {first}" if first == last else f"audit {first}-{last}"
    return Problem(where, Text("被删除", "removed"))


def _matches(values: Sequence[Any], long: Any, seal: str, algorithm: Any) -> bool:
    try:
        return digest(values, long, algorithm) == seal
    except (ValueError, TypeError, AttributeError):
        return False


def _difference(values: Sequence[Any], body: bytes) -> Text:
    """Which columns are not what the body says, where that can be told."""
    try:
        row = {**dict(zip(SEALED, values, strict=True)), "body": body}
        names = [name for name, value in repeated(row).items() if row[name] != value]
    except (ValueError, KeyError, TypeError):
        return Text("内容被改动，已无法解读", "its body was edited and cannot be read")
    if names:
        return Text(f"列与内容不符：{'、'.join(names)}", f"columns differ from the body: {', '.join(names)}")
    return Text("被改动", "was edited")
