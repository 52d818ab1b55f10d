"""Visiting cards and calendars (vCard 2.1 to 4.0, iCalendar): one property a line, unfolded and decoded."""

from __future__ import annotations

import io
import quopri
import re
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import encoding
from dlp.readers.dispatch import read_member
from dlp.readers.mailwords import loose_base64
from dlp.readers.source import Budget, Item, Part, Source

_LINE = re.compile(rb"(?P<name>[A-Za-z0-9.\-_]+)(?P<parameters>(?:;(?:\"[^\"]*\"|[^\":])*)*?):(?P<value>.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_DATA_URL = re.compile(rb"data:[^,;]*(?:;[^,;]+)*;base64,", re.IGNORECASE)
_LONG = 200
"""Base64 shorter than this is a key or a mark, not a file."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The properties of every card or entry, an empty line between two; pictures and files as members."""
    data = source.whole(budget.limits.file_bytes)
    whole = encoding.detect(data) or "gb18030"
    if whole.startswith(("utf-16", "utf-32")):
        data, whole = encoding.decode(data, whole).encode(), "utf-8"
    part = Part(source.inner("cards"), budget, lines=True)
    files: list[tuple[str, bytes, bool]] = []
    text: list[str] = []
    for line in _unfolded(data):
        text.append(_property(line, whole, files))
        if len(text) > 2000:
            yield from part.blocks("".join(text))
            text = []
    yield from part.blocks("".join(text))
    for name, content, complete in files:
        budget.spend_member()
        inner = source.member(io.BytesIO(content), f"attachment:{name}", len(content))
        if not complete:
            yield Unread(inner.part, Reason.CORRUPT)
        yield from read_member(inner, budget)


def _unfolded(data: bytes) -> Iterator[bytes]:
    """Logical lines: a line that begins with a blank goes on, and so does quoted-printable after an equals sign."""
    pending: list[bytes] = []
    soft = False
    for line in data.removeprefix(b"\xef\xbb\xbf").splitlines():
        if pending and soft:
            pending.append(line)
        elif pending and line[:1] in (b" ", b"\t"):
            pending.append(line[1:])
        else:
            if pending:
                yield b"".join(pending)
            pending = [line]
        soft = line.endswith(b"=") and b"QUOTED-PRINTABLE" in pending[0][:300].upper()
        if soft:
            pending[-1] = pending[-1][:-1]
    if pending:
        yield b"".join(pending)


def _property(line: bytes, whole: str, files: list[tuple[str, bytes, bool]]) -> str:
    """A logical line as text; a file in it is put aside."""
    found = _LINE.match(line)
    if found is None:
        return encoding.decode(line, whole) + "\n"
    name = found["name"].rpartition(b".")[2].decode("ascii", "replace").upper()
    if name in ("BEGIN", "VERSION", "PRODID"):
        return ""
    if name == "END":
        return "\n"
    parameters, value = found["parameters"].decode("utf-8", "replace"), found["value"]
    content = _file(parameters.upper(), value)
    if content is not None:
        label = _parameter(parameters, "FILENAME") or _parameter(parameters, "X-FILENAME") or f"{name}{len(files) + 1}"
        files.append((label.replace("/", "_"), *content))
        return ""
    if "QUOTED-PRINTABLE" in parameters.upper():
        value = quopri.decodestring(value)
    text = encoding.decode(value, _parameter(parameters, "CHARSET") or whole)
    common = " ".join(filter(None, (_parameter(parameters, "CN"), _parameter(parameters, "EMAIL"))))
    shown = _ESCAPED.sub(lambda mark: "\v" if mark[1] in "nN" else mark[1], text)
    return f"{name}: {common + ' ' if common else ''}{_spaced(name, shown)}\n"


def _spaced(name: str, value: str) -> str:
    """Components of a name or an address apart, line breaks within a value kept off the line's end."""
    value = value.replace("\r\n", "\v").replace("\n", "\v")
    return " ".join(value.split(";")).strip() if name in ("N", "ADR", "ORG") else value.removeprefix("mailto:")


def _parameter(parameters: str, name: str) -> str:
    found = re.search(rf'(?i);{name}=("[^"]*"|[^;]*)', parameters)
    return found[1].strip('"') if found else ""


def _file(parameters: str, value: bytes) -> tuple[bytes, bool] | None:
    """The file in a value, and whether it is complete; None where there is none."""
    link = _DATA_URL.match(value)
    if link:
        return loose_base64(value[link.end() :])
    if re.search(r";(?:ENCODING=)?(?:BASE64|B)(?:;|$)", parameters) and len(value) > _LONG:
        return loose_base64(value)
    return None
