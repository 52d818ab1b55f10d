"""Stores of applications that cannot be read from outside, by the policy's stores.yml.

A store is told by where a file lies and by its true type, once it was opened and could not be
read: a readable file in such a folder is read, and one that was put there is not hidden by it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePath

from dlp.model import Document, Reason, Status, Store, Text
from dlp.schema import Strict, Words, check, load_yaml


class StoreShape(Strict):
    """One entry of stores.yml as written."""

    id: str
    name: Words
    folder: list[str] = []
    types: list[str]


class StoresShape(Strict):
    """The file stores.yml."""

    stores: list[StoreShape]


@dataclass(frozen=True)
class Entry:
    """A kind of store: how its folder is called, none if it has no folder of its own, and its files' true types."""

    id: str
    name: Text
    folder: re.Pattern[str] | None
    types: frozenset[str]


class Stores:
    """Looks up stores."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self._root = lru_cache(maxsize=4096)(_root)

    def of(self, path: str, document: Document) -> Store | None:
        """The store that a document belongs to of which nothing could be read; None if it stands for itself."""
        if document.status is not Status.UNREAD or not document.type:
            return None
        folder = PurePath(path).parent.as_posix()
        for entry in self._entries:
            root = self._root(entry.folder, folder) if document.type in entry.types else None
            if root is not None:
                return Store(entry.id, entry.name, root)
        return None


def _root(pattern: re.Pattern[str] | None, folder: str) -> str | None:
    """The store's folder, where a file lies in one."""
    if pattern is None:
        return folder
    match = pattern.search(folder + "/")
    return folder[: match.end(1)] if match else None


def load(file: Path) -> Stores:
    """Read stores.yml; a policy without one knows of no stores. Raises RuleError."""
    if not file.is_file():
        return Stores(())
    source = load_yaml(file)
    shape = check(source, StoresShape, source.data)
    return Stores(
        [Entry(s.id, Text(s.name.zh, s.name.en), _folder(s.folder), frozenset(s.types)) for s in shape.stores]
    )


def _folder(patterns: list[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    written = ("/".join(re.escape(step).replace(r"\*", "[^/]*") for step in p.strip("/").split("/")) for p in patterns)
    return re.compile(rf"(?i)(?:^|/)({'|'.join(written)})(?=/)")


@dataclass(slots=True)
class Sum:
    """What a store holds that could not be read."""

    store: Store
    files: int = 0
    bytes: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)


@dataclass(slots=True)
class Sums:
    """The stores that a run met, each once, in the order in which it met them."""

    by_store: dict[Store, Sum] = field(default_factory=dict)

    def add(self, store: Store, document: Document) -> None:
        """Count a file of a store."""
        found = self.by_store.setdefault(store, Sum(store))
        found.files += 1
        found.bytes += document.size
        found.reasons.update({unread.reason for unread in document.unread})
