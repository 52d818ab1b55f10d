"""Linux: walls through setrlimit, prctl, Landlock and seccomp, removable media through sysfs."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from dlp.machine import landlock, seccomp
from dlp.machine.devices import disk_below
from dlp.machine.posix import (
    CPU_LIMIT_SIGNAL,
    allow_cpu,
    buried,
    is_refused,
    join_link,
    limit_resources,
    limited,
    owner_name,
    receive_file,
    send_file,
    start_linked,
    start_worker,
)
from dlp.machine.walls import Wall

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

FORKS = True
"""Whether a loaded process without threads may be forked on this system."""
_PR_SET_PDEATHSIG, _PR_GET_PDEATHSIG = 1, 2
_PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 38, 39
_CAPABILITIES_V3, _CAP_DAC_READ_SEARCH = 0x20080522, 2
_SYSTEM = (
    "/lib /lib64 /usr/lib /usr/lib64 /usr/local/lib /usr/share/fonts /usr/share/zoneinfo /usr/share/locale "
    "/etc/ld.so.cache /etc/localtime /etc/ssl/openssl.cnf /etc/pki/tls/openssl.cnf /dev/null /dev/urandom "
    "/proc/cpuinfo /proc/meminfo /sys/devices/system/cpu"
).split()
"""What libraries read while they are loaded: no user's data is there."""


def confine(memory_mb: int) -> None:
    """Bound this process for good: limits, and every wall that this kernel has.

    A wall that cannot be had is left out without a word; `standing` tells.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    limit_resources(memory_mb)
    _drop_capabilities(libc)
    landlock.restrict(_readable())
    seccomp.install(os.uname().machine, os.getpid())


def _readable() -> Iterator[Path]:
    """Folders that imports need: this installation's and the system's libraries."""
    yield from map(Path, _SYSTEM)
    yield from map(Path, sys.path)
    yield Path(sys.base_prefix) / "lib" if sys.base_prefix != "/usr" else Path("/usr/lib")


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """An administrator's reader keeps one capability: reading an installation that others own."""
    header = struct.pack("=Ii", _CAPABILITIES_V3, 0)
    kept = ctypes.create_string_buffer(24)
    if libc.capget(header, kept) != 0:
        return
    permitted = struct.unpack("=6I", kept.raw)[1] & (1 << _CAP_DAC_READ_SEARCH)
    libc.capset(header, struct.pack("=6I", permitted, permitted, 0, 0, 0, 0))


def can_fork() -> bool:
    """Whether a fork of this process is whole: it has no other thread that could hold a lock."""
    return len(list(Path("/proc/self/task").iterdir())) == 1


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process when its parent (whose id is given) ends, however that does."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def standing() -> Iterator[Wall]:
    """The walls round this process, each found by running against it."""
    libc = ctypes.CDLL(None, use_errno=True)
    yield from limited()
    if is_refused(lambda: os.close(os.open("/dev/null", os.O_WRONLY))):
        yield Wall.WRITING
    if is_refused(lambda: next(Path("/").iterdir())):
        yield Wall.PATHS
    if is_refused(lambda: socket.socket().close()):
        yield Wall.NETWORK
    if is_refused(lambda: os.execv("/nowhere", ["/nowhere"])):  # noqa: S606 - to be refused is the point
        yield Wall.PROGRAMS
    if is_refused(lambda: os.kill(os.getpid(), 0)):
        yield Wall.PROCESSES
    if libc.prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1:
        yield Wall.PRIVILEGES
    signal_number = ctypes.c_int(0)
    libc.prctl(_PR_GET_PDEATHSIG, ctypes.byref(signal_number), 0, 0, 0)
    if signal_number.value == signal.SIGKILL:
        yield Wall.ORPHAN


def exceeds(pid: int, memory_mb: int) -> bool:
    """Nothing to watch: the kernel bounds a reader's memory."""
    del pid, memory_mb
    return False


def removable_mounts() -> tuple[str, ...]:
    """Mount points of removable media: removable by sysfs, or reached over USB."""
    return tuple(p.mountpoint for p in psutil.disk_partitions() if is_removable(p.device))


def is_removable(device: str, sysfs: Path = Path("/sys/class/block")) -> bool:
    """Whether a block device (a path such as /dev/sdb1) is removable or hangs on USB."""
    try:
        real = disk_below((sysfs / Path(os.path.realpath(device)).name).resolve(strict=True))
    except OSError:
        return False
    if re.search(r"/usb\d+/", f"{real}/"):
        return True
    disk = real if (real / "removable").exists() else real.parent
    try:
        return (disk / "removable").read_text().strip() == "1" and not disk.name.startswith(("loop", "sr"))
    except OSError:
        return False
