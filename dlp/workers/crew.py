"""Workers for work that never ends: a path is given whenever there is one, and told of when it is done.

A `Pool` keeps the order of a scan; here a document that takes a minute holds nobody up. Workers are
started with the first path, and end when there was none for a while: an idle agent has no engine in memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from typing import Any

from dlp.counting.spill import Scratch
from dlp.errors import WorkerError
from dlp.model import Act, Inspection, PlaceKind, Reason, Text
from dlp.settings import Settings
from dlp.walk import Seen
from dlp.workers.nursery import Nursery, Worker
from dlp.workers.pool import TRIES
from dlp.workers.unit import Unit
from dlp.workers.wire import Receiver

IDLE = 60.0
"""Seconds without work after which workers end."""

_TOO_LONG = 10
"""A worker is ended when a path takes so many times as long as a reader may."""
_MOST_DEATHS = 4
"""So many workers dead in a row, whatever they were given: something else is wrong."""


@dataclass(slots=True)
class Job:
    """A path to inspect. deaths: how many workers died over it; missed: why it is not to be opened any more."""

    seen: Seen
    act: Act = Act.AT_REST
    place: PlaceKind | None = None
    deaths: int = 0
    missed: Reason | None = None
    since: float = field(default=0.0, compare=False)

    def unit(self) -> Unit:
        """What a worker is told."""
        seen = replace(self.seen, missed=self.missed, volume_of="") if self.missed else self.seen
        return Unit((seen,), self.place, self.act)


class _Hand:
    """A worker, and the path that it is at."""

    def __init__(self, worker: Worker, scratch: Scratch) -> None:
        self.worker, self.receiver = worker, Receiver(scratch)
        self.job: Job | None = None

    def give(self, job: Job) -> None:
        """Raises OSError: it is dead."""
        self.job, job.since = job, time.monotonic()
        self.worker.link.send_bytes(job.unit().packed())


class Crew:
    """Worker processes that come and go. Call `close()` in the end; for one thread."""

    def __init__(self, settings: Settings, version: str, scratch: Scratch, number: int, idle: float = IDLE) -> None:
        self._settings, self._version = settings, version
        self._scratch, self._number, self._idle = scratch, number, idle
        self._nursery: Nursery | None = None
        self._hands: list[_Hand] = []
        self._again: list[Job] = []
        self._busy_at = time.monotonic()
        self._died = 0
        longest = max(settings.limits.seconds, settings.limits.ocr_document_seconds if settings.ocr else 0)
        self.patience = float(_TOO_LONG * longest)

    @property
    def room(self) -> int:
        """How many more paths can be taken now."""
        return self._number - self.working

    @property
    def working(self) -> int:
        """How many paths are being inspected, or wait for a worker."""
        return sum(hand.job is not None for hand in self._hands) + len(self._again)

    @property
    def size(self) -> int:
        """How many workers there are."""
        return len(self._hands)

    def give(self, job: Job) -> None:
        """Have a path inspected, as soon as there is a worker that has loaded. Raises WorkerError."""
        self._busy_at = time.monotonic()
        self._again.append(job)
        self._deal()

    def hear(self, seconds: float) -> Iterator[tuple[Job, Inspection]]:
        """What was inspected meanwhile, waiting at most so long. Raises WorkerError, SpillError."""
        self._end_overdue()
        self._deal()
        heard: dict[Any, _Hand] = {hand.worker.link: hand for hand in self._hands if hand.job}
        if not heard:
            self._rest()
            time.sleep(seconds)
        for link in wait(list(heard), seconds) if heard else ():
            done = self._take(heard[link])
            if done:
                yield done

    def _deal(self) -> None:
        """Hand out what waits to whoever has nothing to do."""
        while self._again:
            hand = next((hand for hand in self._hands if hand.job is None), None) or self._new()
            if hand is None:
                return
            job = self._again.pop(0)
            try:
                hand.give(job)
            except OSError:  # it died while it had nothing to do, which is not this path's fault
                job.deaths -= 1
                self._bury(hand)

    def close(self) -> None:
        """End all workers at once; what they were doing is not done."""
        for hand in self._hands:
            hand.worker.close()
        self._hands = []
        if self._nursery:
            self._nursery.close()
            self._nursery = None

    def _new(self) -> _Hand | None:
        """One more worker; None if there are enough, or none has loaded yet."""
        if len(self._hands) >= self._number:
            return None
        if self._nursery and self._nursery.lost():
            self._begin_again()
        self._nursery = self._nursery or Nursery(self._settings, self._version, 1)
        if not self._nursery.ready():
            return None
        try:
            hand = _Hand(self._nursery.worker(), self._scratch)
        except WorkerError:
            self._begin_again()
            return None
        self._hands.append(hand)
        return hand

    def _begin_again(self) -> None:
        """What loads for us was ended: load anew, a few times. Raises WorkerError."""
        self._died += 1
        if self._died > _MOST_DEATHS:
            raise WorkerError(Text("工作进程无法启动", "a worker process cannot be started"))
        if self._nursery:
            self._nursery.close()
            self._nursery = None

    def _take(self, hand: _Hand) -> tuple[Job, Inspection] | None:
        try:
            inspection = hand.receiver.take(hand.worker.link.recv_bytes())
        except (EOFError, OSError):
            self._bury(hand)
            return None
        if inspection is None or hand.job is None:
            return None
        job, hand.job, self._died = hand.job, None, 0
        self._busy_at = time.monotonic()
        return job, inspection

    def _bury(self, dead: _Hand) -> None:
        """A worker died: what it was at is tried once more, and then told as one that crashes readers."""
        self._hands.remove(dead)
        dead.worker.close()
        self._died += 1
        if self._died > _MOST_DEATHS:
            raise WorkerError(Text("工作进程不断退出", "the worker processes die whatever they are given"))
        if dead.job:
            dead.job.deaths += not (self._nursery and self._nursery.lost())  # then it was not this path's fault
            if dead.job.deaths >= TRIES:
                dead.job.missed = Reason.CRASH
            self._again.append(dead.job)

    def _end_overdue(self) -> None:
        """End all workers if one does not come back: a fork's process is its parent's to end."""
        late = [h for h in self._hands if h.job and time.monotonic() - h.job.since > self.patience]
        if not late:
            return
        for hand in late:
            if hand.job:
                hand.job.missed = Reason.TIMEOUT
        self._again += [hand.job for hand in self._hands if hand.job]
        self.close()

    def _rest(self) -> None:
        if self._hands and time.monotonic() - self._busy_at > self._idle:
            self.close()
