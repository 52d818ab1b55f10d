"""Workbooks in one XML file as Excel 2003 writes them (SpreadsheetML 2003, "XML Spreadsheet")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dlp.readers.cells import header_lines, number_text
from dlp.readers.flow import Flow, read_xml
from dlp.readers.source import Budget, Item, Part, Source
from dlp.readers.xmltext import local, plain

_PROPERTIES = frozenset(
    {"Title", "Subject", "Author", "Keywords", "Description", "LastAuthor", "Company", "Manager", "Category"}
)
_LITERAL = re.compile(r'"((?:[^"]|"")+)"')


class _BookWords:
    """Tells a `Flow` cells, comments, links, headers and names; each worksheet is a part."""

    def __init__(self, flow: Flow, source: Source, budget: Budget) -> None:
        self.flow, self._source, self._budget = flow, source, budget
        self._inside = ""
        self._type = ""
        self._data: list[str] = []
        self._column = self._across = self._row = 0
        self._comment = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "Worksheet": self._begin_sheet,
            "Table": self._begin_table,
            "Row": self._begin_row,
            "Cell": self._begin_cell,
            "Comment": self._begin_comment,
            "Header": self._header,
            "Footer": self._header,
            "NamedRange": self._named,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name, values = local(tag), plain(attributes)
        starter = self._starts.get(name)
        if starter is not None:
            starter(values)
        elif name == "Data":
            self._inside, self._type, self._data = name, values.get("Type", ""), []
        elif name in _PROPERTIES:
            self._inside, self._data = name, []

    def _begin_sheet(self, values: dict[str, str]) -> None:
        sheet = values.get("Name", "")
        self.flow.turn(Part(self._source.inner(f"sheet:{sheet}"), self._budget, sheet=sheet))

    def _begin_table(self, _: dict[str, str]) -> None:
        self.flow.begin_table()
        self._row = 0

    def _begin_comment(self, _: dict[str, str]) -> None:
        self.flow.begin_aside()
        self._comment = True

    def _header(self, values: dict[str, str]) -> None:
        for line in header_lines(values.get("Data", "")):
            self.flow.note(line)

    def _named(self, values: dict[str, str]) -> None:
        for text in _LITERAL.findall(values.get("RefersTo", "")):
            self.flow.note(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if name == "Data" and self._comment:
            self.flow.write("".join(self._data))
            self._inside = ""
        elif name == "Data":
            self._inside = ""
        elif name == "Comment":
            self.flow.end_aside()
            self._comment, self._data = False, []
        elif name == "Cell":
            self.flow.end_cell()
            self.flow.skip_cells(self._across)
            self._column += 1 + self._across
        elif name == "Row":
            self.flow.end_row()
        elif name == "Table":
            self.flow.end_table()
        elif name in _PROPERTIES and self._inside == name:
            self.flow.write("".join(self._data))
            self.flow.end_paragraph()
            self._inside = ""
        if name == "Data" and not self._comment:
            self.flow.write(self._shown())

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._inside:
            self._data.append(text)

    def _begin_row(self, values: dict[str, str]) -> None:
        number = _number(values.get("Index")) or self._row + 1
        self.flow.skip_rows(number - self._row - 1)
        self._row, self._column = number, 0

    def _begin_cell(self, values: dict[str, str]) -> None:
        index = _number(values.get("Index"))
        if index > self._column + 1:
            self.flow.skip_cells(index - self._column - 1)
            self._column = index - 1
        self._across = _number(values.get("MergeAcross"))
        self.flow.note(values.get("HRef", ""))
        self.flow.note(values.get("HRefScreenTip", ""))

    def _shown(self) -> str:
        text = "".join(self._data)
        if self._type == "Number":
            try:
                return number_text(float(text))
            except (ValueError, OverflowError):
                return text
        if self._type == "Boolean":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if self._type == "DateTime":
            return text.strip().removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
        return text


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every worksheet as a part."""
    flow = Flow(Part(source.inner("properties"), budget))
    source.file.seek(0)
    yield from read_xml(source.file, _BookWords(flow, source, budget), flow)
