"""Following folders with watchdog: events are hints, and a file is looked at once it rests.

Everything already there is seen first. After that an event marks a path, any event on a
folder marks all that is in it, and a path is given out when it has been quiet for a while.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from dlp.errors import ConfigError
from dlp.model import Act, Reason, Text
from dlp.walk import Walk, absolute

_EVENTS = [FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileClosedEvent, DirCreatedEvent, DirMovedEvent]
_TICK = 0.2

# watchdog warns, with the path in full, when a folder it follows already is made known to it
# once more (its walk and the kernel's event race). Nothing is lost, and a path is not to be printed.
warnings.filterwarnings("ignore", message="Callback with id ", category=RuntimeWarning)

State = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Happened:
    """A path and what happened to it; `missed` says why it cannot be looked into."""

    path: Path
    act: Act
    missed: Reason | None = None


class Watcher(FileSystemEventHandler):
    """Follows folders until `stop()`; iterate over it to get what happened.

    folders: what to follow. skip: a folder never to look into. quiet: seconds a file must
    rest. Raises ConfigError if a folder is not there.
    """

    def __init__(self, folders: Iterable[Path], skip: Path, quiet: float) -> None:
        self._roots = tuple(absolute(folder) for folder in folders)
        self._skip, self._quiet = skip, quiet
        self._marks: dict[Path, tuple[float, Act]] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._done: dict[Path, State] = {}
        for root in self._roots:
            if not root.is_dir():
                raise ConfigError(Text("没有这个目录", "there is no such folder"), file=root)

    def __iter__(self) -> Iterator[Happened]:
        observer = Observer()
        for root in self._roots:
            observer.schedule(self, str(root), recursive=True, event_filter=_EVENTS)
        observer.start()
        try:
            yield from self._at_rest()
            while not self._stopped.wait(_TICK):
                yield from self._quiet_ones()
        finally:
            observer.stop()
            observer.join()

    def stop(self) -> None:
        """End the iteration soon."""
        self._stopped.set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Mark what an event names; runs in watchdog's thread."""
        moved = isinstance(event, FileMovedEvent | DirMovedEvent)
        name = event.dest_path if moved and event.dest_path else event.src_path
        path = Path(os.fsdecode(name))
        act = Act.MOVED if moved else Act.WRITTEN
        if event.is_directory:
            for seen in Walk.of([path], skip=self._skip):
                self._mark(seen.path, act)
        else:
            self._mark(path, act)

    def _mark(self, path: Path, act: Act) -> None:
        if path.is_relative_to(self._skip):
            return
        with self._lock:
            self._marks[path] = (time.monotonic(), act)

    def _at_rest(self) -> Iterator[Happened]:
        for seen in Walk.of(self._roots, skip=self._skip):
            if self._stopped.is_set():
                return
            if seen.missed or self._is_news(seen.path):
                yield Happened(seen.path, Act.AT_REST, seen.missed)

    def _quiet_ones(self) -> Iterator[Happened]:
        before = time.monotonic() - self._quiet
        with self._lock:
            due = {path: act for path, (since, act) in self._marks.items() if since <= before}
            for path in due:
                del self._marks[path]
        for path, act in due.items():
            if self._is_news(path):
                yield Happened(path, act)

    def _is_news(self, path: Path) -> bool:
        """Whether a file is there, in a state not given out before."""
        try:
            found = path.stat()
        except OSError:
            return False
        state = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if path.is_dir() or self._done.get(path) == state:
            return False
        self._done[path] = state
        return True
