"""Text out of XML streams with expat: no DTD, no entities, no tree in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

from dlp.model import Reason
from dlp.readers.source import Stop

_CHUNK = 1 << 16


def _refuse(*_: object) -> None:
    raise Stop(Reason.BOMB)


def local(tag: str) -> str:
    """A tag without its namespace prefix."""
    return tag.rpartition(":")[2]


def stream(
    file: BinaryIO,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> Iterator[None]:
    """Drive handlers over a file, pausing after each chunk so that text can be handed on.

    Raises Stop: a DTD or an entity is declared (bomb), or the XML is damaged (corrupt).
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Stop(Reason.CORRUPT) from error


def paragraphs(file: BinaryIO, breaks: frozenset[str]) -> Iterator[str]:
    """All character data of a small part; elements in `breaks` end a line."""
    out: list[str] = []

    def end(tag: str) -> None:
        if local(tag) in breaks:
            out.append("\n")

    for _ in stream(file, lambda _tag, _attributes: None, end, out.append):
        pass
    yield from (line for line in "".join(out).splitlines() if line.strip())
