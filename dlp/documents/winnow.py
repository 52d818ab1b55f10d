"""Winnowing in one pass over a text of any length: few fingerprints, at places that depend on the text alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from dlp.counting.rows import Rows, mixed
from dlp.documents.normal import Codes, codes
from dlp.documents.siphash import siphash
from dlp.fingerprint import Fingerprinter

GRAM = 12
"""The characters that make one fingerprint."""

WINDOW = 14
"""Of so many neighbouring fingerprints the least is kept."""

GUARANTEE = GRAM + WINDOW - 1
"""Two texts that share so many characters in a row share a fingerprint."""

_PLANE = 1 << 16
_LOW = np.uint64(0xFFFF)
_WHOLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fingerprints kept of a stretch of text, and where each begins, in characters that count."""

    fingerprints: Rows
    places: Rows

    def __len__(self) -> int:
        return len(self.fingerprints)


class Grams:
    """Hashes every run of `GRAM` characters: a polynomial with a secret number for each character.

    What leaves is hashed again with SipHash, so that who has fingerprints and no key cannot solve
    for the characters.
    """

    def __init__(self, key: bytes) -> None:
        secret = hashlib.blake2b(b"grams", key=key, digest_size=48).digest()
        self._salt, self._base, _ = (int.from_bytes(secret[at : at + 8], "little") | 1 for at in (0, 8, 16))
        self._sip = secret[32:]
        raw = Fingerprinter(key).numbers("character", [str(point) for point in range(_PLANE)])
        self._characters = np.frombuffer(raw, "<u8").astype(np.uint64)

    def hashes(self, text: Codes) -> Rows:
        """The hash of the characters from each place on."""
        one = self._numbers(text)
        two = self._joined(one, one, 1)
        four = self._joined(two, two, 2)
        eight = self._joined(four, four, 4)
        return mixed(self._joined(eight, four[8:], 8, 4))

    def _joined(self, left: Rows, right: Rows, size: int, added: int = 0) -> Rows:
        """The hash of `size` characters and of those that follow."""
        power = np.uint64(pow(self._base, added or size, 1 << 64))
        right = right if added else right[size:]
        return left[: len(right)] * power + right

    def _numbers(self, text: Codes) -> Rows:
        if not len(text) or int(text.max()) < _PLANE:
            return self._characters[text]
        rare = mixed(text.astype(np.uint64) ^ np.uint64(self._salt))
        return np.where(text < _PLANE, self._characters[np.minimum(text, _PLANE - 1)], rare)

    def sealed(self, hashes: Rows) -> Rows:
        """What may be stored of some hashes."""
        return siphash(hashes, self._sip)


class Winnower:
    """Takes a text in pieces; how it is cut makes no difference."""

    def __init__(self, grams: Grams) -> None:
        self._grams = grams
        self._codes = np.empty(0, np.uint32)
        self._hashes, self._ranks = np.empty(0, np.uint64), np.empty(0, np.uint64)
        self._begin = 0
        self._last: int | None = None
        self.characters = 0

    def add(self, text: str) -> Chosen:
        """What is kept once this piece is known."""
        fresh = codes(text)
        self.characters += len(fresh)
        joined = np.concatenate([self._codes, fresh])
        self._codes = joined[max(0, len(joined) - GRAM + 1) :]
        if len(joined) >= GRAM:
            self._extend(self._grams.hashes(joined))
        return self._choose(WINDOW)

    def finish(self) -> Chosen:
        """What is kept of a text too short for a window; nothing of a longer one."""
        return self._choose(len(self._ranks)) if self._last is None and len(self._ranks) else _nothing()

    def _extend(self, hashes: Rows) -> None:
        """Rank hashes: the least first, of equals the last. A rank tells where it stands, too."""
        first = self._begin + len(self._ranks)
        places = np.arange(first, first + len(hashes), dtype=np.uint64)
        self._hashes = np.concatenate([self._hashes, hashes])
        self._ranks = np.concatenate([self._ranks, (hashes & ~_LOW) | (_LOW - (places & _LOW))])

    def _choose(self, window: int) -> Chosen:
        """The least of every whole window, once."""
        count = len(self._ranks) - window + 1
        if count < 1:
            return _nothing()
        least = _minima(self._ranks, window)
        new = np.ones(count, np.bool_)
        new[1:] = least[1:] != least[:-1]
        starts = np.flatnonzero(new)
        at = starts + ((_LOW - (least[starts] & _LOW)).astype(np.intp) - (self._begin + starts)) % _WHOLE
        if self._last is not None:
            at = at[at + self._begin > self._last]
        chosen = Chosen(self._grams.sealed(self._hashes[at]), (at + self._begin).astype(np.uint64))
        self._last = int(at[-1]) + self._begin if len(at) else self._last
        self._hashes, self._ranks = self._hashes[count:], self._ranks[count:]
        self._begin += count
        return chosen


def _minima(numbers: Rows, window: int) -> Rows:
    """The least of every `window` neighbours."""
    width, least = 1, numbers
    while 2 * width <= window:
        least = np.minimum(least[: len(least) - width], least[width:])
        width *= 2
    left = window - width
    return np.minimum(least[: len(least) - left], least[left:]) if left else least


def _nothing() -> Chosen:
    return Chosen(np.empty(0, np.uint64), np.empty(0, np.uint64))
