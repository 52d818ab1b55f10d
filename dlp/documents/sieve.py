"""Tells most fingerprints that are not registered at once, from a table small enough for the processor's cache."""

from __future__ import annotations

import math

import numpy as np

from dlp.counting.rows import Mask, Rows

_BITS_EACH = 16
_LEAST = 12
_SEVEN, _THREE = np.uint64(7), np.uint64(3)


class Sieve:
    """A bit for every beginning that a registered fingerprint has; others get through once in sixteen times."""

    def __init__(self, fingerprints: Rows) -> None:
        bits = max(_LEAST, math.ceil(math.log2(_BITS_EACH * max(1, len(fingerprints)))))
        self._shift = np.uint64(64 - bits)
        self._bytes = np.zeros(1 << (bits - 3), np.uint8)
        begin = fingerprints >> self._shift
        np.bitwise_or.at(self._bytes, (begin >> _THREE).astype(np.intp), _bit(begin))

    def passes(self, fingerprints: Rows) -> Mask:
        """Which may be registered. Of those that are, none is missing."""
        begin = fingerprints >> self._shift
        return np.asarray(self._bytes[(begin >> _THREE).astype(np.intp)] & _bit(begin), np.bool_)


def _bit(begin: Rows) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.left_shift(np.uint8(1), (begin & _SEVEN).astype(np.uint8))
