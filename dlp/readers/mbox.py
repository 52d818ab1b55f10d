"""Mail folders in one file: mbox (mboxo, mboxrd, Thunderbird), and Apple Mail's one-message files (.emlx)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain

from dlp.model import Reason, Unread
from dlp.readers import mail
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop
from dlp.readers.stored import DATED, FROM, HEADER

_QUOTED = re.compile(rb"(?m)^>(>*From )")
_NO_MORE = b"no more"
_COUNT = re.compile(rb"(\d{1,12}) *\r?\n")


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every message as a part of its own: message:1, message:2 and so on."""
    if source.file.seek(0) == 0 and (count := _COUNT.match(source.head(32))):
        yield from _emlx(source, int(count[1]), count.end(), budget)
        return
    messages = _messages(source, budget)
    first, second = next(messages, None), next(messages, _NO_MORE)
    if second is _NO_MORE and first is not None:  # a lone message with a From line in front
        yield from mail.read_bytes(first, source, budget)
        return
    for number, data in enumerate(chain([first], [second], messages), 1):
        inner = source.member(io.BytesIO(b""), f"message:{number}", 0)
        if data is None:
            yield Unread(inner.part, Reason.TOO_LARGE, "eml")
        elif inner.depth > budget.limits.depth:
            yield Unread(inner.part, Reason.TOO_DEEP, "eml")
        else:
            with budget.message():
                yield from _one(data, inner, budget)


def _one(data: bytes, inner: Source, budget: Budget) -> Iterator[Item]:
    """One message; its trouble is its own, unless the whole document is over a limit."""
    try:
        yield from mail.read_bytes(data, inner, budget)
    except Stop as stop:
        yield Unread(inner.part, stop.reason, stop.kind or "eml")
        if budget.exhausted:
            raise
    except RecursionError:
        yield Unread(inner.part, Reason.TOO_DEEP, "eml")


def _messages(source: Source, budget: Budget) -> Iterator[bytes | None]:
    """Each message without its From line, None for one that is too large to hold."""
    source.file.seek(0)
    lines: list[bytes] = []
    size, blank, waiting = 0, True, b""
    started = False
    for line in source.file:
        if waiting:
            if HEADER.match(line) or DATED.match(waiting):
                if started:
                    yield _joined(lines, size, budget)
                lines, size, started = [], 0, True
            else:
                lines, size = [*lines, waiting], size + len(waiting)
            waiting = b""
        if blank and line.startswith(b"From ") and FROM.match(line):
            waiting, blank = line, False
            continue
        blank = not line.strip()
        size += len(line)
        if size <= budget.limits.member_bytes:
            lines.append(line)
    if started:
        yield _joined([*lines, waiting], size, budget)


def _joined(lines: list[bytes], size: int, budget: Budget) -> bytes | None:
    if size > budget.limits.member_bytes:
        return None
    return _QUOTED.sub(rb"\1", b"".join(lines))


def _emlx(source: Source, count: int, begin: int, budget: Budget) -> Iterator[Item]:
    """A line with the message's length, the message, and a property list about it."""
    data = source.whole(budget.limits.file_bytes)
    message, rest = data[begin : begin + count], data[begin + count :]
    if len(message) < count:
        yield Unread(source.part, Reason.CORRUPT, "emlx")
    yield from mail.read_bytes(message, source, budget)
    if rest.strip():
        yield from read_member(source.member(io.BytesIO(rest.lstrip()), "properties", len(rest.lstrip())), budget)
