"""Small text tools: folding look-alike characters while offsets stay true, and masking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HAN = "㐀-鿿豈-﫿"
"""Han characters, for use inside a regular expression's character class."""


def han_but(left_out: str) -> str:
    """Han characters but for these, for use inside a character class."""
    marks = sorted({ord(char) for char in left_out})
    spans = []
    for first, last in re.findall("(.)-(.)", HAN):
        begin = ord(first)
        for mark in [m for m in marks if first <= chr(m) <= last]:
            spans += [(begin, mark - 1)] if begin < mark else []
            begin = mark + 1
        spans += [(begin, ord(last))] if begin <= ord(last) else []
    return "".join(f"{chr(a)}-{chr(b)}" if a < b else chr(a) for a, b in spans)


_PAIRS = {
    **{0xFF10 + n: ord("0") + n for n in range(10)},
    **{0xFF21 + n: ord("A") + n for n in range(26)},
    **{0xFF41 + n: ord("a") + n for n in range(26)},
    **dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), ord(" ")),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFF0D, 0xFE63), ord("-")),
    **{ord(wide): ord(plain) for wide, plain in zip("＋＠．：＝＿／（）Ⅹⅹ", "+@.:=_/()Xx", strict=True)},
}
WIDE = "".join(map(chr, _PAIRS))
"""Characters that folding turns into ASCII."""

UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
"""Characters that folding leaves out, for use inside a character class."""

_NARROW = {chr(wide): chr(plain) for wide, plain in _PAIRS.items()}
_WIDE = re.compile(f"[{WIDE}]")
_UNSEEN = re.compile(f"[{UNSEEN}]")
_CHANGED = re.compile(f"[{WIDE}{UNSEEN}]")


@dataclass(frozen=True, slots=True, repr=False)
class Folded:
    """Text with look-alikes folded to ASCII and unseen characters left out.

    `offsets` maps each position (and the end) to the original text; None means one to one.
    """

    text: str
    offsets: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as typed that the folded span `start:end` came from."""
        if self.offsets is None or start == end:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold full-width digits, letters, spaces and dashes, and drop zero-width characters."""
    if text.isascii() or not _CHANGED.search(text):
        return Folded(text)
    plain = _WIDE.sub(_narrow, text)
    if not _UNSEEN.search(plain):
        return Folded(plain)
    kept = [i for i, char in enumerate(plain) if not _UNSEEN.match(char)]
    return Folded("".join(plain[i] for i in kept), kept)


def _narrow(wide: re.Match[str]) -> str:
    return _NARROW[wide[0]]


def squeeze(text: str) -> str:
    """The text folded and without spaces or hyphens: the canonical form of a number."""
    if text.isascii() and text.isalnum():
        return text
    return re.sub(r"[\s-]+", "", fold(text).text)


def mask_middle(value: str, left: int, right: int) -> str:
    """Keep `left` characters in front and `right` at the end; short values lose everything."""
    if len(value) <= left + right + 2:
        return "*" * len(value)
    return value[:left] + "*" * (len(value) - left - right) + value[len(value) - right :]


def printable(text: str) -> str:
    """The text with control characters and lone surrogates made harmless for a terminal."""
    return "".join(c if c.isprintable() or c == " " else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
