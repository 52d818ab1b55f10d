"""A compound file that is neither a document nor a message: what lies in it as objects."""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Block, Reason, Unread
from dlp.readers import compound
from dlp.readers.source import Budget, Item, Source

_KINDS = (
    ("matost", "works"),
    ("matadorobject", "works"),
    ("pp40", "ppt95"),
    ("quill", "publisher"),
    ("visiodocument", "visio"),
    ("fileheader", "hwp"),
    ("swdocinfo", "solidworks"),
    ("equation native", "equation"),
    ("catalog", "thumbs"),
    ("props9", "project"),
    ("nativecontent_main", "quattro"),
)


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Packaged files and embedded documents; the rest of the file stays unread and is said so."""
    with compound.opened(source) as ole:
        names = {name.lower() for path in ole.listdir(storages=True) for name in path}
        kind = next((kind for name, kind in _KINDS if any(n.startswith(name) for n in names)), "ole")
        found = False
        for path in ole.listdir(storages=False):
            if len(path) == 1 and compound.is_package(path[0]):
                found = True
                yield from compound.package(ole, path, source, budget)
        for item in compound.embedded(ole, source, budget):
            found = found or isinstance(item, Block)
            yield item
        yield from compound.properties(ole, source, budget)
        if not found:
            yield Unread(source.part, Reason.UNSUPPORTED, "vba" if "vba" in names else kind)
