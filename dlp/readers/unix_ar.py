"""Unix ar archives, such as Debian packages: a member is a header of 60 characters and its bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers.dispatch import read_member
from dlp.readers.names import said
from dlp.readers.source import Budget, Item, Source, Stop

_HEADER = 60
_INDEXES = frozenset({"/", "//", "__.SYMDEF", "__.SYMDEF SORTED", "/SYM64"})


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The parts of every member. Raises Stop where a header is none."""
    at, names = 8, b""
    while at + _HEADER <= source.size:
        source.file.seek(at)
        header = source.file.read(_HEADER)
        try:
            size = int(header[48:58])
        except ValueError as error:
            raise Stop(Reason.CORRUPT) from error
        if header[58:] != b"`\n" or size < 0:
            raise Stop(Reason.CORRUPT)
        label = header[:16].rstrip().decode("utf-8", "replace")
        if label == "//":
            names = source.file.read(min(size, budget.limits.member_bytes))
        elif label not in _INDEXES:
            yield from _member(source, label, names, at + _HEADER, size, budget)
        at += _HEADER + size + size % 2
    if at < source.size:
        yield Unread(source.part, Reason.CORRUPT, "ar")


def _member(source: Source, label: str, names: bytes, at: int, size: int, budget: Budget) -> Iterator[Item]:
    budget.spend_member()
    skip = 0
    if label.startswith("#1/") and label[3:].isdigit():  # BSD: the name stands before the content
        skip = min(int(label[3:]), size)
        source.file.seek(at)
        label = source.file.read(min(skip, 4096)).rstrip(b"\0").decode("utf-8", "replace")
    elif label.startswith("/") and label[1:].isdigit():
        label = names[int(label[1:]) :].partition(b"\n")[0].decode("utf-8", "replace")
    label = label.rstrip("/") or "member"
    yield from said(source, label, budget)
    if size > budget.limits.member_bytes:
        yield Unread(source.inner(label), Reason.TOO_LARGE)
        return
    source.file.seek(at + skip)
    data = source.file.read(size - skip)
    if len(data) < size - skip:
        yield Unread(source.inner(label), Reason.CORRUPT)
    yield from read_member(source.member(io.BytesIO(data), label, len(data)), budget)
