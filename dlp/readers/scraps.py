"""Strings in binary data whose structure is not followed any further."""

from __future__ import annotations

import re

_WIDE = re.compile(rb"(?:[^\0-\x1f\x7f]\0|[\0-\xff][\x01-\xd7\xf9-\xfe]){4,}")
_NARROW = re.compile(rb"[\x20-\x7e]{6,}")
_GLYPH = re.compile(r"[^\W_]")


def wide(data: bytes) -> list[str]:
    """UTF-16 strings of four characters and more that look like words."""
    found = (match[0].decode("utf-16-le", "ignore").strip() for match in _WIDE.finditer(data))
    return [text for text in found if _plausible(text)]


def narrow(data: bytes) -> list[str]:
    """ASCII strings of six characters and more."""
    return [match[0].decode("ascii").strip() for match in _NARROW.finditer(data)]


def _plausible(text: str) -> bool:
    """Whether most of it is Latin or Chinese; binary data read as UTF-16 is a mixture of all scripts."""
    known = sum(1 for c in text if c < "\u0250" or "\u3000" <= c < "\ua000" or "\uff00" <= c < "\uffef")
    return known * 10 >= len(text) * 9 and _GLYPH.search(text) is not None
