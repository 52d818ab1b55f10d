"""Rows of a database's dump: what the columns that an INSERT names say of its values.

`INSERT INTO customer (id, name, mobile) VALUES (1, '张三', '13900139001'), …` is a table, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors import headers

_INSERT = re.compile(
    r"(?i:insert\s{1,4}(?:ignore\s{1,4})?into)\s{1,4}[^\s(]{1,96}\s{0,4}\(([^()]{1,4000})\)\s{0,4}(?i:values)\s{0,8}(?=\()"
)
_ROW = re.compile(r"\((?P<cells>(?:'(?:[^'\\]|\\.|'')*'|[^'()]|\([^'()]*\))*)\)\s{0,4}(?P<more>,?)\s{0,8}")
_CELL = re.compile(r"\s*(?:[Nn]?'(?P<quoted>(?:[^'\\]|\\.|'')*)'|(?P<bare>[^,']*))\s*(?:,|$)")
_TITLE = "` \t\r\n\"[]'"

Filled = tuple[int, int, str]
"""Start and end of a value, and the kind of its column."""


def filled(text: str) -> Iterator[Filled]:
    """The values under columns that are known, in order of place."""
    if "VALUES" not in text and "values" not in text:
        return
    for insert in _INSERT.finditer(text):
        kinds = [headers.kind_of(title.strip(_TITLE)) for title in insert[1].split(",")]
        if any(kinds):
            yield from _rows(text, insert.end(), kinds)


def _rows(text: str, at: int, kinds: list[str | None]) -> Iterator[Filled]:
    while row := _ROW.match(text, at):
        cells = list(_CELL.finditer(text, *row.span("cells")))
        for kind, cell in zip(kinds, cells, strict=False):
            start, end = cell.span(cell.lastgroup or 0)
            if kind and start < end:
                yield start, end, kind
        if not row["more"]:
            return
        at = row.end()
