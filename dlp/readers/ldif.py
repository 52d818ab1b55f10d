"""LDIF, the text form of a directory (RFC 2849): one attribute a line, folded, base64 where it is not ASCII."""

from __future__ import annotations

import io
from collections.abc import Iterator

from dlp.readers import encoding
from dlp.readers.dispatch import read_member
from dlp.readers.mailwords import loose_base64
from dlp.readers.source import Budget, Item, Part, Source


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The attributes of every entry, an empty line between two; values that are no text as members."""
    data = source.whole(budget.limits.file_bytes)
    name = encoding.detect(data) or "gb18030"
    text = encoding.decode(data, name).replace("\r\n", "\n").replace("\n ", "")
    part = Part(source.inner("text"), budget, lines=True)
    files: list[tuple[str, bytes]] = []
    lines: list[str] = []
    for line in text.splitlines():
        attribute, double, value = line.partition(":: ")
        if double and not attribute.startswith("#"):
            line = f"{attribute}: {_decoded(attribute, value, files)}"  # noqa: PLW2901
        lines.append(line + "\n")
        if len(lines) > 2000:
            yield from part.blocks("".join(lines))
            lines = []
    yield from part.blocks("".join(lines))
    for label, content in files:
        budget.spend_member()
        yield from read_member(source.member(io.BytesIO(content), f"attachment:{label}", len(content)), budget)


def _decoded(attribute: str, value: str, files: list[tuple[str, bytes]]) -> str:
    raw, _ = loose_base64(value.encode("ascii", "replace"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if encoding.detect(raw):
            return encoding.decode(raw)
        files.append((attribute, raw))
        return ""
