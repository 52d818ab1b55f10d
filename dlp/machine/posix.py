"""What Linux and macOS have in common."""

from __future__ import annotations

import os
import pwd
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle

from dlp.machine.spare import ONE_THREAD
from dlp.machine.walls import Wall

MIB = 1 << 20
OPEN_FILES = 320
"""As many as an archive may have volumes, and some."""
_PER_MIB = MIB if sys.platform == "darwin" else 1024
"""The kernels do not agree on the unit of a peak: bytes on macOS, else KiB."""
CPU_LIMIT_SIGNAL = int(signal.SIGXCPU)


@lru_cache(maxsize=1024)
def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""


def owner_name(stat: os.stat_result) -> str:
    """The account that owns a file, empty where the system does not know its name."""
    return _account(stat.st_uid)


def limit_resources(memory_mb: int) -> None:
    """Limit this process for good: memory, open files, no core dump, no file ever written."""
    for kind, limit in (
        (resource.RLIMIT_AS, memory_mb * MIB),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (ceiling, ceiling))


def limited() -> Iterator[Wall]:
    """The walls of this process that are limits; the parent ends what takes too long everywhere."""
    yield Wall.TIME
    if resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
        yield Wall.MEMORY


def is_refused(attempt: Callable[[], object]) -> bool:
    """Whether the system refuses this process something that would otherwise work or fail otherwise."""
    try:
        attempt()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def allow_cpu(seconds: int) -> None:
    """Allow this process so many more seconds of processor time; the kernel then ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def start_linked(command: Sequence[str], memory_mb: int) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a child that shares a private channel with us; its end is the last argument.

    The child gets no standard streams and an empty environment; it bounds its own memory.
    Raises OSError.
    """
    del memory_mb
    return _started(command, {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})


def start_worker(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a process that detects for us, with our environment but no threads of libraries.

    It is out of reach of the terminal's signals: ending it is the parent's work. Raises OSError.
    """
    return _started(command, {**os.environ, **ONE_THREAD})


def _started(command: Sequence[str], env: dict[str, str]) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            child = subprocess.Popen(
                [*command, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
    except OSError:
        ours.close()
        raise
    return child, Connection(ours.detach())


def buried(child: subprocess.Popen[bytes], seconds: float) -> tuple[int | None, int]:
    """How a child ended (minus the signal's number, None if it has not) and the most memory it held, in MiB."""
    until = time.monotonic() + seconds
    while child.returncode is None:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode, usage.ru_maxrss // _PER_MIB
        if time.monotonic() > until:
            break
        time.sleep(0.002)
    return child.returncode, 0


def join_link(argument: str) -> Connection:
    """In the child: our end of the channel."""
    return Connection(int(argument))


def send_file(link: Connection, descriptor: int, pid: int) -> None:
    """Hand an open file to the process at the other end."""
    send_handle(link, descriptor, pid)


def receive_file(link: Connection) -> int:
    """Take over the open file that the other end hands us."""
    return recv_handle(link)
