"""Presentations (.pptx, .pptm, .ppsx, .potx): slides with their notes, comments, charts and diagrams.

Slides count in the order in which they are shown, hidden ones among them. Prompts of masters
and layouts ("Click to add title") are left out; what else is written on them is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp.readers import opc, parts
from dlp.readers.opc import Package, PackagePart
from dlp.readers.source import Budget, Item, Source
from dlp.readers.xmltext import local

_BESIDE = ("notesSlide", "comments", "chart", "chartEx", "diagramData")


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every slide as a page, then what belongs to none."""
    with opc.opened(source, budget) as book:
        done: set[str] = set()
        for number, slide in enumerate(_slides(book), 1):
            done.add(slide.name.lower())
            yield from parts.words(book, slide, f"slide:{number}", number)
            for part in book.linked(slide.name, *_BESIDE):
                if part.name.lower() not in done:
                    done.add(part.name.lower())
                    yield from parts.words(book, part, f"slide:{number}/{part.stem}", number)
        yield from parts.rest(book, frozenset(), frozenset(done))


def _slides(book: Package) -> list[PackagePart]:
    """The slides in the order of the presentation, then those that it does not name."""
    main = next(iter(book.linked("", "officeDocument")), None) or next(book.of_root("presentation"), None)
    found = list(book.of_root("sld"))
    if main is None or main.root.name != "presentation":
        return found
    ids = {link.id: link.target.lower() for link in book.links(main.name)}
    order = {ids.get(identity, ""): n for n, identity in enumerate(_order(book, main))}
    return sorted(found, key=lambda part: order.get(part.name.lower(), len(order)))


def _order(book: Package, main: PackagePart) -> list[str]:
    order: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "sldId":
            order.extend(value for key, value in attributes.items() if key.endswith(":id"))

    book.scan(main, start)
    return order
