"""What folding changes or leaves out, seen in bytes: wide digits and letters, invisible characters.

A match in bytes beside one of these may be part of something longer once the text is folded.
"""

from __future__ import annotations

import re

from dlp.engine.utf8 import to_bytes
from dlp.text import UNSEEN, WIDE

_BEHIND = frozenset(
    char.encode() for char in map(chr, range(0xA0, 0x10000)) if re.fullmatch(f"[{WIDE}{UNSEEN}]", char) and char != "（"
)
"""Characters that folding turns into what may be part of something, or leaves out."""

_BEFORE = _BEHIND - {char.encode() for char in "：＝＠／"}
"""The same without marks that nothing we look for begins with, and that often stand in front."""

_COLONS = "：：".encode()
"""Folded, an address of version 6 begins with these."""

INSIDE = _BEHIND - {char.encode() for char in "：）（＝"}
"""The same without marks that often stand behind."""


_MARKS = "：（）＝＋＠．＿／"

_HIDDEN = re.compile(to_bytes(f"[{''.join(char for char in WIDE if char not in _MARKS)}{UNSEEN}]").encode("ascii"))
"""What may stand in place of a digit, letter, blank or hyphen, or be in its way."""


def expression() -> str:
    """Wide digits and letters, and digits parted by what folding changes or leaves out."""
    odd = WIDE + UNSEEN
    return f"[０-９][{odd}0-9]|[0-9][０-９]|[0-9][{odd}][0-9０-９]|[{UNSEEN}][0-9A-Za-z]|[Ａ-Ｚａ-ｚ][0-9０-９Ａ-Ｚａ-ｚ]|＠[0-9A-Za-z]"


def is_hidden(data: bytes, start: int, end: int) -> bool:
    """Whether folding may make a number or word out of this."""
    return _HIDDEN.search(data, start, end) is not None


def is_beside(data: bytes, start: int, end: int) -> bool:
    """Whether folding may change what stands beside a match, or make it longer."""
    if is_before(data, start):
        return True
    behind = data[end : end + 1]
    if behind in (b"-", b"."):
        end += 1
        behind = data[end : end + 1]
    return behind > b"\x7f" and (data[end : end + 3] in _BEHIND or data[end : end + 2] in _BEHIND)


def is_before(data: bytes, start: int) -> bool:
    """The same in front of `start` alone."""
    return data[start - 1 : start] > b"\x7f" and (
        data[start - 3 : start] in _BEFORE or data[start - 2 : start] in _BEFORE or data[start - 6 : start] == _COLONS
    )
