"""XML of no special kind: every element as `name: text` on a line of its own, attributes included.

Element names label the values, as column titles do. An element that mixes text and other
elements is prose and stays one line, so that a number with a bold digit is not torn apart.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from dlp.model import Reason, Unread
from dlp.readers import encoding, plain
from dlp.readers.source import BLOCK, Budget, Item, Part, Source, Stop
from dlp.readers.xmltext import local

_CHUNK = 1 << 16
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_ENTITY = 1000
_DRAWN = frozenset({"svg"})
_SAID = frozenset({"title", "alt", "href", "label", "aria-label", "content", "name", "value", "desc"})
"""Attributes of drawings that hold words and not coordinates."""
_SILENT = re.compile(r"xmlns(?::|$)|.*:schemaLocation$")
_DATA_URI = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The document as one part. One that is not well-formed is read as the text it is."""
    data = utf8(source.whole(budget.limits.member_bytes))
    part = Part(source.inner("xml"), budget)
    try:
        yield from blocks(io.BytesIO(data), part)
    except Stop as stop:
        if budget.exhausted:
            raise
        yield from plain.read(source, budget)
        if stop.reason is not Reason.CORRUPT:
            yield Unread(source.part, stop.reason, "xml")


def utf8(data: bytes) -> bytes:
    """XML in whatever encoding it declares or shows, as UTF-8 without a mark."""
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()[:300])
    if not declared and encoding.fits(data, "utf-8"):
        return data.removeprefix(b"\xef\xbb\xbf")
    name = declared[1].decode("ascii") if declared else None
    return encoding.decode(data, name).lstrip("\ufeff").encode("utf-8", "replace")


def blocks(file: BinaryIO, part: Part) -> Iterator[Item]:
    """Blocks of an XML document in UTF-8. Raises Stop: entities are declared, or it is damaged."""
    page = _Page()
    for _ in _stream(file, page):
        if page.size > BLOCK:
            yield part.block(page.take())
    page.spill()
    yield from part.blocks(page.take())


def _stream(file: BinaryIO, page: _Page) -> Iterator[None]:
    """Like `xmltext.stream`, but a document type is let pass, with entities of plain text."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = page.start
    parser.EndElementHandler = page.end
    parser.CharacterDataHandler = page.text
    parser.CommentHandler = page.comment
    parser.EntityDeclHandler = _check_entity
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Stop(Reason.CORRUPT) from error


def _check_entity(_name: str, _is_parameter: bool, value: str | None, *_: object) -> None:
    """An entity of plain text is harmless, one of other entities can grow without end.

    Raises Stop: a bomb. Entities that name a file are never opened.
    """
    if value and (len(value) > _ENTITY or "&" in value or "%" in value):
        raise Stop(Reason.BOMB)


@dataclass(slots=True)
class _Element:
    """An open element: the text directly in it, and the lines of what it holds."""

    name: str
    attributes: str = ""
    inline: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    size: int = 0
    mixed: bool = False
    children: bool = False


class _Page:
    """Takes what the parser says; gives lines. An element that grows large is given out before it ends."""

    def __init__(self) -> None:
        self._open = [_Element("")]
        self._out: list[str] = []
        self._drawing = False
        self.size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        self._drawing = self._drawing or name in _DRAWN
        self._open[-1].children = True
        said = " ".join(f"{local(key)}: {value}" for key, value in attributes.items() if self._is_said(key, value))
        self._open.append(_Element(name, said))

    def text(self, text: str) -> None:
        """Character data."""
        top = self._open[-1]
        top.inline.append(text)
        top.size += len(text)
        top.mixed = top.mixed or not text.isspace()

    def comment(self, text: str) -> None:
        """A comment, which people do not see but which can hold anything."""
        self._open[-1].lines.append(f"{text.strip()}\n")

    def end(self, _tag: str) -> None:
        """An element ends: it goes into the one around it."""
        done, parent = self._open.pop(), self._open[-1]
        lines = _lines(done)
        parent.lines += lines
        parent.inline.append("".join(done.inline))
        parent.size += done.size + sum(map(len, lines))
        if parent.size > BLOCK and not parent.mixed:
            self.spill()

    def spill(self) -> None:
        """Give out the lines of every open element."""
        for element in self._open:
            self._out += element.lines
            self.size += element.size
            element.lines, element.size = [], 0
            if not element.mixed:
                element.inline = []

    def take(self) -> str:
        """What was given out since the last time."""
        text, self._out, self.size = "".join(self._out), [], 0
        return text

    def _is_said(self, key: str, value: str) -> bool:
        if _SILENT.match(key) or not value.strip() or _DATA_URI.match(value):
            return False
        return not self._drawing or local(key) in _SAID


def _lines(done: _Element) -> list[str]:
    """An element as lines: its own one first, then what it holds, unless that is part of the prose."""
    said = " ".join(filter(None, (done.name, done.attributes)))
    if done.mixed:
        prose = " ".join("".join(done.inline).split())
        inner = [line for line in done.lines if line.partition(": ")[2].strip() not in prose]
        return [f"{said}: {prose}\n", *inner]
    return [f"{said}\n", *done.lines] if done.attributes else done.lines
