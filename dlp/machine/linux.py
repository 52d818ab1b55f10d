"""Linux: process limits through setrlimit and prctl, removable media through sysfs."""

from __future__ import annotations

import ctypes
import os
import re
import signal
from pathlib import Path

import psutil

from dlp.machine.posix import (
    CPU_LIMIT_SIGNAL,
    allow_cpu,
    join_link,
    limit_resources,
    owner_name,
    receive_file,
    send_file,
    start_linked,
)

__all__ = [
    "CPU_LIMIT_SIGNAL",
    "allow_cpu",
    "confine",
    "join_link",
    "owner_name",
    "receive_file",
    "removable_mounts",
    "send_file",
    "start_linked",
]

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def confine(memory_mb: int) -> None:
    """Bound this process for good: limits, die with the parent, never gain privileges."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    limit_resources(memory_mb)


def removable_mounts() -> tuple[str, ...]:
    """Mount points of removable media: removable by sysfs, or reached over USB."""
    return tuple(p.mountpoint for p in psutil.disk_partitions() if is_removable(p.device))


def is_removable(device: str, sysfs: Path = Path("/sys/class/block")) -> bool:
    """Whether a block device (a path such as /dev/sdb1) is removable or hangs on USB."""
    try:
        real = (sysfs / Path(os.path.realpath(device)).name).resolve(strict=True)
    except OSError:
        return False
    if re.search(r"/usb\d+/", f"{real}/"):
        return True
    disk = real if (real / "removable").exists() else real.parent
    try:
        return (disk / "removable").read_text().strip() == "1" and not disk.name.startswith(("loop", "sr"))
    except OSError:
        return False
