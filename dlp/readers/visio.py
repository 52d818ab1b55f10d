"""Visio drawings (.vsdx): text of shapes and their data fields. Source: [MS-VSDX] 2.2."""

from __future__ import annotations

from collections.abc import Iterator

from dlp.readers import opc, parts
from dlp.readers.flow import Flow, read_xml
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Budget, Item, Part, Source
from dlp.readers.xmltext import local

_ROOTS = ("PageContents", "MasterContents", "Pages", "Masters", "VisioDocument", "Comments")
_SILENT = frozenset({"Windows", "Validation", "Solutions"})
_VALUES = frozenset({"Value", "Label", "Prompt", "Address", "Description"})


class _ShapeText:
    """Tells a `Flow` what shapes say."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._texts = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name in ("Text", "CommentEntry"):
            self._texts += 1
        elif name == "Cell" and attributes.get("N") in _VALUES and attributes.get("U", "STR") == "STR":
            self.flow.note(attributes.get("V", ""))
        elif name == "Page":
            self.flow.note(attributes.get("Name", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        if local(tag) in ("Text", "CommentEntry"):
            self._texts = max(0, self._texts - 1)
            self.flow.end_paragraph()
        elif local(tag) in ("Shape", "Page"):
            self.flow.end_paragraph()

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._texts:
            self.flow.write(text)


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every page as a part, then properties, pictures and embedded files."""
    with opc.opened(source, budget) as book:
        for part in book.of_root(*_ROOTS):
            yield from _drawing(book, part)
        yield from parts.rest(book, frozenset(_ROOTS) | _SILENT)


def _drawing(book: Package, part: PackagePart) -> Iterator[Item]:
    out = Part(book.source.inner(part.stem), book.budget)
    flow = Flow(out)
    yield from read_xml(book.open(part), _ShapeText(flow), flow)
