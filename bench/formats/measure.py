"""The whole measure: every chosen file through our reader, and beside what judges say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.formats import choose, kinds, ours, verdict
from bench.formats.peers import Peers
from bench.formats.reference import References
from bench.formats.verdict import Row
from dlp.readers import Limits, Reader

PATIENCE = 120.0
"""Seconds of wall time after which a file counts as hung, whatever its reader says."""
_EVERY = 250


@dataclass(frozen=True)
class Options:
    """A folder, files an extension, where judges live, and what they said before."""

    folder: Path
    sample: int | None
    python: str
    cache: Path
    without: frozenset[str]


def run(options: Options, say: Callable[[str], None]) -> list[Row]:
    """Measure; the order of rows is that of paths."""
    chosen = choose.files(options.folder, options.sample)
    say(f"{len(chosen)} files")
    with Peers(options.python) as peers, Reader(Limits()) as reader:
        references = References(peers, options.cache, options.without)
        return list(_rows(chosen, options.folder, reader, references, say))


def _rows(
    chosen: list[Path], folder: Path, reader: Reader, references: References, say: Callable[[str], None]
) -> Iterator[Row]:
    began = time.monotonic()
    for number, path in enumerate(chosen, 1):
        yield _row(path, folder, reader, references)
        if number % _EVERY == 0:
            say(f"{number} files, {time.monotonic() - began:.0f} s")


def _row(path: Path, folder: Path, reader: Reader, references: References) -> Row:
    taken = ours.take(reader, path, PATIENCE)
    family = kinds.family(path.name, taken.kind)
    reference = references.of(path, kinds.judged_as(path.name, family))
    return verdict.row(path.relative_to(folder).as_posix(), family, taken, reference)
