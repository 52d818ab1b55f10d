"""A watcher turned by a thread, without workers: everything it gives out counts as inspected."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from agent.watch import Followed, Watcher
from dlp.model import Document, Inspection, Place, PlaceKind, Sighting, Unread
from dlp.settings import Watch
from dlp.state import State
from dlp.state.stamps import Stamps
from dlp.state.watching import Watching


class Following:
    """A watcher that is turned by a thread, and a list of what it gave out; all of it counts as inspected."""

    def __init__(self, state, *folders, boxes=(), **settings):
        self.record, self.state = Watching(state), State(state, "policy", "detection")
        stamps = Stamps(state, "policy", "detection")
        chosen = Watch(quiet_seconds=settings.pop("quiet", 0.2), removable=False, **settings)
        self.watcher = Watcher(Followed(folders, boxes, state, chosen), self.record, stamps)
        self.happened, self.paused = [], False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._turn)

    def __enter__(self):
        self.watcher.start()
        self._thread.start()
        time.sleep(0.3)
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join(10)
        self.watcher.stop()

    def _turn(self):
        busy = False
        while not self._over.wait(0.0 if busy else 0.02):
            works = [] if self.paused else self.watcher.take(200)
            busy = bool(works)
            for work in works:
                self.happened.append(work)
                inspection = inspected(work)
                self.state.record(inspection)
                self.watcher.done(work, inspection.document.stamp)
            self.state.flush()
            self.watcher.flushed()
            self.watcher.tick()

    def wait(self, number, seconds=8):
        end = time.monotonic() + seconds
        while len(self.happened) < number and time.monotonic() < end:
            time.sleep(0.05)
        return {(Path(w.path).name, w.act) for w in self.happened}

    def until(self, true, seconds=10):
        end = time.monotonic() + seconds
        while not true() and time.monotonic() < end:
            time.sleep(0.05)
        assert true()

    def settled(self):
        self.until(lambda: self.watcher.idle)
        return {Path(w.path).name for w in self.happened}


def inspected(work):
    """An inspection that found nothing, as the record needs it."""
    document = Document("text/plain", 1, "0" * 64, 1, stamp=work.stamp)
    if work.missed:
        document = Document("", 0, "", 0, (Unread("", work.missed),))
    sighting = Sighting(work.path, Place(PlaceKind.WORKSTATION), work.act, datetime.now(UTC))
    return Inspection(sighting, document)
