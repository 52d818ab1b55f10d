"""A detector at work: its expression, its check and the evidence, candidate by candidate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.base import Pattern
from dlp.engine.evidence import weigh


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
        self.raw = re.compile(detector.regex.encode()) if _only_ascii(detector.regex) else None
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
        detector, value = self.detector, text[start:end]
        try:
            if not detector.check(detector.normalise(value)):
                return Match(start, end)
            change, word = weigh(detector, text, start, end)
            score = min(1.0, max(0.0, detector.score(value) + change))
        except Exception:  # one of the three named boundaries: a detector's candidate
            self.failures += 1
            return Match(start, end)
        return Match(start, end, score, f"{detector.source}; {word}" if word else detector.source)


def _only_ascii(expression: str) -> bool:
    """Whether it can match nothing but ASCII, and so may be tried on bytes as it is."""
    return expression.isascii() and not re.search(r"\[\^|\\[SDW]|(?<![\\\[])\.(?![^\[]*\])", expression)
