"""Stock Presidio with Chinese recognizers, as an engineer who knows its traps would set it up.

Once with five recognizers of one's own, and once with the same work as our engine: every detector's
expression, check and context words in a recognizer of Presidio's make.

Its recognizers for cards stop at 17 digits and none is for China, so they are written here, with
check digits, and with look-around that is right beside Chinese text. It is fed at the block size
at which it is fastest, as its cost grows with the square of a block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import regex  # type: ignore[import-untyped]
import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpEngine, NoOpNlpEngine, SpacyNlpEngine

import detectors
from bench import values
from bench.clock import best_block, measure
from bench.job import Found, Job, Measure, Outcome
from bench.rust import NAMES
from detectors.base import THRESHOLD
from detectors.base import Pattern as Of

_SIZES = (500, 1_000, 2_000, 4_000, 16_000, 64_000)
_LEFT, _RIGHT = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_ID = r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
_CODE = r"[1-9ANY][0-9A-HJ-NP-RTUWXY]\d{6}[0-9A-HJ-NP-RTUWXY]{10}"
_MAIL = r"[0-9A-Za-z._%+-]{1,64}@(?:[0-9A-Za-z-]{1,63}\.){1,4}[A-Za-z]{2,24}"

Check = Callable[[str], bool]


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("-", "").upper()


RECOGNIZERS: dict[str, tuple[str, Check | None, list[str]]] = {
    "CN_RESIDENT_ID": (_ID, values.is_resident_id, ["身份证", "证件"]),
    "CN_MOBILE": (r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}", None, ["手机", "电话"]),
    "CN_BANK_CARD": (r"[3-6]\d{3}(?:\d{11,15}|(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?)", values.is_card, ["银行卡", "卡号"]),
    "CN_USCC": (_CODE, values.is_code, ["信用代码", "税号"]),
    "EMAIL_ADDRESS": (_MAIL, None, ["邮箱", "邮件"]),
}
"""Expression, check and context words of each recognizer."""


class Checked(PatternRecognizer):
    """A pattern recognizer with a check digit."""

    check: Check | None = None

    def validate_result(self, pattern_text: str) -> bool | None:
        """Whether the check digit is right; None if there is none to check."""
        return None if self.check is None else self.check(_bare(pattern_text))


class OfDetector(PatternRecognizer):
    """A detector's expression, check and context words.

    A value that the check refuses is dropped; the others keep the detector's confidence, so that
    context words can lift it, as in our engine.
    """

    def __init__(self, detector: Of) -> None:
        score = detector.confidence if isinstance(detector.confidence, float) else THRESHOLD
        super().__init__(
            detector.entity,
            patterns=[Pattern(detector.entity, detector.regex, score)],
            context=list(detector.context),
            supported_language="zh",
            global_regex_flags=regex.ASCII,
        )
        self._detector = detector
        self._narrow = re.compile(detector.regex, re.ASCII) if "(?P<value" in detector.regex else None

    def validate_result(self, pattern_text: str) -> bool | None:
        """False for a value that the detector's check refuses."""
        match = self._narrow.search(pattern_text) if self._narrow else None
        value = match[match.lastgroup or 0] if match else pattern_text
        return None if self._detector.check(self._detector.normalise(value)) else False


def five() -> Iterator[PatternRecognizer]:
    """Recognizers written by hand for five kinds of data."""
    for entity, (expression, check, context) in RECOGNIZERS.items():
        patterns = [Pattern(entity, f"{_LEFT}{expression}{_RIGHT}", 0.5)]
        made = Checked(entity, patterns=patterns, context=context, supported_language="zh")
        made.check = check
        yield made


def ours() -> Iterator[PatternRecognizer]:
    """A recognizer for each of our detectors but those of names, addresses and organisations."""
    for detector in detectors.load():
        if isinstance(detector, Of) and detector.entity not in NAMES:
            yield OfDetector(detector)


class Blank(SpacyNlpEngine):
    """Presidio's spaCy engine over the blank Chinese pipeline, which needs no download."""

    def load(self) -> None:
        """Put the pipeline in its place."""
        self.nlp = {"zh": spacy.blank("zh")}  # type: ignore[assignment]  # Presidio declares None


class Presidio:
    """An `AnalyzerEngine` of Presidio's own make with these recognizers in its registry."""

    block = _SIZES[0]

    def __init__(self, nlp: NlpEngine, recognizers: Iterable[PatternRecognizer], threshold: float = 0.0) -> None:
        registry = RecognizerRegistry(recognizers=list(recognizers), supported_languages=["zh"])
        self._engine = AnalyzerEngine(
            registry=registry, nlp_engine=nlp, supported_languages=["zh"], default_score_threshold=threshold
        )

    def prepare(self, text: str) -> str:
        """As it is."""
        return text

    def scan(self, text: str) -> Sequence[RecognizerResult]:
        """Its results."""
        return self._engine.analyze(text, "zh")

    def found(self, results: Sequence[RecognizerResult], text: str) -> list[Found]:
        """Entities are named as ours."""
        del text
        return [(r.entity_type, r.start, r.end) for r in results]


def idle() -> NlpEngine:
    """Presidio's engine that does nothing."""
    engine = NoOpNlpEngine(models=[{"lang_code": "zh", "model_name": "none"}])
    engine.load()
    return engine


def _measured(nlp: NlpEngine, job: Job, *, same: bool) -> Outcome:
    scanner = Presidio(nlp, ours(), THRESHOLD) if same else Presidio(nlp, five())
    scanner.block = best_block(scanner, job, _SIZES)
    outcome = measure(scanner, job)
    outcome.note = f"每块 {scanner.block} 字符，它最快的 / blocks of {scanner.block} characters, its fastest"
    return outcome


def blank(work: str = "five") -> Measure:
    """With the blank Chinese pipeline, so that context words are looked for."""

    def measured(job: Job) -> Outcome:
        return _measured(Blank(models=[{"lang_code": "zh", "model_name": "blank"}]), job, same=work == "same")

    return measured


def no_op(work: str = "five") -> Measure:
    """With Presidio's engine that does nothing: no tokens, no context."""

    def measured(job: Job) -> Outcome:
        return _measured(idle(), job, same=work == "same")

    return measured
