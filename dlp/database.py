"""Opening our SQLite databases: durable settings, private files, schema brought up to date.

Alembic is loaded only when a database is new or old, so that an ordinary start is quick.
"""

from __future__ import annotations

import os
import weakref
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import sqlalchemy
from filelock import FileLock
from sqlalchemy import Connection, Engine, event, text

from dlp import machine
from dlp.errors import StateError
from dlp.model import Text

_PATIENCE = 60.0
"""So many seconds a process waits for another that makes or upgrades the same database."""

_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()


def _let_go() -> None:
    """In a fork: forget connections that the parent goes on using; SQLite bears no other way."""
    for engine in _ENGINES:
        engine.dispose(close=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def connect(file: Path, package: str, head: str, *, durable: bool, cache_mb: int = 2) -> Engine:
    """Open a database file, made or upgraded by the migrations of a package.

    package: the one that has a `migrations` folder; head: its newest revision.
    durable: every commit survives a power cut (synchronous=FULL), not just a crash.
    cache_mb: memory for pages of the database, at most; half as much may wait in the WAL before it is folded in.

    Raises:
        StateError: the file cannot be opened, is damaged, or is newer than the program.
    """
    try:
        machine.private_folder(file.parent)
        engine = sqlalchemy.create_engine(f"sqlite:///{file}")
        _ENGINES.add(engine)
        event.listen(engine, "connect", _pragmas("FULL" if durable else "NORMAL", cache_mb))
        if _current(engine) != head:
            with FileLock(file.with_name(f"{file.name}.lock"), timeout=_PATIENCE, mode=0o600):
                _upgrade(engine, package, file, _current(engine), head)
        if hasattr(file, "chmod"):
            file.chmod(0o600)
    except (OSError, sqlalchemy.exc.DatabaseError) as error:  # a lock's time-out is an OSError
        raise broken(file, error) from error
    return engine


def _current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return _revision(connection)


def broken(file: Path, error: Exception) -> StateError:
    """What to say of a database that cannot be used."""
    reason = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or type(error).__name__)
    what = Text(f"状态数据库无法使用：{reason}", f"this state database cannot be used: {reason}")
    fix = Text(
        "请检查目录权限和磁盘空间，或用 DLP_STATE 指定另一个目录",
        "check permissions and disk space, or name another folder in DLP_STATE",
    )
    return StateError(what, file=file, fix=fix)


def _pragmas(synchronous: str, cache_mb: int) -> Any:
    def apply(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            f"cache_size={-1024 * cache_mb}",
            f"wal_autocheckpoint={max(1000, 128 * cache_mb)}",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return apply


def _revision(connection: Connection) -> str | None:
    exists = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first()
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first() if exists else None
    return str(row[0]) if row else None


def _upgrade(engine: Engine, package: str, file: Path, current: str | None, head: str) -> None:
    """Bring a database up to date, unless another process has done so meanwhile."""
    if current == head:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(resources.files(package) / "migrations").replace("%", "%%"))
    config.attributes["engine"] = engine
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        what = Text(f"数据库版本 {current} 比程序新", f"the database is newer than the program (revision {current})")
        raise StateError(what, file=file, fix=Text("请升级程序", "upgrade the program")) from error


def utc(moment: datetime) -> str:
    """A moment as the databases keep it: ISO 8601 in UTC, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
