"""Walking folders: every file once, in a stable order, and a reason for what is not walked.

Links to files are followed, the file is judged where the link lies. A link to a folder is
followed too if it leads to a place inside the walked roots, but no second link behind it; one
that leads out of the roots is not part of them. A link back to a folder above is a loop.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dlp.model import Reason
from dlp.readers import further_volumes, reason_of

Identity = tuple[int, int]
"""Device and inode of a folder."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A path met on the walk; `missed` says why it cannot be looked into.

    volume_of: the file in the same folder with which this volume of a split archive is inspected.
    message: first byte, length and number of the one message that is meant, if the file is an outbox of many.
    """

    path: Path
    missed: Reason | None = None
    volume_of: str = ""
    message: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder still to be walked: the folders above it, and the link it was reached through."""

    path: Path
    above: tuple[Identity, ...] = ()
    link: str = ""


@dataclass(slots=True)
class Walk:
    """One walk over some roots. `left_out` are links to folders that were not followed on purpose.

    entering: is told of each folder before it is listed, so that whoever follows it from then on misses nothing.
    apart: folders that are walked on their own, and not from here.
    """

    roots: tuple[Path, ...]
    skip: Path | None = None
    entering: Callable[[Path], None] | None = None
    apart: frozenset[Path] = frozenset()
    left_out: list[Path] = field(default_factory=list)
    _entered: set[tuple[Identity, str]] = field(default_factory=set)

    @classmethod
    def of(cls, paths: Iterable[Path], skip: Path | None = None) -> Walk:
        """A walk over paths, made absolute; skip: a folder never to enter, such as our own state."""
        return cls(tuple(absolute(path) for path in paths), skip)

    def __iter__(self) -> Iterator[Seen]:
        for root in self.roots:
            yield from self._visit(root)

    def _visit(self, path: Path) -> Iterator[Seen]:
        try:
            state = path.stat()
        except OSError as error:
            yield Seen(path, reason_of(error))
            return
        if stat.S_ISDIR(state.st_mode):
            yield from self._folder(path)
        elif stat.S_ISREG(state.st_mode):
            yield Seen(path)
        else:
            yield Seen(path, Reason.SPECIAL)

    def _folder(self, top: Path) -> Iterator[Seen]:
        """Depth first without recursion, so that depth is bounded by the file system alone."""
        waiting = [_Folder(top)]
        while waiting:
            folder = waiting.pop()
            try:
                identity = _identity(folder.path)
                if identity in folder.above:
                    yield Seen(folder.path, Reason.LOOP)
                    continue
                if (identity, folder.link) in self._entered:
                    continue
                self._entered.add((identity, folder.link))
                if self.entering:
                    self.entering(folder.path)
                entries = _entries(folder.path)
            except OSError as error:
                yield Seen(folder.path, reason_of(error))
                continue
            inner: list[_Folder] = []
            heads = further_volumes(folder.path, [entry.name for entry in entries])
            for entry in entries:
                if entry.name in heads:
                    yield Seen(Path(entry.path), volume_of=heads[entry.name])
                else:
                    yield from self._entry(entry, folder, (*folder.above, identity), inner)
            waiting += reversed(inner)

    def _entry(
        self, entry: os.DirEntry[str], folder: _Folder, above: tuple[Identity, ...], inner: list[_Folder]
    ) -> Iterator[Seen]:
        path = Path(entry.path)
        try:
            if not entry.is_dir():
                yield from [Seen(path)] if entry.is_file(follow_symlinks=False) else self._visit(path)
            elif not entry.is_symlink():
                if path != self.skip and path not in self.apart:
                    inner.append(_Folder(path, above, folder.link))
            elif folder.link or not self._inside(path):
                self.left_out.append(path)
            else:
                inner.append(_Folder(path, above, str(path)))
        except OSError as error:
            yield Seen(path, reason_of(error))

    def _inside(self, link: Path) -> bool:
        real = Path(os.path.realpath(link))
        return any(real.is_relative_to(os.path.realpath(root)) for root in self.roots)


def absolute(path: Path) -> Path:
    """A path from the root, without dots; links are kept, for the place is where the link lies."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _identity(folder: Path) -> Identity:
    state = folder.stat()
    return state.st_dev, state.st_ino


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as listing:
        return sorted(listing, key=lambda entry: entry.name)
