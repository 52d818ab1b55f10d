"""A detector at work: its expression, its check and the evidence, candidate by candidate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import takewhile
from typing import TypeVar

from detectors.base import BEHIND, Pattern, Taken
from dlp.engine.evidence import Evidence
from dlp.engine.utf8 import to_bytes
from dlp.text import Folded, folded

T = TypeVar("T")

_LINES = re.compile(r"\\[nrvs]|<(?![!=])")
"""A sign of an expression that goes on over line ends."""

NAME_ENTITIES = frozenset({"PERSON", "ADDRESS", "ORGANIZATION"})
"""What a setting leaves out: these take the most time, and err the most."""


@dataclass(frozen=True, slots=True)
class Match:
    """What an expression matched in folded text. Without a score it is refused.

    It only looks like an identifier then: the check said no. `normal` is the canonical form.
    """

    start: int
    end: int
    score: float | None = None
    why: str = ""
    normal: str = ""


Verdict = tuple[float | None, str, str]
REFUSED: Verdict = (None, "", "")


class Matcher:
    """Runs one `Pattern`. `failures` counts the candidates that raised.

    raw: the expression over UTF-8, None if it cannot be tried there.
    needs: what bytes without hidden characters (`odd.is_hidden`) must hold so that the expression can
        match in them, None if that is not known.
    plain: whether the expression knows ASCII alone, and that within a line, so that it may be tried
        wherever a word begins.
    """

    def __init__(self, detector: Pattern) -> None:
        self.detector = detector
        self.entity = detector.entity
        self.pattern = re.compile(detector.regex, re.ASCII)
        self._ahead = detector.gate.reach + BEHIND
        self.needs = _needed(detector.gate.needs) if detector.gate.needs else None
        self._evidence = Evidence(detector)
        self.failures = 0

    @cached_property
    def raw(self) -> re.Pattern[bytes] | None:
        """The expression over UTF-8; compiled when it is first asked for, as some take long."""
        return _over_bytes(self.detector.regex)

    @cached_property
    def plain(self) -> bool:
        """Whether it may be tried wherever a word begins."""
        regex = self.detector.regex
        return regex.isascii() and not _LINES.search(regex) and self.raw is not None

    @cached_property
    def _in_front(self) -> re.Pattern[str] | None:
        return _with_text_behind(self.detector.regex, self._ahead)

    def find(self, text: str, folded: Folded, start: int = 0, stop: int | None = None) -> Iterator[Match]:
        """Every match in a text, judged by all of it; offsets are into the text as typed.

        folded: the text folded; only what begins in `start:stop` of that is wanted.
        """
        for match in self._matches(folded.text, start, stop):
            span = match.span(match.lastgroup or 0)
            yield self.judge(text, folded.text[slice(*span)], *folded.original(*span), group=match.lastgroup)

    def _matches(self, text: str, start: int, stop: int | None) -> Iterator[re.Match[str]]:
        """Every match that begins in `start:stop`; nothing is tried behind `stop` if enough text is there to see its end."""
        end = len(text) if stop is None else stop - 1 + self._ahead
        if stop is None or end > len(text) or self._in_front is None:
            yield from takewhile(lambda match: stop is None or match.start() < stop, self.pattern.finditer(text, start))
        else:
            yield from self._in_front.finditer(text, start, end)

    def judge(self, text: str, value: str, start: int, end: int, *, group: str | None = None) -> Match:
        """What becomes of one candidate, `start:end` of a text as typed; `value` is it folded, `group` where it matched."""
        return Match(start, end, *self.verdict(value, lambda: (text, start, end), group))

    def verdict(self, value: str, place: Callable[[], tuple[str, int, int]], group: str | None = None) -> Verdict:
        """The confidence of a folded value, the reason and its canonical form; REFUSED if it is none.

        place: gives the text around it, and where in that it starts and ends, as typed. group: the
        part of the expression that it matched.
        """
        return self._guarded(self._verdict, value, place, group) or REFUSED

    def _verdict(self, value: str, place: Callable[[], tuple[str, int, int]], group: str | None) -> Verdict:
        detector = self.detector
        normal = self._canonical(value, group)
        if normal is None:
            return REFUSED
        change, word = self._evidence.weigh(*place())
        score = min(1.0, max(0.0, detector.score(value) + change))
        return score, f"{detector.source}; {word}" if word else detector.source, normal

    def _canonical(self, value: str, group: str | None = None) -> str | None:
        normal = self.detector.normalise(value)
        check = self.detector.checks.get(group, self.detector.check) if group else self.detector.check
        return normal if check(normal) else None

    def whole(self, values: Sequence[str]) -> list[Taken | None]:
        """The confidence, with nothing around it, and canonical form of each folded value that matches from end to end."""
        quick = self.detector.quick
        known = self._guarded(quick, values) if quick else None
        if known is None:
            known = [None] * len(values)
        return [taken or self._guarded(self._end_to_end, value) for taken, value in zip(known, values, strict=True)]

    def _end_to_end(self, value: str) -> Taken | None:
        match = self.pattern.fullmatch(value) if value else None
        if match is None or match.lastgroup is not None:
            return None
        normal = self._canonical(value)
        return None if normal is None else (self.detector.score(value), normal)

    def _guarded(self, judge: Callable[..., T], *arguments: object) -> T | None:
        """One of the three named boundaries: a failure costs this candidate only, and is counted."""
        try:
            return judge(*arguments)
        except Exception:
            self.failures += 1
            return None


@cache
def _with_text_behind(expression: str, length: int) -> re.Pattern[str] | None:
    """The expression where so many characters follow its beginning; None if it has flags of its own."""
    try:
        return re.compile(f"(?=(?s:.{{{length}}}))(?:{expression})", re.ASCII)
    except re.error:
        return None


@cache
def _needed(expression: str) -> re.Pattern[bytes]:
    return re.compile(to_bytes(expression).encode("ascii"))


def canonical(pattern: Pattern | None, value: str) -> str:
    """The canonical form of a value as typed; without a pattern it is merely folded."""
    plain = folded(value)
    return pattern.normalise(plain) if pattern else plain


@cache
def _over_bytes(expression: str) -> re.Pattern[bytes] | None:
    """The expression over UTF-8; None if it looks back at characters of different lengths."""
    try:
        return re.compile(to_bytes(expression).encode("ascii"))
    except re.error:
        return None
