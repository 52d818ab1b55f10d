"""The parent's side: hands units out, takes inspections in, gives them on in the order of the units.

Nothing here grows with the number of files. Units are taken from their source only while there is
a worker for them. Inspections that come before their turn wait; if they are many, workers other than
the one whose turn it is are no longer listened to, and so have to wait themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Any, Self

from dlp.counting.spill import Scratch
from dlp.errors import WorkerError
from dlp.model import Inspection, Reason, Text
from dlp.settings import Settings
from dlp.workers.nursery import Nursery, Worker
from dlp.workers.unit import Unit
from dlp.workers.wire import Receiver

AHEAD = 2
"""How many units a worker has at a time: one that it works on, and one so that it need not wait for us."""

TRIES = 2
"""How often a file is tried: with that many workers dead over it, it is not inspected (`crash`)."""

_WAITING = 32 << 20
"""About how many bytes may wait for their turn."""
_MOST_DEATHS = TRIES + 2


@dataclass(slots=True)
class _Task:
    """A unit in work: what has come back of it, how much of that, and how often its next path killed a worker."""

    unit: Unit
    came: deque[tuple[Inspection, int]] = field(default_factory=deque)
    done: int = 0
    deaths: int = 0

    @property
    def finished(self) -> bool:
        return self.done == len(self.unit.seen)

    def left(self) -> Unit:
        """What a new worker has to do of it."""
        return self.unit.rest(self.done, Reason.CRASH if self.deaths >= TRIES else None)


class _Hand:
    """A worker, what it has to do, and what it is just sending."""

    def __init__(self, worker: Worker, scratch: Scratch, tasks: Iterable[_Task] = ()) -> None:
        self.worker, self.tasks = worker, deque(tasks)
        self.receiver, self.bytes = Receiver(scratch), 0

    def give(self, task: _Task) -> None:
        """One more thing to do. Raises OSError: it is dead."""
        self.tasks.append(task)
        self.worker.link.send_bytes(task.left().packed())

    def hear(self) -> int:
        """Take one frame; its length. Raises EOFError, OSError: it is dead; SpillError."""
        frame = self.worker.link.recv_bytes()
        self.bytes += len(frame)
        inspection = self.receiver.take(frame)
        if inspection:
            task = self.tasks[0]
            task.came.append((inspection, self.bytes))
            task.done, task.deaths, self.bytes = task.done + 1, 0, 0
            if task.finished:
                self.tasks.popleft()
        return len(frame)


class Pool:
    """Worker processes. Use as a context manager, from one thread, with which they end.

    Workers load from the start on; scratch is where the persons of large documents are kept.
    """

    def __init__(self, settings: Settings, version: str, scratch: Scratch, number: int) -> None:
        self._nursery = Nursery(settings, version, number)
        self._scratch, self._number = scratch, number
        self._hands: list[_Hand] = []
        self._open: deque[_Task] = deque()
        self._held = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once."""
        for hand in self._hands:
            hand.worker.close()
        self._hands = []
        self._nursery.close()

    def inspect(self, units: Iterable[Unit]) -> Iterator[Inspection]:
        """All inspections, in the order of the units and their paths.

        A file during which its worker died is tried once more; if that one dies too, the file was not
        inspected (`crash`).

        Raises:
            WorkerError: workers cannot be started, or die whatever they are given.
            SpillError: the disk cannot hold the persons of a document.
        """
        source = iter(units)
        while len(self._hands) < self._number:
            self._hands.append(_Hand(self._nursery.worker(), self._scratch))
        while self._hand_out(source) or self._open:
            yield from self._due()
            if self._open:
                self._listen()

    def _hand_out(self, source: Iterator[Unit]) -> bool:
        """Give idle workers something to do, as long as not too much is waiting; whether anything was."""
        given = False
        for depth in range(AHEAD):
            for hand in self._hands:
                if len(hand.tasks) > depth or self._held > _WAITING:
                    continue
                unit = next(source, None)
                if unit is None:
                    return given
                given = True
                self._give(hand, _Task(unit))
        return given

    def _give(self, hand: _Hand, task: _Task) -> None:
        self._open.append(task)
        try:
            hand.give(task)
        except OSError:
            self._replace(hand)

    def _due(self) -> Iterator[Inspection]:
        """What is next in order and has come."""
        while self._open:
            task = self._open[0]
            while task.came:
                inspection, size = task.came.popleft()
                self._held -= size
                yield inspection
            if not task.finished:
                return
            self._open.popleft()

    def _listen(self) -> None:
        """Wait for some worker to say something, and hear it."""
        heard: dict[Any, _Hand] = {hand.worker.link: hand for hand in self._hands if self._may_speak(hand)}
        for link in wait(list(heard)):
            hand = heard[link]
            try:
                self._held += hand.hear()
            except (EOFError, OSError):
                self._replace(hand)

    def _may_speak(self, hand: _Hand) -> bool:
        """Whoever has the next unit in order always; others as long as not too much is waiting."""
        return bool(hand.tasks) and (self._held <= _WAITING or hand.tasks[0] is self._open[0])

    def _replace(self, dead: _Hand) -> None:
        """Let a new worker do what a dead one had to do. What it was working on may have killed it."""
        self._held -= dead.bytes
        dead.worker.close()
        if dead.tasks:
            dead.tasks[0].deaths += 1
            if dead.tasks[0].deaths >= _MOST_DEATHS:
                raise WorkerError(Text("工作进程不断退出", "the worker processes die whatever they are given"))
        new = _Hand(self._nursery.worker(), self._scratch)
        self._hands[self._hands.index(dead)] = new
        try:
            for task in dead.tasks:
                new.give(task)
        except OSError:
            new.tasks = dead.tasks
            self._replace(new)
