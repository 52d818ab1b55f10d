"""Messages that lie in a file together with others (mbox, RFC 4155), and where each of them stands.

A mailbox that is an outbox is not one document: every message in it goes to people of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

FROM = re.compile(rb"From [^\r\n]*\d")
"""The line in front of a message; its date ends in digits."""
DATED = re.compile(rb"From \S+ +\w{3} \w{3} +\d+ \d+:\d+.* \d{4}")
HEADER = re.compile(rb"[!-9;-~]+:|>?From ")
_LINE = 1 << 16


@dataclass(frozen=True, slots=True)
class Stored:
    """One message: the file that holds it, its first byte there and its length in bytes, and which it is, from 1."""

    file: Path
    start: int
    length: int
    number: int = 1


def messages(file: Path) -> Iterator[Stored]:
    """Every message of a mailbox file; none if it is something else. Raises OSError."""
    with file.open("rb") as source:
        if not source.read(5).startswith(b"From "):
            return
        source.seek(0)
        before: int | None = None
        number = 0
        for start in _starts(source):
            if before is not None:
                number += 1
                yield Stored(file, before, start - before, number)
            before = start
        if before is not None:
            yield Stored(file, before, source.tell() - before, number + 1)


def _starts(source: BinaryIO) -> Iterator[int]:
    """Where messages begin. A From line counts behind an empty one, if a header follows or it bears a full date."""
    at, blank, waiting = 0, True, b""
    while line := source.readline(_LINE):
        if waiting and (HEADER.match(line) or DATED.match(waiting)):
            yield at - len(waiting)
        waiting = line if blank and FROM.match(line) else b""
        blank = not waiting and not line.strip()
        at += len(line)
