"""macOS: process limits through setrlimit, removable media through diskutil."""

from __future__ import annotations

import plistlib
import subprocess

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


def confine(memory_mb: int) -> None:
    """Bound this process for good. macOS does not enforce the memory limit; the rest holds."""
    limit_resources(memory_mb)


def removable_mounts() -> tuple[str, ...]:
    """Mount points under /Volumes that diskutil calls removable or external."""
    mounts = [p.mountpoint for p in psutil.disk_partitions() if p.mountpoint.startswith("/Volumes/")]
    return tuple(m for m in mounts if is_removable(_ask(m)))


def _ask(mount: str) -> bytes:
    command = ["/usr/sbin/diskutil", "info", "-plist", mount]
    return subprocess.run(command, capture_output=True, timeout=10, check=False).stdout


def is_removable(answer: bytes) -> bool:
    """Read diskutil's property list: removable media, or a disk outside the case."""
    try:
        facts = plistlib.loads(answer)
    except plistlib.InvalidFileException:
        return False
    return bool(facts.get("RemovableMedia") or facts.get("Removable")) or facts.get("Internal") is False
