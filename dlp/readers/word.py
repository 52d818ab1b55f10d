"""Word documents (.docx): every text part streamed, tables as grids, deletions and fields included."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from dlp.model import Grid
from dlp.readers import package
from dlp.readers.sheet import embedded
from dlp.readers.source import BLOCK, Budget, Item, Part, Source
from dlp.readers.xmltext import local, stream

_PART = re.compile(
    r"word/(?:(?P<body>document\d*)|(?P<other>header\d*|footer\d*|footnotes|endnotes|comments)|glossary/document|(?:charts|diagrams)/[^/]+)\.xml",
    re.IGNORECASE,
)
_MAIN = re.compile(
    r'PartName="/([^"]+)"[^>]*ContentType="[^"]*document\.main\+xml"|ContentType="[^"]*document\.main\+xml"[^>]*PartName="/([^"]+)"'
)
_TEXT = frozenset({"t", "delText", "instrText", "v"})


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The body first, then headers, notes and comments, then embedded files."""
    with package.opened(source, budget) as archive:
        main = _main_part(archive)
        for info in sorted(archive.infolist(), key=lambda i: i.filename != main):
            match = _PART.fullmatch(info.filename)
            if info.filename == main or match:
                name = "body" if info.filename == main else info.filename.rpartition("/")[2].removesuffix(".xml")
                part = Part(source.inner(name), budget)
                yield from _Words(part).read(archive, info, budget)
        yield from embedded(source, archive, budget)


def _main_part(archive: zipfile.ZipFile) -> str:
    """The main part's name as the content types give it; it need not be word/document.xml."""
    try:
        match = _MAIN.search(archive.read("[Content_Types].xml").decode("utf-8", "replace"))
    except (KeyError, zipfile.BadZipFile):
        match = None
    return (match[1] or match[2]) if match else "word/document.xml"


class _Words:
    """Collects one XML part's text: paragraphs as lines, each outermost table as its own block."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.ready: list[Item] = []
        self._text: list[str] = []
        self._size = 0
        self._inside = ""
        self._tables = 0
        self._fallbacks = 0
        self._row: list[str] = []
        self._cell: list[str] = []

    def read(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Iterator[Item]:
        """The part's blocks."""
        for _ in stream(package.extract(archive, info, budget), self._start, self._end, self._characters):
            yield from self._taken()
        self._flush()
        yield from self._taken()

    def _taken(self) -> list[Item]:
        taken, self.ready = self.ready, []
        return taken

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = local(tag)
        if name in _TEXT:
            self._inside = name
        elif name == "tbl":
            if self._tables == 0:
                self._flush()
            self._tables += 1
        elif name == "Fallback":
            self._fallbacks += 1
        elif name in ("tab", "br", "cr"):
            self._add("\t" if name == "tab" and not self._tables else " " if self._tables else "\n")

    def _characters(self, text: str) -> None:
        if self._inside and not self._fallbacks:
            self._add(f" {text} " if self._inside == "instrText" else text)

    def _add(self, text: str) -> None:
        (self._cell if self._tables else self._text).append(text)
        self._size += len(text)

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name in _TEXT:
            self._inside = ""
        elif name == "p":
            self._end_paragraph()
        elif name == "tc" and self._tables == 1:
            self._row.append(" ".join("".join(self._cell).split()))
            self._cell = []
        elif name == "tr" and self._tables == 1:
            self._text.append("\t".join(self._row) + "\n")
            self._row = []
        elif name == "tbl":
            self._tables -= 1
            if self._tables == 0:
                self._flush(Grid("\t"))
        elif name == "Fallback":
            self._fallbacks -= 1

    def _end_paragraph(self) -> None:
        self._add(" " if self._tables else "\n")
        if self._size > BLOCK // 2 and not self._tables:
            self._flush()

    def _flush(self, grid: Grid | None = None) -> None:
        text = "".join(self._text)
        if text.strip():
            self.ready.append(self.part.block(text, grid))
        self._text, self._size = [], 0
