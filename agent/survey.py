"""Looking through followed folders and comparing what is there with what is on record: state is truth.

Each followed folder has a thread of its own, so that a share which does not answer holds up nobody else.
Before a folder is listed it is covered by notices: what was there before is listed, what comes after is told.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Full, Queue
from typing import TypeVar

from agent.marks import Marks, rests
from agent.notices import Notices
from agent.temporaries import is_owner_file
from dlp.errors import StateError
from dlp.model import Act, Reason, Stamp
from dlp.readers import reason_of, stamp
from dlp.state.stamps import BATCH, Stamps
from dlp.state.watching import Survey, at
from dlp.walk import Seen, Walk

_ASK = 0.5
_Any = TypeVar("_Any")


@dataclass(slots=True)
class Look:
    """One look through a folder: what is counted, and how many of its files are still to be inspected.

    gaps: on record, and over when this is complete. full: whether it counts as a survey of a followed folder.
    walked: all was met. open: files found that are not inspected yet. late: files that need not be, after all.
    """

    top: str
    survey: Survey
    act: Act = Act.AT_REST
    gaps: tuple[int, ...] = ()
    full: bool = True
    walked: bool = False
    open: int = 0
    late: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Work:
    """A path to inspect, the state it was seen in, and the look that found it, if one did."""

    path: str
    act: Act
    stamp: Stamp | None = None
    missed: Reason | None = None
    volume_of: str = ""
    look: Look | None = None
    forced: bool = False

    @property
    def seen(self) -> Seen:
        """As a walk would give it."""
        return Seen(Path(self.path), self.missed, self.volume_of)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all surveyors use. notices: None where the system gives none."""

    stamps: Stamps
    marks: Marks
    quiet: float
    skip: Path
    notices: Notices | None


class Surveyor(threading.Thread):
    """Looks through one followed folder, whenever it is asked to.

    remote: nobody tells of changes there. apart: followed folders in it that have surveyors of their own.
    """

    def __init__(self, root: str, shared: Shared, found: Queue[Work], *, remote: bool) -> None:
        super().__init__(name="survey", daemon=True)
        self.root, self.remote, self.found = root, remote, found
        self.apart: frozenset[Path] = frozenset()
        self.progress, self.busy, self.held_up = time.monotonic(), False, False
        self._shared = shared
        self._looks: list[Look] = []
        self._folders: dict[str, float] = {}
        self._wake = threading.Condition()
        self._stopped = False
        self.failed: StateError | None = None

    def look(self, look: Look) -> bool:
        """Have the folder looked through. False: that was to be done already, and is done for this reason too."""
        with self._wake:
            for waiting in self._looks:
                if waiting.top == look.top:
                    waiting.gaps += look.gaps
                    return False
            self._looks.append(look)
            self._wake.notify()
            return True

    def look_into(self, folder: str) -> None:
        """Have a folder looked through that has appeared, now and once more after the quiet time."""
        with self._wake:
            self._folders.setdefault(folder, 0.0)
            self._wake.notify()

    @property
    def waiting(self) -> int:
        """How many looks are to be done, or being done."""
        return len(self._looks) + len(self._folders) + self.busy

    def silent_for(self) -> float:
        """Seconds for which the folder has given no answer."""
        return time.monotonic() - self.progress if self.busy and not self.held_up else 0.0

    def stop(self) -> None:
        """End soon; what hangs is left behind."""
        with self._wake:
            self._stopped = True
            self._wake.notify()

    def run(self) -> None:
        """The thread: one look after another."""
        while not self._stopped:
            look = self._next()
            if look:
                self.progress, self.busy = time.monotonic(), True
                try:
                    self._through(look)
                except StateError as error:
                    self.failed = error
                    return
                self.busy = False

    def _next(self) -> Look | None:
        with self._wake:
            now = time.monotonic()
            due = next((path for path, when in self._folders.items() if when <= now), None)
            if due is not None:
                if self._folders.pop(due) == 0.0:  # put last again: the second look
                    self._folders[due] = now + self._shared.quiet + 0.05
                return Look(due, Survey(self.root, "folder"), Act.WRITTEN, full=False)
            if self._looks:
                return self._looks.pop(0)
            self._wake.wait(_ASK if self._folders else 60)
            return None

    def _through(self, look: Look) -> None:
        began, look.survey.began = time.monotonic(), at(time.time())
        batch: dict[str, tuple[Stamp, str]] = {}
        walk = Walk((Path(look.top),), self._shared.skip, self._enter, self.apart)
        if look.full and not os.path.lexists(look.top):
            look.survey.skip("root_missing")
            walk.roots = ()
        for seen in walk:
            if self._stopped:
                return
            self.progress = time.monotonic()
            self._sort(look, seen, batch)
            if len(batch) >= BATCH:
                self._compare(look, batch)
        self._compare(look, batch)
        look.survey.seconds = time.monotonic() - began
        look.survey.skip("link_out", len(walk.left_out))
        look.walked = True

    def _enter(self, folder: Path) -> None:
        self.progress = time.monotonic()
        if self._shared.notices and not self.remote:
            self._shared.notices.cover(folder)

    def _sort(self, look: Look, seen: Seen, batch: dict[str, tuple[Stamp, str]]) -> None:
        path, missed = str(seen.path), seen.missed
        if not missed:
            try:
                batch[path] = stamp(seen.path.stat()), seen.volume_of
            except OSError as error:
                missed = reason_of(error)
        if missed is Reason.VANISHED and not os.path.lexists(path):
            return
        if missed:
            look.survey.seen += 1
            if self._shared.stamps.missed(path, missed):
                look.survey.skip(missed.value)
            else:
                look.survey.changed += 1
                self._give(Work(path, look.act, missed=missed, look=look))

    def _compare(self, look: Look, batch: dict[str, tuple[Stamp, str]]) -> None:
        """Pick out of a batch what is not on record as it is; empties the batch."""
        news = self._shared.stamps.news({path: now for path, (now, _) in batch.items()})
        look.survey.seen += len(batch)
        look.survey.skip("unchanged", len(batch) - len(news))
        for path in (path for path in batch if path in news):
            now, head = batch[path]
            self._news(look, Work(path, look.act, now, volume_of=head, look=look))
        batch.clear()

    def _news(self, look: Look, work: Work) -> None:
        now = work.stamp
        look.survey.changed += 1
        if now and is_owner_file(work.path, now.size):
            look.survey.skip("temporary")
        elif now and not rests(now, None, time.time(), self._shared.quiet):
            look.survey.skip("not_at_rest")
            self._shared.marks.put(work.path, look.act)
        else:
            self._give(work)

    def _give(self, work: Work) -> None:
        """Hand a path on; waits while there is no room, and nothing is dropped."""
        if work.look:
            work.look.open += 1
        self.held_up = True
        while not self._stopped:
            try:
                self.found.put(work, timeout=_ASK)
                break
            except Full:
                continue
        self.progress, self.held_up = time.monotonic(), False


def nearest(path: str, followed: Mapping[str, _Any]) -> _Any | None:
    """What belongs to the followed folder in which a path lies, the innermost one."""
    while True:
        if path in followed:
            return followed[path]
        above = os.path.dirname(path)  # noqa: PTH120 - strings, for speed
        if above == path:
            return None
        path = above


def encloses(roots: Iterable[str], path: str) -> bool:
    """Whether a path is one of some folders, or in one of them."""
    return nearest(path, dict.fromkeys(roots, True)) is not None


def inside(roots: Iterable[str], root: str) -> frozenset[Path]:
    """Of some folders those that lie in another one."""
    return frozenset(Path(other) for other in roots if other != root and Path(other).is_relative_to(root))
