"""What all office packages have in common: parts in XML, link targets, properties, pictures, embedded files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from dlp.model import Reason, Unread
from dlp.readers import package, properties, scraps, vba
from dlp.readers.drawingml import ChartWords, DrawnWords, PlainWords, ShapeWords
from dlp.readers.flow import Flow, Vocabulary, read_lines, read_xml
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Item, Part, Stop
from dlp.readers.wordml import WordWords

_WORDLESS = frozenset(
    {
        "Relationships", "Types", "theme", "themeOverride", "styles", "stylesWithEffects", "fonts", "numbering", "webSettings",
        "styleSheet", "calcChain", "presentationPr", "viewPr", "tblStyleLst", "colorsDef", "styleDef", "layoutDef", "colorStyle",
        "chartStyle", "coreProperties", "Properties", "datastoreItem", "commentsEx", "commentsIds", "commentsExtensible", "people",
        "recipients", "Signature", "manifest", "clrMap", "sheetMetadata", "metadata", "contentTypeSchema",
    }
)  # fmt: skip
"""Root elements of parts in which nobody writes anything: looks, numbers, lists of other parts."""
_DRAWN = frozenset(
    {
        "sld",
        "notes",
        "wsDr",
        "userShapes",
        "dataModel",
        "cmLst",
        "cmAuthorLst",
        "authorLst",
        "presentation",
        "tagLst",
        "hdrFtr",
    }
)
_PROMPTED = frozenset({"sldMaster", "sldLayout", "notesMaster", "handoutMaster"})
_DATA = frozenset({"connections", "ocx", "queryTable", "recipientData", "mailMerge"})
_SILENT = re.compile(
    r"_rels/|\.rels$|^\[content_types\]|docprops/thumbnail|printersettings|(?:^|/)fonts/|\.odttf$|\.fntdata$|vbaprojectsignature|/vbadata\.xml$|_xmlsignatures/"
    r"|^mimetype$|^meta-inf/",
    re.IGNORECASE,
)
"""Members that hold no words: printer drivers' data, fonts, signatures, a picture of what is read anyway."""

_SCRAPS = re.compile(
    r"/activex/[^/]+\.bin$|customproperty\d*\.bin$|/legacydoc|/legacydiagram|^\[trash\]/|/ctrlprops/[^/]+\.bin$",
    re.IGNORECASE,
)
"""Small binary members of many forms, in which words stand as they are."""


def words(book: Package, part: PackagePart, name: str = "", page: int | None = None) -> Iterator[Item]:
    """One XML part, in the language that its root element says, and where its links lead."""
    out = Part(book.source.inner(name or part.stem), book.budget, page=page, lines=page is None)
    flow = Flow(out)
    try:
        file = book.open(part)
    except Stop as stop:
        yield Unread(out.name, stop.reason, stop.kind)
        return
    for item in read_xml(file, vocabulary(part, flow), flow):
        if not (part.root.name == "xml" and isinstance(item, Unread) and item.reason is Reason.CORRUPT):
            yield item  # VML is written like HTML, with elements left open, and read like it
    yield from read_lines(targets(book, part), out)


def vocabulary(part: PackagePart, flow: Flow) -> Vocabulary:
    """The language of a part."""
    root = part.root.name
    if root in _DRAWN | _PROMPTED:
        return DrawnWords(flow, placeholders=root not in _PROMPTED)
    made: Callable[[Flow], Vocabulary] | None = _LANGUAGES.get(root)
    if made is not None:
        return made(flow)
    data = root in _DATA or part.folder == "customxml"
    return PlainWords(flow, attributes=data)


WORD_ROOTS = (
    "document",
    "wordDocument",
    "hdr",
    "ftr",
    "footnotes",
    "endnotes",
    "comments",
    "glossaryDocument",
    "settings",
)
_LANGUAGES: dict[str, Callable[[Flow], Vocabulary]] = {
    **dict.fromkeys(WORD_ROOTS, WordWords),
    "chartSpace": ChartWords,
    "xml": ShapeWords,
    "drawing": DrawnWords,
    "theme": DrawnWords,
}


def targets(book: Package, part: PackagePart) -> list[str]:
    """Where a part's links lead outside: addresses in full, with their percent signs undone."""
    found = (link.target for link in book.links(part.name) if link.external)
    return list(dict.fromkeys(text for target in found for text in (target, unquote(target)) if text))


def rest(book: Package, done: frozenset[str], read: frozenset[str] = frozenset()) -> Iterator[Item]:
    """All parts whose root element is not `done` and that were not `read` by name, then members; damage last."""
    for key, part in book.parts.items():
        if key not in read and part.root.name not in done and _speaks(book, key, part):
            yield from words(book, part)
    yield from properties.read(book)
    for key, part in book.parts.items():
        if not part.root.name and key not in read and not _SILENT.search(key):
            yield from _binary(book, part)
    yield from book.unread


def _speaks(book: Package, key: str, part: PackagePart) -> bool:
    """Whether a part in XML may hold words that no other part holds."""
    if _SILENT.search(key) or not part.root.name:
        return False
    if part.root.name == "drawing" and any(book.of_root("dataModel")):
        return False  # a diagram's drawing says what its data says
    return part.root.name not in _WORDLESS or (part.folder == "customxml" and part.root.name != "datastoreItem")


def _binary(book: Package, part: PackagePart) -> Iterator[Item]:
    if part.stem.lower() == "vbaproject":
        yield from vba.read(book, part)
    elif _SCRAPS.search(part.name):
        yield from _scraps(book, part)
    elif part.info.file_size or part.info.compress_size:
        yield from book.member(part)


def _scraps(book: Package, part: PackagePart) -> Iterator[Item]:
    out = Part(book.source.inner(part.stem), book.budget)
    try:
        data = package.extract(book.archive, part.info, book.budget).read()
    except Stop as stop:
        yield Unread(out.name, stop.reason, stop.kind)
        return
    yield from read_lines([*scraps.wide(data), *scraps.narrow(data)], out)
