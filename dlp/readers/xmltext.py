"""Text out of XML streams with expat: no entities, no tree in memory, and what stands in front of damage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import unescape

from dlp.model import Reason
from dlp.readers.source import Stop

_CHUNK = 1 << 16
_HARMLESS = frozenset({14})
"""Errors after which nothing is missing: a reference to a control character, which programs do write."""
_TOKEN = re.compile(r"<(/?)([A-Za-z_][\w:.-]*)([^<>]*?)(/?)>|<[!?][^>]*>|([^<]+)|<")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NAMED = {"&quot;": '"', "&apos;": "'", "&nbsp;": " "}
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Characters = Callable[[str], None]


def _unexpanded(_: str) -> None:
    """Takes references to entities: that there is such a handler keeps expat from putting in what they stand for."""


@lru_cache(4096)
def local(tag: str) -> str:
    """A tag without its namespace prefix."""
    return tag.rpartition(":")[2]


def plain(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by their names without prefix."""
    return {key.rpartition(":")[2]: value for key, value in attributes.items()}


@dataclass(frozen=True, slots=True)
class Root:
    """The first element of an XML document: name without prefix, namespace, attributes."""

    name: str = ""
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict, compare=False)


NO_ROOT = Root()
"""The root of what is no XML."""


class _FoundError(Exception):
    pass


def root_of(head: bytes) -> Root:
    """The root element of a document that begins like this; empty if there is none."""
    found: list[Root] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        prefix = tag.rpartition(":")[0]
        space = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
        found.append(Root(local(tag), space, attributes))
        raise _FoundError

    for encoding in (None, "iso-8859-1"):  # expat refuses GBK, Big5 and their like; names of elements are ASCII
        parser = expat.ParserCreate(encoding)
        parser.StartElementHandler = start
        parser.DefaultHandler = _unexpanded
        with suppress(_FoundError, expat.ExpatError, ValueError):
            parser.Parse(head.lstrip(b"\r\n\t "), False)
        if found:
            return found[0]
    return Root()


def stream(file: BinaryIO, start: Start, end: End, text: Characters) -> Iterator[None]:
    """Drive handlers over a file, pausing after each chunk so that text can be handed on.

    Where the XML is damaged, the rest is read loosely, tag by tag, before Stop says so.
    Entities are left as they are, so that they cannot grow. Raises Stop at the end: entities were
    declared (bomb), the XML is damaged (corrupt); or where the file itself is damaged.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    declared: list[str] = []

    def entity(name: str, *_: object) -> None:
        declared.append(name)
        parser.DefaultHandler = _unexpanded

    parser.EntityDeclHandler = entity
    seen, chunk = 0, b""
    try:
        while chunk := file.read(_CHUNK) if seen else file.read(_CHUNK).lstrip(b"\r\n\t "):
            parser.Parse(chunk, False)
            seen += len(chunk)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        rest = chunk[max(0, parser.ErrorByteIndex - seen) :] if chunk else b""
        yield from loosely(rest, file, start, end, text)
        if error.code not in _HARMLESS:
            raise Stop(Reason.CORRUPT) from error
    if declared:
        raise Stop(Reason.BOMB)


def loosely(head: bytes, file: BinaryIO, start: Start, end: End, text: Characters) -> Iterator[None]:
    """Tags and text of what is no well-formed XML, from `head` and then the file. Never fails on content."""
    rest = head
    while True:
        chunk = file.read(_CHUNK)
        data = rest + chunk
        cut = data.rfind(b"<") if chunk and len(data) < 4 * _CHUNK else len(data)
        whole, rest = data[: max(cut, 0)], data[max(cut, 0) :]
        for token in _TOKEN.finditer(whole.decode("utf-8", "replace")):
            _feed(token, start, end, text)
        yield
        if not chunk:
            return


def _feed(token: re.Match[str], start: Start, end: End, text: Characters) -> None:
    closing, tag, attributes, empty, words = token.groups()
    if words:
        text(_resolved(words))
    elif tag and closing:
        end(tag)
    elif tag:
        start(tag, {m[1]: _resolved(m[2] or m[3] or "") for m in _ATTRIBUTE.finditer(attributes)})
        if empty:
            end(tag)


def _resolved(text: str) -> str:
    """Character references as characters."""
    if "&" not in text:
        return text
    return unescape(_NUMBERED.sub(_character, text), _NAMED)


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
