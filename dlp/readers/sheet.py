"""Excel workbooks (.xlsx, .xlsm): cells by calamine, by openpyxl where calamine gives up.

Rows become lines, cells are parted by tabs, a line break inside a cell is a vertical tab.
Comments and text boxes stand in XML parts of their own; embedded files and pictures are
read like members of an archive.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

import python_calamine

from dlp.model import Block, Grid, Reason, Unread
from dlp.readers import package
from dlp.readers.archive import member
from dlp.readers.source import Budget, Item, Part, Source, Stop
from dlp.readers.xmltext import paragraphs

_BLOCK = 32_768
_COMMENTS = re.compile(
    r"xl/(?:comments\d*|threadedComments/[^/]+|comments/[^/]+|drawings/drawing\d+)\.xml", re.IGNORECASE
)
_INSIDE = re.compile(r"(?:xl|word|ppt)/(?:embeddings|media)/", re.IGNORECASE)
_BREAKS = frozenset({"p", "comment", "text", "threadedComment"})
_CELL_BREAKS = str.maketrans({"\t": " ", "\r": None, "\n": "\v"})


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every sheet as a part, then comments, then embedded files."""
    with package.opened(source, budget) as archive:
        yield from _sheets(source, budget)
        yield from extras(source, archive, budget)


def extras(source: Source, archive: Any, budget: Budget) -> Iterator[Item]:
    """What a workbook holds beside its cells."""
    part = Part(source.inner("comments"), budget)
    for info in archive.infolist():
        if _COMMENTS.fullmatch(info.filename):
            for line in paragraphs(package.extract(archive, info, budget), _BREAKS):
                yield part.block(line + "\n")
    yield from embedded(source, archive, budget)


def embedded(source: Source, archive: Any, budget: Budget) -> Iterator[Item]:
    """Files and pictures inside an office document."""
    for info in archive.infolist():
        if _INSIDE.match(info.filename) and not info.is_dir():
            yield from member(source, archive, info, info.filename.rpartition("/")[2], budget)


def _sheets(source: Source, budget: Budget) -> Iterator[Item]:
    try:
        source.file.seek(0)
        book = python_calamine.CalamineWorkbook.from_filelike(source.file)
    except python_calamine.PasswordError as error:
        raise Stop(Reason.ENCRYPTED) from error
    except python_calamine.CalamineError:
        yield from _by_openpyxl(source, budget)
        return
    for name in book.sheet_names:
        part = Part(source.inner(f"sheet:{name}"), budget, sheet=name)
        try:
            rows, *corner = _calamine_rows(book.get_sheet_by_name(name))
        except python_calamine.CalamineError:
            yield Unread(part.name, Reason.CORRUPT, "xlsx")
            continue
        yield from _rows(part, rows, *corner)


def _calamine_rows(sheet: python_calamine.CalamineSheet) -> tuple[list[list[Any]], int, int]:
    row, column = sheet.start or (0, 0)
    return sheet.to_python(skip_empty_area=True), row + 1, column + 1


def _by_openpyxl(source: Source, budget: Budget) -> Iterator[Item]:
    """The second reader, slower but more forgiving: a macro sheet makes calamine refuse a book."""
    import openpyxl  # slow to load, seldom needed

    source.file.seek(0)
    book = openpyxl.load_workbook(source.file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        part = Part(source.inner(f"sheet:{sheet.title}"), budget, sheet=sheet.title)
        yield from _rows(part, sheet.iter_rows(values_only=True), 1, 1)


def _rows(part: Part, rows: Iterable[Iterable[Any]], first_row: int, first_column: int) -> Iterator[Block]:
    lines: list[str] = []
    size = 0
    number = first_row
    for row in rows:
        line = "\t".join(map(cell_text, row)).rstrip("\t")
        lines.append(line)
        size += len(line) + 1
        if size > _BLOCK:
            yield part.block("\n".join(lines) + "\n", Grid("\t", first_row=number, first_column=first_column))
            number, lines, size = number + len(lines), [], 0
    if any(lines):
        yield part.block("\n".join(lines) + "\n", Grid("\t", first_row=number, first_column=first_column))


def cell_text(value: Any) -> str:
    """A cell as it would be typed: whole numbers without exponent or point, dates by ISO 8601."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value.translate(_CELL_BREAKS) if not value.isprintable() else value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return str(value)
