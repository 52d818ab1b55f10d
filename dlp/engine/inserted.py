"""Rows of a database's dump: what the columns that an INSERT names say of its values.

`INSERT INTO customer (id, name, mobile) VALUES (1, '张三', '13900139001'), …` is a table, too. Where it
names none, as mysqldump writes it, the CREATE TABLE above it in the same text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors import headers

_INSERT = re.compile(
    r"(?i:insert\s{1,4}(?:ignore\s{1,4})?into)\s{1,4}(?P<table>[^\s(]{1,96})\s{0,4}(?:\((?P<columns>[^()]{1,4000})\)\s{0,4})?(?i:values)\s{0,8}(?=\()"
)
_CREATE = re.compile(
    r"(?i:create\s{1,4}table)\s{1,4}(?i:if\s{1,4}not\s{1,4}exists\s{1,4})?(?P<table>[^\s(]{1,96})\s{0,4}\((?P<body>[^;]{1,8000})"
)
_DECLARED = re.compile(
    r"[ \t]*(?!(?i:primary|key|unique|constraint|index|fulltext|foreign|check)\b)[`\"\[]?(?P<name>\w{1,64})[`\"\]]?\s"
    r"(?:[^\n]{0,160}?(?i:comment)\s{1,4}'(?P<comment>[^'\n]{1,40})')?"
)
"""A line of CREATE TABLE that declares a column, with what its comment calls it."""

_ROW = re.compile(r"\((?P<cells>(?:'(?:[^'\\]|\\.|'')*'|[^'()]|\([^'()]*\))*)\)\s{0,4}(?P<more>,?)\s{0,8}")
_CELL = re.compile(r"\s*(?:[Nn]?'(?P<quoted>(?:[^'\\]|\\.|'')*)'|(?P<bare>[^,']*))\s*(?:,|$)")
_TITLE = "` \t\r\n\"[]'"

Filled = tuple[int, int, str]
"""Start and end of a value, and the kind of its column."""


def filled(text: str) -> Iterator[Filled]:
    """The values under columns that are known, in order of place."""
    if "VALUES" not in text and "values" not in text:
        return
    declared: dict[str, list[str | None]] | None = None
    for insert in _INSERT.finditer(text):
        if insert["columns"]:
            kinds = [headers.kind_of(title.strip(_TITLE)) for title in insert["columns"].split(",")]
        else:
            declared = _declared(text) if declared is None else declared
            kinds = declared.get(_plain(insert["table"]), [])
        if any(kinds):
            yield from _rows(text, insert.end(), kinds)


def _declared(text: str) -> dict[str, list[str | None]]:
    """The kinds of each table's columns, by the table's name."""
    return {_plain(made["table"]): list(_kinds(made["body"])) for made in _CREATE.finditer(text)}


def _kinds(body: str) -> Iterator[str | None]:
    """What is known of each column that the lines of a CREATE TABLE declare, down to its closing bracket."""
    for line in body.strip("\r\n").split("\n"):
        if line.startswith(")"):
            return
        if column := _DECLARED.match(line):
            yield headers.kind_of(column["name"]) or headers.kind_of(column["comment"] or "")


def _plain(table: str) -> str:
    """A table's name without quotes, and without that of its database."""
    return table.rpartition(".")[2].strip(_TITLE).lower()


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
