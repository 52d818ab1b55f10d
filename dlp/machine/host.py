"""This machine: its devices, encryption, readers, guards and folders, the same on every system.

Whatever cannot be asked is None or left out.
"""

from __future__ import annotations

import platform
import sys

if sys.platform == "linux":
    from dlp.machine.host_linux import (
        SYSTEM,
        ask_posture,
        devices,
        homes,
        known_folders,
        readers_of,
        registry,
        volume_encrypted,
    )
elif sys.platform == "darwin":
    from dlp.machine.host_macos import (
        SYSTEM,
        ask_posture,
        devices,
        homes,
        known_folders,
        readers_of,
        registry,
        volume_encrypted,
    )
else:
    from dlp.machine.host_windows import (
        SYSTEM,
        ask_posture,
        devices,
        homes,
        known_folders,
        readers_of,
        registry,
        volume_encrypted,
    )

__all__ = [
    "SYSTEM",
    "appeared",
    "ask_posture",
    "devices",
    "homes",
    "known_folders",
    "name",
    "readers_of",
    "registry",
    "volume_encrypted",
]


def appeared(modified: int, changed: int) -> int:
    """When a file came to be where it is, at the latest, by its times in nanoseconds.

    Windows keeps the creation time in `changed`, and a copy is created anew. Elsewhere a file's state
    may change long after it came (a rename, a mode), so the older of the two is taken; a copy that
    kept the time of its original then seems as old as that.
    """
    return changed if SYSTEM == "windows" else min(modified, changed)


def name() -> str:
    """What this machine is called."""
    return platform.node() or "localhost"
