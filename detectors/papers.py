"""What the numbers of papers have in common: edges, canonical form, mask, and check formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import mul

import numpy as np

from dlp.text import mask_middle, squeeze

LEFT = r"(?<![0-9A-Za-z])(?<![0-9A-Za-z]-)"
"""In front of a number: no letter or digit, nor one with a hyphen. Chinese text may touch it."""

RIGHT = r"(?![0-9A-Za-z])(?!-[0-9A-Za-z])(?!\.\d)"
"""The same behind it, and no decimal point."""

PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
"""The first two digits of regions (GB/T 2260); 81, 82, 83 stand for Hong Kong, Macau, Taiwan."""

_FIRST_YEAR = 1850
_LIKE_A_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def canonical(text: str) -> str:
    """Letters in upper case and digits, nothing else between them but brackets' content."""
    return re.sub(r"[()./·]", "", squeeze(text)).upper()


def mask(text: str) -> str:
    """Two characters at each end."""
    return mask_middle(canonical(text), 2, 2)


@lru_cache(maxsize=65536)
def is_birth_date(digits: str) -> bool:
    """Whether YYYYMMDD is a day on which somebody who has papers can have been born."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= _FIRST_YEAR and born <= datetime.now(UTC).date()


def looks_like_a_date(digits: str) -> bool:
    """Whether eight digits are most likely a calendar date of the last or this century."""
    return _LIKE_A_DATE.fullmatch(digits) is not None


_POWERS = tuple(pow(2, place, 11) for place in range(64, 0, -1))
_ZEROS = tuple(sum(_POWERS[-length:]) * ord("0") for length in range(1, 65))


def mod_11_2(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2, a digit or X."""
    length = len(digits)
    total = sum(map(mul, _POWERS[-length:], digits.encode())) - _ZEROS[length - 1]
    return "0123456789X"[(12 - total) % 11]


def are_mod_11_2(numbers: Sequence[str]) -> list[bool]:
    """Whether each of many numbers of one length, in ASCII, is digits with such a check character behind."""
    if not numbers:
        return []
    codes = np.frombuffer("".join(numbers).encode("ascii"), np.uint8).reshape(len(numbers), -1).astype(np.int64)
    digits, given = codes[:, :-1] - ord("0"), codes[:, -1]
    check = np.frombuffer(b"0123456789X", np.uint8)[(12 - digits @ _POWERS[-digits.shape[1] :]) % 11]
    sound: list[bool] = ((check == given) & ((digits >= 0) & (digits <= 9)).all(axis=1)).tolist()
    return sound


def mod_11_10(digits: str) -> str:
    """The check digit of ISO 7064 MOD 11,10."""
    rest = 10
    for digit in digits:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)


def weighted(values: Sequence[int], weights: Sequence[int]) -> int:
    """The sum of values times weights, of equal number."""
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def letters_from_ten(text: str) -> list[int]:
    """Digits as they are, A as 10 … Z as 35."""
    return [int(char, 36) for char in text]
