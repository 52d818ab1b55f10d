"""Linux: inotify through watchdog's own descriptor and thread, one watch a folder.

The thread does nothing but read and pass on, so that the kernel's queue does not fill because of us:
watching and listing a new folder is the walk's work (`cover`, then list: what was there before the
watch is listed, what comes after is told). watchdog's observer would do it in that thread, hold moves
back for half a second and make up events for what it listed.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from pathlib import Path

from watchdog.observers.inotify_c import CallbackId, InotifyConstants, InotifyEvent, InotifyFD, Mask, WatchDescriptor

from agent.notices import Listener
from dlp.model import Act

_MASK = Mask(
    InotifyConstants.IN_CREATE
    | InotifyConstants.IN_MODIFY
    | InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_MOVE_SELF
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_EXCL_UNLINK
)
_TO_LOOK_INTO = InotifyConstants.IN_CREATE | InotifyConstants.IN_MOVED_TO


class Inotify:
    """Watches folders; also watchdog's callback for every one of them. Raises OSError."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._lock = threading.Lock()
        self._paths: defaultdict[int, list[str]] = defaultdict(list)
        self._watch: dict[str, int] = {}
        self._inside: defaultdict[str, set[str]] = defaultdict(set)
        self._refused: set[str] = set()
        self._descriptor = InotifyFD()
        self._descriptor.start()

    @property
    def uncovered(self) -> int:
        """How many folders have no watch because the system allows no more."""
        return len(self._refused)

    def forgive(self) -> None:
        """Try again with folders that had no watch."""
        self._refused = set()

    def cover(self, folder: Path) -> bool:
        """Watch a folder. At the system's limit (fs.inotify.max_user_watches) it is noted and left to surveys."""
        path = str(folder)
        if path in self._watch:
            return True
        try:
            watch = self._descriptor.add_callback(os.fsencode(path), _MASK, self, CallbackId(id(self)))
        except FileNotFoundError:
            return False
        except OSError:  # no more watches, or a file system that has none
            self._refused.add(path)
            return False
        if watch < 0:  # we may not look into it, and the walk will say so
            return False
        with self._lock:
            self._note(path, watch)
        self._refused.discard(path)
        return True

    def stop(self) -> None:
        """End the thread and all watches."""
        self._descriptor.stop()
        self._descriptor.join(5)

    def on_event(self, event: InotifyEvent) -> None:
        """watchdog's: something happened in a folder."""
        for folder in tuple(self._paths.get(event.wd, ())):
            if event.name:
                self._tell(event, f"{folder}/{os.fsdecode(event.name)}")
            elif event.is_move_self:
                self._moved_away(folder)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """watchdog's: a folder is gone, or its file system is."""
        with self._lock:
            for path in self._paths.pop(wd, []):
                self._watch.pop(path, None)
                self._inside[os.path.dirname(path)].discard(path)  # noqa: PTH120 - strings, for speed

    def on_queue_overflow(self) -> None:
        """watchdog's: the kernel's queue was full and events are lost, nobody knows which."""
        self._listener.lost("overflow")

    def _tell(self, event: InotifyEvent, path: str) -> None:
        if not event.mask & InotifyConstants.IN_ISDIR:
            if not event.is_moved_from:
                self._listener.changed(path, Act.MOVED if event.is_moved_to else Act.WRITTEN)
        elif event.is_moved_from:
            self._forget(path)
        elif event.mask & _TO_LOOK_INTO:
            self._listener.folder(path)

    def _moved_away(self, folder: str) -> None:
        """A folder has another name now. If its parent is watched, the parent says more."""
        if os.path.dirname(folder) not in self._watch:  # noqa: PTH120 - strings, for speed
            self._forget(folder)
            self._listener.lost("moved", folder)

    def _note(self, path: str, watch: int) -> None:
        self._paths[watch].append(path)
        self._watch[path] = watch
        self._inside[os.path.dirname(path)].add(path)  # noqa: PTH120 - strings, for speed

    def _forget(self, top: str) -> None:
        """Give up the watches of a folder that has gone elsewhere, and of all in it."""
        given_up: list[tuple[WatchDescriptor, CallbackId]] = []
        with self._lock:
            self._inside[os.path.dirname(top)].discard(top)  # noqa: PTH120 - strings, for speed
            waiting = [top]
            while waiting:
                path = waiting.pop()
                waiting += self._inside.pop(path, ())
                watch = self._watch.pop(path, None)
                if watch is not None:
                    self._paths[watch].remove(path)
                    if not self._paths[watch]:
                        del self._paths[watch]
                        given_up.append((WatchDescriptor(watch), CallbackId(id(self))))
        self._descriptor.remove_callbacks(given_up)
