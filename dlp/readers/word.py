"""Word documents (.docx, .docm, .dotx, .dotm; transitional and strict): all that is written in their parts.

The body comes first, then headers, notes, comments, charts, diagrams and data bound to content
controls, then link targets and properties, then pictures and embedded files.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp.readers import opc, parts
from dlp.readers.source import Budget, Item, Source


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every part of the document."""
    with opc.opened(source, budget) as book:
        main = next(iter(book.linked("", "officeDocument")), None)
        for part in sorted(book.of_root(*parts.WORD_ROOTS), key=lambda part: part is not main):
            name = "body" if part is main or (main is None and part.root.name == "document") else part.stem
            yield from parts.words(book, part, name)
        yield from parts.rest(book, frozenset(parts.WORD_ROOTS))
