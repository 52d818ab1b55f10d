"""RAR archives: our own look at the headers, stored members as they stand, the rest by libarchive.

The headers tell what libarchive does not: which members are encrypted, and the names of those
that it cannot unpack.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from dlp.model import Reason, Unread
from dlp.readers import foreign, names, rarheaders, volumes
from dlp.readers.dispatch import read_member
from dlp.readers.rarheaders import Member
from dlp.readers.source import Budget, Item, Source, Stop

_SFX = 1 << 21
"""How far into a program its self-extracting archive may begin."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The parts of every member. Raises Stop where even the names are encrypted."""
    start = begin(source)
    found = list(_bounded(source, start, budget))
    files = [item for item in found if isinstance(item, Member) and not item.folder]
    split = any(isinstance(item, rarheaders.Volume) for item in found)
    if any(isinstance(item, rarheaders.Sealed) for item in found):
        raise Stop(Reason.ENCRYPTED)
    if split or any(file.split for file in files):
        yield Unread(source.part, Reason.UNSUPPORTED, volumes.SPLIT)
    elif any(isinstance(item, rarheaders.Broken) for item in found):
        yield Unread(source.part, Reason.CORRUPT, "rar")
    packed = [file for file in files if not (file.stored or file.encrypted or file.split)]
    for file in files:
        yield from names.said(source, file.name, budget)
        if file not in packed:
            yield from _plain(source, file, budget)
    if packed:
        end = next((item.cut for item in found if isinstance(item, rarheaders.Broken) and item.cut), source.size)
        yield from _unpacked(_within(source, start, end), packed, source, budget)


def begin(source: Source) -> int:
    """Where the archive begins: at once, or behind a program that unpacks it."""
    head = source.head(_SFX)
    return max(0, head.find(rarheaders.RAR4[:6]))


def _bounded(source: Source, start: int, budget: Budget) -> Iterator[rarheaders.Found]:
    for number, item in enumerate(rarheaders.headers(source.file, start, source.size)):
        if number > budget.limits.members:
            raise Stop(Reason.BOMB)
        yield item


def _plain(source: Source, file: Member, budget: Budget) -> Iterator[Item]:
    """A member that is stored as it is, or the reason why it cannot be had."""
    budget.spend_member()
    if file.encrypted:
        yield Unread(source.inner(file.name), Reason.ENCRYPTED)
    elif file.split:
        yield Unread(source.inner(file.name), Reason.UNSUPPORTED, volumes.SPLIT)
    elif file.packed > budget.limits.member_bytes:
        yield Unread(source.inner(file.name), Reason.TOO_LARGE)
    else:
        source.file.seek(file.at)
        data = source.file.read(file.packed)
        if len(data) < file.size:
            yield Unread(source.inner(file.name), Reason.CORRUPT)
        yield from read_member(source.member(io.BytesIO(data), file.name, len(data)), budget)


def _unpacked(archive: Source, packed: list[Member], source: Source, budget: Budget) -> Iterator[Item]:
    """What libarchive unpacks; every other member is named as unread."""
    missing = {file.name: file for file in packed}
    trouble = Reason.UNSUPPORTED
    try:
        for name, file, reason in foreign.members(archive, budget):
            wanted = missing.pop(name, None) if name else None
            if not name:
                trouble = reason or trouble
            elif wanted is not None:
                yield from _given_out(source, wanted, file, reason, budget)
    except Stop as stop:
        if budget.exhausted:
            raise
        trouble = stop.reason
    for name in missing:
        yield Unread(source.inner(name), trouble)


def _given_out(
    source: Source, wanted: Member, file: BinaryIO | None, reason: Reason | None, budget: Budget
) -> Iterator[Item]:
    size = file.seek(0, io.SEEK_END) if file is not None else 0
    if reason is None and size < wanted.size:
        reason = Reason.CORRUPT
    if reason is Reason.CORRUPT and wanted.old:
        reason = Reason.UNSUPPORTED
    if reason is not None:
        yield Unread(source.inner(wanted.name), reason)
    if file is not None and (size or not wanted.size):
        yield from read_member(source.member(file, wanted.name, size), budget)


def _within(source: Source, start: int, end: int) -> Source:
    """The same source between two offsets."""
    if not start and end == source.size:
        return source
    source.file.seek(start)
    data = source.file.read(end - start)
    return replace(source, file=io.BytesIO(data), size=len(data))
