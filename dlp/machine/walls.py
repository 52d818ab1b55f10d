"""The walls that can stand round a reader, by name. What is shown for them is in `dlp/words.py`."""

from __future__ import annotations

from enum import StrEnum


class Wall(StrEnum):
    """Something that a document cannot do, even if it has taken over the process that reads it."""

    MEMORY = "memory"
    """Take more memory than the limit."""
    TIME = "time"
    """Go on for longer than the limit."""
    WRITING = "writing"
    """Write, make, rename or remove a file."""
    PATHS = "paths"
    """Open a file that is not part of this installation or of the system's libraries."""
    NETWORK = "network"
    """Open a connection."""
    PROGRAMS = "programs"
    """Start another program or process."""
    PROCESSES = "processes"
    """Signal, trace or read other processes."""
    PRIVILEGES = "privileges"
    """Gain a privilege."""
    ORPHAN = "orphan"
    """Go on when the program that asked is gone."""
