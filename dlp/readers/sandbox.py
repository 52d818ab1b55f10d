"""The wall around parsers: a warm child process, given open files, ended when it misbehaves."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from dlp import machine
from dlp.model import Reason
from dlp.readers import wire
from dlp.readers.keys import Passwords
from dlp.readers.source import Figure, Item, Limits
from dlp.readers.volumes import VolumeSet

RECYCLE = 1000
"""How many documents a child reads before it is replaced."""

_GLANCE = 0.2
"""Seconds between two looks at a child's memory, where the system does not bound it."""
_KILL = 9
"""POSIX's signal that nobody can catch, SIGKILL."""

_BOOT = "import sys; sys.path[:] = sys.argv.pop(1).split(sys.argv.pop(1)); from {} import main; main(sys.argv[1:])"
"""A process of ours imports from where its parent does, and nothing in its folder or environment changes that."""


class Failed(Exception):
    """The child did not finish a document: it took too long, or died."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Volumes:
    """What a file is a volume of, and all volumes of that, open; none where one is missing."""

    found: VolumeSet | None = None
    descriptors: tuple[int, ...] = ()


class Sandbox:
    """One warm child and its channel. Use as a context manager, from one thread."""

    def __init__(self, limits: Limits | None = None, passwords: Passwords | None = None) -> None:
        self.limits, self._passwords = limits or Limits(), passwords or Passwords()
        self._child: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None
        self._served = 0
        self._busy = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(
        self,
        descriptor: int,
        name: str,
        *,
        as_text: bool = False,
        figure: Figure | None = None,
        volumes: Volumes | None = None,
        message: tuple[int, int] | None = None,
    ) -> Iterator[Item | wire.Done]:
        """All items of an open file. Raises Failed; the next document is unharmed by it."""
        if self._busy:  # an earlier document was left half read: what is still to come is not ours
            self.close()
        more = volumes or Volumes()
        words, seconds = self._passwords.words, self._passwords.seconds
        request = wire.Request(name, as_text, self.limits, figure, more.found, words, seconds, message)
        link = self._ask((descriptor, *more.descriptors), request)
        self._busy = True
        try:
            yield from self._answers(link)
            self._busy = False
        finally:
            if self._busy and self._link is link:
                self.close()

    def close(self) -> None:
        """End the child at once."""
        if self._link:
            self._link.close()
        if self._child:
            self._child.kill()
            self._child.wait()
        self._child = self._link = None
        self._busy = False

    def _ask(self, descriptors: tuple[int, ...], request: wire.Request) -> Connection:
        """Send a request; a child found dead between documents is replaced once."""
        for attempt in (1, 2):
            child, link = self._running()
            try:
                link.send_bytes(wire.pack_request(request))
                for descriptor in descriptors:
                    machine.send_file(link, descriptor, child.pid)
                return link
            except OSError:
                self.close()
                if attempt == 2:
                    break
        raise Failed(Reason.CRASH)

    def walls(self) -> frozenset[machine.Wall]:
        """The walls that stand round a child on this machine; none if no child can be started."""
        try:
            _, link = self._running()
            link.send_bytes(wire.ASK_WALLS)
            answer = wire.unpack(self._frame(link, self.limits.seconds))
        except (OSError, Failed, wire.BadFrame):
            self.close()
            return frozenset()
        names = answer.walls if isinstance(answer, wire.Standing) else ()
        return frozenset(wall for wall in machine.Wall if wall.value in names)

    def _running(self) -> tuple[subprocess.Popen[bytes], Connection]:
        if self._served >= RECYCLE:
            self.close()
        if self._child is None or self._link is None:
            memory = self.limits.memory_mb
            self._child, self._link = machine.start_linked([*_command(), str(memory)], memory)
            self._served = 0
        self._served += 1
        return self._child, self._link

    def _answers(self, link: Connection) -> Iterator[Item | wire.Done]:
        """Items until the last. Only the time spent waiting for the child counts against it."""
        left, meter = float(self.limits.seconds), wire.Meter(self.limits)
        while True:
            began = time.monotonic()
            frame = self._frame(link, left)
            left -= time.monotonic() - began
            try:
                item = wire.unpack(frame)
                meter.take(frame, item)
            except wire.BadFrame as error:
                raise Failed(Reason.CRASH) from error
            if isinstance(item, wire.Standing):
                raise Failed(Reason.CRASH)
            yield item
            if isinstance(item, wire.Done):
                return

    def _frame(self, link: Connection, seconds: float) -> bytes:
        """The next frame, if it comes in time and is not too long."""
        with contextlib.suppress(EOFError, OSError):
            self._await(link, seconds)
            return link.recv_bytes(wire.FRAME)
        raise Failed(self._obituary())

    def _await(self, link: Connection, seconds: float) -> None:
        """Wait until the child says something, and look at its memory now and then. Raises Failed, OSError."""
        until = time.monotonic() + seconds
        while not link.poll(max(0.0, min(_GLANCE, until - time.monotonic()))):
            if time.monotonic() >= until:
                raise Failed(Reason.TIMEOUT)
            if self._child and machine.exceeds(self._child.pid, self.limits.memory_mb):
                raise Failed(Reason.MEMORY)

    def _obituary(self) -> Reason:
        """Why the child is gone: the limit of processor time, that of memory, or a crash.

        A library that gets no memory seldom says so: it ends the process.
        """
        code, peak = machine.buried(self._child, 2) if self._child else (None, 0)
        if code is not None and code == -machine.CPU_LIMIT_SIGNAL:
            return Reason.TIMEOUT
        killed = code == -_KILL  # by somebody else; what it held then says nothing
        return Reason.MEMORY if peak > self.limits.memory_mb // 2 and not killed else Reason.CRASH


@cache
def _command() -> tuple[str, ...]:
    """The child's command line but for its own arguments."""
    return command_line("dlp.readers.child")


def command_line(module: str) -> tuple[str, ...]:
    """A process of ours that calls a module's `main` with what is put behind: no site, our own import path."""
    python = (sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c")
    return (*python, _BOOT.format(module), os.pathsep.join(_import_path()), os.pathsep)


def _import_path() -> list[str]:
    """Where a process of ours imports from: this program and Python's installation, never the current folder.

    `python -m dlp` has that in front, and the folder may be the very one that is scanned.
    """
    if sys.flags.no_site:  # we were started like this ourselves
        return sys.path
    installed = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    theirs = [path for path in sys.path if any(Path(path).is_relative_to(root) for root in installed)]
    ours = str(Path(__file__).parents[2])
    return [ours, *(path for path in theirs if path != ours and Path(path).exists())]
