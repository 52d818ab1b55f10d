"""macOS: walls through setrlimit and the system's sandbox, removable media through diskutil."""

from __future__ import annotations

import os
import plistlib
import socket
import subprocess
from collections.abc import Iterator

import psutil

from dlp.machine import seatbelt
from dlp.machine.posix import (
    CPU_LIMIT_SIGNAL,
    allow_cpu,
    buried,
    is_refused,
    join_link,
    limit_resources,
    owner_name,
    receive_file,
    send_file,
    start_linked,
    start_worker,
)
from dlp.machine.walls import Wall
from dlp.machine.watching import holds_more as exceeds

__all__ = [
    "CPU_LIMIT_SIGNAL",
    "FORKS",
    "allow_cpu",
    "buried",
    "can_fork",
    "confine",
    "die_with_parent",
    "exceeds",
    "join_link",
    "owner_name",
    "receive_file",
    "removable_mounts",
    "send_file",
    "standing",
    "start_linked",
    "start_worker",
]

FORKS = False  # its own libraries do not bear it
"""Whether a loaded process without threads may be forked on this system."""


def confine(memory_mb: int) -> None:
    """Bound this process for good. macOS does not enforce the memory limit: the parent watches it."""
    limit_resources(memory_mb)
    seatbelt.enter()


def can_fork() -> bool:
    """Never, see `FORKS`."""
    return FORKS


def die_with_parent(parent: int) -> None:
    """Nothing: a process whose parent is gone notices when its channel ends."""
    del parent


def standing() -> Iterator[Wall]:
    """The walls round this process, each found by running against it; memory is watched from outside."""
    yield Wall.TIME
    yield Wall.MEMORY
    if is_refused(lambda: os.close(os.open("/dev/null", os.O_WRONLY))):
        yield Wall.WRITING
    if is_refused(lambda: socket.create_connection(("127.0.0.1", 9), timeout=1).close()):
        yield Wall.NETWORK
    if is_refused(lambda: os.posix_spawn("/usr/bin/true", ["true"], {})):
        yield Wall.PROGRAMS


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
