"""Spreadsheets: cells by calamine; by an own stream, then by openpyxl, where that gives up or would need too much.

All sheets are read alike, hidden ones and filtered rows too. What Excel workbooks hold beside
their cells is in `sheetparts`, the records of .xls in `biff`, the rest of .ods in `opendocument`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import python_calamine

from dlp.model import Reason, Unread
from dlp.readers import (
    biff,
    biff12,
    bifftally,
    cells,
    opc,
    opendocument,
    parts,
    sheetparts,
    sheetscan,
    sheetstrings,
    sheetxml,
)
from dlp.readers.opc import Package, PackagePart
from dlp.readers.sniffole import MAGIC
from dlp.readers.source import Budget, Item, Part, Source, Stop
from dlp.readers.xmltext import local

_TROUBLES = (python_calamine.CalamineError, ValueError, OSError)
LARGE = 100 << 20
"""Bytes of sheet XML from which on a workbook is streamed; in memory it would take several times as much."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every sheet as a part, then what stands beside the cells, then embedded files."""
    if source.head(8) == MAGIC or source.head(1) == b"\x09":
        yield from _old(source, budget)
        return
    with opc.opened(source, budget) as book:
        if "content.xml" in book.parts:
            yield from _open_document(book)
        elif biff12.main(book) is not None:
            yield from _binary(book)
        else:
            yield from _Workbook(book).read()


_DENSE = 8_000_000
"""Cells of a sheet from which on an .xls is not given to calamine, which keeps a place for every empty one."""


class _Panics:
    """Makes an ordinary error of a panic inside calamine, which Python is told of by a BaseException."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise python_calamine.CalamineError from error


def _calamine(source: Source) -> python_calamine.CalamineWorkbook | None:
    """The workbook, None where calamine cannot read it. Raises Stop: encrypted."""
    source.file.seek(0)
    try:
        with _Panics():
            return python_calamine.CalamineWorkbook.from_filelike(source.file)
    except python_calamine.PasswordError as error:
        raise Stop(Reason.ENCRYPTED) from error
    except _TROUBLES:
        return None


def _cells(part: Part, book: python_calamine.CalamineWorkbook, name: str) -> Iterator[Item]:
    """One sheet by calamine. Raises CalamineError before the first item if it cannot be read."""
    with _Panics():
        sheet = book.get_sheet_by_name(name)
    row, column = sheet.start or (0, 0)
    yield from cells.blocks(part, islice(sheet.iter_rows(), row, None), row + 1, column + 1)


def _sheets(source: Source, book: python_calamine.CalamineWorkbook, budget: Budget, kind: str) -> Iterator[Item]:
    """All sheets by calamine."""
    for sheet in book.sheets_metadata:
        name = sheet.name
        part = Part(source.inner(f"sheet:{name}"), budget, sheet=name)
        if sheet.typ is python_calamine.SheetTypeEnum.ChartSheet:
            continue
        try:
            yield from _cells(part, book, name)
        except _TROUBLES:
            yield Unread(part.name, Reason.CORRUPT, kind)


def _old(source: Source, budget: Budget) -> Iterator[Item]:
    """.xls and .et: cells by calamine, all else, and what calamine refuses, by records."""
    book = None if biff.area(source) > _DENSE else _calamine(source)
    if book is not None and not _is_faithful(source, book):
        book = None
    if book is not None:
        yield from _sheets(source, book, budget, "xls")
    yield from biff.read(source, budget, cells_too=book is None)


def _is_faithful(source: Source, book: python_calamine.CalamineWorkbook) -> bool:
    try:
        with _Panics():
            return bifftally.is_faithful(source, book)
    except _TROUBLES:
        return False


def _open_document(book: Package) -> Iterator[Item]:
    """.ods: cells by calamine unless they are many or it gives up."""
    opendocument.refuse_encrypted(book)
    content = book.parts["content.xml"]
    calamine = None if content.info.file_size > LARGE or book.unread else _calamine(book.source)
    if calamine is not None:
        yield from _sheets(book.source, calamine, book.budget, "ods")
    yield from opendocument.package(book, cells_too=calamine is None)


def _binary(book: Package) -> Iterator[Item]:
    """.xlsb: cells by calamine; comments and texts by their records."""
    calamine = None if book.unread else _calamine(book.source)
    if calamine is not None:
        yield from _sheets(book.source, calamine, book.budget, "xlsb")
    yield from biff12.beside(book, cells_too=calamine is None)
    yield from parts.rest(book, frozenset(), biff12.done(book))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet as the workbook names it, and its part."""

    name: str
    part: PackagePart

    @property
    def place(self) -> int:
        """Where its member stands; two members may have one name."""
        return self.part.info.header_offset


class _Workbook:
    """An .xlsx or .xlsm being read."""

    def __init__(self, book: Package) -> None:
        self._book, self._tables = book, sheetxml.Tables(book)
        self._done: set[str] = set()
        self._calamine: python_calamine.CalamineWorkbook | None = None

    def read(self) -> Iterator[Item]:
        """All sheets, then the rest."""
        sheets = self._named()
        scans = {sheet.place: sheetscan.scan(self._book.open(sheet.part)) for sheet in sheets}
        if not self._too_large(scans):
            self._calamine = _calamine(self._book.source)
        for sheet in sheets:
            yield from self._sheet(sheet, scans[sheet.place])
        yield from sheetstrings.hidden(self._book, set().union(*(scan.shared for scan in scans.values())))
        yield from self._tables.unread
        yield from sheetparts.rest(self._book, self._done)

    def _too_large(self, scans: dict[int, sheetscan.Scan]) -> bool:
        """Whether calamine is not to be asked: too much for memory, or a zip that it cannot open."""
        shared = sum(part.info.file_size for part in self._book.of_root("sst"))
        sizes = [scan.size for scan in scans.values()]
        return (
            bool(self._book.unread)
            or self._book.doubled
            or shared + max(sizes, default=0) > LARGE
            or any(scan.sparse for scan in scans.values())
        )

    def _named(self) -> list[_Sheet]:
        """The sheets in the workbook's order, then sheets that it does not know any more."""
        found: list[_Sheet] = []
        for main in self._book.of_root("workbook"):
            targets = {link.id: link.target.lower() for link in self._book.links(main.name)}

            def start(tag: str, attributes: dict[str, str], targets: dict[str, str] = targets) -> None:
                if local(tag) == "sheet":
                    ids = [value for key, value in attributes.items() if key.endswith(":id")]
                    part = self._book.parts.get(targets.get(ids[0], "") if ids else "")
                    if part is not None:
                        found.append(_Sheet(attributes.get("name", ""), part))

            self._book.scan(main, start)
        known = {sheet.place for sheet in found}
        others = (_Sheet(part.stem, part) for part in self._book.of_root(*sheetparts.SHEETS))
        return [*found, *(sheet for sheet in others if sheet.place not in known)]

    def _loaded(self, sheet: _Sheet) -> python_calamine.CalamineWorkbook:
        """The workbook as calamine has it. Raises CalamineError if it has not, or not this sheet."""
        book = self._calamine
        if book is None or sheet.part.root.name != "worksheet" or book.sheet_names.count(sheet.name) != 1:
            raise python_calamine.CalamineError
        return book

    def _sheet(self, sheet: _Sheet, scan: sheetscan.Scan) -> Iterator[Item]:
        part = Part(self._book.source.inner(f"sheet:{sheet.name}"), self._book.budget, sheet=sheet.name)
        try:
            yield from _cells(part, self._loaded(sheet), sheet.name)
        except _TROUBLES:
            yield from sheetxml.read(self._book.open(sheet.part), self._tables.cells(part))
        links = parts.targets(self._book, sheet.part)
        yield from sheetparts.texts(self._book, scan, sheet.name, links)
        yield from sheetparts.beside(self._book, sheet.part, sheet.name, self._done)
