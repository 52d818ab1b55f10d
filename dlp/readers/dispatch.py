"""From a source to its reader: sniff, look up, read, and turn every failure into `Unread`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from dlp.model import Reason, Unread
from dlp.readers.sniff import sniff
from dlp.readers.source import Budget, Item, Source, Stop

_READERS = {
    "text": "plain",
    "html": "markup",
    "xlsx": "sheet",
    "docx": "word",
    "pdf": "pdf",
    "eml": "mail",
    "zip": "archive",
    **dict.fromkeys(("png", "jpeg", "gif", "bmp", "tiff", "webp", "heic", "avif", "psd"), "image"),
}
_REASONS = {"encrypted-office": Reason.ENCRYPTED}

FORMATS = tuple(_READERS)
"""The true types that have a reader."""


Read = Callable[[Source, Budget], Iterator[Item]]


def read(source: Source, budget: Budget, kind: str, reader: Read | None = None) -> Iterator[Item]:
    """All items of a source whose true type is known. Raises nothing but an exhausted Stop.

    reader: what reads it, if not the one for its type.

    The broad except is one of the three named boundaries: whatever a hostile or damaged
    document does to a parser, the answer is `Unread`.
    """
    try:
        yield from (reader or _reader(kind))(source, budget)
    except Stop as stop:
        yield Unread(source.part, stop.reason, stop.kind or kind)
        if budget.exhausted and source.depth:
            raise
    except MemoryError:
        yield Unread(source.part, Reason.MEMORY, kind)
    except RecursionError:
        yield Unread(source.part, Reason.TOO_DEEP, kind)
    except Exception:
        yield Unread(source.part, Reason.CORRUPT, kind)


def read_member(source: Source, budget: Budget) -> Iterator[Item]:
    """A file found inside another: the same, one level deeper."""
    if source.depth > budget.limits.depth:
        yield Unread(source.part, Reason.TOO_DEEP)
        return
    yield from read(source, budget, sniff(source))


def _reader(kind: str) -> Callable[[Source, Budget], Iterator[Item]]:
    if kind == "empty":
        return _nothing
    if kind.endswith("-damaged"):
        raise Stop(Reason.CORRUPT, kind.removesuffix("-damaged"))
    if kind not in _READERS:
        raise Stop(_REASONS.get(kind, Reason.UNSUPPORTED), kind)
    module = importlib.import_module(f"dlp.readers.{_READERS[kind]}")
    reader: Callable[[Source, Budget], Iterator[Item]] = module.read
    return reader


def _nothing(_source: Source, _budget: Budget) -> Iterator[Item]:
    return iter(())
