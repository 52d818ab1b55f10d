"""The agent's loop: work goes from the watcher to the workers, inspections to the record.

This process never loads the engine. It alone records, so what it has in hand when it is killed is
inspected again: an incident is durable before its file counts as inspected, and before it is told.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from agent.outbox import Batch, Outboxes
from agent.survey import Work
from agent.watch import Watcher
from dlp.model import Act, Inspection, PlaceKind, Reason, Stamp
from dlp.workers import Crew, Job

TURN = 0.25
"""Seconds that a turn of the loop waits for something to be inspected."""
_FLUSH = 1.0
_CRASHES = 3
_PASSING = frozenset({Reason.LOCKED, Reason.IO, Reason.VANISHED, Reason.CHANGED})
"""Reasons that may be over the next time: such a file is not done."""


class Sink(Protocol):
    """Where inspections go: the durable record first."""

    def __call__(self, inspection: Inspection) -> None:
        """Take one. Raises StateError."""

    def mailbox(self, file: Path, stamp: Stamp) -> None:
        """Take a file whose messages were all inspected, each on its own. Raises StateError."""

    def flush(self) -> None:
        """Put on record what was inspected. Raises StateError."""


class Agent:
    """Joins a watcher, a crew of workers and a sink. place: what every path is taken for, if given."""

    def __init__(self, watcher: Watcher, crew: Crew, sink: Sink, place: PlaceKind | None = None) -> None:
        self._watcher, self._crew, self._sink, self._place = watcher, crew, sink, place
        self._work: dict[str, Work] = {}
        self._outboxes, self._batches = Outboxes(), dict[str, Batch]()
        self._crashes: Counter[str] = Counter()
        self._flushed = time.monotonic()
        watcher.workers = crew.room

    def run(self, stopped: Callable[[], bool]) -> None:
        """Until it is stopped. Raises StateError, WorkerError, SpillError."""
        self._watcher.start()
        try:
            while not stopped():
                self.turn()
        finally:
            self._crew.close()
            self._flush()
            self._watcher.stop()

    def turn(self) -> None:
        """Once round."""
        for work in self._watcher.take(self._crew.room):
            self._begin(work)
        for job, inspection in self._crew.hear(TURN):
            self._take(self._work[str(job.seen.path)], inspection)
        if time.monotonic() - self._flushed > _FLUSH:
            self._flush()
        self._watcher.also = {"workers": self._crew.size, "working": self._crew.working}
        self._watcher.tick()

    def _begin(self, work: Work) -> None:
        self._work[work.path] = work
        outgoing = self._watcher.is_outbox(work.path)
        if outgoing and not work.missed and not work.volume_of:
            self._begin_messages(work)
        elif outgoing:
            self._crew.give(Job(work.seen, Act.SENT, PlaceKind.OUTBOX))
        else:
            self._crew.give(Job(work.seen, work.act, self._place))

    def _begin_messages(self, work: Work) -> None:
        batch = self._batches[work.path] = self._outboxes.batch(Path(work.path))
        for seen in batch.seen:
            self._crew.give(Job(seen, Act.SENT, PlaceKind.OUTBOX))
        if not batch.seen:
            self._end_messages(work, batch)

    def _take(self, work: Work, inspection: Inspection) -> None:
        stamp: Stamp | None = None
        gone = _is_gone(work, inspection)
        if not gone:
            inspection = self._stamped(work, inspection)
            self._sink(inspection)
            stamp = inspection.document.stamp
        batch = self._batches.get(work.path)
        if batch:
            batch.left, batch.sound = batch.left - 1, batch.sound and stamp is not None
            if not batch.left:
                self._end_messages(work, batch)
            return
        del self._work[work.path]
        if gone:
            self._watcher.gone(work)
        else:
            self._watcher.done(work, stamp)

    def _end_messages(self, work: Work, batch: Batch) -> None:
        """All that was new in a file of an outbox is inspected: then the file is, if it is still the same."""
        del self._work[work.path], self._batches[work.path]
        if self._outboxes.close(batch) and batch.stamp and batch.is_mailbox:
            self._sink.mailbox(batch.file, batch.stamp)
        self._watcher.done(work, batch.stamp)

    def _stamped(self, work: Work, inspection: Inspection) -> Inspection:
        """With the state in which a file could not be opened: that is how it was inspected, unless it may pass."""
        document = inspection.document
        reasons = {unread.reason for unread in document.unread}
        if document.stamp or work.stamp is None or reasons & _PASSING:
            return inspection
        if Reason.CRASH in reasons:
            self._crashes[work.path] += 1
            if self._crashes[work.path] < _CRASHES:
                return inspection  # perhaps it was somebody else who ended the workers
            del self._crashes[work.path]
        return replace(inspection, document=replace(document, stamp=work.stamp))

    def _flush(self) -> None:
        self._flushed = time.monotonic()
        self._sink.flush()
        self._watcher.flushed()


def _is_gone(work: Work, inspection: Inspection) -> bool:
    """Whether a file was deleted or renamed before it could be opened: there is nothing to say of it."""
    reasons = {unread.reason for unread in inspection.document.unread}
    return work.missed is None and Reason.VANISHED in reasons and not os.path.lexists(work.path)
