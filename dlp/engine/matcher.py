"""A detector at work: its expression, its check and the evidence, candidate by candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.base import Pattern
from dlp.engine.evidence import weigh
from dlp.engine.utf8 import to_bytes


@dataclass(frozen=True, slots=True)
class Match:
    """What an expression matched in folded text. Without a score it is refused.

    It only looks like an identifier then: the check said no.
    """

    start: int
    end: int
    score: float | None = None
    why: str = ""


class Matcher:
    """Runs one `Pattern`. `failures` counts the candidates that raised."""

    def __init__(self, detector: Pattern) -> None:
        self.detector = detector
        self.pattern = re.compile(detector.regex, re.ASCII)
        self.raw = _over_bytes(detector.regex)
        self.failures = 0

    def find(self, text: str, start: int = 0, stop: int | None = None) -> Iterator[Match]:
        """Every match that begins in `start:stop` of a folded text, judged by all of it."""
        for match in self.pattern.finditer(text, start):
            span = match.span(match.lastgroup) if match.lastgroup else match.span()
            if stop is not None and match.start() >= stop:
                return
            yield self.judge(text, *span)

    def judge(self, text: str, start: int, end: int) -> Match:
        """What becomes of one candidate, `start:end` of a folded text."""
        if not self.is_valid(text[start:end]):
            return Match(start, end)
        score, why = self.weigh(text, start, end)
        return Match(start, end, score, why)

    def is_valid(self, value: str) -> bool:
        """Whether a folded value stands its check."""
        try:
            return self.detector.check(self.detector.normalise(value))
        except Exception:  # one of the three named boundaries: a detector's candidate
            self.failures += 1
            return False

    def weigh(self, text: str, start: int, end: int) -> tuple[float | None, str]:
        """The confidence of a valid candidate and the reason for it."""
        detector = self.detector
        try:
            change, word = weigh(detector, text, start, end)
            score = min(1.0, max(0.0, detector.score(text[start:end]) + change))
        except Exception:  # the same boundary
            self.failures += 1
            return None, ""
        return score, f"{detector.source}; {word}" if word else detector.source


def _over_bytes(expression: str) -> re.Pattern[bytes] | None:
    """The expression over UTF-8; None if it looks back at characters of different lengths."""
    try:
        return re.compile(to_bytes(expression).encode("ascii"))
    except re.error:
        return None
