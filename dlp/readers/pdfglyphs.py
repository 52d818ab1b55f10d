"""Text of a PDF page that cannot be true: glyphs whose font tells no characters (ISO 32000-1, 9.10.2).

pdfium then gives the font's own codes for characters. Often they are the same; where they are
not, the page shows words and its text holds others, which must not count as read.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import pypdfium2.raw as pdfium

_SAMPLE = 400
_NO_CHARACTER = frozenset({"Cc", "Co", "Cn", "Cs"})
"""Controls, private use, unassigned, surrogates."""
_LATIN_END = "\u024f"
_ODD = 5
"""One glyph of so many without a character is too many; bullets in private use are fewer."""
_GUESSED = 3
"""From one glyph of so many on whose code was taken for its character, the letters are looked at."""
_WORDS = 40
"""Letters from which on the share of vowels tells text from codes."""
_VOWELS = frozenset("aeiouyAEIOUY")
_FEW_VOWELS = 4
"""Of European text in Latin letters a third and more are vowels; of the same text shifted by three, a sixth or so."""


def is_garbled(words: Any) -> bool:
    """Whether the text of a page (an FPDF_TEXTPAGE) is not what the page shows, by a sample of its glyphs."""
    glyphs = _sampled(words)
    odd = sum(_is_odd(character, guessed) for character, guessed in glyphs)
    if odd > 1 and odd * _ODD > len(glyphs):
        return True
    guesses = [character for character, guessed in glyphs if guessed]
    return len(guesses) * _GUESSED > len(glyphs) and _is_code("".join(guesses))


def _sampled(words: Any) -> list[tuple[str, bool]]:
    """Glyphs, evenly spread, that are not blank, and whether their character is a guess."""
    count = max(0, pdfium.FPDFText_CountChars(words))
    found = []
    for index in range(0, count, max(1, count // _SAMPLE)):
        character = chr(min(pdfium.FPDFText_GetUnicode(words, index), 0x10FFFF))
        if not character.isspace() and pdfium.FPDFText_IsGenerated(words, index) != 1:
            found.append((character, pdfium.FPDFText_HasUnicodeMapError(words, index) == 1))
    return found


def _is_odd(character: str, guessed: bool) -> bool:
    return (
        character == "\ufffd"
        or (guessed and character > _LATIN_END)
        or (unicodedata.category(character) in _NO_CHARACTER and character not in "\x02\ufffe")  # pdfium's hyphens
    )


def _is_code(guesses: str) -> bool:
    """Whether letters have too few vowels among them to be words."""
    letters = [c for c in guesses if c.isascii() and c.isalpha()]
    return len(letters) >= _WORDS and sum(c in _VOWELS for c in letters) * _FEW_VOWELS < len(letters)
