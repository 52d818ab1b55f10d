"""Weighing a candidate by the words around it: what is near counts more, what is nearest wins."""

from __future__ import annotations

import re
from functools import cache

from detectors.base import BEHIND, REACH, Pattern
from dlp.engine.wordlist import ahead, alternatives, backwards
from dlp.text import HAN, fold

BARRIER = "\x1e"
"""A character (record separator) that evidence does not reach across."""

URL_REACH = 200
"""How far in front of a candidate the beginning of a web address is looked for."""

_URL = re.compile(r"[a-z][a-z0-9+.-]*://[!-~]*$", re.IGNORECASE)
"""A web address ends where Chinese begins, though no blank is between."""

_CODES = "id no code num number seq sn key size byte bytes count total amount time stamp ts hash version offset index increment"
_KEY = re.compile(
    rf"[\"']?\s{{0,4}}[:=]\s{{0,4}}[\"']?s?(?!st[a-z]|tnuocca)(?:{'|'.join(word[::-1] for word in _CODES.split())})"
)
"""Matches the beginning of a text that was turned round, if it ends in a key that names a code.

Neither an account nor plurals (recipients, contacts) do.
"""

_PATH = re.compile(r"(?:^|[\s\"'`(=])(?:/[A-Za-z0-9_.%~-]+)+/$")
"""Matches a text that ends in the middle of a path, of a web address without its beginning or of a file."""

_PATH_DROP = 0.3
"""What a place in a path takes: a number that proves itself may well name a file of that person's."""

_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
"""Where a word begins inside a name such as custPhone."""

_HAS_CAMEL = re.compile("[a-z][A-Z]")
"""Whether there is such a place, sooner known."""

_LETTERS = re.compile("[A-Za-z]+$")

_CHINESE = re.compile(f"[{HAN}，。；：、！？（）《》“”]")
_SPREAD = re.compile(f"(?<=[{HAN}])[ \u3000]{{1,6}}(?=[{HAN}][:：])")
"""What a short label was spread out with: 电　　话："""

_WIDE_LETTERS = re.compile("[Ａ-Ｚａ-ｚ]")
_BETWEEN = r"[ \n\r\"'\\:：=＝()（）\[\]{}#_<>为是\u3000\xa0-]{0,8}"
"""What may stand between a word that speaks against a candidate and the candidate."""


@cache
def _directly(words: tuple[str, ...]) -> re.Pattern[str]:
    """Matches such a word at the beginning of a text that was turned round."""
    return re.compile(f"{_BETWEEN}(?P<word>{alternatives(word[::-1] for word in words)})")


class Evidence:
    """Weighs the candidates of one detector."""

    def __init__(self, detector: Pattern) -> None:
        self._detector = detector
        self._for = backwards(detector.context)
        self._against = _directly(detector.against)
        self._after = ahead(detector.context)

    def weigh(self, text: str, start: int, end: int) -> tuple[float, str]:
        """How much the surroundings change a candidate's confidence, and the words that did it.

        text: as typed; start, end: the candidate in it. Returns (change, reason or "").
        """
        detector, left = self._detector, _left(text, start)
        turned, capitals = _turned(left)
        context = self._for.search(turned)
        if context is None and capitals and _HAS_CAMEL.search(left):
            context = self._for.search(_turned(_CAMEL.sub("_", left))[0])
        against = self._against.match(turned)
        if against and (context is None or _comes_first(against, context)):
            return -detector.drop, f"against: {against['word'][::-1]}"
        if context is None and (glued := _glued(detector, left)):
            return detector.lift, f"context: {glued}"
        if context:
            return detector.lift * (1 - context.start() / (2 * REACH)), f"context: {context[0][::-1]}"
        reason = _structure(text, turned, start, end)
        if reason:
            return -detector.drop, f"against: {reason}"
        if left.endswith("/") and _PATH.search(left):
            return -_PATH_DROP, "against: part of a path"
        return self._behind(text, left, end)

    def _behind(self, text: str, left: str, end: int) -> tuple[float, str]:
        """A context word right behind the candidate, or Chinese text on either side of it."""
        detector = self._detector
        after = self._after.match(text[end : end + BEHIND].lstrip(" (:（：\u3000").lower())
        if after:
            return detector.lift * 0.7, f"context: {after[0]}"
        if detector.in_prose and (
            _CHINESE.match(text[end : end + 3].lstrip(" _\u3000")[:1]) or _CHINESE.match(left.rstrip(" _\u3000")[-1:])
        ):
            return detector.in_prose, "in Chinese text"
        return 0.0, ""


def _glued(detector: Pattern, left: str) -> str:
    """The word of letters that a candidate begins in, if it speaks for it: tel13900139001."""
    if not (left[-1:].isascii() and left[-1:].isalpha()):
        return ""
    word = _LETTERS.search(left)
    return word[0] if word and word[0].lower() in detector.context else ""


def _turned(left: str) -> tuple[str, bool]:
    """A text turned round, in lower case, so that the nearest word comes first; whether it has capitals."""
    turned = (_SPREAD.sub("", left) if "  " in left or "\u3000" in left else left)[::-1]
    lower = turned.lower()
    wide = not lower.isascii() and _WIDE_LETTERS.search(lower) is not None
    return (fold(lower).text if wide else lower), lower != turned


def _comes_first(against: re.Match[str], context: re.Match[str]) -> bool:
    """Whether a word against is nearer than one in favour, or the same with more before it: 监督电话 is not 电话."""
    place, other = against.start("word"), context.start()
    return place < other or (place == other and len(against["word"]) > len(context[0]))


def _left(text: str, start: int) -> str:
    """What stands in front, on the same line; a label alone on the line above counts too."""
    left = text[max(0, start - REACH) : start]
    if BARRIER in left:
        left = left[left.rfind(BARRIER) + 1 :]
    line = left.rfind("\n") + 1
    return left[line:] if line and left[line:].strip() else left


def _structure(text: str, turned: str, start: int, end: int) -> str:
    """What a candidate is part of, if that speaks against it: an address, a fraction, a keyed code.

    No code holds an @: a mail address is often somebody's id or key.
    """
    far = max(0, start - URL_REACH)
    if "://" in text and _URL.search(_before(text, far, start)):
        return "inside a web address"
    if text[start - 1 : start] == "." and _is_fraction(_before(text, far, start)):
        return "a decimal fraction"
    return "the key names a code" if _KEY.match(turned) and "@" not in text[start:end] else ""


def _before(text: str, far: int, start: int) -> str:
    """What stands in front, down to the barrier."""
    return text[max(far, text.rfind(BARRIER, far, start) + 1) : start]


def _is_fraction(before: str) -> bool:
    """Whether a text that ends in a point ends in a whole number and that point.

    A number at the beginning of a line is the number of an item instead.
    """
    line = before[before.rfind("\n") + 1 : -1]
    whole = re.search(r"\d+$", line)
    return whole is not None and (whole[0] == "0" or line.strip() != whole[0])
