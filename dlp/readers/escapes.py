"""Characters written as \\uXXXX, as JSON, JavaScript, Java properties and Python do, or as &#NNNN; as HTML does."""

from __future__ import annotations

import html
import re

_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|&#(?:[0-9]{2,7}|[xX][0-9a-fA-F]{2,6});")
_FIRST_LETTER = 0x20


def has_escapes(text: str) -> bool:
    """Whether any character is written so."""
    return ("\\u" in text or "&#" in text) and _ESCAPE.search(text) is not None


def unescaped(text: str) -> str:
    """The text with such characters in place; line ends and other controls stay written out."""
    return _ESCAPE.sub(_characters, text)


def _characters(match: re.Match[str]) -> str:
    if match[0].startswith("&"):
        made = html.unescape(match[0])
        return made if made.isprintable() else match[0]
    units = [int(unit, 16) for unit in match[0].split("\\u")[1:]]
    if any(unit < _FIRST_LETTER for unit in units):
        return match[0]
    raw = b"".join(unit.to_bytes(2, "little") for unit in units)
    return raw.decode("utf-16-le", "replace")
