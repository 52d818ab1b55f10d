"""From a source to its reader: sniff, look up, read, and turn every failure into `Unread`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from dlp.model import Reason, Unread
from dlp.readers import joining, names, officekeys, sealed
from dlp.readers.sniff import sniff
from dlp.readers.source import Budget, Item, Source, Stop

_READERS = {
    "text": "plain",
    "html": "markup",
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xltm", "xlam", "xlsb", "xls", "ods"), "sheet"),
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "word"),
    **dict.fromkeys(("pptx", "pptm", "ppsx", "ppsm", "potx", "potm", "ppam"), "slides"),
    **dict.fromkeys(("odt", "odp", "odg", "odf"), "opendocument"),
    **dict.fromkeys(("fodt", "fods", "fodp", "fodg"), "opendocument"),
    **dict.fromkeys(("wordml", "flatopc"), "wordxml"),
    "spreadsheetml": "sheetxml2003",
    **dict.fromkeys(("vsdx", "vsdm", "vssx", "vstx"), "visio"),
    **dict.fromkeys(("emf", "wmf"), "metafile"),
    **dict.fromkeys(("jar", "apk", "epub"), "archive"),
    "pdf": "pdf",
    "eml": "mail",
    "zip": "archive",
    "doc": "doc",
    "word2": "word2",
    "ppt": "ppt",
    "ppt95": "ppt95",
    **dict.fromkeys(("ole", "ole-object"), "storage"),
    "rtf": "rtf",
    "ofd": "ofd",
    "xps": "xps",
    "xml": "xmlfile",
    "json": "jsontext",
    "sql": "sqldump",
    **dict.fromkeys(("png", "jpeg", "gif", "bmp", "tiff", "webp", "heic", "avif", "psd", "jbig2"), "image"),
    "zip-damaged": "archive_damaged",
    **dict.fromkeys(("mbox", "emlx"), "mbox"),
    **dict.fromkeys(("gz", "bz2", "xz", "lzma", "zst", "lz4", "Z", "lz", "lzo"), "compressed"),
    **dict.fromkeys(("cab", "lzh", "iso", "cpio", "xar", "rpm"), "foreign"),
    **{
        kind: kind for kind in ("msg", "tnef", "cms", "cards", "ldif", "tar", "rar", "sqlite", "dbf", "access", "plist")
    },
    "uuencoded": "uuencoded",
    "7z": "sevenzip",
    "ar": "unix_ar",
    "dbf-memo": "memo",
    "appledouble": "appledouble",
    "lnk": "shortcut",
    "xored-picture": "xored",
}
_SHELLS = dict.fromkeys(("vsd", "pub", "works", "mpp", "staroffice", "hwp"), "storage")
"""Types whose own text nobody here reads, only what lies in them."""
_REASONS = {"encrypted-office": Reason.ENCRYPTED, **dict.fromkeys(sealed.KINDS, Reason.ENCRYPTED)}
_SALVAGING = frozenset({"sheet", "word", "slides", "opendocument", "visio"})
"""Readers that go by a package's local headers where its directory is damaged."""

FORMATS = tuple(_READERS)
"""The true types that have a reader."""


def readers() -> dict[str, str]:
    """The reader's module for each true type whose text is read."""
    return dict(_READERS)


Read = Callable[[Source, Budget], Iterator[Item]]


def read(source: Source, budget: Budget, kind: str, reader: Read | None = None) -> Iterator[Item]:
    """All items of a source whose true type is known. Raises nothing but an exhausted Stop.

    reader: what reads it, if not the one for its type.

    The broad except is one of the three named boundaries: whatever a hostile or damaged
    document does to a parser, the answer is `Unread`.
    """
    try:
        try:
            yield from (reader or _reader(kind))(source, budget)
        finally:
            held = _held_in(source, budget)
        yield from _volumes(held, budget)
    except Stop as stop:
        plain = _unlocked(source, budget, kind) if stop.reason is Reason.ENCRYPTED else None
        if plain is not None:
            yield from read(plain, budget, sniff(plain))
            return
        yield Unread(source.part, stop.reason, stop.kind or kind)
        if budget.exhausted and source.depth:
            raise
    except MemoryError:
        yield Unread(source.part, Reason.MEMORY, kind)
    except RecursionError:
        yield Unread(source.part, Reason.TOO_DEEP, kind)
    except Exception:
        yield Unread(source.part, Reason.CORRUPT, kind)


def _unlocked(source: Source, budget: Budget, kind: str) -> Source | None:
    """An office document that a password opens, in plain form."""
    if source.plain or kind not in officekeys.KINDS:
        return None
    return officekeys.opened(source, budget)


def read_member(source: Source, budget: Budget) -> Iterator[Item]:
    """A file found inside another: the same, one level deeper. Raises Stop: all files together are too large."""
    if source.depth > budget.limits.depth:
        yield Unread(source.part, Reason.TOO_DEEP)
        return
    budget.spend_bytes(source.size)
    yield from names.attached(source, budget)
    if not (joining.is_volume(source) and budget.hold(source)):
        yield from read(source, budget, sniff(source))


def _held_in(source: Source, budget: Budget) -> list[Source]:
    """The volumes that were held while a source was read: they lie in it, and their siblings have come by now."""
    held = [member for member in budget.held if member.depth > source.depth]
    budget.held = [member for member in budget.held if member.depth <= source.depth]
    return held


def _volumes(held: list[Source], budget: Budget) -> Iterator[Item]:
    """Volumes inside another file, put together where all are there, else each for itself."""
    for joined in joining.join_members(held):
        yield from joined.unread
        if joined.source is not None:
            yield from read(joined.source, budget, sniff(joined.source))


def _reader(kind: str) -> Callable[[Source, Budget], Iterator[Item]]:
    if kind == "empty":
        return _nothing
    if kind.endswith("-damaged") and kind not in _READERS:
        kind = _salvaged(kind.removesuffix("-damaged"))
    name = _READERS.get(kind) or _SHELLS.get(kind)
    if name is None:
        raise Stop(_REASONS.get(kind, Reason.UNSUPPORTED), kind)
    module = importlib.import_module(f"dlp.readers.{name}")
    reader: Callable[[Source, Budget], Iterator[Item]] = module.read
    return reader


def _salvaged(kind: str) -> str:
    """A damaged kind that its reader can read in part all the same. Raises Stop."""
    if _READERS.get(kind) not in _SALVAGING:
        raise Stop(Reason.CORRUPT, kind)
    return kind


def _nothing(_source: Source, _budget: Budget) -> Iterator[Item]:
    return iter(())
