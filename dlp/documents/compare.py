"""Comparing a document, block by block, with all that are registered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from dlp.counting.rows import Mask, Rows
from dlp.documents.sieve import Sieve
from dlp.documents.store import Entry, Store
from dlp.documents.winnow import GRAM, Chosen, Grams, Winnower
from dlp.fingerprint import key_from
from dlp.model import Block
from dlp.settings import Settings

LEAST = 40
"""A run of fewer characters is no excerpt: set phrases and names of laws are as long."""

_SKETCH = 8
"""How many fingerprints stand for a whole text."""


class Registered:
    """The registered documents, loaded; or none, and then comparing costs nothing.

    Raises:
        StateError: the file or its key, which the settings name, cannot be used.
    """

    def __init__(self, store: Store, key: bytes | None) -> None:
        self.store, self.sieve = store, Sieve(store.fingerprints)
        self.grams = Grams(key) if key else None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What the settings name."""
        chosen = settings.documents
        if not chosen.index:
            return cls(Store.empty(), None)
        key = key_from(key_file(settings))
        return cls(Store.read(Path(chosen.index).expanduser(), key), key)

    def compare(self) -> Comparison:
        """Begin with a document."""
        return Comparison(self)


def key_file(settings: Settings) -> Path:
    """Where the key of the registered documents lies: apart from them."""
    chosen = settings.documents.key
    return Path(chosen).expanduser() if chosen else settings.state_folder / "keys" / "documents.key"


def index_file(settings: Settings) -> Path:
    """Where the registered documents lie, or are put."""
    chosen = settings.documents.index
    return Path(chosen).expanduser() if chosen else settings.state_folder / "documents" / "documents.index"


@dataclass(slots=True)
class _Run:
    """Fingerprints of one registered document that follow each other in the text.

    begin, end: places of the first and last of the run; last: the number of the last in the text;
    longest: characters of the longest run so far.
    """

    begin: int = 0
    end: int = 0
    last: int = -2
    longest: int = 0


class Comparison:
    """Takes a document's blocks; memory grows with the registered documents only."""

    def __init__(self, registered: Registered) -> None:
        self._registered, self._store = registered, registered.store
        self._winnower = Winnower(registered.grams) if registered.grams else None
        self._number = 0
        self._runs: dict[int, _Run] = {}
        self._seen: Mask | None = None
        self._least = np.empty(0, np.uint64)

    def add(self, block: Block) -> None:
        """Take a block."""
        if self._winnower:
            self._take(self._winnower.add(block.text))

    def finish(self) -> None:
        """No more blocks come."""
        if self._winnower:
            self._take(self._winnower.finish())

    @property
    def content(self) -> tuple[int, ...]:
        """The least fingerprints: texts that share most of them share most of their content. Empty if too short."""
        return tuple(self._least.tolist()) if len(self._least) == _SKETCH else ()

    @property
    def touched(self) -> bool:
        """Whether a single fingerprint was known, be it of a set phrase."""
        return self._seen is not None

    def facts(self) -> dict[str, int | frozenset[str]]:
        """What rules may know of it; nothing where nothing is registered."""
        if self._winnower is None:
            return {}
        found = {owner: run.longest for owner, run in self._runs.items() if run.longest >= LEAST}
        return {
            "registered": frozenset(self._store.entries[owner].label for owner in found),
            "registered_share": max(map(self._share, found), default=0),
            "excerpt": max(found.values(), default=0),
        }

    def _share(self, owner: int) -> int:
        """How much of a registered document was seen, in whole percent."""
        assert self._seen is not None
        entry: Entry = self._store.entries[owner]
        return int(100 * int((self._seen & (self._store.owners == owner)).sum()) // max(1, entry.fingerprints))

    def _take(self, chosen: Chosen) -> None:
        if not len(chosen):
            return
        self._remember(chosen.fingerprints)
        known = self._store.fingerprints
        at = np.flatnonzero(self._registered.sieve.passes(chosen.fingerprints))
        low, high = (np.searchsorted(known, chosen.fingerprints[at], side) for side in ("left", "right"))
        hit = low < high
        if hit.any():
            self._meet(at[hit], low[hit], high[hit], chosen.places)
        self._number += len(chosen)

    def _remember(self, fingerprints: Rows) -> None:
        """Remember the least."""
        if len(self._least) == _SKETCH:
            fingerprints = fingerprints[fingerprints < self._least[-1]]
        if len(fingerprints):
            self._least = np.unique(np.concatenate([self._least, fingerprints]))[:_SKETCH]

    def _meet(self, at: np.ndarray, low: np.ndarray, high: np.ndarray, places: Rows) -> None:
        """Fingerprints that are registered: mark them, and lengthen the runs of the documents they are of."""
        if self._seen is None:
            self._seen = np.zeros(len(self._store.fingerprints), np.bool_)
        times = high - low
        entries = np.repeat(low - np.cumsum(times) + times, times) + np.arange(int(times.sum()))
        self._seen[entries] = True
        owners, numbers = self._store.owners[entries], np.repeat(at, times)
        for owner in np.unique(owners).tolist():
            mine = np.unique(numbers[owners == owner])
            self._lengthen(self._runs.setdefault(owner, _Run()), mine, places[mine])

    def _lengthen(self, run: _Run, numbers: np.ndarray, places: Rows) -> None:
        """Go through the runs in a stretch, of which the first may go on from the stretch before."""
        starts = np.flatnonzero(np.diff(numbers, prepend=-9) != 1)
        ends = np.append(starts[1:], len(numbers)) - 1
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if self._number + int(numbers[start]) != run.last + 1:
                run.begin = int(places[start])
            run.end, run.last = int(places[end]), self._number + int(numbers[end])
            run.longest = max(run.longest, run.end - run.begin + GRAM)


def fingerprints_of(grams: Grams, blocks: Iterable[Block]) -> tuple[Rows, int]:
    """The different fingerprints of a document, and how many characters of it count."""
    winnower = Winnower(grams)
    found = [winnower.add(block.text).fingerprints for block in blocks]
    found.append(winnower.finish().fingerprints)
    return np.unique(np.concatenate(found)), winnower.characters
