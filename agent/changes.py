"""Noticing that the settings or the policy were changed, by their files' times and sizes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

EVERY = 10.0
"""Seconds between two looks."""


class Changes:
    """Compares files and folders with how they were. Ask `changed()` as often as you like."""

    def __init__(self, paths: Iterable[Path], every: float = EVERY) -> None:
        self._paths, self._every = tuple(paths), every
        self._was, self._next = self._state(), time.monotonic() + every

    def changed(self) -> bool:
        """Whether something is not as it was the last time this was true, or in the beginning."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._every
        now = self._state()
        was, self._was = self._was, now
        return now != was

    def _state(self) -> list[tuple[str, int, int]]:
        found: list[tuple[str, int, int]] = []
        for path in self._paths:
            for file in [path, *(sorted(path.rglob("*.*")) if path.is_dir() else ())]:
                try:
                    state = file.stat()
                except OSError:
                    continue
                if file.suffix in (".yml", ".csv", ".toml"):
                    found.append((str(file), state.st_size, state.st_mtime_ns))
        return found
