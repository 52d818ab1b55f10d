"""Windows: readers live in a Job Object that the parent makes; removable media by drive type."""

from __future__ import annotations

import contextlib
import ctypes
import msvcrt
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator, Sequence
from ctypes import wintypes
from multiprocessing.connection import Connection, Pipe, PipeConnection
from multiprocessing.reduction import recv_handle, send_handle

import psutil

from dlp.machine import jobs
from dlp.machine.spare import ONE_THREAD
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

CPU_LIMIT_SIGNAL = 0
FORKS = False
"""Whether a loaded process without threads may be forked on this system."""


def confine(memory_mb: int) -> None:
    """Nothing: the parent has put this process into a job, see `start_linked`."""
    del memory_mb


def can_fork() -> bool:
    """Never, see `FORKS`."""
    return FORKS


def die_with_parent(parent: int) -> None:
    """Nothing: the process is in a job that ends with its parent's handle, see `start_worker`."""
    del parent


def standing() -> Iterator[Wall]:
    """The walls round this process: time by the parent, the rest if it is in a job."""
    yield Wall.TIME
    yield Wall.MEMORY  # by the job, and watched from outside where there is none
    inside = wintypes.BOOL()
    kernel = _kernel()
    if kernel.IsProcessInJob(kernel.GetCurrentProcess(), None, ctypes.byref(inside)) and inside.value:
        yield Wall.PROGRAMS
        yield Wall.ORPHAN


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


def start_linked(command: Sequence[str], memory_mb: int) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a child in a job of its own that shares a private pipe with us; its end is the last argument.

    Raises OSError.
    """
    child, ours = _started(command, {"SYSTEMROOT": os.environ["SYSTEMROOT"]})
    _bind(child, jobs.limits(memory_mb), restricted=True)
    return child, ours


def start_worker(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a process that detects for us; its job only sees to it that it ends with us. Raises OSError."""
    child, ours = _started(command, {**os.environ, **ONE_THREAD})
    _bind(child, jobs.unlimited(), restricted=False)
    return child, ours


def _started(command: Sequence[str], env: dict[str, str]) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    handle = theirs.fileno()
    os.set_handle_inheritable(handle, True)
    startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
    child = subprocess.Popen(
        # the python.exe of a virtual environment only starts another one, which would not be ours to hand files to
        [sys._base_executable, *command[1:], str(handle)],  # noqa: SLF001 - as multiprocessing does
        startupinfo=startup,
        close_fds=True,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=subprocess.CREATE_NO_WINDOW,
    )
    theirs.close()
    return child, ours


def _bind(child: subprocess.Popen[bytes], limits: jobs.Limits, *, restricted: bool) -> None:
    """Put a child into a job that ends when we let go of it, if the system gives one."""
    job = _job(int(child._handle), limits, restricted=restricted)  # noqa: SLF001 - Popen gives it in no other way
    if job:
        weakref.finalize(child, _kernel().CloseHandle, wintypes.HANDLE(job))  # and with the last handle goes the child


def _kernel() -> ctypes.WinDLL:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    kernel.IsProcessInJob.argtypes = (wintypes.HANDLE, wintypes.HANDLE, ctypes.POINTER(wintypes.BOOL))
    return kernel


def _job(process: int, limits: jobs.Limits, *, restricted: bool) -> int | None:
    """A new job with a process in it; None where the system does not give one."""
    kernel = _kernel()
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        return None
    kernel.SetInformationJobObject(job, jobs.EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
    if restricted:
        ui = wintypes.DWORD(jobs.UI_ALL)
        kernel.SetInformationJobObject(job, jobs.BASIC_UI_LIMITS, ctypes.byref(ui), ctypes.sizeof(ui))
    kernel.AssignProcessToJobObject(job, process)
    return int(job)


def buried(child: subprocess.Popen[bytes], seconds: float) -> tuple[int | None, int]:
    """How a child ended, None if it has not; Windows keeps no peak for us, so it is 0."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=seconds)
    return child.returncode, 0


def join_link(argument: str) -> Connection:
    """In the child: our end of the pipe."""
    return PipeConnection(int(argument))


def send_file(link: Connection, descriptor: int, pid: int) -> None:
    """Hand an open file to the process at the other end."""
    send_handle(link, msvcrt.get_osfhandle(descriptor), pid)


def receive_file(link: Connection) -> int:
    """Take over the open file that the other end hands us."""
    return msvcrt.open_osfhandle(recv_handle(link), os.O_RDONLY | os.O_BINARY)
