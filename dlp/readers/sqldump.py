"""SQL dumps: the rows of INSERT and COPY as tables under their column names, the rest as text.

A statement may run over many chunks of the file: what is not complete waits for the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.model import Grid
from dlp.readers import plain
from dlp.readers.source import Budget, Item, Part, Source, pieces

_NAME = r"(?:[`\"\[]?[\w$\u4e00-\u9fff]+[`\"\]]?)"
_COLUMNS = rf"\((?P<columns>\s*{_NAME}(?:\s*,\s*{_NAME})*\s*)\)"
_INSERT = re.compile(
    rf"(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+(?P<table>{_NAME}(?:\s*\.\s*{_NAME}){{0,2}})\s*(?:{_COLUMNS})?\s*VALUES\s*",
    re.IGNORECASE,
)
_COPY = re.compile(
    rf"^COPY\s+(?P<table>{_NAME}(?:\.{_NAME})?)\s*(?:{_COLUMNS})?\s+FROM\s+stdin[^\n]*\n", re.IGNORECASE | re.MULTILINE
)
_CREATE = re.compile(
    rf"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_NAME}(?:\.{_NAME})?)\s*\((?P<body>[^;]{{0,20000}});?",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"^\s*(?:[`\"\[](?P<quoted>[^`\"\]]+)[`\"\]]|(?P<bare>\w+))\s+\w", re.MULTILINE)
_NO_COLUMN = frozenset("primary key unique constraint foreign index check fulltext".split())
_VALUE = r"""(?>\s*+(?:[NnEeXxBb]?'(?:[^'\\]|\\.|'')*+'|"(?:[^"\\]|\\.|"")*+"|[^,()'"]{0,4000}+(?:\([^()'"]{0,400}+\)[^,()'"]{0,400}+)?+)\s*+)"""
"""Possessive throughout: a value that does not end costs no second try."""
_ROW = re.compile(rf"\s*+,?\s*+\((?P<values>{_VALUE}(?:,{_VALUE})*+)\)", re.DOTALL)
_ONE = re.compile(rf"({_VALUE})(?:,|$)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_WRITTEN = {"n": "\v", "r": "", "t": " ", "0": ""}
_WAIT = 4 << 20
_CELL = str.maketrans({"\t": " ", "\r": None, "\n": "\v"})


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Each table as a part `table:name`, everything else as the part `text`."""
    dump = _Dump(source, budget)
    for text in plain.texts(source):
        yield from dump.take(text)
    yield from dump.finish()


class _Dump:
    """The state between chunks: columns of tables that were created, and the statement at work."""

    def __init__(self, source: Source, budget: Budget) -> None:
        self._source, self._budget = source, budget
        self._text = Part(source.inner("text"), budget)
        self._parts: dict[str, Part] = {}
        self._columns: dict[str, list[str]] = {}
        self._table = ""
        self._is_copy = False
        self._kept = ""

    def take(self, chunk: str) -> Iterator[Item]:
        """The next piece of the file."""
        text, self._kept = self._kept + chunk, ""
        yield from self._scan(text, is_last=False)

    def finish(self) -> Iterator[Item]:
        """What waited for a continuation that never came."""
        yield from self._scan(self._kept, is_last=True)

    def _scan(self, text: str, *, is_last: bool) -> Iterator[Item]:
        at = 0
        while at < len(text):
            if not self._table:
                stop = self._next(text, at)
                yield from self._outside(text[at:stop])
                at = self._begin(text, stop)
                continue
            table = self._table
            at, rows = self._copied(text, at) if self._is_copy else self._inserted(text, at)
            yield from self._rows(table, rows)
            if self._table and not is_last and len(text) - at < _WAIT:
                self._kept = text[at:]
                return
            self._table = ""

    def _next(self, text: str, at: int) -> int:
        """Where the next statement that carries rows begins."""
        found = [match.start() for match in (_INSERT.search(text, at), _COPY.search(text, at)) if match]
        return min(found, default=len(text))

    def _begin(self, text: str, at: int) -> int:
        """Note the statement's table and columns; returns where its rows begin."""
        match = _INSERT.match(text, at) or _COPY.match(text, at)
        if match is None:
            return len(text)
        self._table, self._is_copy = _bare(match["table"]), match.re is _COPY
        if match["columns"]:
            self._columns[self._table] = [_bare(name) for name in match["columns"].split(",")]
        return match.end()

    def _outside(self, text: str) -> Iterator[Item]:
        """What carries no rows, as text; the tables it creates are remembered."""
        for created in _CREATE.finditer(text):
            self._columns[_bare(created["table"])] = _created(created["body"])
        if text.strip(" \t\r\n;"):
            yield from self._text.blocks(text)

    def _inserted(self, text: str, at: int) -> tuple[int, list[list[str]]]:
        rows = []
        while match := _ROW.match(text, at):
            rows.append([_value(value) for value in _ONE.findall(match["values"] + ",")[:-1]])
            at = match.end()
        rest = text[at : at + 64].lstrip()
        if rest and rest[0] not in ",(":
            self._table = ""
        return at, rows

    def _copied(self, text: str, at: int) -> tuple[int, list[list[str]]]:
        end = text.find("\\.\n", at)
        stop = end if end >= 0 else text.rfind("\n", at) + 1 or at
        lines = text[at:stop].splitlines()
        if end >= 0:
            self._table = ""
        return (end + 3 if end >= 0 else stop), [
            ["" if cell == "\\N" else _unescaped(cell) for cell in line.split("\t")] for line in lines
        ]

    def _rows(self, table: str, rows: list[list[str]]) -> Iterator[Item]:
        if not rows:
            return
        titles = self._columns.get(table, [])
        part = self._parts.get(table)
        lines = ["\t".join(row) for row in rows]
        if part is None:
            part = self._parts[table] = Part(self._source.inner(f"table:{table}"), self._budget, lines=True)
            lines = ["\t".join(titles), *lines] if titles else lines
        for piece in pieces("".join(f"{line}\n" for line in lines)):
            yield part.block(piece, Grid("\t", first_row=part.line))


def _bare(name: str) -> str:
    return ".".join(piece.strip(' \t\r\n`"[]') for piece in name.split("."))


def _created(body: str) -> list[str]:
    found = (match["quoted"] or match["bare"] for match in _COLUMN.finditer(body))
    return [name for name in found if name.lower() not in _NO_COLUMN]


def _value(raw: str) -> str:
    value = raw.strip()
    if value.upper() == "NULL":
        return ""
    if value[:1] in "NnEeXxBb" and value[1:2] == "'":
        value = value[1:]
    if value[:1] in ("'", '"') and value[-1:] == value[:1]:
        value = _unescaped(value[1:-1])
    return value.translate(_CELL)


def _unescaped(text: str) -> str:
    return (
        _ESCAPED.sub(lambda m: _WRITTEN.get(m[1], m[1]) if m[1] else "'", text).translate(_CELL)
        if "\\" in text or "''" in text
        else text
    )
