"""Strings in binary data whose structure is not followed any further."""

from __future__ import annotations

import re
import struct

_WIDE = re.compile(rb"(?:[\x20-\x7e]\0|[\x01-\xff][\x4e-\x9f]|\0\x4e|[\x00-\x3f]\x30|[\x01-\xee]\xff){4,}")
_NARROW = re.compile(rb"[\x20-\x7e]{6,}")
_LENGTH = re.compile(rb"(?=([\x02-\xff][\0-\x7f]\0\0|\0[\x01-\x7f]\0\0))")


def wide(data: bytes) -> list[str]:
    """UTF-16 strings of four Latin or Chinese characters and more."""
    return [match[0].decode("utf-16-le", "ignore").strip() for match in _WIDE.finditer(data)]


def narrow(data: bytes) -> list[str]:
    """ASCII strings of six characters and more."""
    return [match[0].decode("ascii").strip() for match in _NARROW.finditer(data)]


def lengthed(data: bytes) -> list[str]:
    """UTF-16 strings, each behind its length in characters, four bytes wide."""
    found, after = list[str](), 0
    for match in _LENGTH.finditer(data):
        at = match.start()
        length = struct.unpack_from("<I", data, at)[0]
        stop = at + 4 + 2 * length
        if at < after or stop > len(data):
            continue
        text = data[at + 4 : stop].decode("utf-16-le", "replace")
        if _plausible(text):
            found.append(text)
            after = stop
    return found


def _plausible(text: str) -> bool:
    """Whether it can be a string: all characters in use, most of them Latin, Greek, Cyrillic or Chinese."""
    known = sum(
        1
        for c in text
        if c < "\u0530" or "\u2000" <= c < "\u2100" or "\u3000" <= c < "\ud7b0" or "\uff00" <= c < "\uffef"
    )
    return known * 10 >= len(text) * 9 and all(c.isprintable() or c in "\t\r\n" for c in text)
