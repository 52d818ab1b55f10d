"""Shared strings that no cell shows: what deleted rows left behind, and how names are pronounced.

Source: ECMA-376 part 1, 18.4.8 (si), 18.4.6 (rPh).
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Unread
from dlp.readers.flow import read_lines
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Item, Part, Stop
from dlp.readers.xmltext import local, stream

_CHUNK = 1 << 20
_ITEMS = (b"<si>", b"<si ", b":si>", b":si ")
_SPOKEN = (b"<rPh", b":rPh")


def hidden(book: Package, used: set[bytes]) -> Iterator[Item]:
    """A part of all that the shared strings hold beyond what cells show. used: the numbers of strings in cells."""
    for part in book.of_root("sst"):
        try:
            if _holds_more(book, part, len(used)):
                yield from _told(book, part, used)
        except Stop as stop:
            if book.budget.exhausted:
                raise
            yield Unread(book.source.inner(part.stem), stop.reason, stop.kind)


def _holds_more(book: Package, part: PackagePart, shown: int) -> bool:
    """Whether there are more strings than are shown, by a quick count, or ways to pronounce them."""
    file, items, rest = book.open(part), 0, b""
    while chunk := file.read(_CHUNK):
        data = rest + chunk
        if any(mark in data for mark in _SPOKEN):
            return True
        items += sum(data.count(mark) for mark in _ITEMS)
        rest = data[-4:]  # the longest mark but one; a mark that lies in it whole counts twice, which does no harm
    return items > shown


def _told(book: Package, part: PackagePart, used: set[bytes]) -> Iterator[Item]:
    words = _Hidden(used)
    out = Part(book.source.inner(part.stem), book.budget)
    for _ in stream(book.open(part), words.start, words.end, words.text):
        if len(words.lines) > _CHUNK >> 8:
            yield from read_lines(words.lines, out)
            words.lines = []
    yield from read_lines(words.lines, out)


class _Hidden:
    """Collects strings that no cell shows, and of the others what is said of their sound."""

    def __init__(self, used: set[bytes]) -> None:
        self.lines: list[str] = []
        self._used = used
        self._number = 0
        self._inside = False
        self._sounds = 0
        self._text: list[str] = []
        self._sound: list[str] = []

    def start(self, tag: str, _: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        self._inside = name == "t"
        self._sounds += name == "rPh"

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        self._inside = False
        self._sounds -= name == "rPh"
        if name == "si":
            shown = b"%d" % self._number in self._used
            found = ("".join(self._sound),) if shown else ("".join(self._text), "".join(self._sound))
            self.lines += [line for text in found for line in text.splitlines() if line.strip()]
            self._text, self._sound = [], []
            self._number += 1

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._inside:
            (self._sound if self._sounds else self._text).append(text)
