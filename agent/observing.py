"""Windows and macOS: watchdog's observer, and what these systems say of their own losses.

Windows gives back zero bytes when its buffer was too small, and watchdog makes zero events of that.
macOS sets flags that mean "look for yourself", and watchdog does not pass them on. Both are heard here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from agent.notices import Listener
from dlp.model import Act

_EVENTS = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileClosedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
MUST_SCAN, USER_DROPPED, KERNEL_DROPPED, ROOT_CHANGED = 0x01, 0x02, 0x04, 0x20
"""kFSEventStreamEventFlag… of CoreServices' FSEvents.h."""

_LOOK = MUST_SCAN | USER_DROPPED | KERNEL_DROPPED | ROOT_CHANGED


class Observing(FileSystemEventHandler):
    """Follows whole trees: the first folder that is not in a followed one becomes another."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._roots: set[Path] = set()
        self._observer: Any = Observer()
        self._observer._emitter_class = telling(self._observer._emitter_class, listener)  # noqa: SLF001 - no other way
        self._observer.start()

    @property
    def uncovered(self) -> int:
        """None: these systems follow trees, not folders."""
        return 0

    def forgive(self) -> None:
        """Nothing to try again."""

    def cover(self, folder: Path) -> bool:
        """Follow a tree, if it is not in one that is followed."""
        if any(folder.is_relative_to(root) for root in self._roots):
            return True
        self._observer.schedule(self, str(folder), recursive=True, event_filter=_EVENTS)
        self._roots.add(folder)
        return True

    def stop(self) -> None:
        """End the observer."""
        self._observer.stop()
        self._observer.join(5)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """watchdog's: something happened."""
        moved = isinstance(event, FileMovedEvent | DirMovedEvent)
        path = os.fsdecode(event.dest_path if moved and event.dest_path else event.src_path)
        if isinstance(event, DirDeletedEvent):
            if Path(path) in self._roots:
                self._roots.discard(Path(path))
                self._listener.lost("moved", path)
        elif event.is_directory:
            self._listener.folder(path)
        else:
            self._listener.changed(path, Act.MOVED if moved else Act.WRITTEN)


def telling(emitter: type[Any], listener: Listener) -> type[Any]:
    """A system's emitter that also tells of what was lost, whichever system it is of."""

    class Telling(emitter):  # type: ignore[misc]
        def events_callback(self, paths: Any, inodes: Any, flags: Any, ids: Any) -> None:
            flagged(paths, flags, listener)
            super().events_callback(paths, inodes, flags, ids)

        def on_thread_start(self) -> None:
            super().on_thread_start()
            buffers = getattr(getattr(self, "_reader", None), "_buf_queue", None)
            if buffers is not None:
                buffers.put = _weighed(buffers.put, lambda: listener.lost("overflow", str(self.watch.path)))

    return Telling


def flagged(paths: Iterable[bytes | str], flags: Iterable[int], listener: Listener) -> None:
    """macOS: pass on what must be looked at."""
    for path, flag in zip(paths, flags, strict=False):
        if flag & _LOOK:
            listener.lost("must_scan", os.fsdecode(path))


def _weighed(put: Callable[..., None], tell: Callable[[], None]) -> Callable[..., None]:
    """Windows: an answer of zero bytes is a buffer that was too small (ReadDirectoryChangesW)."""

    def weighing(item: tuple[bytes, bool], *more: Any) -> None:
        if not item[0]:
            tell()
        put(item, *more)

    return weighing
