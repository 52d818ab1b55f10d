"""Zip archives: every member is read by its own true type, down to the depth limit."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import package
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The parts of every member, named by their path in the archive."""
    with package.opened(source, budget) as archive:
        overlapping = _overlapping(archive)
        for info in archive.infolist():
            name = package.member_name(info)
            if info.header_offset in overlapping:
                budget.spend_member()
                yield Unread(source.inner(name), Reason.BOMB)
            elif not info.is_dir():
                yield from member(source, archive, info, name, budget)


def member(
    source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget
) -> Iterator[Item]:
    """One member under a name; what cannot be taken out is unread, the rest goes on."""
    try:
        budget.spend_member()
        file = package.extract(archive, info, budget)
    except Stop as stop:
        yield Unread(source.inner(name), stop.reason, stop.kind)
        if budget.exhausted:
            raise
        return
    yield from read_member(source.member(file, name, info.file_size), budget)


def _overlapping(archive: zipfile.ZipFile) -> frozenset[int]:
    """Where members begin that reach into the next one: packed data that is unpacked many times."""
    spans = sorted({(info.header_offset, info.compress_size) for info in archive.infolist()})
    return frozenset(at for (at, size), (next_at, _) in itertools.pairwise(spans) if at + 30 + size > next_at)
