"""Weighing a candidate by the words around it: what is near counts more, what is nearest wins."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from functools import cache

from detectors.base import Pattern
from dlp.text import HAN

REACH = 40
"""How many characters in front of a candidate are looked at."""

_AFTER = 12
_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S*$", re.IGNORECASE)
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)[\"']?\s*[:=]\s*[\"']?$")
_ENDS_LIKE_A_CODE = re.compile(
    r"(?:id|no|code|num|number|seq|sn|key|size|bytes?|count|total|amount|time|stamp|ts|hash|version|offset|index|increment)s?$",
    re.IGNORECASE,
)
_CHINESE = re.compile(f"[{HAN}，。；：、！？（）《》“”]")
_BETWEEN = re.compile(r"[\s\"'\\:=()\[\]{}#_<>为是-]{0,8}$")
_BARRIER = re.compile(r"[\t,|;]")


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a list of words; ASCII words must stand alone."""
    longest = sorted(set(words), key=len, reverse=True)
    parts = [rf"(?<![A-Za-z0-9]){re.escape(w)}(?![A-Za-z0-9])" if w.isascii() else re.escape(w) for w in longest]
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def _last(matches: Iterable[re.Match[str]]) -> re.Match[str] | None:
    return next(iter(deque(matches, maxlen=1)), None)


def _left(text: str, start: int) -> str:
    """What stands in front, on the same line; a label alone on the line above counts too."""
    left = text[max(0, start - REACH) : start]
    _, newline, rest = left.rpartition("\n")
    if not newline:
        return left
    return left if not rest.strip() else rest


def weigh(detector: Pattern, text: str, start: int, end: int) -> tuple[float, str]:
    """How much the surroundings change a candidate's confidence, and the words that did it.

    text: folded text; start, end: the candidate in it. Returns (change, reason or "").
    """
    left = _left(text, start)
    context = _last(_words(detector.context).finditer(left))
    against = _last(m for m in _words(detector.against).finditer(left) if _directly(left, m.end()))
    if against and (context is None or against.end() > context.end()):
        return -detector.drop, f"against: {against[0].lower()}"
    if context:
        distance = len(left) - context.end()
        return detector.lift * (1 - distance / (2 * REACH)), f"context: {context[0].lower()}"
    reason = _structure(text, left, start)
    return (-detector.drop, f"against: {reason}") if reason else _behind(detector, text, left, end)


def _structure(text: str, left: str, start: int) -> str:
    """What a candidate is part of, if that speaks against it: an address, a fraction, a keyed code."""
    if _URL.search(text[max(0, start - 200) : start]):
        return "inside a web address"
    if _is_fraction(text, start):
        return "a decimal fraction"
    key = _KEY.search(left)
    return "the key names a code" if key and _ENDS_LIKE_A_CODE.search(key[1]) else ""


def _behind(detector: Pattern, text: str, left: str, end: int) -> tuple[float, str]:
    """A context word right behind the candidate, or Chinese text on either side of it."""
    after = _words(detector.context).match(text[end : end + _AFTER].lstrip(" (:"))
    if after:
        return detector.lift * 0.7, f"context: {after[0].lower()}"
    if detector.in_prose and (
        _CHINESE.match(text[end : end + 3].lstrip(" _")[:1]) or _CHINESE.match(left.rstrip(" _")[-1:])
    ):
        return detector.in_prose, "in Chinese text"
    return 0.0, ""


def _is_fraction(text: str, start: int) -> bool:
    """Whether the candidate stands behind a decimal point; a number at a line's start is an item."""
    if text[start - 1 : start] != ".":
        return False
    line = text[text.rfind("\n", 0, start) + 1 : start - 1]
    whole = re.search(r"\d+$", line)
    return whole is not None and (whole[0] == "0" or line.strip() != whole[0])


def _directly(left: str, end: int) -> bool:
    between = left[end:]
    return not _BARRIER.search(between) and _BETWEEN.match(between) is not None
