"""Property lists of Apple (XML and binary), web archives among them: text in order, data as members."""

from __future__ import annotations

import io
import plistlib
from collections.abc import Iterator
from xml.parsers import expat

from dlp.model import Reason
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source, Stop

_DATA = 64
_MOST = 1_000_000


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every key and value, one a line. Raises Stop where it is damaged."""
    data = source.whole(budget.limits.member_bytes)
    try:
        root = plistlib.loads(data)
    except (plistlib.InvalidFileException, expat.ExpatError, ValueError, KeyError, IndexError, OverflowError, TypeError) as error:  # fmt: skip
        raise Stop(Reason.CORRUPT) from error
    part = Part(source.inner("plist"), budget, lines=True)
    files: list[tuple[str, bytes]] = []
    lines: list[str] = []
    for line in _lines(root, files):
        lines.append(line)
        if len(lines) > 2000:
            yield from part.blocks("".join(lines))
            lines = []
    yield from part.blocks("".join(lines))
    for name, content in files:
        budget.spend_member()
        yield from read_member(source.member(io.BytesIO(content), name, len(content)), budget)


def _lines(root: object, files: list[tuple[str, bytes]]) -> Iterator[str]:
    """Depth first, without recursion; a binary list may name one object in many places, so visits are counted."""
    waiting: list[tuple[str, object]] = [("", root)]
    seen = 0
    while waiting:
        key, value = waiting.pop()
        seen += 1
        if seen > _MOST:
            raise Stop(Reason.BOMB)
        if isinstance(value, dict):
            if key:
                yield f"{key}:\n"
            waiting.extend((str(name), item) for name, item in reversed(list(value.items())))
        elif isinstance(value, list):
            waiting.extend((key, item) for item in reversed(value))
        elif isinstance(value, bytes):
            if len(value) >= _DATA:
                files.append((key or f"data{len(files) + 1}", value))
        elif not isinstance(value, bool) and value is not None:
            yield f"{key}: {value}\n" if key else f"{value}\n"
