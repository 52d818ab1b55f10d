"""Where workers come from: on Linux one process that loads and is forked, elsewhere a process for each."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
from multiprocessing.connection import Connection

from dlp import machine
from dlp.errors import WorkerError
from dlp.model import Text
from dlp.readers.sandbox import command_line
from dlp.settings import Settings
from dlp.workers import wire

_CHILD = "dlp.workers.child"
_FIX = Text("用 --workers 1 不启动工作进程", "--workers 1 does without worker processes")


class Worker:
    """The parent's end of one worker: its channel, and its process where that is its own."""

    def __init__(self, link: Connection, process: subprocess.Popen[bytes] | None = None) -> None:
        self.link, self._process = link, process

    def close(self) -> None:
        """Hang up. A process of its own ends at once, a fork as soon as it is done with its file."""
        self.link.close()
        if self._process:
            _end(self._process)


class Nursery:
    """Starts workers, the first ones while the caller is doing something else.

    settings: of the scan, with the folders that they stand for.
    version: of the policy; a worker that finds another one does not start.
    """

    def __init__(self, settings: Settings, version: str, number: int) -> None:
        whole = settings.model_dump(mode="json") | {"state": str(settings.state_folder)}
        self._given = json.dumps({"settings": whole, "policy": version, "parent": os.getpid()}).encode()
        self._parent: tuple[subprocess.Popen[bytes], Connection] | None = None
        self._loading = [self._load() for _ in range(1 if machine.FORKS else number)]

    def ready(self) -> bool:
        """Whether `worker()` would not have to wait. Loading begins if nothing is being loaded."""
        if self._parent:
            return True
        self._loading = self._loading or [self._load()]
        return self._loading[-1][1].poll(0)

    def lost(self) -> bool:
        """Whether the process that is forked has ended, and all its forks with it."""
        return self._parent is not None and self._parent[0].poll() is not None

    def worker(self) -> Worker:
        """A worker that has loaded; tried twice. Raises WorkerError."""
        for _ in range(2):
            with contextlib.suppress(OSError, EOFError):
                return self._worker()
        raise WorkerError(Text("工作进程无法启动", "a worker process cannot be started"), fix=_FIX)

    def close(self) -> None:
        """End what is still loading and what is there to be forked; with that one go its forks."""
        for process, link in self._loading:
            link.close()
            _end(process)
        self._loading = []
        self._end_parent()

    def _load(self) -> tuple[subprocess.Popen[bytes], Connection]:
        process, link = machine.start_worker(command_line(_CHILD))
        link.send_bytes(self._given)
        return process, link

    def _loaded(self) -> tuple[subprocess.Popen[bytes], Connection, bool]:
        """A process that has loaded, its channel, and whether it can be forked."""
        process, link = self._loading.pop() if self._loading else self._load()
        answer = link.recv_bytes()
        if answer.startswith(wire.READY):
            return process, link, len(answer) > len(wire.READY)
        _end(process)
        raise WorkerError(Text("工作进程无法启动", f"a worker cannot start: {answer[1:].decode()}"), fix=_FIX)

    def _worker(self) -> Worker:
        """A fork of the loaded process; that process itself where it must not be forked."""
        if self._parent is None:
            process, link, forks = self._loaded()
            link.send_bytes(wire.FORK if forks else wire.SERVE)
            if not forks:
                return Worker(link, process)
            self._parent = process, link
        try:
            return Worker(_fork(*self._parent))
        except (OSError, EOFError):  # it was killed, and all its forks with it: another takes its place
            self._end_parent()
            raise

    def _end_parent(self) -> None:
        if self._parent:
            process, link = self._parent
            link.close()
            _end(process)
            self._parent = None


def _fork(process: subprocess.Popen[bytes], link: Connection) -> Connection:
    """Hand the loaded process one end of a new channel; whatever is at that end is a fork of it.

    It says a word when it is there, so that the death of who should have made it is not taken for its own, which
    would be held against a file. Raises OSError, EOFError.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            machine.send_file(link, theirs.fileno(), process.pid)
        except OSError:
            ours.close()
            raise
    made = Connection(ours.detach())
    try:
        made.recv_bytes()
    except (OSError, EOFError):
        made.close()
        raise
    return made


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
