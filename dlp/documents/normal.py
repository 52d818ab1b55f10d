"""The characters of a text that count: letters, digits and Han, narrow and in lower case.

Blanks, line breaks and punctuation go, so a text that was flowed anew, spaced out or typed in
full-width characters is the same text.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
"""Characters as code points."""

_PLANE = 1 << 16
_SURROGATES = range(0xD800, 0xE000)


def codes(text: str) -> Codes:
    """The characters of a text that count."""
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    if len(raw) and int(raw.max()) < _PLANE:
        made: Codes = _table()[raw]
    else:
        made = np.where(raw < _PLANE, _table()[np.minimum(raw, _PLANE - 1)], raw)
    counted: Codes = made[made != 0]
    return counted


@cache
def _table() -> Codes:
    """For each character of the first plane what it counts as, 0 for nothing."""
    return np.array([_counts_as(number) for number in range(_PLANE)], np.uint32)


def _counts_as(number: int) -> int:
    if number in _SURROGATES:
        return 0
    plain = unicodedata.normalize("NFKC", chr(number)).lower()
    if len(plain) != 1 or not plain.isalnum():
        return 0
    return ord(plain) if ord(plain) < _PLANE else 0
