"""A compound file whose own streams nobody here reads: properties, what lies in it as objects, macros."""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Block, Reason, Unread
from dlp.readers import compound, sniffole
from dlp.readers.source import Budget, Item, Source

_KINDS = (
    ("matadorobject", "works"),
    ("swdocinfo", "solidworks"),
    ("equation native", "equation"),
    ("props9", "mpp"),
    ("nativecontent_main", "quattro"),
)
_WRAPPERS = frozenset({"ole", "ole-object"})
"""Files that may be nothing but the shell of what lies in them."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Packaged files, embedded documents, properties and macros; a drawing's or a project's own text is unread."""
    with compound.opened(source) as ole:
        found = False
        for path in ole.listdir(storages=False):
            if len(path) == 1 and compound.is_package(path[0]):
                found = True
                yield from compound.package(ole, path, source, budget)
        for item in compound.embedded(ole, source, budget):
            found = found or isinstance(item, Block)
            yield item
        yield from compound.properties(ole, source, budget)
        names = {name.lower() for path in ole.listdir(storages=True) for name in path}
        kind = sniffole.kind(source)
        if kind not in _WRAPPERS or not found:
            yield Unread(source.part, Reason.UNSUPPORTED, _named(kind, names))


def _named(kind: str, names: set[str]) -> str:
    """A closer name for what is only known to be a compound file."""
    if kind not in _WRAPPERS:
        return kind
    return next((known for name, known in _KINDS if any(n.startswith(name) for n in names)), kind)
