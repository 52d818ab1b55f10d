"""Access databases (.mdb, .accdb): every user table as a grid, attachments and objects as members.

A database password alone hides nothing: the pages are read as they are. Pages that are encoded or
encrypted are said to be so.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers import jet, tables
from dlp.readers.blobs import Blobs
from dlp.readers.source import Budget, Item, Source, Stop

_CATALOG = 2
_TABLE, _LINKED = 1, (4, 6)
_SYSTEM = 0x80000002


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every table. Raises Stop: encrypted or damaged."""
    data = source.whole(budget.limits.file_bytes)
    pages = jet.Pages(data)
    if not pages.is_definition(_CATALOG):
        raise Stop(Reason.ENCRYPTED if len(data) >= 4 * pages.layout.page else Reason.CORRUPT)
    try:
        entries = list(_catalog(pages))
    except jet.Damaged as error:
        raise Stop(Reason.CORRUPT) from error
    for name, kind, page in entries:
        budget.spend_member()
        if kind in _LINKED:
            yield Unread(source.inner(f"table:{name}"), Reason.UNSUPPORTED, "linked-table")
        else:
            yield from _table(pages, name, page, source, budget)


def _catalog(pages: jet.Pages) -> Iterator[tuple[str, int, int]]:
    """Name, kind and page of all that is no part of the database's own bookkeeping."""
    columns = pages.columns(_CATALOG)
    titles = [column.name for column in columns]
    bad: list[int] = []
    for row in pages.rows(_CATALOG, columns, bad):
        entry = dict(zip(titles, row, strict=True))
        name, kind, flags, number = (entry.get(title) for title in ("Name", "Type", "Flags", "Id"))
        if not (isinstance(kind, int) and isinstance(flags, int) and isinstance(number, int)):
            continue
        hidden = flags & _SYSTEM and not str(name).startswith("f_")
        if kind in (_TABLE, *_LINKED) and not hidden:
            yield str(name), kind, number & 0xFFFFFF
    if bad:
        yield "?", _TABLE, 0


def _table(pages: jet.Pages, name: str, page: int, source: Source, budget: Budget) -> Iterator[Item]:
    label = source.inner(f"table:{name}")
    try:
        columns = pages.columns(page)
    except jet.Damaged:
        yield Unread(label, Reason.CORRUPT)
        return
    blobs, bad = Blobs(2 * budget.limits.member_bytes), list[int]()
    rows = _texts(pages.rows(page, columns, bad), columns, blobs, budget)
    yield from tables.grid(label, [column.name for column in columns], rows, budget)
    yield from blobs.items(name, source, budget)
    if bad:
        yield Unread(label, Reason.CORRUPT)


def _texts(
    rows: Iterator[list[object]], columns: list[jet.Column], blobs: Blobs, budget: Budget
) -> Iterator[list[object]]:
    """Rows without their binary values, which are put aside."""
    for number, row in enumerate(rows, 1):
        yield [
            blobs.take(column.name, number, _attachment(value, budget)) if isinstance(value, bytes) else value
            for column, value in zip(columns, row, strict=True)
        ]


def _attachment(value: bytes, budget: Budget) -> bytes:
    """An attachment without its wrapping: a mark whether it is packed, then a header that says how long it is."""
    if len(value) < 12 or value[0] not in (0, 1) or value[1:4] != b"\0\0\0":
        return value
    kind = value[0]
    try:
        data = zlib.decompressobj().decompress(value[8:], budget.limits.member_bytes) if kind else value[8:]
        size = struct.unpack_from("<I", data)[0]
    except (zlib.error, struct.error):
        return value
    return data[size:] if 12 <= size < min(len(data), 1024) else value
