"""Windows: removable media by drive type. Process limits need a Job Object, see `confine`."""

from __future__ import annotations

import msvcrt
import os
import subprocess
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe, PipeConnection
from multiprocessing.reduction import recv_handle, send_handle

import psutil

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

CPU_LIMIT_SIGNAL = 0


def confine(memory_mb: int) -> None:
    """Nothing yet: memory is not bounded on Windows."""
    del memory_mb


def allow_cpu(seconds: int) -> None:
    """Nothing: the parent ends a reader that takes too long."""
    del seconds


def owner_name(stat: os.stat_result) -> str:
    """Windows keeps no owner in stat; the account comes from the profile folder instead."""
    del stat
    return ""


def removable_mounts() -> tuple[str, ...]:
    """Drives that Windows calls removable."""
    return tuple(p.mountpoint for p in psutil.disk_partitions() if "removable" in p.opts.split(","))


def start_linked(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a child that shares a private pipe with us; its end is the last argument."""
    ours, theirs = Pipe()
    handle = theirs.fileno()
    os.set_handle_inheritable(handle, True)
    startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
    child = subprocess.Popen(
        [*command, str(handle)],
        startupinfo=startup,
        close_fds=True,
        env={"SYSTEMROOT": os.environ["SYSTEMROOT"]},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=subprocess.CREATE_NO_WINDOW,
    )
    theirs.close()
    return child, ours


def join_link(argument: str) -> Connection:
    """In the child: our end of the pipe."""
    return PipeConnection(int(argument))


def send_file(link: Connection, descriptor: int, pid: int) -> None:
    """Hand an open file to the process at the other end."""
    send_handle(link, msvcrt.get_osfhandle(descriptor), pid)


def receive_file(link: Connection) -> int:
    """Take over the open file that the other end hands us."""
    return msvcrt.open_osfhandle(recv_handle(link), os.O_RDONLY | os.O_BINARY)
