"""Checkpoints: how long the chain was and how it ended, kept where the machine's owner cannot rewrite it.

Each is a line of JSON that holds the code of the line before, so that a file of them is a chain of its own. A ledger that
was put back to an older copy is shorter than its last checkpoint, or ends otherwise at that length.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from sqlalchemy import Connection

from dlp.errors import ConfigError
from dlp.ledger.seal import START, Sealer
from dlp.ledger.verify import Problem
from dlp.model import Text
from dlp.schema import Strict


class Checkpoint(Strict):
    """One line. chain: which ledger; number, last: its last row and that row's code; code: over all of it and the line before."""

    chain: str
    number: int = Field(ge=0)
    last: str
    time: str
    code: str


def append(file: Path, connection: Connection, sealer: Sealer) -> Checkpoint:
    """Put a checkpoint at the end of a file, durably.

    Raises:
        ConfigError: the file cannot be written, or holds something else.
    """
    before = read(file) if file.exists() else []
    found = connection.exec_driver_sql("SELECT chain, number, last FROM head WHERE id = 1").one()
    chain, number, last = str(found[0]), int(found[1]), bytes(found[2]).hex()
    time = datetime.now(UTC).isoformat(timespec="seconds")
    made = Checkpoint(chain=chain, number=number, last=last, time=time, code="")
    made = made.model_copy(update={"code": _code(sealer, before[-1] if before else None, made)})
    try:
        with file.open("a", encoding="utf-8") as out:
            out.write(made.model_dump_json() + "\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise _unusable(file, error.strerror) from error
    return made


def read(file: Path) -> list[Checkpoint]:
    """The checkpoints in a file. Raises ConfigError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [Checkpoint.model_validate_json(line) for line in lines]
    except OSError as error:
        raise _unusable(file, error.strerror) from error
    except (UnicodeDecodeError, ValidationError) as error:
        raise _unusable(file, type(error).__name__) from error


def compared(connection: Connection, sealer: Sealer, points: list[Checkpoint]) -> Iterator[Problem]:
    """What the ledger and its checkpoints disagree on."""
    before = None
    for count, point in enumerate(points, 1):
        if point.code != _code(sealer, before, point):
            what = Text("检查点被改动，或密钥不同", "this checkpoint was edited, or the key is another")
            yield Problem(f"checkpoint {count}", what)
        before = point
        yield from _against(connection, point)


def _against(connection: Connection, point: Checkpoint) -> Iterator[Problem]:
    head = connection.exec_driver_sql("SELECT chain, number FROM head WHERE id = 1").first()
    row = connection.exec_driver_sql("SELECT mac FROM audit WHERE number = ?", (point.number,)).first()
    where = f"checkpoint {point.time}"
    if head is None or str(head[0]) != point.chain:
        yield Problem(where, Text("账本不是同一个，已被替换", "this is another ledger: it was replaced"))
    elif int(head[1]) < point.number:
        what = Text(
            f"账本被退回到旧副本：当时有 {point.number} 行，现在 {head[1]} 行",
            f"put back to an older copy: it had {point.number} rows then and has {head[1]} now",
        )
        yield Problem(where, what)
    elif row is None or _hex(row[0]) != point.last:
        what = Text(f"第 {point.number} 行与当时不同", f"row {point.number} is not what it was then")
        yield Problem(where, what)


def _hex(code: Any) -> str:
    return code.hex() if isinstance(code, bytes) else ""


def _code(sealer: Sealer, before: Checkpoint | None, point: Checkpoint) -> str:
    said = json.loads(point.model_dump_json(exclude={"code"}))
    last = bytes.fromhex(before.code) if before and len(before.code) == len(START.hex()) else START
    return sealer.code(last, ("checkpoint", *said.values()), "sha256").hex()


def _unusable(file: Path, why: str | None) -> ConfigError:
    what = Text("检查点文件无法读写", f"the file of checkpoints cannot be used ({why})")
    return ConfigError(what, file=file)
