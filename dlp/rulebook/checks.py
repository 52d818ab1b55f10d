"""The check digits that a company's own numbers may carry: a closed list of published methods."""

from __future__ import annotations

import re
from collections.abc import Callable

from detectors.cn_bank_card import luhn as luhn_digit
from detectors.papers import mod_11_2

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST = 65
"""So many characters a number has at most."""


def luhn(value: str) -> bool:
    """Luhn over all digits of the value (ISO/IEC 7812-1, annex B)."""
    digits = re.sub(r"\D", "", value)
    return len(digits) > 1 and luhn_digit(digits)


def mod11_2(value: str) -> bool:
    """ISO 7064 MOD 11-2 over the digits; the last may be X, for ten."""
    number = re.sub(r"[^0-9X]", "", value.upper())
    return 1 < len(number) <= _LONGEST and number[:-1].isdigit() and mod_11_2(number[:-1]) == number[-1]


def mod37_36(value: str) -> bool:
    """ISO 7064 MOD 37,36 over letters and digits."""
    number = re.sub(r"[^0-9A-Z]", "", value.upper())
    rest = 36
    for char in number[:-1]:
        rest = ((rest + _ALPHABET.index(char)) % 36 or 36) * 2 % 37
    return len(number) > 1 and (rest + _ALPHABET.index(number[-1])) % 36 == 1


def none(_value: str) -> bool:
    """No check digit."""
    return True


CHECKS: dict[str, Callable[[str], bool]] = {"luhn": luhn, "mod11_2": mod11_2, "mod37_36": mod37_36, "none": none}
"""Every check by the name that entities.yml calls it."""
