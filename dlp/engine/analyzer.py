"""Presidio's `AnalyzerEngine`, with the same answers in one pass over the text.

Our own patterns are found by `OnePass`. Recognizers of other makers, which installed packages
offer under the entry point `kedun.recognizers`, are given the text in windows: the cost of a
stock engine grows with the square of a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult

from detectors.base import Pattern
from dlp import evasion
from dlp.engine.candidate import Candidate
from dlp.engine.gates import Backend
from dlp.engine.nlp import ChineseNlpEngine
from dlp.engine.onepass import Found, OnePass
from dlp.engine.recognizers import LANGUAGE, WHY, PatternRecognizer, TableRecognizer, registry
from dlp.engine.surroundings import CUE_WORDS
from dlp.engine.titles import Titles

WINDOW = 4_000
MARGIN = 256
ENTRY_POINT = "kedun.recognizers"

TITLES, TRICKS, CUES = "titles", "tricks", "cues"
"""What is searched for beside the gates of patterns: column titles, signs of a disguise, words that announce a name."""

_NICKNAMES = "nicknames"
"""The signs of a disguise that need no digits around them; they are given as `TRICKS`, too."""


class Analyzer(AnalyzerEngine):
    """An `AnalyzerEngine` over our registry that takes text of any length in linear time.

    gates: what searches for the places where a pattern can match; the quickest if None.
    declared: a company's own entities. kept: a private folder for what takes long to make.
    matchers: what finds each entity that is found by a pattern.
    """

    def __init__(
        self,
        *,
        names: bool = True,
        gates: Backend | None = None,
        declared: Sequence[Pattern] = (),
        kept: Path | None = None,
    ) -> None:
        engine = ChineseNlpEngine()
        ours = registry(names=names)
        for pattern in declared:
            ours.add_recognizer(PatternRecognizer(pattern))
        super().__init__(registry=ours, nlp_engine=engine, supported_languages=[LANGUAGE])
        self._recognizers = {
            r.entity: r for r in ours.recognizers if isinstance(r, PatternRecognizer | TableRecognizer)
        }
        self.matchers = {e: r.matcher for e, r in self._recognizers.items() if isinstance(r, PatternRecognizer)}
        self._titles = Titles([r for r in self._recognizers.values() if isinstance(r, TableRecognizer)])
        beside = {
            TITLES: self._titles.expressions,
            TRICKS: evasion.GATES,
            _NICKNAMES: evasion.NICKNAME_GATES,
            **({CUES: CUE_WORDS} if names else {}),
        }
        self._pass = OnePass(self.matchers.values(), beside, gates, kept)
        self._others = _stock([load() for load in _offered()], engine)
        for recognizer in self._others.registry.recognizers if self._others else []:
            ours.add_recognizer(recognizer)
        self._nothing = engine.nothing()

    def find(self, data: bytes, text: str | None = None) -> Found:
        """Every candidate of a text given as valid UTF-8, whatever its score, and refused lookalikes.

        text: the same decoded, if it is at hand.
        """
        found = self._pass.find(data)
        found.others = _signs_proven(data, found.others)
        found.candidates += self._titles.find(data, found.others.get(TITLES, ()))
        if self._others:
            found.candidates += self._foreign(data.decode() if text is None else text)
        return found

    def _foreign(self, text: str) -> Iterator[Candidate]:
        """What recognizers of other makers find; a result belongs to the window it begins in."""
        assert self._others is not None
        for start, stop in windows(text):
            left = max(0, start - MARGIN)
            part = text[left : stop + MARGIN]
            for r in self._others.analyze(part, LANGUAGE, score_threshold=0.0, nlp_artifacts=self._nothing):
                if start <= r.start + left < stop:
                    yield Candidate(r.entity_type, r.start + left, r.end + left, r.score, ("another recognizer",))

    def analyze(
        self, text: str, language: str, entities: list[str] | None = None, *args: Any, **options: Any
    ) -> list[RecognizerResult]:
        """As Presidio's: what is found, without duplicates, the surest first.

        With options that only Presidio's own way knows (`ad_hoc_recognizers`, `allow_list` and the
        like) that way is taken.
        """
        if args or options.keys() - {"score_threshold", "nlp_artifacts"} or language != LANGUAGE:
            return super().analyze(text, language, entities, *args, **options)
        given = options.get("score_threshold")
        least = self.default_score_threshold if given is None else given
        found = self.find(text.encode("utf-8", "replace"), text).candidates
        results = [self._result(c) for c in found if c.score >= least and (not entities or c.entity in entities)]
        return EntityRecognizer.remove_duplicates(results)

    def _result(self, c: Candidate) -> RecognizerResult:
        recognizer = self._recognizers.get(c.entity)
        if recognizer is not None:
            return recognizer.result(c.start, c.end, c.score, c.why[0])
        return RecognizerResult(c.entity, c.start, c.end, c.score, recognition_metadata={WHY: c.why})

    def fired(self, data: bytes) -> Counter[str]:
        """How often the gates of each entity fire in a text given as valid UTF-8."""
        return self._pass.fired(data)

    def failures(self) -> dict[str, int]:
        """How many candidates each detector failed on so far."""
        return self._pass.failures()


def _signs_proven(data: bytes, others: Mapping[str, Sequence[int]]) -> Mapping[str, Sequence[int]]:
    """The same without signs of a disguise that too few digits stand around: times, addresses of machines, versions."""
    signs = [end for end in others.get(TRICKS, ()) if evasion.may_hide_a_number(data, end)]
    signs += others.get(_NICKNAMES, ())
    kept = {group: ends for group, ends in others.items() if group not in (TRICKS, _NICKNAMES)}
    return {**kept, TRICKS: signs} if signs else kept


def _offered() -> Iterator[Any]:
    """What installed packages offer: each a callable without arguments that gives a recognizer."""
    for point in entry_points(group=ENTRY_POINT):
        yield point.load()


def _stock(recognizers: list[EntityRecognizer], engine: ChineseNlpEngine) -> AnalyzerEngine | None:
    if not recognizers:
        return None
    others = RecognizerRegistry(recognizers=recognizers, supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=others, nlp_engine=engine, supported_languages=[LANGUAGE])


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Parts of about `WINDOW` characters, cut at line ends where there are any."""
    start = 0
    while start < len(text):
        stop = min(start + WINDOW, len(text))
        if stop < len(text):
            stop = text.rfind("\n", start, stop) + 1 or stop
        yield start, stop
        start = stop
