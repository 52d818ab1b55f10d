"""Following folders: notices are hints, state is truth.

Whatever is heard of marks a path dirty. A path that rests is compared with the record, and is work
if it is not there as it is now. Everything followed is looked through when we begin, every few minutes, and
whenever something may have been missed; that is put on record as a gap until it is made good.

What waits in memory is bounded, and none of it is needed: losing it costs one look through the folder.
"""

from __future__ import annotations

import os
import time
import warnings
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from stat import S_ISDIR
from typing import Any

from agent.clock import Clock
from agent.marks import LATEST, Mark, Marks, rests
from agent.notices import Notices, open_notices
from agent.survey import Look, Shared, Surveyor, Work, encloses, inside, nearest
from agent.temporaries import HELD, final_of, is_owner_file
from dlp import machine
from dlp.errors import ConfigError
from dlp.machine import mounts
from dlp.mailboxes import is_half_written
from dlp.model import Act, Stamp, Text
from dlp.readers import stamp, volume_head
from dlp.settings import Watch
from dlp.state.stamps import Stamps
from dlp.state.watching import Survey, Watching, at
from dlp.walk import absolute

# watchdog warns, with the path in full, when a folder it follows already is made known to it
# once more (two names, one folder). Nothing is lost, and a path is not to be printed.
warnings.filterwarnings("ignore", message="Callback with id ", category=RuntimeWarning)

FOUND = 1000
"""How many paths a look may be ahead of the workers."""
_DUE = 200
_MOUNTS_EVERY = 5.0
_SAY_EVERY, _SAY_IDLE_EVERY = 2.0, 30.0


@dataclass(frozen=True)
class Followed:
    """What is followed. skip: our own state, never looked into."""

    folders: Sequence[Path]
    outboxes: Sequence[Path]
    skip: Path
    settings: Watch = field(default_factory=Watch)


class Watcher:
    """Gives out work, is told what became of it. `start()`, then `take()`, `done()` and `tick()` from one thread.

    Raises ConfigError if a local folder is not there; StateError.
    """

    def __init__(self, followed: Followed, record: Watching, stamps: Stamps, clock: Clock | None = None) -> None:
        settings = followed.settings
        self._settings, self._skip, self._record, self._stamps = settings, str(followed.skip), record, stamps
        self._clock = clock or Clock()
        self._marks = Marks(settings.quiet_seconds, settings.queue, self._is_full)
        self._boxes = tuple(str(absolute(box)) for box in followed.outboxes)
        self._chosen = tuple(dict.fromkeys((*self._boxes, *(str(absolute(f)) for f in followed.folders))))
        self._live: deque[Work] = deque()
        self._flight: set[str] = set()
        self._unflushed: dict[str, Stamp] = {}
        self._losses: deque[tuple[str, str]] = deque()
        self._crowded: set[str] = set()
        self._looks: list[Look] = []
        self._hung: dict[str, int] = {}
        self._limit_gap = 0
        self._mounted = mounts.mounts()
        self._surveyors: dict[str, Surveyor] = {}
        self._notices: Notices | None = None
        self._at = {"reconcile": 0.0, "mounts": 0.0, "say": 0.0}
        self.inspected = 0
        self.workers = 2
        self.also: dict[str, Any] = {}
        for root in self._chosen:
            if not mounts.is_remote(root, self._mounted) and not Path(root).is_dir():
                raise ConfigError(Text("没有这个目录", "there is no such folder"), file=root)

    # -- what notices say, from their thread ---------------------------------------------------------

    def changed(self, path: str, act: Act) -> None:
        """A file was heard of. Of a temporary file, the document beside it is meant too."""
        if mounts.is_below(path, self._skip):
            return
        final = final_of(path)
        if final:
            self._marks.put(final, act)
        self._marks.put(path, act)

    def folder(self, path: str) -> None:
        """A folder was heard of."""
        surveyor = None if mounts.is_below(path, self._skip) else nearest(path, self._surveyors)
        if surveyor:
            surveyor.look_into(path)

    def lost(self, why: str, path: str = "") -> None:
        """Something may have been missed."""
        self._losses.append((why, path))

    def _is_full(self, path: str) -> None:
        surveyor = nearest(path, self._surveyors)
        if surveyor:
            self._crowded.add(surveyor.root)

    # -- work -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin: look through everything, and close what gaps there were before us."""
        left = self._record.adopt_gaps()
        before = self._record.alive()
        try:
            self._notices = open_notices(self)
        except OSError:
            self._record.open_gap("no_notices", self._chosen)
        gaps = [gap.id for gap in left if gap.why not in ("watch_limit", "no_notices")]
        for gap in left:
            if gap.id not in gaps:
                self._record.close_gap(gap.id)
        if before:
            why = "stopped" if before.body.get("stopped") else "not_running"
            gaps.append(self._record.open_gap(why, self._chosen, before.at))
        self._follow(self._chosen, "start", tuple(gaps))
        self._at["reconcile"] = time.monotonic() + self._settings.reconcile_seconds
        self._say()

    def take(self, most: int) -> list[Work]:
        """Work to be done now: messages about to be sent, then what just happened, then what looks found."""
        taken: list[Work] = []
        if len(self._live) < most:
            self._live += self._due()
        while len(taken) < most:
            work = self._next()
            if work is None:
                break
            if self._is_wanted(work):
                self._flight.add(work.path)
                taken.append(work)
        return taken

    def _next(self) -> Work | None:
        boxes = [surveyor for root, surveyor in self._surveyors.items() if root in self._boxes]
        work = _found_by(boxes)
        if work or self._live:
            return work or self._live.popleft()
        return _found_by([s for s in self._turns() if not s.remote or self._may_wait_for(s)])

    def _turns(self) -> list[Surveyor]:
        """All surveyors, another one first each time."""
        roots = list(self._surveyors)
        for root in roots[:1]:
            self._surveyors[root] = self._surveyors.pop(root)
        return [self._surveyors[root] for root in roots]

    def _may_wait_for(self, remote: Surveyor) -> bool:
        """Whether a share that may hang leaves a worker for the rest."""
        waiting = sum(1 for path in self._flight if (s := nearest(path, self._surveyors)) and s.remote)
        return waiting < self.workers - 1 and remote.root not in self._hung

    def _is_wanted(self, work: Work) -> bool:
        """Whether work is still to be done: what a look found may have been heard of meanwhile."""
        if work.path in self._flight:
            self._marks.put(work.path, work.act)
            self._settle(work, "in_work")
        elif not work.forced and work.stamp and not self._is_news(work.path, work.stamp):
            self._settle(work, "meanwhile")
        elif work.stamp and self.is_outbox(work.path) and is_half_written(Path(work.path), work.stamp):
            self._settle(work, "temporary")
        else:
            return True
        return False

    def _is_news(self, path: str, now: Stamp) -> bool:
        return self._unflushed.get(path) != now and bool(self._stamps.news({path: now}))

    def _due(self) -> list[Work]:
        """What rests now, of what was heard of."""
        looked: dict[str, tuple[Mark, Stamp]] = {}
        for mark in self._marks.due(_DUE):
            try:
                state = Path(mark.path).stat()
            except OSError:
                continue  # gone again; if it cannot be asked, the folder's survey will say so
            if not S_ISDIR(state.st_mode) and self._rests(mark, stamp(state)):
                looked[mark.path] = mark, stamp(state)
        news = self._stamps.news({path: now for path, (_, now) in looked.items()})
        works: list[Work] = []
        for path in (path for path in looked if path in news and self._unflushed.get(path) != looked[path][1]):
            works += self._with_head(Work(path, looked[path][0].act, looked[path][1]))
        works.sort(key=lambda work: not self.is_outbox(work.path))
        return works

    def _rests(self, mark: Mark, now: Stamp) -> bool:
        """Whether a marked file is left alone; put back if not."""
        heard = time.monotonic() - mark.first
        if is_owner_file(mark.path, now.size):
            return False
        if final_of(mark.path) and heard < HELD:
            self._marks.again(mark, now)
            return False
        if heard > LATEST or rests(now, mark.looked, time.time(), self._settings.quiet_seconds):
            return True
        self._marks.again(mark, now)
        return False

    def _with_head(self, work: Work) -> list[Work]:
        """A further volume of a split archive is inspected as such, and its first one again."""
        head = volume_head(Path(work.path))
        if not head:
            return [work]
        work.volume_of = head
        return [work, Work(str(Path(work.path).with_name(head)), work.act, forced=True)]

    def is_outbox(self, path: str) -> bool:
        """Whether a file lies in an outbox."""
        return any(mounts.is_below(path, box) for box in self._boxes)

    def gone(self, work: Work) -> None:
        """The file of some work was there no more."""
        self._flight.discard(work.path)
        self._settle(work, "vanished")

    def done(self, work: Work, inspected: Stamp | None) -> None:
        """Work is done; `inspected` is the state that is on record. If it was written to meanwhile, it is dirty again."""
        self._flight.discard(work.path)
        self.inspected += 1
        if inspected:
            self._unflushed[work.path] = inspected
            self._look_back(work, inspected)
        if work.look:
            work.look.survey.scanned += 1
            work.look.open -= 1

    def _look_back(self, work: Work, inspected: Stamp) -> None:
        surveyor = nearest(work.path, self._surveyors)
        if surveyor and surveyor.remote:
            return  # asking might hang; the next survey asks
        try:
            now = stamp(Path(work.path).stat())
        except OSError:
            return
        if now != inspected:
            self._marks.put(work.path, Act.WRITTEN)

    def flushed(self) -> None:
        """All that was done is on record."""
        self._unflushed.clear()

    def _settle(self, work: Work, reason: str) -> None:
        if work.look:
            work.look.open -= 1
            work.look.late[reason] = work.look.late.get(reason, 0) + 1

    # -- time -----------------------------------------------------------------------------------------

    def tick(self) -> None:
        """See to what is due: losses, clocks, mounts, shares that hang, looks that ended. Raises StateError."""
        now = time.monotonic()
        missing = self._clock.missing()
        if missing:
            self._gap(missing[0], list(self._surveyors), at(missing[1]))
        self._hear_losses()
        if now >= self._at["mounts"]:
            self._at["mounts"] = now + _MOUNTS_EVERY
            self._see_mounts()
            self._see_limit()
            self._see_hanging()
        if now >= self._at["reconcile"]:
            self._reconcile(now)
        if self._crowded and len(self._marks) < self._settings.queue // 2:
            self._ask(list(self._crowded), "queue_full")
            self._crowded.clear()
        self._see_ended()
        if now >= self._at["say"]:
            self._say()

    def _hear_losses(self) -> None:
        losses = {self._losses.popleft() for _ in range(len(self._losses))}
        for why, path in sorted(losses):
            surveyor = nearest(path, self._surveyors) if path else None
            self._gap(why, [surveyor.root] if surveyor else self._local())

    def _local(self) -> list[str]:
        return [root for root, surveyor in self._surveyors.items() if not surveyor.remote]

    def _gap(self, why: str, roots: list[str], began: str = "") -> None:
        """Put a gap on record, and have everything in it looked through again."""
        if not roots:
            return
        number = self._record.open_gap(why, roots, began)
        self._ask(roots, why, (number,))

    def _ask(self, roots: Iterable[str], why: str, gaps: tuple[int, ...] = ()) -> None:
        for root in roots:
            look = Look(root, Survey(root, why), gaps=gaps)
            if self._surveyors[root].look(look):
                self._looks.append(look)

    def _reconcile(self, now: float) -> None:
        self._at["reconcile"] = now + self._settings.reconcile_seconds
        if self._notices:
            self._notices.forgive()
        self._ask([r for r, s in self._surveyors.items() if not s.waiting], "reconcile")

    def _follow(self, roots: Iterable[str], why: str, gaps: tuple[int, ...] = ()) -> None:
        """Follow folders from now on, and what is mounted over a network in them apart."""
        added = [root for root in roots if root not in self._surveyors]
        for mount in self._mounted:
            if mount.remote and encloses(added, mount.folder) and mount.folder not in added:
                added.append(mount.folder)
        for root in added:
            self._add(root)
        for root, surveyor in self._surveyors.items():
            surveyor.apart = inside(self._surveyors, root)
        self._ask(added, why, gaps)
        for root in added:
            self._surveyors[root].start()

    def _add(self, root: str) -> None:
        shared = Shared(self._stamps, self._marks, self._settings.quiet_seconds, Path(self._skip), self._notices)
        self._surveyors[root] = Surveyor(root, shared, Queue(FOUND), remote=mounts.is_remote(root, self._mounted))

    def _see_mounts(self) -> None:
        """What was mounted since: below a followed folder it is looked through, removable media are followed."""
        mounted = mounts.mounts()
        new = [mount for mount in mounted if mount not in self._mounted]
        self._mounted = mounted
        if not new:
            return
        below = {m.folder for m in new if encloses(self._surveyors, m.folder) and not m.remote}
        for folder in sorted(below):
            surveyor = nearest(folder, self._surveyors)
            self._gap("mounted", [surveyor.root] if surveyor else [])
        removable = machine.removable_mounts() if self._settings.removable else ()
        self._follow([m.folder for m in new if m.folder in removable and m.folder not in below], "removable")
        self._follow([m.folder for m in new if m.remote and encloses(self._surveyors, m.folder)], "mounted")

    def _see_limit(self) -> None:
        """The system allows no more watches: the rest is left to surveys, and that is a gap as long as it lasts."""
        number = self._notices.uncovered if self._notices else 0
        if number and not self._limit_gap:
            self._limit_gap = self._record.open_gap("watch_limit", self._local(), count=number)
        elif number:
            self._record.count_gap(self._limit_gap, number)
        elif self._limit_gap and not any(surveyor.waiting for surveyor in self._surveyors.values()):
            self._record.close_gap(self._limit_gap)
            self._limit_gap = 0

    def _see_hanging(self) -> None:
        for root, surveyor in self._surveyors.items():
            if surveyor.failed:
                raise surveyor.failed
            silent = surveyor.silent_for()
            if silent > self._settings.hang_seconds and root not in self._hung:
                self._hung[root] = self._record.open_gap("no_answer", [root], at(time.time() - silent))
            elif root in self._hung and not surveyor.silent_for():
                self._ask([root], "no_answer", (self._hung.pop(root),))

    def _see_ended(self) -> None:
        """Looks of which everything is inspected are put on record, and their gaps are over."""
        ended = [look for look in self._looks if look.walked and look.open == 0 and not self._unflushed]
        for look in ended:
            for reason, number in look.late.items():
                look.survey.skip(reason, number)
            look.survey.complete = "root_missing" not in look.survey.skipped
            self._record.save(look.survey)
            self._looks.remove(look)
            for gap in look.gaps if look.survey.complete else ():
                if not any(gap in other.gaps for other in self._looks):
                    self._record.close_gap(gap)

    # -- what we say of ourselves ----------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do but wait."""
        busy = len(self._marks) + len(self._live) + len(self._flight) + len(self._looks)
        return not busy and not any(surveyor.waiting for surveyor in self._surveyors.values())

    def queue(self) -> dict[str, int]:
        """How many paths wait for what."""
        return {
            "marked": len(self._marks),
            "resting": len(self._live),
            "found": sum(surveyor.found.qsize() for surveyor in self._surveyors.values()),
            "in_work": len(self._flight),
        }

    def _say(self, **more: Any) -> None:
        self._at["say"] = time.monotonic() + (_SAY_IDLE_EVERY if self.idle else _SAY_EVERY)
        roots = {root: "survey" if s.remote else "notices" for root, s in self._surveyors.items()}
        uncovered = self._notices.uncovered if self._notices else 0
        body = {"pid": os.getpid(), "queue": self.queue(), "roots": roots, "uncovered": uncovered, "idle": self.idle}
        self._record.say({**body, "inspected": self.inspected, **self.also, **more})

    def stop(self) -> None:
        """Follow nothing any more, and say so."""
        for surveyor in self._surveyors.values():
            surveyor.stop()
        if self._notices:
            self._notices.stop()
        self._say(stopped=True)


def _found_by(surveyors: Iterable[Surveyor]) -> Work | None:
    for surveyor in surveyors:
        try:
            return surveyor.found.get_nowait()
        except Empty:
            continue
    return None
