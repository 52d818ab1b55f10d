"""Our detectors as Presidio recognizers, so that they run in any `AnalyzerEngine`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerRegistry, RecognizerResult

import detectors
from detectors import headers
from detectors.base import Detector, Pattern, Table
from dlp.engine.matcher import NAME_ENTITIES, Matcher
from dlp.text import fold

LANGUAGE = "zh"
WHY = "why"
_ENHANCED = RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY


class DetectorRecognizer(EntityRecognizer):
    """What pattern and table recognizers share."""

    def __init__(self, detector: Detector) -> None:
        self.entity = detector.entity
        self.title = f"Kedun{detector.entity}"
        super().__init__([detector.entity], name=self.title, supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load: a detector is plain data."""

    def result(self, start: int, end: int, score: float, why: str) -> RecognizerResult:
        """A Presidio result that carries our reasons in its metadata."""
        explanation = AnalysisExplanation(recognizer=self.title, original_score=score)
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.title,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            WHY: (why,),
        }
        return RecognizerResult(self.entity, start, end, score, explanation, metadata)


class PatternRecognizer(DetectorRecognizer):
    """Runs a `Pattern`: regular expression on folded text, check, then evidence."""

    def __init__(self, detector: Pattern) -> None:
        self.detector = detector
        self.matcher = Matcher(detector)
        super().__init__(detector)

    @property
    def failures(self) -> int:
        """How many candidates raised."""
        return self.matcher.failures

    def analyze(self, text: str, entities: Any, nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Every valid candidate in the text, weighed by what stands around it."""
        del entities, nlp_artifacts
        return [
            self.result(match.start, match.end, match.score, match.why)
            for match in self.matcher.find(text, fold(text))
            if match.score is not None
        ]

    def enhance_using_context(
        self, text: str, raw_recognizer_results: list[RecognizerResult], *_: Any, **__: Any
    ) -> list[RecognizerResult]:
        """Context was weighed already; keep other enhancers from counting it twice."""
        del text
        for result in raw_recognizer_results:
            result.recognition_metadata[_ENHANCED] = True
        return raw_recognizer_results


class TableRecognizer(DetectorRecognizer):
    """Runs a `Table` on plain text: a line of column titles with at least one row below it."""

    _DELIMITERS = "\t,|;，"

    def __init__(self, detector: Table) -> None:
        self.detector = detector
        super().__init__(detector)

    def analyze(self, text: str, entities: Any, nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Each line of titles that names enough identifying columns."""
        del entities, nlp_artifacts
        return [self.result(start, end, self.detector.confidence, "column titles") for start, end in self._titles(text)]

    def _titles(self, text: str) -> Iterator[tuple[int, int]]:
        at = 0
        lines = text.split("\n")
        for line, below in zip(lines, [*lines[1:], ""], strict=True):
            delimiter = max(self._DELIMITERS, key=line.count)
            cells = line.split(delimiter)
            same_width = len(cells) > 1 and below.count(delimiter) == len(cells) - 1
            if same_width and any(c.strip() for c in below.split(delimiter)) and self.identifies(cells):
                yield at, at + len(line.rstrip("\r"))
            at += len(line) + 1

    def identifies(self, titles: list[str]) -> bool:
        """Whether these column titles make a customer table."""
        kinds = {headers.kind_of(title) for title in titles}
        return len(kinds & self.detector.columns) >= self.detector.least


def recognizer(detector: Detector) -> DetectorRecognizer:
    """The Presidio recognizer of a detector."""
    return PatternRecognizer(detector) if isinstance(detector, Pattern) else TableRecognizer(detector)


def registry(*, names: bool = True) -> RecognizerRegistry:
    """All our recognizers, and no other: ready for a stock `AnalyzerEngine`."""
    chosen = [d for d in detectors.load() if names or d.entity not in NAME_ENTITIES]
    return RecognizerRegistry(recognizers=[recognizer(d) for d in chosen], supported_languages=[LANGUAGE])
