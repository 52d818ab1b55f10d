"""Whether destroyed content is gone: from what is on record, and by a fresh look (clause 4.2.4).

Content is known by the SHA-256 of its bytes. What stands where it was recorded is asked for by
name; then everything below some folders, and in their bins and version folders, is compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dlp.leftovers import Leftover, beside
from dlp.model import Reason
from dlp.readers import reason_of
from dlp.walk import Walk

_CHUNK = 1 << 20


class Fate(StrEnum):
    """What became of a place where content was recorded."""

    GONE = "gone"
    CHANGED = "changed"
    THERE = "there"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True)
class Record:
    """Where content was seen, by the state: its digest, path, size in bytes, and when."""

    digest: str
    path: str
    size: int | None
    seen: str


@dataclass(slots=True)
class Look:
    """What a look found.

    fates: of each record; found: copies, path and digest; missed: what could not be looked at
    roots, bins: where it looked; files: how many files stood there
    """

    fates: list[tuple[Record, Fate]] = field(default_factory=list)
    found: list[tuple[Path, str]] = field(default_factory=list)
    missed: list[tuple[Path, Reason]] = field(default_factory=list)
    roots: tuple[Path, ...] = ()
    bins: list[tuple[Leftover, Path]] = field(default_factory=list)
    files: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it was found."""
        return not self.found and all(fate is not Fate.THERE for _, fate in self.fates)

    @property
    def is_complete(self) -> bool:
        """Whether everything could be looked at that was to be looked at."""
        return not self.missed and all(fate is not Fate.OUT_OF_REACH for _, fate in self.fates)


def look(
    wanted: Collection[str],
    records: Iterable[Record],
    roots: Iterable[Path],
    leftovers: Iterable[Leftover],
    skip: Path | None = None,
) -> Look:
    """Look for content. wanted: digests; skip: a folder not to enter, such as our own state.

    Where the state knows the size of every wanted digest, files of other sizes need not be read.
    """
    records = list(records)
    walk = Walk.of(roots, skip=skip)
    seen = Look(roots=walk.roots, bins=list(beside(walk.roots, leftovers)))
    seen.fates = [(record, _fate(record)) for record in records]
    sizes = _sizes(wanted, records)
    for met in Walk.of((*walk.roots, *(path for _, path in seen.bins)), skip=skip):
        seen.files += met.missed is None
        if met.missed:
            seen.missed.append((met.path, met.missed))
        else:
            _compare(met.path, wanted, lambda size: not sizes or size in sizes, seen)
    return seen


def _sizes(wanted: Collection[str], records: Iterable[Record]) -> frozenset[int]:
    """The sizes that the wanted content can have; none where one is unknown."""
    by_digest: Mapping[str, int] = {r.digest: r.size for r in records if r.size is not None}
    return frozenset(by_digest.values()) if set(by_digest) >= set(wanted) else frozenset()


def _compare(path: Path, wanted: Collection[str], fits: Callable[[int], bool], seen: Look) -> None:
    try:
        if fits(path.stat().st_size) and (digest := digest_of(path)) in wanted:
            seen.found.append((path, digest))
    except OSError as error:
        seen.missed.append((path, reason_of(error)))


def _fate(record: Record) -> Fate:
    path = Path(record.path)
    try:
        if path.is_file():
            return Fate.THERE if digest_of(path) == record.digest else Fate.CHANGED
        return Fate.GONE if path.parent.is_dir() else Fate.OUT_OF_REACH
    except (OSError, ValueError):
        return Fate.OUT_OF_REACH


def digest_of(path: Path) -> str:
    """The hexadecimal SHA-256 of a file. Raises OSError."""
    sha = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(_CHUNK):
            sha.update(piece)
    return sha.hexdigest()
