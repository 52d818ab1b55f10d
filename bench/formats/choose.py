"""Which files of a folder are read: all, or so many of each file name extension."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SKIPPED = frozenset(("LIST.tsv",))
_LARGEST = 64 << 20


def files(folder: Path, sample: int | None = None) -> list[Path]:
    """Ordinary files below a folder, the same bytes once, in the order of their paths.

    A sample is the same on every machine: it goes by the hash of a file's bytes.
    """
    chosen: defaultdict[str, list[tuple[str, Path]]] = defaultdict(list)
    seen: set[str] = set()
    for path in _ordinary(folder):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest not in seen:
            seen.add(digest)
            chosen[path.suffix.lower()].append((digest, path))
    return sorted(path for listed in chosen.values() for _, path in sorted(listed)[:sample])


def _ordinary(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or path.name in SKIPPED or path.is_symlink() or not path.is_file():
            continue
        if 0 < path.stat().st_size <= _LARGEST:
            yield path
