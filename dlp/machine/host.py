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
    "ask_posture",
    "devices",
    "homes",
    "known_folders",
    "name",
    "readers_of",
    "registry",
    "volume_encrypted",
]


def name() -> str:
    """What this machine is called."""
    return platform.node() or "localhost"
