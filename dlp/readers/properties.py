"""Document properties: title, subject, company and whatever a person typed in beside a document's text."""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Unread
from dlp.readers.opc import Package
from dlp.readers.source import Item, Part, Stop
from dlp.readers.xmltext import local, stream

_ROOTS = ("coreProperties", "Properties")
COUNTED = frozenset(
    {
        "Pages", "Words", "Characters", "CharactersWithSpaces", "Lines", "Paragraphs", "TotalTime", "AppVersion", "DocSecurity", "Slides",
        "Notes", "HiddenSlides", "MMClips", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "i4", "created", "modified",
        "lastPrinted", "revision", "bool", "Application", "version", "PresentationFormat", "Template", "filetime", "language",
    }
)  # fmt: skip
"""What a program counted or noted by itself."""


class _Values:
    """Collects named values: an element's own name, or the name of the custom property around it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._name = self._property = ""
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._name, self._text = local(tag), []
        if self._name == "property":
            self._property = attributes.get("name", "")

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        value = " ".join("".join(self._text).split())
        if value and self._name not in COUNTED and self._name == local(tag):
            self.lines.append(f"{self._property or self._name}: {value}")
        self._text = []
        if local(tag) == "property":
            self._property = ""


def read(book: Package) -> Iterator[Item]:
    """All properties of a package as one part."""
    values, failures = _Values(), list[Unread]()
    for part in book.of_root(*_ROOTS):
        try:
            for _ in stream(book.open(part), values.start, values.end, values.text):
                pass
        except Stop as stop:
            failures.append(Unread(book.source.inner("properties"), stop.reason))
    if values.lines:
        part_out = Part(book.source.inner("properties"), book.budget)
        yield from part_out.blocks("\n".join(dict.fromkeys(values.lines)) + "\n")
    yield from failures
