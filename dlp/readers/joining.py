"""Volumes of one archive put together as a source that is read like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO

from dlp.model import Reason, Unread
from dlp.readers import rarheaders, rarvolumes, volumes, zipvolumes
from dlp.readers.segments import Segment, join, size, whole
from dlp.readers.source import Source
from dlp.readers.volumes import SPLIT, Scheme, VolumeSet

MISSING = "missing-volume"


@dataclass(frozen=True, slots=True)
class Joined:
    """What is read in the place of the volumes, if anything, and what of them is missing or does not fit."""

    source: Source | None
    unread: tuple[Unread, ...] = ()


def join_volumes(found: VolumeSet, files: Sequence[BinaryIO], one: Source) -> Joined:
    """All volumes as one source under the name of the first; else one alone, and the others unread.

    files: in the order of the set. one: the source of the volume that was asked for.
    """
    if found.missing:
        return Joined(one, tuple(_unread(one.part, f"{MISSING}:{name}") for name in found.missing))
    made, troubles = _put_together(found, files, one.part)
    if made is None:
        others = (name for name in found.names if name != one.name)
        return Joined(one, (*troubles, *(_unread(one.part, f"volume:{name}") for name in others)))
    joined = Source(join(made), PurePosixPath(found.head).name, size(made), one.part, one.depth)
    return Joined(joined, tuple(troubles))


def is_volume(member: Source) -> bool:
    """Whether a file inside another is one of several volumes, by its name, or by what a first volume says itself."""
    name = member.name.lower()
    if name.endswith(".zip"):
        return zipvolumes.disks(member.file) > 1
    if name.endswith(".rar") and not volumes.named_so(name):
        found = rarheaders.headers(member.file, 0, member.size)
        return any(isinstance(item, rarheaders.Volume) for item in islice(found, 2))
    return volumes.named_so(name) or any(True for _ in volumes.readings(name))


def join_members(held: Sequence[Source]) -> Iterator[Joined]:
    """Files held inside others, by the names of their parts: the sets they make, and those that are left over."""
    by_part = {member.part: member for member in held}
    used: set[str] = set()
    for found in volumes.sets(by_part):
        members = [by_part[name] for name in found.names]
        heads = {member.part: member.head(volumes.HEAD) for member in members}
        if not volumes.is_joinable(found, heads, {member.part: member.size for member in members}):
            continue
        joined = join_volumes(found, [member.file for member in members], by_part[found.head])
        if joined.source is not by_part[found.head]:
            used.update(found.names)
            yield joined
        else:  # each for itself, below
            yield Joined(None, tuple(_unread("", _beside(name)) for name in found.missing))
    yield from (Joined(member) for part, member in by_part.items() if part not in used)


def _beside(part: str) -> str:
    """What a part is called that is missing in a folder of an archive."""
    folder, slash, name = part.rpartition("/")
    return f"{folder}{slash}{MISSING}:{name}"


def _put_together(found: VolumeSet, files: Sequence[BinaryIO], part: str) -> tuple[list[Segment] | None, list[Unread]]:
    if found.scheme is Scheme.BYTES:
        return [whole(file) for file in files], []
    if found.scheme is Scheme.ZIP:
        counted = zipvolumes.disks(files[-1])
        if counted > len(files):
            lost = range(len(files), counted)
            return None, [_unread(part, f"{MISSING}:{volumes.called(found.names[0], number)}") for number in lost]
        return (zipvolumes.merged(files) if counted == len(files) else None), []
    merged = rarvolumes.merged(files)
    if merged is None:  # where even names are encrypted, the first volume says so for all
        return ([whole(files[0])] if _is_sealed(files[0]) else None), []
    further = volumes.called(found.names[0], len(files) + 1)
    return merged.segments, [_unread(part, f"{MISSING}:{further}")] if merged.more else []


def _is_sealed(volume: BinaryIO) -> bool:
    found = rarheaders.headers(volume, 0, whole(volume).length)
    return any(isinstance(item, rarheaders.Sealed) for item in islice(found, 2))


def _unread(part: str, what: str) -> Unread:
    return Unread(f"{part}/{what}" if part else what, Reason.UNSUPPORTED, SPLIT)
