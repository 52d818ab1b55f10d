"""Zip archives: every member is read by its own true type, down to the depth limit."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import encoding, names, package, volumes
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source, Stop

_SEARCH = 66_000
"""The end record stands at the end, behind it a comment of at most 65,535 bytes."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The parts of every member, named by their path in the archive, and of what stands around it."""
    disk = _disk(source)
    with package.opened(source, budget) as archive:
        overlapping = _overlapping(archive, disk)
        if disk:
            yield Unread(source.part, Reason.UNSUPPORTED, volumes.SPLIT)
        if archive.comment.strip():
            yield from Part(source.inner("comment"), budget).blocks(encoding.decode(archive.comment))
        for info in archive.infolist():
            name = package.member_name(info)
            if info.volume != disk and disk:
                budget.spend_member()
                yield from names.said(source, name, budget)
                yield Unread(source.inner(name), Reason.UNSUPPORTED, volumes.SPLIT)
            elif info.header_offset in overlapping:
                budget.spend_member()
                yield from names.said(source, name, budget)
                yield Unread(source.inner(name), Reason.BOMB)
            elif not info.is_dir():
                yield from member(source, archive, info, name, budget)
        _note_sealed(archive, source, budget)
        begin = min((info.header_offset for info in archive.infolist() if info.volume == disk), default=0)
    yield from _in_front(source, begin, budget)


def _note_sealed(archive: zipfile.ZipFile, source: Source, budget: Budget) -> None:
    """An archive all of whose files were opened with a password is encrypted as a whole."""
    files = [info for info in archive.infolist() if not info.is_dir()]
    if all(map(package.is_encrypted, files)) and not budget.keys.opened.isdisjoint(
        source.inner(package.member_name(info)) for info in files
    ):
        budget.keys.opened.add(source.part)


def _disk(source: Source) -> int:
    """Which of several disks it is, counted from 0: the last one holds the directory."""
    source.file.seek(max(0, source.size - _SEARCH))
    tail = source.file.read(_SEARCH)
    at = tail.rfind(b"PK\5\6")
    number: int = struct.unpack_from("<H", tail, at + 4)[0] if 0 <= at <= len(tail) - 22 else 0
    return 0 if number == 0xFFFF else number


def _in_front(source: Source, begin: int, budget: Budget) -> Iterator[Item]:
    """What stands before the first member: a program that unpacks it is none of our business, all else is."""
    if not 0 < begin <= budget.limits.member_bytes:
        return
    source.file.seek(0)
    data = source.file.read(begin)
    if data.strip(b"\0") and not data.startswith((b"MZ", b"\x7fELF", b"PK")):
        budget.spend_member()
        yield from read_member(source.member(io.BytesIO(data), "prefix", len(data)), budget)


def member(
    source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget
) -> Iterator[Item]:
    """One member under a name; what cannot be taken out is unread, the rest goes on."""
    try:
        budget.spend_member()
        yield from names.said(source, name, budget)
        file = package.extract(archive, info, budget, source.inner(name))
    except Stop as stop:
        yield Unread(source.inner(name), stop.reason, stop.kind)
        if budget.exhausted:
            raise
        return
    yield from read_member(source.member(file, name, info.file_size), budget)


def _overlapping(archive: zipfile.ZipFile, disk: int) -> frozenset[int]:
    """Where members begin that reach into the next one: packed data that is unpacked many times."""
    spans = sorted({(info.header_offset, info.compress_size) for info in archive.infolist() if info.volume == disk})
    return frozenset(at for (at, size), (next_at, _) in itertools.pairwise(spans) if at + 30 + size > next_at)
