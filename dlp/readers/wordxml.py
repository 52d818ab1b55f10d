"""Word documents in one XML file: Word 2003 (WordprocessingML) and flat OPC."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator

from dlp.readers.dispatch import read_member
from dlp.readers.flow import Flow, read_xml
from dlp.readers.source import Budget, Item, Part, Source
from dlp.readers.wordml import WordWords
from dlp.readers.xmltext import local, plain

_BINARY = frozenset({"binData", "binaryData"})
_PROPERTIES = frozenset(
    {
        "Title",
        "Subject",
        "Author",
        "Keywords",
        "Description",
        "LastAuthor",
        "Company",
        "Manager",
        "Category",
        "HyperlinkBase",
    }
)


class _FileWords(WordWords):
    """A Word document with its pictures and properties in the same file."""

    def __init__(self, flow: Flow, source: Source, budget: Budget) -> None:
        super().__init__(flow)
        self._source, self._budget = source, budget
        self._binary: list[str] | None = None
        self._name = self._property = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        self._property = name if name in _PROPERTIES else ""
        if name in _BINARY:
            self._binary = []
            self._name = plain(attributes).get("name", "") or self._name
        elif name == "part":
            self._name = plain(attributes).get("name", "")
        elif name == "Relationship" and attributes.get("TargetMode") == "External":
            self.flow.note(attributes.get("Target", ""))
        super().start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if local(tag) in _BINARY:
            self._end_binary()
        elif self._property:
            self.flow.end_paragraph()
            self._property = ""
        super().end(tag)

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._binary is not None:
            self._binary.append(text)
        elif self._property:
            self.flow.write(text)
        else:
            super().text(text)

    def _end_binary(self) -> None:
        raw, self._binary = "".join(self._binary or []), None
        try:
            data = base64.b64decode(raw)
        except (binascii.Error, ValueError):
            return
        if 0 < len(data) <= self._budget.limits.member_bytes:
            self._budget.spend_member()
            name = self._name.rpartition("/")[2] or "binary"
            self.flow.ready += read_member(self._source.member(io.BytesIO(data), name, len(data)), self._budget)


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The whole document as one part, pictures as members."""
    flow = Flow(Part(source.inner("body"), budget, lines=True))
    source.file.seek(0)
    yield from read_xml(source.file, _FileWords(flow, source, budget), flow)
