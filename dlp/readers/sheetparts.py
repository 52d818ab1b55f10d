"""What an Excel workbook holds beside its cells: comments, shapes, names, pivot caches, links, embedded files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dlp.model import Reason, Unread
from dlp.readers import parts, pivot, sheetscan
from dlp.readers.flow import Flow, Vocabulary, read_lines, read_xml
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Item, Part
from dlp.readers.xmltext import local

SHEETS = ("worksheet", "macrosheet", "dialogsheet", "chartsheet")
_BESIDE = ("comments", "threadedComment", "drawing", "vmlDrawing")
_OWN = frozenset(
    {*SHEETS, "sst", "workbook", "pivotCacheDefinition", "pivotCacheRecords", "pivotTableDefinition", "table"}
)
_REFERENCE = re.compile(r"(?:[^\"{}]*![$A-Z0-9:,()]+,?)+|#REF!|\d+", re.IGNORECASE)
_LINES = frozenset({"comment", "threadedComment", "author"})


class CommentWords:
    """Tells a `Flow` the comments on cells, each behind its cell's name."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name in ("comment", "threadedComment") and attributes.get("ref"):
            self.flow.write(f"{attributes['ref']}: ")
        self._inside = name in ("t", "text", "author")

    def end(self, tag: str) -> None:
        """An element ends."""
        self._inside = False
        if local(tag) in _LINES:
            self.flow.end_paragraph()

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._inside and (text.strip() or text == " "):
            self.flow.write(text)


class NameWords:
    """Tells a `Flow` the names that a workbook gives to values; names of ranges say nothing new."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._name: str | None = None
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._name = attributes.get("name", "") if local(tag) == "definedName" else None
        self._text = []
        self.flow.note(attributes.get("comment", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        value = "".join(self._text).strip()
        if self._name is not None and value and not _REFERENCE.fullmatch(value):
            self.flow.write(f"{self._name} {value.strip('=')}")
        self.flow.end_paragraph()
        self._name = None

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._name is not None:
            self._text.append(text)


_LANGUAGES: dict[str, Callable[[Flow], Vocabulary]] = {
    "comments": CommentWords,
    "ThreadedComments": CommentWords,
    "workbook": NameWords,
    "externalLink": pivot.OutsideWords,
}


def beside(book: Package, part: PackagePart, name: str, done: set[str]) -> Iterator[Item]:
    """What belongs to one sheet: its comments, shapes, and the texts around its cells."""
    for other in book.linked(part.name, *_BESIDE):
        if other.name.lower() not in done:
            done.add(other.name.lower())
            kind = "comments" if other.root.name in ("comments", "ThreadedComments") else other.stem
            yield from words(book, other, f"sheet:{name}/{kind}")


def texts(book: Package, found: sheetscan.Scan, name: str, links: list[str]) -> Iterator[Item]:
    """The texts around a sheet's cells and the targets of its links."""
    out = Part(book.source.inner(f"sheet:{name}/beside"), book.budget)
    yield from read_lines([*sheetscan.lines(found), *links], out)
    if not found.complete:
        yield Unread(out.name, Reason.TOO_LARGE)


def words(book: Package, part: PackagePart, name: str) -> Iterator[Item]:
    """One part beside the cells, in its own language."""
    maker = _LANGUAGES.get(part.root.name)
    if maker is None:
        yield from parts.words(book, part, name)
        return
    out = Part(book.source.inner(name), book.budget)
    flow = Flow(out)
    yield from read_xml(book.open(part), maker(flow), flow)
    yield from read_lines(parts.targets(book, part), out)


def rest(book: Package, done: set[str]) -> Iterator[Item]:
    """What belongs to no sheet."""
    for root, name in (("workbook", "names"), ("comments", ""), ("ThreadedComments", ""), ("externalLink", "")):
        for part in book.of_root(root):
            if part.name.lower() not in done:
                done.add(part.name.lower())
                yield from words(book, part, name or part.stem)
    yield from pivot.read(book)
    yield from parts.rest(book, _OWN, frozenset(done))
