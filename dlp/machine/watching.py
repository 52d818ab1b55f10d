"""Memory of another process, watched from outside where the system does not bound it."""

from __future__ import annotations

import psutil

_MIB = 1 << 20


def holds_more(pid: int, memory_mb: int) -> bool:
    """Whether a process holds more memory (resident) than so many MiB; one that is gone holds none."""
    try:
        return bool(psutil.Process(pid).memory_info().rss > memory_mb * _MIB)
    except psutil.Error:
        return False
