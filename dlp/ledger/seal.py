"""Seals: digests of rows, and the keyed codes that chain the audit.

What is hashed is made of a row's columns themselves, each with its length in front, so that no column can
be changed beside it. HMAC is RFC 2104; SM3 is GB/T 32905-2016, for who must use 国密 algorithms.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from enum import StrEnum

from dlp.errors import ConfigError
from dlp.model import Text


class Algorithm(StrEnum):
    """The hash under the codes."""

    SHA256 = "sha256"
    SM3 = "sm3"


START = bytes(32)
"""What stands in the place of the code before the first."""


def canonical(values: Iterable[object]) -> bytes:
    """Columns as bytes, in exactly one way: the length of each in characters, a colon, the text."""
    texts = [str(value) for value in values]
    return "".join([f"{len(text)}:{text}" for text in texts]).encode("utf-8", "surrogatepass")


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

    def code(self, last: bytes, values: Iterable[object], algorithm: str = "") -> bytes:
        """The code of a row that follows another. algorithm: the row's own where it is checked."""
        return hmac.digest(self._key, last + canonical(values), algorithm or self.algorithm.value)

    def end(self, chain: str, number: int, last: bytes) -> bytes:
        """The code of a chain's length and last code."""
        return hmac.digest(self._key, canonical(("head", chain, number)) + last, "sha256")


def digest(values: Iterable[object], algorithm: str) -> str:
    """The digest of a row, in hexadecimal."""
    return hashlib.new(algorithm, canonical(values)).hexdigest()
