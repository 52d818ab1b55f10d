"""What workbooks keep of other tables: caches of pivot tables, and of workbooks that they refer to.

A pivot table carries a copy of the rows that it sums up, and goes on carrying it when the sheet
with those rows is deleted. Source: ECMA-376 part 1, 18.10 and 18.14.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Unread
from dlp.readers import cells
from dlp.readers.flow import Flow
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Item, Part, Stop
from dlp.readers.xmltext import local, stream

_VALUES = frozenset({"s", "n", "d", "b", "e", "m"})


class _Fields:
    """The columns of a cache: their titles, and the values that records refer to by number."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.items: list[list[str]] = []
        self.used: list[set[int]] = []
        self._shared = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "cacheField":
            self.titles.append(attributes.get("caption") or attributes.get("name", ""))
            self.items.append([])
            self.used.append(set())
        elif name == "sharedItems":
            self._shared = True
        elif self._shared and name in _VALUES and self.items:
            self.items[-1].append(attributes.get("v", ""))

    def end(self, tag: str) -> None:
        self._shared = self._shared and local(tag) != "sharedItems"

    def item(self, column: int, number: str) -> str:
        """The value that a record means by a number."""
        index = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1
        if column >= len(self.items) or not 0 <= index < len(self.items[column]):
            return ""
        self.used[column].add(index)
        return self.items[column][index]


class _Records:
    """Rows of a cache."""

    def __init__(self, fields: _Fields) -> None:
        self.rows: list[list[str]] = []
        self._fields = fields
        self._row: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "x":
            self._row.append(self._fields.item(len(self._row), attributes.get("v", "")))
        elif name in _VALUES:
            self._row.append(attributes.get("v", ""))

    def end(self, tag: str) -> None:
        if local(tag) == "r":
            self.rows.append(self._row)
            self._row = []


def read(book: Package) -> Iterator[Item]:
    """Every pivot cache: its records as a table, then values that no record has any more."""
    for definition in book.of_root("pivotCacheDefinition"):
        out = Part(book.source.inner(f"pivot:{definition.stem}"), book.budget)
        fields = _Fields()
        try:
            for _ in stream(book.open(definition), fields.start, fields.end, lambda _: None):
                pass
            for records in book.linked(definition.name, "pivotCacheRecords"):
                yield from _table(book, records, fields, out)
        except Stop as stop:
            if book.budget.exhausted:
                raise
            yield Unread(out.name, stop.reason)
        for column, title in enumerate(fields.titles):
            left = [[text] for n, text in enumerate(fields.items[column]) if text and n not in fields.used[column]]
            if left:
                yield from cells.blocks(out, [[title], *left], 1, column + 1)


def _table(book: Package, part: PackagePart, fields: _Fields, out: Part) -> Iterator[Item]:
    records, first = _Records(fields), 2
    records.rows.append(list(fields.titles))
    for _ in stream(book.open(part), records.start, records.end, lambda _: None):
        rows, records.rows = records.rows, []
        yield from cells.blocks(out, rows, first - 1, 1)
        first += len(rows)


class OutsideWords:
    """Tells a `Flow` what a workbook remembers of the cells of another."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        self._inside = name in ("v", "val")
        if name == "sheetData":
            self.flow.begin_table()
        elif name in ("sheetName", "ddeItem", "definedName", "ddeLink", "oleItem"):
            for key in ("val", "name", "ddeService", "ddeTopic"):
                self.flow.note(attributes.get(key, ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        self._inside = False
        if name == "cell":
            self.flow.end_cell()
        elif name == "row":
            self.flow.end_row()
        elif name == "sheetData":
            self.flow.end_table()
        elif name == "value":
            self.flow.end_paragraph()

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._inside:
            self.flow.write(text)
