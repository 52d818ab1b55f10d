"""Office packages: their parts, told apart by their root element, and how parts refer to each other.

A part's name and content type are what a writer claims; the root element is what a program
reads. So a main part of any name, a strict document, or a part that nothing refers to any
more is read all the same. Source: ECMA-376 part 2 (Open Packaging Conventions).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote

from dlp.model import Reason, Unread
from dlp.readers import package
from dlp.readers.dispatch import read_member
from dlp.readers.salvage import Salvaged, salvaged
from dlp.readers.source import Budget, Item, Source, Stop
from dlp.readers.xmltext import NO_ROOT, Root, Start, local, root_of, stream

_BINARY = re.compile(
    r"\.(?:bin|png|jpe?g|gif|tiff?|bmp|emf|wmf|wdp|svg|odttf|fntdata|xlsx|docx|pptx|xls|doc|ppt|zip|pdf|mp4|mp3|wav|m4a|html?|mht|txt|rtf)$",
    re.IGNORECASE,
)
_HEAD = 8192


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship of a part: what kind, and where it leads."""

    id: str
    type: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class PackagePart:
    """One member of a package. `root` is empty where it is no XML."""

    name: str
    info: zipfile.ZipInfo
    root: Root = NO_ROOT

    @property
    def folder(self) -> str:
        """The first folder of its name, such as word."""
        return self.name.partition("/")[0].lower()

    @property
    def stem(self) -> str:
        """The file name without folder and ending."""
        return self.name.rpartition("/")[2].rpartition(".")[0] or self.name


@dataclass(slots=True)
class Package:
    """An open package: its parts by their names in lower case."""

    source: Source
    archive: zipfile.ZipFile | Salvaged
    budget: Budget
    parts: dict[str, PackagePart] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    doubled: bool = False

    def open(self, part: PackagePart) -> BinaryIO:
        """A part's bytes as a stream within the limits. Raises Stop, also while it is read."""
        return package.streamed(self.archive, part.info, self.budget)

    def of_root(self, *names: str) -> Iterator[PackagePart]:
        """The parts with one of these root elements, in the order of the package."""
        return (part for part in self.parts.values() if part.root.name in names)

    def links(self, name: str) -> list[Link]:
        """The relationships of a part, or of the package for an empty name. What is damaged ends the list."""
        folder, _, file = name.rpartition("/")
        part = self.parts.get(posixpath.join(folder, "_rels", f"{file}.rels").lower())
        found: list[Link] = []
        if part is None:
            return found

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship":
                found.append(_link(attributes, folder))

        self.scan(part, start)
        return found

    def scan(self, part: PackagePart, start: Start) -> None:
        """Look at a part's elements for what leads to others; damage there is no loss of text by itself."""
        with suppress(Stop):
            for _ in stream(self.open(part), start, _ignore, _ignore):
                pass

    def linked(self, name: str, *types: str) -> list[PackagePart]:
        """The parts that a part refers to by relationships of these types, in their order."""
        targets = (link.target.lower() for link in self.links(name) if link.type in types and not link.external)
        return [self.parts[target] for target in dict.fromkeys(targets) if target in self.parts]

    def member(self, part: PackagePart) -> Iterator[Item]:
        """A file inside the package, read by its own true type."""
        name = part.name.rpartition("/")[2]
        try:
            self.budget.spend_member()
            file = package.extract(self.archive, part.info, self.budget)
        except Stop as stop:
            yield Unread(self.source.inner(name), stop.reason, stop.kind)
            if self.budget.exhausted:
                raise
            return
        size = file.seek(0, 2)
        file.seek(0)
        yield from read_member(self.source.member(file, name, size), self.budget)


def _ignore(*_: object) -> None:
    pass


def _link(attributes: dict[str, str], folder: str) -> Link:
    target, external = attributes.get("Target", ""), attributes.get("TargetMode", "") == "External"
    if not external:
        path = unquote(target).replace("\\", "/").partition("#")[0]
        target = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    return Link(attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], target, external)


@contextmanager
def opened(source: Source, budget: Budget) -> Iterator[Package]:
    """A package, by its local headers where its directory is damaged. Raises Stop if nothing is left.

    What is damaged stands in `unread`, for the reader to give out.
    """
    try:
        with package.opened(source, budget) as archive:
            yield _filled(Package(source, archive, budget))
        return
    except package.NoDirectory:
        pass
    with salvaged(source, budget) as rest:
        found = _filled(Package(source, rest, budget))
        found.unread.append(Unread(source.part, Reason.CORRUPT))
        yield found


def _filled(book: Package) -> Package:
    for info in book.archive.infolist():
        name = info.filename.replace("\\", "/").lstrip("/")
        if name.endswith("/"):
            continue
        root = NO_ROOT if _BINARY.search(name) else _root(book, info)
        key = name.lower()
        while key in book.parts:  # two members of one name: a program may read either
            key += "'"
            book.doubled = True
        book.parts[key] = PackagePart(name, info, root)
    return book


def _root(book: Package, info: zipfile.ZipInfo) -> Root:
    try:
        head = package.beginning(book.archive, info, _HEAD)
    except Stop:
        return NO_ROOT
    return root_of(head) if b"<" in head[:64] else NO_ROOT
