"""Seals: digests of rows, and the keyed codes that chain the audit.

What is hashed is made of a row's columns themselves, so that no column can be changed beside it: first all
short ones in one ASCII notation, then the long one as its bytes. HMAC is RFC 2104; SM3 is GB/T 32905-2016, for
who must use 国密 algorithms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from dlp.errors import ConfigError
from dlp.model import Text

_BLOCK = 64
"""Bytes of a block of both hashes."""


class Algorithm(StrEnum):
    """The hash under the codes."""

    SHA256 = "sha256"
    SM3 = "sm3"


START = bytes(32)
"""What stands in the place of the code before the first."""


def canonical(values: Iterable[object]) -> bytes:
    """Numbers and texts as bytes, in exactly one way: a tuple in Python's ASCII notation."""
    return ascii(tuple(values)).encode("ascii")


class Sealer:
    """Digests and codes with one key.

    Raises:
        ConfigError: the algorithm is not offered by this Python's OpenSSL.
    """

    def __init__(self, key: bytes, algorithm: Algorithm) -> None:
        if algorithm not in hashlib.algorithms_available:
            what = Text(f"本机没有 {algorithm} 算法", f"{algorithm} is not available here")
            raise ConfigError(what, fix=Text("把 ledger.algorithm 设为 sha256", "set ledger.algorithm to sha256"))
        self._key, self.algorithm = key, algorithm
        self._keyed = lru_cache(self._begun)

    def _begun(self, algorithm: str) -> tuple[hashlib._Hash, hashlib._Hash]:
        """The two hashes of HMAC with the key already in them, to be copied: half the time of beginning anew."""
        key = Algorithm(algorithm).value
        pads = (bytes(byte ^ pad for byte in self._key.ljust(_BLOCK, b"\0")) for pad in (0x36, 0x5C))
        inner, outer = (hashlib.new(key, pad) for pad in pads)
        return inner, outer

    def code(self, last: bytes, values: Iterable[object], algorithm: str = "") -> bytes:
        """The code of a row that follows another. algorithm: the row's own where it is checked; ValueError if unknown."""
        begun, ending = self._keyed(algorithm or self.algorithm.value)
        inner, outer = begun.copy(), ending.copy()
        inner.update(last + canonical(values))
        outer.update(inner.digest())
        return outer.digest()

    def end(self, chain: str, number: int, last: bytes) -> bytes:
        """The code of a chain's length and last code."""
        return self.code(last, ("head", chain, number), Algorithm.SHA256.value)


def digest(values: Iterable[object], long: str | bytes, algorithm: str) -> str:
    """The digest of a row, in hexadecimal. long: its longest column. Raises ValueError for an unknown algorithm."""
    hashed = hashlib.sha256() if algorithm == "sha256" else hashlib.new(Algorithm(algorithm).value)
    hashed.update(canonical(values))
    hashed.update(long if isinstance(long, bytes) else long.encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()
