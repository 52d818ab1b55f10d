"""What Linux and macOS have in common."""

from __future__ import annotations

import os
import pwd
import resource
import signal
import socket
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle

MIB = 1 << 20
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
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        ceiling = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (ceiling, ceiling))


def allow_cpu(seconds: int) -> None:
    """Allow this process so many more seconds of processor time; the kernel then ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def start_linked(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a child that shares a private channel with us; its end is the last argument.

    The child gets no standard streams and an empty environment. Raises OSError.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        child = subprocess.Popen(
            [*command, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return child, Connection(ours.detach())


def join_link(argument: str) -> Connection:
    """In the child: our end of the channel."""
    return Connection(int(argument))


def send_file(link: Connection, descriptor: int, pid: int) -> None:
    """Hand an open file to the process at the other end."""
    send_handle(link, descriptor, pid)


def receive_file(link: Connection) -> int:
    """Take over the open file that the other end hands us."""
    return recv_handle(link)
