"""Workers that inspect one letter each as letters come, for several threads that wait for the answers."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import Self

from dlp.counting.spill import Scratch
from dlp.errors import WorkerError
from dlp.model import Inspection, Text
from dlp.settings import Settings
from dlp.workers.letter import Letter
from dlp.workers.nursery import Nursery, Worker
from dlp.workers.wire import Receiver

TRIES = 2
"""How many workers a letter is given to, if the first one dies over it."""


class Desk:
    """So many workers, each with the engine loaded. Use as a context manager.

    Make it in a thread that lives as long as it does: where the system ends workers with their
    maker, it is that thread which counts.
    """

    def __init__(self, settings: Settings, version: str, scratch: Scratch, number: int) -> None:
        self._nursery = Nursery(settings, version, number)
        self._scratch, self._making = scratch, threading.Lock()
        self._free: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        self._all: set[Worker] = set()
        for _ in range(number):
            self._free.put(None)  # to be made by whoever needs it first

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once; who still waits for one is told that it is gone."""
        for worker in list(self._all):
            worker.close()
        self._nursery.close()

    def start(self) -> None:
        """Have the first worker ready. Raises WorkerError."""
        self._free.get()
        self._free.put(self._made())

    def inspect(self, letter: Letter) -> Inspection:
        """The inspection of a letter, as soon as a worker is free for it.

        Raises:
            WorkerError: it could not be inspected: workers die over it, or cannot be started.
            SpillError: the disk cannot hold the persons in it.
        """
        for _ in range(TRIES):
            worker, done = self._free.get(), False
            try:
                worker = worker or self._made()
                found = self._asked(worker, letter)
                done = True
            except (EOFError, OSError):
                continue
            finally:
                if not done:  # it is dead, or has not said all of what nobody listens to any more
                    self._bury(worker)
                self._free.put(worker if done else None)
            return found
        raise WorkerError(Text("检查这封邮件的工作进程退出", "the workers died that inspected this message"))

    def _asked(self, worker: Worker, letter: Letter) -> Inspection:
        """Raises EOFError, OSError: the worker is dead."""
        worker.link.send_bytes(letter.packed())
        receiver = Receiver(self._scratch)
        while True:
            inspection = receiver.take(worker.link.recv_bytes())
            if inspection:
                return inspection

    def _made(self) -> Worker:
        with self._making:
            worker = self._nursery.worker()
            self._all.add(worker)
            return worker

    def _bury(self, worker: Worker | None) -> None:
        if worker:
            self._all.discard(worker)
            with contextlib.suppress(OSError):
                worker.close()
