"""Another process, looked at from outside: whether it runs, and how much memory it holds."""

from __future__ import annotations

import psutil

_MIB = 1 << 20


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is more than a record of one that ended."""
    try:
        return pid > 0 and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def holds_more(pid: int, memory_mb: int) -> bool:
    """Whether a process holds more memory (resident) than so many MiB; one that is gone holds none."""
    try:
        return bool(psutil.Process(pid).memory_info().rss > memory_mb * _MIB)
    except psutil.Error:
        return False
