"""Presidio's `AnalyzerEngine`, fed in windows: its cost grows with the square of a text.

Each window carries some text from both neighbours; a result belongs to the window in whose
own part it starts, so nothing is lost at a seam and nothing is found twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from presidio_analyzer import AnalyzerEngine, RecognizerResult

from dlp.engine.nlp import ChineseNlpEngine
from dlp.engine.recognizers import LANGUAGE, DetectorRecognizer, registry

WINDOW = 4_000
MARGIN = 256


class Analyzer(AnalyzerEngine):
    """An `AnalyzerEngine` over our registry that takes text of any length."""

    def __init__(self, *, names: bool = True) -> None:
        engine = ChineseNlpEngine()
        super().__init__(registry=registry(names=names), nlp_engine=engine, supported_languages=[LANGUAGE])
        self._nothing = engine.nothing()

    def candidates(self, text: str) -> Iterator[RecognizerResult]:
        """Every candidate in a text, whatever its score; offsets are into the text."""
        for start, stop in windows(text):
            left = max(0, start - MARGIN)
            found = self.analyze(text[left : stop + MARGIN], LANGUAGE, score_threshold=0.0, nlp_artifacts=self._nothing)
            for result in found:
                result.start, result.end = result.start + left, result.end + left
                if start <= result.start < stop:
                    yield result

    def failures(self) -> dict[str, int]:
        """How many candidates each detector failed on so far."""
        ours = (r for r in self.registry.recognizers if isinstance(r, DetectorRecognizer))
        return {r.entity: r.failures for r in ours if r.failures}


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Parts of about `WINDOW` characters, cut at line ends where there are any."""
    start = 0
    while start < len(text):
        stop = min(start + WINDOW, len(text))
        if stop < len(text):
            stop = text.rfind("\n", start, stop) + 1 or stop
        yield start, stop
        start = stop
