"""Whether a file is still what was inspected: its stamp, the policy and the detection, against the record.

This is asked of every file of every followed folder every few minutes. So it is asked in batches, in
SQLite's own words, and a file is one row of numbers.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from dlp import database
from dlp.model import Reason, Stamp
from dlp.record import shown_path
from dlp.state import signed
from dlp.state.tables import FILE

BATCH = 400
"""Paths asked for at once; SQLite takes at least 999 parameters."""

_ASKED = "path, device, inode, size, modified, changed, policy, detection"
_MISSED = "path, unread, policy, detection"


class Stamps:
    """Answers from the record of a state folder. Threads may share it. Raises StateError."""

    def __init__(self, state: Path, policy: str, detection: str) -> None:
        self._file, self._versions = state / FILE, (policy, detection)
        self._local = threading.local()

    def news(self, stamps: Mapping[str, Stamp]) -> set[str]:
        """Of some paths and their stamps now, those that were not inspected in this state."""
        left = {shown_path(path): path for path in stamps}
        for row in self._rows(_ASKED, list(left)):
            name, *numbers = row[:6]
            if row[6:] == self._versions and numbers == _numbers(stamps[left[name]]):
                del left[name]
        return set(left.values())

    def missed(self, path: str, reason: Reason) -> bool:
        """Whether it is on record already that a path cannot be looked into for a reason."""
        rows = self._rows(_MISSED, [shown_path(path)])
        return any(row[2:] == self._versions and f'"{reason.value}"' in row[1] for row in rows)

    def _rows(self, columns: str, paths: Sequence[str]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        try:
            for start in range(0, len(paths), BATCH):
                part = paths[start : start + BATCH]
                marks = ",".join("?" * len(part))
                query = f"SELECT {columns} FROM inspections WHERE path IN ({marks})"  # noqa: S608 - question marks only
                with closing(self._connection().execute(query, part)) as rows:
                    found += rows
        except sqlite3.DatabaseError as error:
            raise database.broken(self._file, error) from error
        return found

    def _connection(self) -> sqlite3.Connection:
        """One for each thread, which reads only."""
        if not hasattr(self._local, "connection"):
            address = f"{self._file.absolute().as_uri()}?mode=ro"
            self._local.connection = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None)
        connection: sqlite3.Connection = self._local.connection
        return connection


def _numbers(stamp: Stamp) -> list[int]:
    return [stamp.device, signed(stamp.inode), stamp.size, stamp.modified, stamp.changed]
