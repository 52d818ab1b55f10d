"""OFD (GB/T 33190-2016), the Chinese fixed-layout document, as invoices and official papers use it.

A zip of XML: OFD.xml names documents, each document its pages and templates in order, its
annotations and attachments. Text stands in TextCode elements with the place of each.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp.model import Reason, Unread
from dlp.readers import package, placed, xmlfile
from dlp.readers.archive import member
from dlp.readers.placed import Placed
from dlp.readers.source import Budget, Item, Part, Source, Stop
from dlp.readers.xmltext import local, stream

_PICTURE = re.compile(r"\.(?:png|jpe?g|bmp|gif|tiff?|jb2|gbig2|webp)$", re.IGNORECASE)
_SILENT_XML = re.compile(
    r"(?:PublicRes|DocumentRes|PageRes|Signatures|Signature|Annotations|Attachments|Versions?)\w*\.xml$"
)
_OUTLINES = 40
_SILENT = frozenset({"AbbreviatedData", "Glyphs", "PhysicalBox", "ApplicationBox", "ContentBox", "BleedBox"})
_ENCRYPTED = re.compile(r"(?:^|/)(?:encryptions?|decryptseed|entriesmap)\.\w+$")


@dataclass(slots=True)
class _Shown:
    """What an XML part shows: pieces of text with their places, pictures, shapes, files it names."""

    texts: list[Placed] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    templates: list[str] = field(default_factory=list)
    pictures: int = 0
    shapes: int = 0
    is_form: bool = False


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every page as a part, then annotations, properties, attachments and pictures."""
    with package.opened(source, budget) as archive:
        book = _Book(archive, source, budget)
        yield from book.pages()
        yield from book.others()
        if book.is_encrypted:
            yield Unread(source.part, Reason.ENCRYPTED, "ofd")


class _Book:
    """A package being read. Every member is read once, in order; what no page names comes last."""

    def __init__(self, archive: zipfile.ZipFile, source: Source, budget: Budget) -> None:
        self._archive, self._source, self._budget = archive, source, budget
        self._members = {_plain(info.filename): info for info in archive.infolist() if not info.is_dir()}
        self._done: set[str] = set()
        self._waiting: set[str] = set()
        self._templates: dict[str, str] = {}
        self._number = 0

    @property
    def is_encrypted(self) -> bool:
        """Whether some of the package is encrypted (GM/T 0099): it says so by its lists of keys and entries."""
        return any(_ENCRYPTED.search(name) for name in self._members)

    def pages(self) -> Iterator[Item]:
        """The pages of all documents, each together with the template it lies on."""
        for root in self._named("ofd.xml", "", "DocRoot"):
            folder = posixpath.dirname(root)
            self._read_templates(root, folder)
            for page in self._named(root, folder, "Page") or self._unlisted(folder):
                self._number += 1
                yield from self._page(page, f"page:{self._number}", self._number)
        for name in sorted(self._waiting):
            yield from self._page(name, "template", None)

    def _read_templates(self, root: str, folder: str) -> None:
        self._templates = {}
        if root not in self._members:
            return
        with contextlib.suppress(Stop):
            numbers = self._shown(self._members[root]).numbers
            self._templates = {number: _plain(_under(folder, path)) for number, path in numbers.items()}
        self._waiting.update(name for name in self._templates.values() if name in self._members)

    def others(self) -> Iterator[Item]:
        """Members that are no page: XML by its elements, anything else by its true type."""
        for name, info in self._members.items():
            if name in self._done or _SILENT_XML.search(info.filename):
                continue
            if name == "ofd.xml" or name.endswith("/document.xml"):
                yield from self._xml(info, "properties")
            elif "/annot" in name and name.endswith(".xml"):
                yield from self._page(name, "annotations", None)
            elif name.endswith(".xml") and "attach" not in name:
                yield from self._xml(info, posixpath.basename(info.filename).removesuffix(".xml"))
            elif not name.endswith((".ttf", ".otf", ".ttc", ".dat", ".esl")) or "attach" in name:
                label = posixpath.basename(package.member_name(info))
                prefix = "" if _PICTURE.search(name) else "attachment:"
                yield from member(self._source, self._archive, info, f"{prefix}{label}", self._budget)

    def _named(self, name: str, folder: str, tag: str) -> list[str]:
        """The members that an XML part names in such elements, in its order, missing ones too."""
        if name not in self._members:
            return []
        try:
            shown = self._shown(self._members[name])
        except Stop:
            return []
        return [_plain(_under(folder, path)) for found, path in shown.names if found == tag]

    def _unlisted(self, folder: str) -> list[str]:
        """Pages of a document whose list is damaged, by the numbers in their paths."""
        pages = [n for n in self._members if n.startswith(folder) and n.endswith("content.xml") and "tpl" not in n]
        return sorted(pages, key=lambda n: [int(d) for d in re.findall(r"\d+", n)])

    def _page(self, name: str, label: str, number: int | None) -> Iterator[Item]:
        if name in self._done:
            return
        self._done.add(name)
        part = Part(self._source.inner(label), self._budget, page=number)
        if name not in self._members:
            yield Unread(part.name, Reason.ENCRYPTED if self.is_encrypted else Reason.CORRUPT, "ofd")
            return
        try:
            shown = self._shown(self._members[name])
        except Stop as stop:
            yield Unread(part.name, Reason.ENCRYPTED if self.is_encrypted else stop.reason, "ofd")
            return
        self._lay_under(shown)
        text = placed.lines(shown.texts, is_form=shown.is_form) + "".join(f"{said}\n" for said in shown.said)
        yield from part.blocks(text)
        if not text.strip() and not shown.pictures and shown.shapes > _OUTLINES:
            yield Unread(part.name, Reason.SCANNED, "ofd")

    def _lay_under(self, shown: _Shown) -> None:
        """Put a page's templates under it: what a form asks and what was filled in stand together."""
        for number in shown.templates:
            name = self._templates.get(number, "")
            if name in self._members:
                with contextlib.suppress(Stop):
                    shown.texts += self._shown(self._members[name]).texts
                    self._done.add(name)
                    shown.is_form = True

    def _shown(self, info: zipfile.ZipInfo) -> _Shown:
        words = _Words()
        data = xmlfile.utf8(package.extract(self._archive, info, self._budget).read())
        for _ in stream(io.BytesIO(data), words.start, words.end, words.text):
            pass
        return words.shown

    def _xml(self, info: zipfile.ZipInfo, label: str) -> Iterator[Item]:
        part = Part(self._source.inner(label), self._budget)
        try:
            data = xmlfile.utf8(package.extract(self._archive, info, self._budget).read())
            yield from xmlfile.blocks(io.BytesIO(data), part)
        except Stop as stop:
            yield Unread(part.name, stop.reason, stop.kind)
            if self._budget.exhausted:
                raise


class _Words:
    """Handlers that collect what a page shows."""

    def __init__(self) -> None:
        self.shown = _Shown()
        self._tag = ""
        self._text: list[str] = []
        self._place = (0.0, 0.0)
        self._corner = (0.0, 0.0)
        self._scale = (1.0, 1.0)
        self._size = 0.0
        self._steps: float | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._tag, self._text = local(tag), []
        if "BaseLoc" in attributes:
            self.shown.names.append((self._tag, attributes["BaseLoc"]))
            if self._tag == "TemplatePage":
                self.shown.numbers[attributes.get("ID", "")] = attributes["BaseLoc"]
        if "TemplateID" in attributes:
            self.shown.templates.append(attributes["TemplateID"])
        if "Boundary" in attributes:
            self._object(attributes)
        if self._tag == "TextCode":
            self._code(attributes)
        self.shown.pictures += self._tag == "ImageObject"
        self.shown.shapes += self._tag == "PathObject"

    def _object(self, attributes: dict[str, str]) -> None:
        """Where an object stands and how it is scaled."""
        self._corner = _pair(attributes["Boundary"])
        matrix = [_number(n) for n in attributes.get("CTM", "").split()]
        self._scale = (matrix[0] or 1.0, matrix[3] or 1.0) if len(matrix) == 6 else (1.0, 1.0)
        self._size = _number(attributes.get("Size")) * abs(self._scale[0])

    def _code(self, attributes: dict[str, str]) -> None:
        """Where a run of characters begins, and how far its last one is from its first."""
        self._place = (_number(attributes.get("X")) * self._scale[0], _number(attributes.get("Y")) * self._scale[1])
        steps = attributes.get("DeltaX")
        self._steps = _sum(steps) * self._scale[0] if steps else None

    def text(self, text: str) -> None:
        """Character data."""
        self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        text, name = "".join(self._text), local(tag)
        self._text = []
        if name == "TextCode":
            self._piece(text)
        elif name == "DocRoot":
            self.shown.names.append((name, text.strip()))
        elif text.strip() and name not in _SILENT:
            self.shown.said.append(text.strip())

    def _piece(self, text: str) -> None:
        x, y = self._corner[0] + self._place[0], self._corner[1] + self._place[1]
        last = self._size * (1.0 if text[-1:] >= "\u2e80" else 0.5)
        self.shown.texts.append(Placed(y, x, text, self._size, None if self._steps is None else x + self._steps + last))


def _plain(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/").lstrip("/")).lower()


def _under(folder: str, path: str) -> str:
    return path if path.startswith("/") else posixpath.join(folder, path)


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _sum(steps: str) -> float:
    """The sum of advances; `g 3 4.5` stands for three of 4.5 (GB/T 33190, 11.3)."""
    total, words = 0.0, deque(steps.split())
    while words:
        word = words.popleft()
        if word == "g" and len(words) >= 2:
            total += _number(words.popleft()) * _number(words.popleft())
        else:
            total += _number(word)
    return total


def _pair(value: str) -> tuple[float, float]:
    numbers = [*map(_number, value.split()[:2]), 0.0, 0.0]
    return numbers[0], numbers[1]
