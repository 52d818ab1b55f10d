"""XPS and OpenXPS (ECMA-388): a zip of fixed pages whose text stands in attributes."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from dlp.model import Unread
from dlp.readers import package, placed
from dlp.readers.archive import member
from dlp.readers.source import Budget, Item, Part, Source, Stop
from dlp.readers.xmltext import local, stream

_SILENT = re.compile(r"\.(?:odttf|ttf|ttc|otf|rels|xaml|dict|struct|frag|xml|fdseq|fdoc|icc|icm)$", re.IGNORECASE)
_PROPERTIES = frozenset({"title", "creator", "subject", "description", "keywords"})
_LINK = "FixedPage.NavigateUri"


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every page as a part, properties, then pictures and whatever else lies in the package."""
    with package.opened(source, budget) as archive:
        infos = sorted(archive.infolist(), key=lambda info: _order(info.filename))
        pages = [info for info in infos if info.filename.lower().endswith(".fpage")]
        for number, info in enumerate(pages, 1):
            yield from _page(archive, info, Part(source.inner(f"page:{number}"), budget, page=number), budget)
        yield from _others(source, archive, infos, budget)


def _order(name: str) -> list[tuple[bool, int, str]]:
    """Numbers in a path count as numbers."""
    return [(not piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in re.split(r"(\d+)", name)]


def _page(archive: zipfile.ZipFile, info: zipfile.ZipInfo, part: Part, budget: Budget) -> Iterator[Item]:
    texts: list[placed.Placed] = []
    links: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Glyphs" and (said := attributes.get("UnicodeString", "")):
            text = said.removeprefix("{}")
            place = [_number(attributes.get(key)) for key in ("OriginY", "OriginX", "FontRenderingEmSize")]
            texts.append(placed.Placed(place[0], place[1], text, place[2]))
        if _LINK in attributes:
            links.append(attributes[_LINK])

    try:
        for _ in stream(package.extract(archive, info, budget), start, lambda _tag: None, lambda _text: None):
            pass
    except Stop as stop:
        yield Unread(part.name, stop.reason, "xps")
    yield from part.blocks(placed.lines(texts) + "".join(f"{link}\n" for link in links))


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _others(source: Source, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], budget: Budget) -> Iterator[Item]:
    for info in infos:
        name = info.filename.lower()
        if name.endswith(("core.xml", ".psmdcp")) or "/core-properties/" in name:
            lines = "".join(f"{line}\n" for line in _properties(package.extract(archive, info, budget)))
            yield from Part(source.inner("properties"), budget).blocks(lines)
        elif not (name.endswith(".fpage") or info.is_dir() or _SILENT.search(name) or "thumbnail" in name):
            yield from member(source, archive, info, posixpath.basename(info.filename), budget)


def _properties(file: BinaryIO) -> list[str]:
    """What the package says of itself, an element a line."""
    out: list[str] = []

    def end(tag: str) -> None:
        if local(tag) in _PROPERTIES:
            out.append("\n")

    for _ in stream(file, lambda _tag, _attributes: None, end, out.append):
        pass
    return [line for line in "".join(out).splitlines() if line.strip()]
