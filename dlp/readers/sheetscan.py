"""One quick look through a worksheet's XML for what stands beside its cells, and for how large it is.

Headers, drop-down lists, link tips and texts in formulas stand in the sheet's own part, most of
them behind the cells. The cells are only counted here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from dlp.readers.cells import header_lines
from dlp.readers.source import Stop
from dlp.readers.xmltext import local, loosely

_CHUNK = 1 << 20
_CELLS_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>|<(?:[\w.-]+:)?sheetData\s*/>")
_FORMULA = re.compile(rb'<(?:[\w.-]+:)?f(?:\s[^<>]*)?>([^<]*(?:"|&quot;)[^<]*)<')
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_WIDE = re.compile(rb"""r=["'][A-Z]{3}[0-9]""")
_ROW = re.compile(rb"""<(?:[\w.-]+:)?row\s[^<>]*?\br=["'](\d{1,7})""")
_SHARED = re.compile(rb"""\bt=["']s["'][^<>]*>\s*<(?:[\w.-]+:)?v>\s*(\d{1,9})\s*<""")
_EDGE = 512
"""Bytes on both sides of where two pieces meet, more than a cell and its number need."""
_HEADERS = frozenset({"oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"})
_FORMULAS = frozenset({"formula1", "formula2", "formula", "f"})
_NOTED = ("prompt", "promptTitle", "error", "errorTitle", "display", "tooltip", "text", "comment", "val")
_LITERALS = 65_536
_TAIL = 16 << 20


@dataclass(slots=True)
class Scan:
    """What a look through a worksheet gave. `complete` is False where there were too many texts in formulas."""

    size: int = 0
    cells: int = 0
    last_row: int = 0
    wide: bool = False
    complete: bool = True
    failure: Stop | None = None
    literals: dict[str, None] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    shared: set[bytes] = field(default_factory=set)
    """Numbers of the shared strings that cells show."""

    @property
    def sparse(self) -> bool:
        """Whether a table in memory would be mostly empty, and too large."""
        columns = 16_384 if self.wide else 702
        area = self.last_row * columns
        return area > 64_000_000 and self.cells * 100 < area and self.wide


def scan(file: BinaryIO) -> Scan:
    """Look through a worksheet's part."""
    found, tail, rest, edge = Scan(), bytearray(), b"", b""
    try:
        while chunk := file.read(_CHUNK):
            found.size += len(chunk)
            found.shared.update(_SHARED.findall(edge + chunk[:_EDGE]), () if tail else _SHARED.findall(chunk))
            edge = chunk[-_EDGE:]
            data = rest + chunk
            if not tail:
                data = _cells(data, found, tail)
            elif len(tail) < _TAIL:
                tail += chunk
            rest = b"" if tail else data[max(data.rfind(b"<"), len(data) - 65_536) :] if b"<" in data else b""
    except Stop as stop:
        found.failure = stop
    _beside(bytes(tail), found)
    return found


def _cells(data: bytes, found: Scan, tail: bytearray) -> bytes:
    """Look at cells; what stands behind them goes to the tail."""
    end = _cells_end(data)
    cells = data[: end.start()] if end else data
    found.cells += cells.count(b"<c ") + cells.count(b":c ")
    found.wide = found.wide or _WIDE.search(cells) is not None
    at = cells.rfind(b"row ")
    if at > 0 and (row := _ROW.match(cells, cells.rfind(b"<", 0, at))):
        found.last_row = max(found.last_row, int(row[1]))
    if b"quot;" in cells or b'"' in cells:
        for formula in _FORMULA.finditer(cells) if b"<f" in cells or b":f" in cells else ():
            found.complete &= _literals(formula[1].decode("utf-8", "replace").replace("&quot;", '"'), found)
    if end:
        tail += data[end.end() :] or b" "
    return data


def _cells_end(data: bytes) -> re.Match[bytes] | None:
    """Where the cells end; plain search for the word first, an expression only where it stands."""
    at = data.find(b"sheetData")
    while at >= 0:
        start = data.rfind(b"<", 0, at)
        if start >= 0 and (end := _CELLS_END.match(data, start)):
            return end
        at = data.find(b"sheetData", at + 9)
    return None


def _literals(formula: str, found: Scan) -> bool:
    for match in _LITERAL.finditer(formula):
        if len(match[1]) > 1:
            found.literals[match[1].replace('""', '"')] = None
    return len(found.literals) < _LITERALS


def _beside(tail: bytes, found: Scan) -> None:
    inside = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        inside[0] = local(tag)
        if inside[0] not in ("cfvo", "color"):
            found.lines += [attributes[key] for key in _NOTED if len(attributes.get(key, "")) > 1]

    def text(data: str) -> None:
        if inside[0] in _HEADERS:
            found.lines += header_lines(data)
        elif inside[0] in _FORMULAS:
            _literals(data, found)

    for _ in loosely(tail, io.BytesIO(), start, lambda _: inside.__setitem__(0, ""), text):
        pass


def lines(found: Scan) -> Iterator[str]:
    """All that was found, each text once; the items of a drop-down list line by line."""
    for text in dict.fromkeys([*found.lines, *found.literals]):
        yield from text.replace("\t", " ").splitlines()
