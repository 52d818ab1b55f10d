"""Worksheets in XML as a stream: for sheets too large for memory, and for workbooks that calamine refuses.

Nothing but the shared strings is held, and those as bytes. Source: ECMA-376 part 1, 18
(SpreadsheetML).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import BinaryIO

from dlp.model import Grid, Reason, Unread
from dlp.readers.cells import cell_text, number_text
from dlp.readers.opc import Package
from dlp.readers.source import Item, Part, Stop
from dlp.readers.xmltext import local, stream

_BLOCK = 32_768
_GAP = 64
_COLUMNS = 16_384


class Strings:
    """Shared strings, one after another in one piece of memory. What does not fit is known to be missing."""

    def __init__(self, limit: int) -> None:
        self.complete = True
        self.missed = False
        self._limit = limit
        self._bytes, self._ends = bytearray(), array("Q")

    def add(self, text: str) -> None:
        """The next string."""
        if len(self._bytes) + 8 * len(self._ends) > self._limit:
            self.complete = False
            return
        self._bytes += text.encode("utf-8", "replace")
        self._ends.append(len(self._bytes))

    def __getitem__(self, index: int) -> str:
        """The string with a number; empty if there is none, which is remembered in `missed`."""
        if not 0 <= index < len(self._ends):
            self.missed = True
            return ""
        start = self._ends[index - 1] if index else 0
        return self._bytes[start : self._ends[index]].decode("utf-8", "replace")


def fill(found: Strings, book: Package) -> None:
    """All shared strings of a workbook. Raises Stop where their part is damaged; those in front are there."""
    text, quiet, inside = list[str](), [0], [False]

    def start(tag: str, _: dict[str, str]) -> None:
        name = local(tag)
        inside[0] = name == "t" and not quiet[0]
        quiet[0] += name == "rPh"  # how it is pronounced

    def end(tag: str) -> None:
        name = local(tag)
        inside[0] = False
        quiet[0] -= name == "rPh"
        if name in ("si", "sstItem"):  # the latter before the format was standardised
            found.add("".join(text))
            text.clear()

    def characters(data: str) -> None:
        if inside[0]:
            text.append(data)

    for part in book.of_root("sst"):
        for _ in stream(book.open(part), start, end, characters):
            if not found.complete:
                return


class Dates:
    """Which cell styles show a number as a date, and what date that is."""

    def __init__(self, book: Package) -> None:
        self._styles: list[bool] = []
        self._mac = False
        formats: dict[str, str] = {}
        inside = [False]

        def start(tag: str, attributes: dict[str, str]) -> None:
            name = local(tag)
            if name == "numFmt":
                formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                inside[0] = True
            elif name == "cellStyles":
                inside[0] = False
            elif name == "xf" and inside[0]:
                self._styles.append(is_date(attributes.get("numFmtId", "0"), formats))
            elif name == "workbookPr":
                self._mac = attributes.get("date1904", "") in ("1", "true")

        for part in book.of_root("styleSheet", "workbook"):
            book.scan(part, start)

    def text(self, number: str, style: str | None) -> str | None:
        """The date that a number stands for in this style; None if it is none."""
        index = int(style) if style and style.isascii() and style.isdigit() and len(style) < 8 else 0
        if index >= len(self._styles) or not self._styles[index]:
            return None
        try:
            return date_text(float(number), mac=self._mac)
        except (ValueError, OverflowError):
            return None


def date_text(number: float, *, mac: bool) -> str | None:
    """The date that a number stands for; None if it is out of the calendar. mac: days count from 1904."""
    from openpyxl.utils import datetime as dates  # slow to load, seldom needed

    try:
        return cell_text(dates.from_excel(number, dates.CALENDAR_MAC_1904 if mac else dates.CALENDAR_WINDOWS_1900))
    except (ValueError, OverflowError, TypeError):
        return None


def is_date(identity: str, formats: dict[str, str]) -> bool:
    """Whether a number format shows dates; formats: the workbook's own by their numbers."""
    from openpyxl.styles import numbers  # slow to load, seldom needed

    number = int(identity) if identity.isascii() and identity.isdigit() and len(identity) < 8 else 0
    code = formats.get(identity) or numbers.BUILTIN_FORMATS.get(number, "")
    return bool(code) and bool(numbers.is_date_format(code))


class Cells:
    """Tells a part's cells as they come, row by row."""

    def __init__(self, part: Part, shared: Strings, dates: Dates) -> None:
        self.part, self.ready = part, list[Item]()
        self._shared, self._dates = shared, dates
        self._lines: list[str] = []
        self._size, self._first, self._row, self._next = 0, 1, 0, 1
        self._cells: list[str] = []
        self._kind, self._column = "", 0
        self._style: str | None = None
        self._value: list[str] = []
        self._inside, self._quiet = False, 0
        self._columns: dict[str, int] = {}
        self._kinds: dict[str, Callable[[str], str]] = {
            "s": lambda text: self._shared[int(text)] if text.strip().isdigit() else "",
            "b": lambda text: {"1": "TRUE", "0": "FALSE"}.get(text.strip(), text),
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name == "c":
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
            self._column = self._place(attributes.get("r", ""))
            self._value.clear()
        elif name in ("v", "t"):
            self._inside = not self._quiet
        elif name == "row":
            number = attributes.get("r", "")
            self._begin_row(int(number) if number.isascii() and number.isdigit() and len(number) < 8 else self._next)
        elif name == "rPh":
            self._quiet += 1

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            if self._value:
                self._put("".join(self._value))
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._quiet -= 1

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._inside:
            self._value.append(text)

    def close(self) -> None:
        """Give out the last rows."""
        if self._cells:
            self._end_row()
        self._flush()

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = 0
            for letter in letters[:3] if letters.isascii() and letters.isupper() else "":
                column = column * 26 + ord(letter) - 64
            self._columns[letters] = column
        return column - 1 if column else len(self._cells)

    def _put(self, value: str) -> None:
        text = self._shown(value)
        gap = min(self._column, _COLUMNS) - len(self._cells)
        if gap > 0:
            self._cells += [""] * gap
        self._cells.append(text if text.isprintable() else cell_text(text))

    def _shown(self, value: str) -> str:
        special = self._kinds.get(self._kind)
        if special is not None:
            return special(value)
        if self._kind != "n":
            return value
        date = self._dates.text(value, self._style)
        if date is not None:
            return date
        if "." not in value and "E" not in value and "e" not in value:
            return value
        try:
            return number_text(float(value))
        except (ValueError, OverflowError):
            return value

    def _begin_row(self, number: int) -> None:
        gap = number - self._next
        if gap < 0 or gap > _GAP:
            self._flush()
            self._first = self._next = number
        elif gap:
            self._lines += [""] * gap
            self._next = number

    def _end_row(self) -> None:
        line = "\t".join(self._cells)
        self._cells = []
        self._lines.append(line)
        self._next += 1
        self._size += len(line) + 1
        if self._size > _BLOCK:
            self._flush()

    def _flush(self) -> None:
        text = "\n".join(self._lines) + "\n"
        if text.strip():
            self.ready.append(self.part.block(text, Grid("\t", first_row=self._first)))
        self._lines, self._size, self._first = [], 0, self._next


def read(file: BinaryIO, cells: Cells) -> Iterator[Item]:
    """A sheet's cells, and what stopped them short. Raises Stop if the budget is spent."""
    failure: Stop | None = None
    try:
        for _ in stream(file, cells.start, cells.end, cells.text):
            if cells.ready:
                ready, cells.ready = cells.ready, []
                yield from ready
    except Stop as stop:
        failure = stop
    if not cells.part.budget.exhausted:
        cells.close()
    yield from cells.ready
    cells.ready = []
    if failure is not None:
        if cells.part.budget.exhausted:
            raise failure
        yield Unread(cells.part.name, failure.reason, failure.kind)


class Tables:
    """What all sheets of a workbook need: shared strings and date styles, read when first asked for."""

    def __init__(self, book: Package) -> None:
        self.book = book
        self._loaded: tuple[Strings, Dates] | None = None
        self.unread: list[Unread] = []

    def cells(self, part: Part) -> Cells:
        """A collector for one sheet."""
        if self._loaded is None:
            self._loaded = self._strings(), Dates(self.book)
        return Cells(part, *self._loaded)

    def _strings(self) -> Strings:
        limit = self.book.budget.limits.memory_mb * (1 << 20) * 6 // 10
        name = self.book.source.inner("sharedStrings")
        found = Strings(limit)
        try:
            fill(found, self.book)
        except Stop as stop:
            self.unread.append(Unread(name, stop.reason))
        if not found.complete:
            self.unread.append(Unread(name, Reason.MEMORY))
        return found
