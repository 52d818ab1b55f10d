"""Identity numbers in which a letter was read for a digit, where the check character proves it.

Eighteen characters with a known province, a real date and the right check character (GB 11643-1999)
come about by chance once in some thousands, so only what looks alike is tried, and what was read
stays in the text beside what it was taken for.
"""

from __future__ import annotations

import re

from detectors.cn_resident_id import is_valid

_ALIKE = str.maketrans("OoQDUIl|i!ZzSsBbGgqAT×x", "00000111112255866994" + "7XX")
_SHAPED = re.compile(r"(?<![0-9A-Za-z])[0-9OoQDUIl|i!ZzSsBbGgqAT]{17}[0-9OoQDUIl|i!ZzSsBbGgqATXx×](?![0-9A-Za-z])")
_FEWEST_DIGITS = 13
_ABOUT = re.compile(r"(?<![0-9A-Za-z])[1-8](?=(?:[0-9A-Za-z]*\d){12})[0-9A-Za-z]{16,18}(?![0-9A-Za-z])")


def repaired(text: str) -> str:
    """The text with such numbers set right, each followed by what was read: 11…2X（OCR 1l…2X）."""
    return _SHAPED.sub(_repair, text)


def _repair(match: re.Match[str]) -> str:
    read = match[0]
    number = read.translate(_ALIKE)
    if number == read.upper() or sum(map(str.isdigit, read)) < _FEWEST_DIGITS or not is_valid(number):
        return read
    return f"{number}（OCR {read}）"


def is_broken(text: str) -> bool:
    """Whether a text holds something about as long as an identity number that is not one."""
    return any(not is_valid(found.upper()) for found in _ABOUT.findall(text))


def holds_number(text: str) -> bool:
    """Whether a text holds an identity number."""
    return any(is_valid(found.upper()) for found in _ABOUT.findall(text))
