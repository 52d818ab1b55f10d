"""The wall around parsers: a warm child process, given open files, ended when it misbehaves."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Self

from dlp import machine
from dlp.model import Reason
from dlp.readers import wire
from dlp.readers.source import Figure, Item, Limits

RECYCLE = 200
"""How many documents a child reads before it is replaced."""


class Failed(Exception):
    """The child did not finish a document: it took too long, or died."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Sandbox:
    """One warm child and its channel. Use as a context manager, from one thread."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None
        self._served = 0
        self._busy = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(
        self, descriptor: int, name: str, *, as_text: bool = False, figure: Figure | None = None
    ) -> Iterator[Item | wire.Done]:
        """All items of an open file. Raises Failed; the next document is unharmed by it."""
        if self._busy:  # an earlier document was left half read: what is still to come is not ours
            self.close()
        link = self._ask(descriptor, wire.Request(name, as_text, self.limits, figure))
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

    def _ask(self, descriptor: int, request: wire.Request) -> Connection:
        """Send a request; a child found dead between documents is replaced once."""
        for attempt in (1, 2):
            child, link = self._running()
            try:
                link.send_bytes(wire.pack_request(request))
                machine.send_file(link, descriptor, child.pid)
                return link
            except OSError:
                self.close()
                if attempt == 2:
                    break
        raise Failed(Reason.CRASH)

    def _running(self) -> tuple[subprocess.Popen[bytes], Connection]:
        if self._served >= RECYCLE:
            self.close()
        if self._child is None or self._link is None:
            command = [sys.executable, "-I", "-B", "-X", "utf8", "-m", "dlp.readers.child", str(self.limits.memory_mb)]
            self._child, self._link = machine.start_linked(command)
            self._served = 0
        self._served += 1
        return self._child, self._link

    def _answers(self, link: Connection) -> Iterator[Item | wire.Done]:
        """Items until the last. Only the time spent waiting for the child counts against it."""
        left = float(self.limits.seconds)
        while True:
            began = time.monotonic()
            frame = self._frame(link, left)
            left -= time.monotonic() - began
            try:
                item = wire.unpack(frame)
            except wire.BadFrame as error:
                raise Failed(Reason.CRASH) from error
            yield item
            if isinstance(item, wire.Done):
                return

    def _frame(self, link: Connection, seconds: float) -> bytes:
        with contextlib.suppress(EOFError, OSError):
            if not link.poll(max(0.0, seconds)):
                raise Failed(Reason.TIMEOUT)
            return link.recv_bytes()
        raise Failed(self._obituary())

    def _obituary(self) -> Reason:
        """Why the child is gone: the kernel's processor-time limit, or a crash."""
        if self._child is None:
            return Reason.CRASH
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._child.wait(timeout=2)
            return Reason.TIMEOUT if code == -machine.CPU_LIMIT_SIGNAL else Reason.CRASH
        return Reason.CRASH
