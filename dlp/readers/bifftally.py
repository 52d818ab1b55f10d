"""How many cells a binary workbook has by its records, so that a reader that passes some over is found out."""

from __future__ import annotations

import struct

import olefile
import python_calamine

from dlp.readers.sniffole import MAGIC
from dlp.readers.source import Source

_STREAMS = ("Workbook", "Book")
_ONE = frozenset({0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E})
"""Records of one cell with a value of its own: shared and plain strings, numbers. Formulas may have none."""
_MANY = 0x00BD
_BOF, _EOF = 0x0809, 0x000A
_TOLD = 0.9
"""Fewer cells than this share were passed over; some strings are empty, and count here only."""


def is_faithful(source: Source, book: python_calamine.CalamineWorkbook) -> bool:
    """Whether calamine has the cells of an .xls: nearly as many as its records say, and those undamaged.

    It passes over cells, and takes strings of other programs than Excel for characters of another
    width, so that zeros stand between them.
    """
    told = 0
    for sheet in book.sheets_metadata:
        for row in book.get_sheet_by_name(sheet.name).iter_rows():
            told += len(row) - row.count("")
            if "\0" in "".join([cell for cell in row if type(cell) is str]):
                return False
    return told > 0 and told >= _TOLD * _counted(
        _stream(source)
    )  # one that has none may be a chart, with cells of its own


def _stream(source: Source) -> bytes:
    if source.head(8) != MAGIC:
        return b""
    try:
        with olefile.OleFileIO(source.file) as ole:
            name = next((name for name in _STREAMS if ole.exists(name)), "")
            return bytes(ole.openstream(name).read()) if name else b""
    except (OSError, ValueError, IndexError):
        return b""


def _counted(stream: bytes) -> int:
    """Cells with values of their own, those that charts on sheets keep aside."""
    cells = at = depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind in (_BOF, _EOF):
            depth = max(0, depth + (1 if kind == _BOF else -1))
        elif depth > 1:
            pass
        elif kind in _ONE:
            cells += 1
        elif kind == _MANY:
            cells += max(0, size - 6) // 6
        at += 4 + size
    return cells
