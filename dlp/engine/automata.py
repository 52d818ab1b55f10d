"""Automata of hyperscan, kept from one start to the next: making one of all our gates takes seconds.

They lie in the state folder, which only its owner can write, behind a checksum; what cannot be
read, is damaged, or was made on another kind of processor is made anew without a word.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from dlp import machine

_KEPT = 4
"""So many automata are kept: with names and without, of this version and of the one before."""


class Automata:
    """The file of one automaton. key: what it was made of."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._file = folder, folder / f"gates-{key}.hs"

    def load(self) -> Any:
        """The automaton, ready to search; None if there is none that can be used."""
        import hyperscan

        try:
            data = self._file.read_bytes()
            if hashlib.sha256(data[32:]).digest() != data[:32]:
                return None
            database = hyperscan.loadb(data[32:], hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            self._file.touch()
        except (OSError, hyperscan.error):
            return None
        return database

    def save(self, database: Any) -> None:
        """Keep an automaton; where that cannot be, the next start takes longer."""
        import hyperscan

        draft = self._file.with_suffix(f".{os.getpid()}")
        try:
            machine.private_folder(self._folder.parent)
            machine.private_folder(self._folder)
            data = bytes(hyperscan.dumpb(database))
            with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
                out.write(hashlib.sha256(data).digest() + data)
            draft.replace(self._file)
            self._forget_others()
        except (OSError, hyperscan.error):
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def _forget_others(self) -> None:
        """Remove all but the ones that were used last."""
        files = sorted(self._folder.glob("gates-*"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_KEPT:]:
            file.unlink(missing_ok=True)
