"""What the system tells of changes: one small interface, whatever the system.

A notice is a hint. It may come late, twice, under an old name or never; nobody takes it for more than
a reason to look. What a system says of its own losses is a notice too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from dlp.machine import host
from dlp.model import Act


class Listener(Protocol):
    """Who is told. Called from threads of the notices' own; must be quick."""

    def changed(self, path: str, act: Act) -> None:
        """Something happened to a file."""

    def folder(self, path: str) -> None:
        """A folder appeared, or came here: anything may be in it."""

    def lost(self, why: str, path: str = "") -> None:
        """Notices were lost, below a folder or (if empty) anywhere."""


class Notices(Protocol):
    """A system's notices of some folders."""

    def cover(self, folder: Path) -> bool:
        """Have changes in a folder told from now on; False if that cannot be had. Asked for every folder met."""

    @property
    def uncovered(self) -> int:
        """How many folders could not be had because the system allows no more."""

    def forgive(self) -> None:
        """Try again with folders that could not be had."""

    def stop(self) -> None:
        """Tell nothing any more."""


def open_notices(listener: Listener) -> Notices:
    """Those of this system. Raises OSError: it gives none at all."""
    if host.SYSTEM == "linux":
        from agent.inotify import Inotify

        return Inotify(listener)
    from agent.observing import Observing

    return Observing(listener)
