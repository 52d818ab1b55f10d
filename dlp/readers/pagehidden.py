"""What an HTML page holds beside what it shows: comments, scripts with data, pictures and files in addresses."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from dlp.model import Reason, Unread
from dlp.readers.dispatch import read_member
from dlp.readers.escapes import unescaped
from dlp.readers.source import Budget, Item, Source, Stop

_SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_DATA = re.compile(r"\bdata:(?P<type>[\w.+-]+/[\w.+-]+)?(?P<options>(?:;[\w.+=-]+){0,8}),(?P<data>[^\"'()<>\s\\]{8,})")


def comments(markup: str) -> str:
    """The text of all comments, each on lines of its own."""
    return "\n".join(_between(markup, "<!--", "-->"))


def _between(text: str, opening: str, closing: str) -> Iterator[str]:
    at = text.find(opening)
    while at >= 0:
        end = text.find(closing, at + len(opening))
        end = len(text) if end < 0 else end
        if inner := text[at + len(opening) : end].strip():
            yield inner
        at = text.find(opening, end)


def scripts(markup: str) -> str:
    """The text of all scripts, escapes undone: data is often handed to a page in them."""
    out, at = [], 0
    while match := _SCRIPT.search(markup, at):
        end = _SCRIPT_END.search(markup, match.end())
        at = end.start() if end else len(markup)
        if text := markup[match.end() : at].strip():
            out.append(unescaped(text))
    return "".join(f"{text}\n" for text in out)


def files(markup: str, source: Source, budget: Budget) -> Iterator[Item]:
    """Pictures and other files that stand in the page itself (RFC 2397), each read as a member."""
    for number, match in enumerate(_DATA.finditer(markup), 1):
        suffix = (match["type"] or "text/plain").rpartition("/")[2].partition("+")[0]
        label = f"data:{number}.{suffix}"
        try:
            data = _content(match)
            budget.spend_member()
        except Stop as stop:
            yield Unread(source.inner(label), stop.reason)
            if budget.exhausted:
                raise
            continue
        yield from read_member(source.member(io.BytesIO(data), label, len(data)), budget)


def _content(match: re.Match[str]) -> bytes:
    data = unquote_to_bytes(match["data"])
    if ";base64" not in match["options"].lower():
        return data
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError) as error:
        raise Stop(Reason.CORRUPT) from error
