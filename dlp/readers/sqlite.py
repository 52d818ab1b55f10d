"""SQLite databases, read from memory: every table as a grid, files in its cells as members.

A write-ahead log beside the file is not part of it: what it holds is not read, and that is said.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import encoding, tables
from dlp.readers.blobs import Blobs
from dlp.readers.source import Budget, Item, Source, Stop

_WAL = 2
_INTERNAL = ("sqlite_", "fts3_", "fts4_", "fts5_")


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every table. Raises Stop where the file is no database that SQLite opens."""
    data = bytearray(source.whole(budget.limits.file_bytes))
    if len(data) < 100:
        raise Stop(Reason.CORRUPT)
    if data[18] == _WAL or data[19] == _WAL:
        data[18:20] = b"\1\1"  # from memory, SQLite opens no database that wants a log beside it
        if source.size and not source.part:
            yield Unread(source.inner("wal"), Reason.UNSUPPORTED, "sqlite-wal")
    with contextlib.closing(sqlite3.connect(":memory:")) as base:
        _open(base, bytes(data), budget)
        del data
        names = _tables(base)
        for name in names:
            budget.spend_member()
            yield from _table(base, name, source, budget)


def _open(base: sqlite3.Connection, data: bytes, budget: Budget) -> None:
    try:
        base.deserialize(data)
        base.execute("pragma query_only = on")
        base.execute("pragma trusted_schema = off")
        base.execute("pragma cell_size_check = on")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, budget.limits.member_bytes)
    except (sqlite3.Error, OverflowError, MemoryError) as error:
        raise Stop(Reason.CORRUPT) from error
    base.text_factory = _text
    until = time.monotonic() + budget.limits.seconds
    base.set_progress_handler(lambda: time.monotonic() > until, 100_000)


def _text(raw: bytes) -> str:
    """Text that is not what the database says is decoded as what it looks like."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return encoding.decode(raw)


def _tables(base: sqlite3.Connection) -> list[str]:
    """The names of tables that hold rows of their own; views and virtual tables show what others hold."""
    try:
        rows = base.execute("select name, sql from sqlite_master where type = 'table' order by rowid").fetchall()
    except sqlite3.Error as error:
        raise Stop(Reason.ENCRYPTED if "not a database" in str(error) else Reason.CORRUPT) from error
    return [
        str(name)
        for name, sql in rows
        if not str(name).startswith(_INTERNAL) and not str(sql or "").lstrip().lower().startswith("create virtual")
    ]


def _table(base: sqlite3.Connection, name: str, source: Source, budget: Budget) -> Iterator[Item]:
    label = source.inner(f"table:{name}")
    blobs, broken = Blobs(2 * budget.limits.member_bytes), list[bool]()
    try:
        cursor = base.execute(f'select * from "{name.replace(chr(34), chr(34) * 2)}"')  # noqa: S608  # no other way to name a table
        titles = [str(column[0]) for column in cursor.description]
    except sqlite3.Error:
        yield Unread(label, Reason.CORRUPT)
        return
    yield from tables.grid(label, titles, _rows(cursor, titles, blobs, broken), budget)
    yield from blobs.items(name, source, budget)
    if broken:
        yield Unread(label, Reason.CORRUPT)


def _rows(cursor: sqlite3.Cursor, titles: list[str], blobs: Blobs, broken: list[bool]) -> Iterator[list[object]]:
    """Row by row, up to the one that cannot be read."""
    number = 0
    while True:
        try:
            row = next(cursor, None)
        except (sqlite3.Error, OverflowError, UnicodeError):
            broken.append(True)
            return
        if row is None:
            return
        number += 1
        yield [
            blobs.take(titles[index], number, value) if isinstance(value, bytes) else value
            for index, value in enumerate(row)
        ]
