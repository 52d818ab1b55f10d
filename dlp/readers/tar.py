"""Tar archives (ustar, pax, GNU, sparse): members in order, links and devices have no content."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from dlp.model import Reason, Unread
from dlp.readers import encoding, foreign, names
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop

_CHUNK = 1 << 20


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The parts of every member; damage between members costs only what it covers."""
    source.file.seek(0)
    try:
        archive = tarfile.open(  # noqa: SIM115  # it owns nothing but our file
            fileobj=source.file, mode="r:", ignore_zeros=True, encoding="utf-8", errors="surrogateescape"
        )
    except (tarfile.TarError, ValueError, EOFError, OverflowError, KeyError):
        yield from foreign.read(source, budget)  # another dialect, or damaged: libarchive tells
        return
    end, damaged = 0, False
    for info in _infos(archive):
        damaged = damaged or (info is None) or _rubbish(source.file, end, info.offset)
        if info is None:
            break
        damaged = damaged or info.size < 0
        end = archive.offset
        if info.isreg():
            yield from _member(archive, info, source, budget)
    if damaged or _rubbish(source.file, end, source.size):
        yield Unread(source.part, Reason.CORRUPT, "tar")


def _infos(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo | None]:
    """Header by header, keeping none; None where the archive breaks off."""
    while True:
        try:
            info = archive.next()
        except (tarfile.TarError, ValueError, EOFError, OverflowError, OSError):
            yield None
            return
        if info is None:
            return
        archive.members = []  # type: ignore[attr-defined]  # it would keep every header
        yield info


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, source: Source, budget: Budget) -> Iterator[Item]:
    name = member_name(info.name)
    try:
        budget.spend_member()
        yield from names.said(source, name, budget)
        file = _content(archive, info, source, budget)
    except Stop as stop:
        yield Unread(source.inner(name), stop.reason, stop.kind)
        if budget.exhausted:
            raise
        return
    size = file.seek(0, io.SEEK_END)
    if size < info.size:
        yield Unread(source.inner(name), Reason.CORRUPT)
    yield from read_member(source.member(file, name, size), budget)


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo, source: Source, budget: Budget) -> BinaryIO:
    """A member in memory, shorter than its header says where the archive breaks off."""
    if info.size > budget.limits.member_bytes:
        raise Stop(Reason.TOO_LARGE)
    try:
        file = archive.extractfile(info)
        return io.BytesIO(file.read() if file is not None else b"")
    except (tarfile.TarError, OSError, ValueError):
        if info.issparse():
            raise Stop(Reason.CORRUPT) from None
        source.file.seek(info.offset_data)
        return io.BytesIO(source.file.read(info.size))


def member_name(name: str) -> str:
    """A name whose bytes are no UTF-8 is most likely GB18030."""
    if not any("\udc80" <= c <= "\udcff" for c in name):
        return name.removeprefix("./")
    return encoding.decode(name.encode("utf-8", "surrogateescape"), "gb18030").removeprefix("./")


def _rubbish(file: BinaryIO, start: int, end: int) -> bool:
    """Whether there is anything but zeros between two members."""
    file.seek(start)
    while start < end:
        chunk = file.read(min(_CHUNK, end - start))
        if chunk.strip(b"\0"):
            return True
        if not chunk:
            break
        start += len(chunk)
    return False
