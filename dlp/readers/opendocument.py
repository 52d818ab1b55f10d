"""OpenDocument (.odt, .ods, .odp, .odg, flat XML and StarOffice's forerunner): content, styles, objects.

Source: OASIS OpenDocument 1.3, parts 2 (packages) and 3 (schema).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from dlp.model import Reason
from dlp.readers import opc, parts
from dlp.readers.flow import Flow, read_xml
from dlp.readers.odfwords import OdfWords
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Budget, Item, Part, Source, Stop

_BESIDE = re.compile(
    rb"annotation|<draw:|xlink:href|office:string-value|<form:|content-validation|tracked-changes|<text:[a-oq-z]"
)
_SKIPPED = re.compile(
    r"meta-inf/|thumbnails/|objectreplacements/|configurations2/|mimetype$|layout-cache|manifest\.rdf|settings\.xml|.*/settings\.xml"
    r"|.*/manifest\.rdf|basic/.*script-l[bc]\.xml|dialogs/|.*-lb\.xml|.*-lc\.xml",
    re.IGNORECASE,
)
"""Settings, lists, and pictures of what is read anyway."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every part of a document, zipped or flat."""
    if source.head(2) != b"PK":
        yield from _flat(source, budget)
        return
    with opc.opened(source, budget) as book:
        refuse_encrypted(book)
        yield from package(book, cells_too=True)


def refuse_encrypted(book: Package) -> None:
    """Raises Stop where the manifest says that members are encrypted."""
    manifest = book.parts.get("meta-inf/manifest.xml")
    found: list[str] = []
    if manifest is not None:
        book.scan(
            manifest, lambda tag, _: found.append(tag) if tag.endswith(("encryption-data", "encrypted-key")) else None
        )
    if found:
        raise Stop(Reason.ENCRYPTED)


def package(book: Package, *, cells_too: bool) -> Iterator[Item]:
    """All members; cells_too is False for a spreadsheet whose cells were read otherwise."""
    for key in ("content.xml", "styles.xml", "meta.xml"):
        if key in book.parts:
            yield from _xml(book, book.parts[key], cells_too=cells_too)
    for key, part in book.parts.items():
        if key in ("content.xml", "styles.xml", "meta.xml") or _SKIPPED.match(key):
            continue
        if not part.root.name:
            yield from _member(book, part)
        elif part.root.name in ("document-content", "document-styles", "document-meta"):
            yield from _xml(book, part, cells_too=True)
        elif part.root.name not in ("document-settings", "manifest"):
            yield from parts.words(book, part)
    yield from book.unread


def _member(book: Package, part: PackagePart) -> Iterator[Item]:
    if part.info.file_size or part.info.compress_size:
        yield from book.member(part)


def _xml(book: Package, part: PackagePart, *, cells_too: bool) -> Iterator[Item]:
    if not cells_too and part.root.name == "document-content" and not _mentions(book.open(part)):
        return
    inner = part.name.rpartition("/")[0]
    names = {"document-content": "body", "document-styles": "styles", "document-meta": "properties"}
    name = names.get(part.root.name, part.stem)
    flow = Flow(Part(book.source.inner(f"{inner}/{name}" if inner else name), book.budget, lines=True))
    yield from read_xml(book.open(part), OdfWords(flow, book.source, book.budget, cells_too=cells_too), flow)


def _mentions(file: BinaryIO) -> bool:
    """Whether a spreadsheet's content holds anything beside cells."""
    rest = b""
    while chunk := file.read(1 << 20):
        if _BESIDE.search(rest + chunk):
            return True
        rest = chunk[-32:]
    return False


def _flat(source: Source, budget: Budget) -> Iterator[Item]:
    flow = Flow(Part(source.inner("body"), budget, lines=True))
    source.file.seek(0)
    yield from read_xml(source.file, OdfWords(flow, source, budget, cells_too=True), flow)
