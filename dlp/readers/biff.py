"""Excel's binary workbooks (.xls, .et; BIFF2 to BIFF8) by their records.

Comments, text boxes, headers, links, names, caches of other workbooks and of pivot tables are
read this way always, cells where calamine refuses the workbook.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import olefile

from dlp.model import Reason, Unread
from dlp.readers import biffpictures, cells, compound, scraps, sheetxml
from dlp.readers.flow import read_lines
from dlp.readers.records import Reader, Record, records, rk
from dlp.readers.sniffole import MAGIC
from dlp.readers.source import Budget, Item, Part, Source, Stop

_BOF5 = 0x0809
_BOF = {0x0009: 2, 0x0209: 3, 0x0409: 4, _BOF5: 5}
_EOF, _FILEPASS, _BOUNDSHEET, _CODEPAGE, _SST, _STRING, _FORMAT, _XF = (
    0x0A,
    0x2F,
    0x85,
    0x42,
    0xFC,
    (0x207, 0x07),
    (0x41E, 0x1E),
    (0xE0, 0x43, 0x243, 0x443),
)
_DATE1904 = 0x22
_DIMENSIONS = b"\x00\x02\x0e\x00"
_ENCODINGS = {
    932: "cp932",
    936: "gb18030",
    949: "cp949",
    950: "big5",
    1200: "utf-16-le",
    10000: "mac-roman",
    32768: "mac-roman",
    32769: "cp1252",
    367: "ascii",
}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_GAP = 64
_SENSELESS = 1 << 40
"""The size of a sheet whose head cannot be true: nobody is to make room for it."""


@dataclass(slots=True)
class _Sheet:
    """One substream: a sheet, or what stands in front of all sheets."""

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    charts: dict[int, dict[int, str]] = field(default_factory=dict)
    """What charts on the sheet keep of the cells that they show."""
    lines: list[str] = field(default_factory=list)


class Book:
    """A workbook stream being read into sheets. Raises Stop: encrypted."""

    def __init__(self, stream: bytes, *, cells_too: bool) -> None:
        self.sheets: list[_Sheet] = []
        self.pictures: list[bytes] = []
        self._stream, self._cells_too = stream, cells_too
        self._names: dict[int, str] = {}
        self._shared: list[str] = []
        self._formats: dict[str, str] = {}
        self._styles: list[bool] = []
        self._version, self._depth, self._mac = 8, 0, False
        self._encoding = "cp1252"
        self._sheet = _Sheet("")
        self._pending: tuple[int, int] | None = None
        self._make: dict[int, Callable[[Record], None]] = {
            _BOUNDSHEET: self._bound, _CODEPAGE: self._codepage, _SST: self._strings, _DATE1904: self._epoch,
            0x14: self._header, 0x15: self._header, 0x1C: self._note, 0x1B6: self._box, 0x1B8: self._link, 0x1BE: self._validation,
            0x5A: self._outside, 0x100D: self._chart_text, 0xCD: self._pivot_text, 0xEB: lambda r: self.pictures.append(b"".join(r.segments)),
            **dict.fromkeys(_FORMAT, self._format), **dict.fromkeys(_XF, self._style),
        }  # fmt: skip
        self._cell_makers: dict[int, Callable[[Record], None]] = {
            0xFD: self._shared_cell, 0x203: self._number, 0x03: self._number2, 0x27E: self._rk, 0xBD: self._rks, 0x02: self._integer2,
            0x204: self._label, 0x04: self._label2, 0xD6: self._label, 0x205: self._flag, 0x06: self._formula, 0x206: self._formula, 0x406: self._formula,
            **dict.fromkeys(_STRING, self._result),
        }  # fmt: skip

    def read(self) -> None:
        """Take in all records; one that is cut short or makes no sense is passed over."""
        at = 0
        for record in records(self._stream):
            if record.type in _BOF and len(record.data) >= 4:
                self._begin(record, at)
            elif record.type == _EOF:
                self._depth -= 1
            elif record.type == _FILEPASS:
                raise Stop(Reason.ENCRYPTED)
            else:
                self._one(record)
            at += sum(4 + len(segment) for segment in record.segments)

    def _one(self, record: Record) -> None:
        maker = self._make.get(record.type) or (self._cell_makers.get(record.type) if self._cells_too else None)
        if maker is not None:
            try:
                maker(record)
            except (struct.error, IndexError, ValueError, OverflowError):
                return

    def _begin(self, record: Record, at: int) -> None:
        version, kind = struct.unpack_from("<HH", record.data)
        if not self.sheets or record.type != _BOF5:  # sheets of BIFF5 may say that they are BIFF8
            self._version = 8 if version == 0x600 and record.type == _BOF5 else _BOF[record.type]
        self._depth += 1
        if self._depth <= 1:
            self._depth = 1
            self.begin_sheet(self._names.get(at, "" if kind == 5 else f"{len(self.sheets) + 1}"))

    def begin_sheet(self, name: str) -> None:
        """What comes next belongs to a sheet of this name."""
        self._sheet = _Sheet(name)
        self.sheets.append(self._sheet)

    def _bytes(self, raw: bytes) -> str:
        return raw.decode(self._encoding, "replace")

    def _text(self, data: bytes, at: int, width: int) -> str:
        """A string behind its length of 1 or 2 bytes."""
        length = int.from_bytes(data[at : at + width], "little")
        if self._version == 8:
            return Reader([data], at + width).string(length)
        return self._bytes(data[at + width : at + width + length])

    def _bound(self, record: Record) -> None:
        self._names[struct.unpack_from("<I", record.data)[0]] = self._text(record.data, 6, 1)

    def _codepage(self, record: Record) -> None:
        number = struct.unpack_from("<H", record.data)[0]
        name = _ENCODINGS.get(number, f"cp{number}")
        try:
            b"".decode(name)
        except LookupError:
            return
        self._encoding = name

    def _epoch(self, record: Record) -> None:
        self._mac = record.data[:1] == b"\1"

    def _strings(self, record: Record) -> None:
        if not self._cells_too:
            return
        reader = Reader(record.segments, 8)
        while not reader.ended:
            self._shared.append(reader.string(reader.number(2)))

    def _format(self, record: Record) -> None:
        if self._version >= 5:
            number = struct.unpack_from("<H", record.data)[0]
            self._formats[str(number)] = self._text(record.data, 2, 2 if self._version == 8 else 1)

    def _style(self, record: Record) -> None:
        number = struct.unpack_from("<H", record.data, 2)[0] if self._version >= 5 else 0
        self._styles.append(sheetxml.is_date(str(number), self._formats))

    def _put(self, row: int, column: int, text: str) -> None:
        if text:
            rows = self._sheet.charts if self._depth > 1 else self._sheet.rows
            rows.setdefault(row, {})[column] = text

    def _put_number(self, row: int, column: int, style: int, value: float) -> None:
        date = style < len(self._styles) and self._styles[style] and sheetxml.date_text(value, mac=self._mac)
        self._put(row, column, date or cells.number_text(value))

    def _shared_cell(self, record: Record) -> None:
        row, column, _, index = struct.unpack_from("<HHHI", record.data)
        self._put(row, column, self._shared[index])

    def _number(self, record: Record) -> None:
        self._put_number(*struct.unpack_from("<HHHd", record.data))

    def _number2(self, record: Record) -> None:
        row, column, value = struct.unpack_from("<HH3xd", record.data)
        self._put_number(row, column, 1 << 16, value)

    def _integer2(self, record: Record) -> None:
        row, column, value = struct.unpack_from("<HH3xH", record.data)
        self._put(row, column, str(value))

    def _rk(self, record: Record) -> None:
        row, column, style, value = struct.unpack_from("<HHHI", record.data)
        self._put_number(row, column, style, rk(value))

    def _rks(self, record: Record) -> None:
        row, column = struct.unpack_from("<HH", record.data)
        for number, (style, value) in enumerate(
            struct.iter_unpack("<HI", record.data[4 : 4 + (len(record.data) - 6) // 6 * 6])
        ):
            self._put_number(row, column + number, style, rk(value))

    def _label(self, record: Record) -> None:
        row, column = struct.unpack_from("<HH", record.data)
        self._put(row, column, self._text(record.data, 6, 2))

    def _label2(self, record: Record) -> None:
        row, column = struct.unpack_from("<HH", record.data)
        self._put(row, column, self._text(record.data, 7, 1))

    def _flag(self, record: Record) -> None:
        row, column, value, is_error = struct.unpack_from("<HH2xBB", record.data)
        self._put(row, column, _ERRORS.get(value, "") if is_error else ("TRUE" if value else "FALSE"))

    def _formula(self, record: Record) -> None:
        row, column = struct.unpack_from("<HH", record.data)
        at = 7 if self._version == 2 else 6
        result = record.data[at : at + 8]
        self._pending = (row, column)
        if result[6:8] != b"\xff\xff" and len(result) == 8:
            style = struct.unpack_from("<H", record.data, 4)[0] if self._version > 2 else 1 << 16
            self._put_number(row, column, style, struct.unpack("<d", result)[0])
        elif result[:1] == b"\1":
            self._put(row, column, "TRUE" if result[2] else "FALSE")
        elif result[:1] == b"\2":
            self._put(row, column, _ERRORS.get(result[2], ""))

    def _result(self, record: Record) -> None:
        if self._pending is not None:
            width = 1 if self._version == 2 else 2
            text = (
                Reader(record.segments, 2).string(struct.unpack_from("<H", record.data)[0])
                if self._version == 8
                else self._text(record.data, 0, width)
            )
            self._put(*self._pending, text)

    def _header(self, record: Record) -> None:
        if record.data:
            width = 2 if self._version == 8 else 1
            self._sheet.lines += cells.header_lines(self._text(record.data, 0, width))

    def _note(self, record: Record) -> None:
        if self._version == 8:
            self._sheet.lines.append(self._text(record.data, 8, 2))
        else:
            self._sheet.lines.append(self._bytes(record.data[6:]))

    def _box(self, record: Record) -> None:
        """A text box or a comment: its text stands in the record that continues it."""
        length = struct.unpack_from("<H", record.data, 10)[0]
        if length and len(record.segments) > 1:
            flags = record.segments[1][:1]
            self._sheet.lines.append(Reader(record.segments[1:], 1).characters(length, wide=flags == b"\1"))

    def _link(self, record: Record) -> None:
        data = b"".join(record.segments)[32:]
        self._sheet.lines += [*scraps.wide(data), *scraps.narrow(data)]

    def _validation(self, record: Record) -> None:
        reader = Reader(record.segments, 4)
        for _ in range(4):
            self._sheet.lines.append(reader.string(reader.number(2)))
        length = reader.number(2)
        reader.take(2)
        token = reader.take(length)
        if token[:1] == b"\x17":  # a list typed in: its items, parted by zeros
            self._sheet.lines += Reader([token], 2).string(token[1]).split("\0")

    def _outside(self, record: Record) -> None:
        """Cells of another workbook as they were when it was last seen."""
        last, first, _row = struct.unpack_from("<BBH", record.data)
        reader = Reader(record.segments, 4)
        for _ in range(last - first + 1):
            kind = reader.number(1)
            if kind == 1:
                self._sheet.lines.append(cells.number_text(struct.unpack("<d", reader.take(8))[0]))
            elif kind == 2:
                self._sheet.lines.append(
                    reader.string(reader.number(2))
                    if self._version == 8
                    else self._bytes(reader.take(reader.number(1)))
                )
            else:
                reader.take(8)

    def _chart_text(self, record: Record) -> None:
        self._sheet.lines.append(self._text(record.data, 2, 1))

    def _pivot_text(self, record: Record) -> None:
        self._sheet.lines.append(self._text(record.data, 0, 2))


def read(source: Source, budget: Budget, *, cells_too: bool) -> Iterator[Item]:
    """What a workbook holds: cells if asked for, and always what stands beside them. Raises Stop: encrypted."""
    if source.head(8) != MAGIC:
        yield from book_items(source, source.whole(budget.limits.file_bytes), budget, cells_too=cells_too)
        return
    try:
        with olefile.OleFileIO(source.file) as ole:
            yield from _compound(source, ole, budget, cells_too=cells_too)
    except (OSError, ValueError, IndexError):
        yield Unread(source.part, Reason.CORRUPT, "xls")


def area(source: Source) -> int:
    """How many cells the largest sheet spans, as its own head says; 0 where there is none."""
    if source.head(8) != MAGIC:
        return 0
    try:
        with olefile.OleFileIO(source.file) as ole:
            name = next((name for name in ("Workbook", "Book") if ole.exists(name)), "")
            stream = ole.openstream(name).read() if name else b""
    except (OSError, ValueError, IndexError):
        return 0
    found, at = 0, stream.find(_DIMENSIONS)
    while 0 <= at <= len(stream) - 18:
        top, bottom, left, right = struct.unpack_from("<IIHH", stream, at + 4)
        if bottom > 1 << 16 or right > 256 or top > bottom or left > right:
            return _SENSELESS
        found = max(found, (bottom - top) * (right - left))
        at = stream.find(_DIMENSIONS, at + 4)
    return found


def _compound(source: Source, ole: olefile.OleFileIO, budget: Budget, *, cells_too: bool) -> Iterator[Item]:
    for path in ole.listdir():
        name = path[-1].lower()
        if len(path) == 1 and name in ("workbook", "book"):
            yield from book_items(source, ole.openstream(path).read(), budget, cells_too=cells_too)
        elif path[0].upper() == "_SX_DB_CUR":
            yield from book_items(source, ole.openstream(path).read(), budget, cells_too=False, pivot=True)
    yield from compound.beside(ole, source, budget)


def book_items(
    source: Source, stream: bytes, budget: Budget, *, cells_too: bool, pivot: bool = False
) -> Iterator[Item]:
    """The parts of one workbook stream."""
    book = Book(stream, cells_too=cells_too)
    if pivot:
        book.begin_sheet("pivot")
    book.read()
    for sheet in book.sheets:
        if sheet.rows:
            yield from _rows(Part(source.inner(f"sheet:{sheet.name}"), budget, sheet=sheet.name), sheet.rows)
        if sheet.charts:
            yield from _rows(Part(source.inner(f"sheet:{sheet.name}/charts"), budget, sheet=sheet.name), sheet.charts)
        out = Part(source.inner(f"sheet:{sheet.name}/beside" if sheet.name else "beside"), budget)
        yield from read_lines(dict.fromkeys(line.replace("\r", "\n") for line in sheet.lines), out)
    yield from biffpictures.read(source, book.pictures, budget)


def _rows(part: Part, rows: dict[int, dict[int, str]]) -> Iterator[Item]:
    """Rows in order; where many are missing, a block of its own begins."""
    run: list[list[str]] = []
    first = last = -1
    for number in sorted(rows):
        if run and number - last > _GAP:
            yield from cells.blocks(part, run, first + 1, 1)
            run = []
        if not run:
            first = last = number
        run += [[] for _ in range(number - last - 1)]
        found = rows[number]
        run.append([found.get(column, "") for column in range(max(found) + 1)])
        last = number
    yield from cells.blocks(part, run, first + 1, 1)
