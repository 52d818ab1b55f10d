"""Words, and how many of them a text holds. Standard library only: judges run where nothing of ours is installed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST = 200_000
"""How many distinct words of a document are compared at most."""
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_SPACE = re.compile(r"\s+")
_SURE = 4
"""A Latin word this long is not met by chance where spaces are taken out."""


def plain(text: str) -> str:
    """Compatibility forms made one (full-width, ligatures), case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> set[str]:
    """Runs of two letters or digits and more; of Han, which has no spaces, every two in a row."""
    found: set[str] = set()
    for match in _RUN.finditer(plain(text)):
        run = match[0]
        if is_han(run):
            found.update(run[at : at + 2] for at in range(len(run) - 1))
        elif 2 <= len(run) <= 64:  # longer ones are encoded data
            found.add(run)
        if len(found) >= MOST:
            break
    return found


def is_han(word: str) -> bool:
    """Whether a word is of Han characters."""
    return word[:1] >= "\u3400" and _RUN.fullmatch(word) is not None and not re.match(rf"[^{_HAN}]", word)


def missing(wanted: Iterable[str], text: str) -> set[str]:
    """The words that a text does not hold.

    Readers part words differently at line ends and between letters set far apart. So a word
    also counts as held where it stands once white space is taken out, unless it is so short
    that it would be met by chance.
    """
    left = set(wanted) - words(text)
    if not left:
        return left
    joined = _SPACE.sub("", plain(text))
    return {word for word in left if not ((len(word) >= _SURE or is_han(word)) and word in joined)}
