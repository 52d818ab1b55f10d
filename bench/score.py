"""Precision and recall against what is planted.

An identifier counts as found if the right entity touches it and says the same number; a name or an
address if the right entity touches it. What is found elsewhere under the name of a planted entity
is false.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.dense import PLANTED, Planted
from bench.job import Found

TRULY_THERE = frozenset({"IP_ADDRESS", "MAC_ADDRESS", "URL"})
"""Access logs do hold these."""

_BY_TOUCH = frozenset({"PERSON", "ADDRESS"})
_SEPARATORS = re.compile(r"[^0-9A-Z@]")


@dataclass(frozen=True)
class Score:
    """How many were planted, how many of them found, how many findings there were and how many right."""

    planted: int = 0
    recalled: int = 0
    findings: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """The share of findings that are right; None if there are none."""
        return self.right / self.findings if self.findings else None

    @property
    def recall(self) -> float | None:
        """The share of planted values that were found; None if none was planted."""
        return self.recalled / self.planted if self.planted else None


def read(findings: Path) -> Iterator[Found]:
    """The findings of a run."""
    with findings.open(encoding="ascii") as lines:
        for line in lines:
            entity, start, end = line.split("\t")
            yield entity, int(start), int(end)


def canonical(entity: str, value: str) -> str:
    """What makes two ways of typing a value the same."""
    plain = unicodedata.normalize("NFKC", value).upper()
    bare = plain.strip() if entity == "EMAIL_ADDRESS" else _SEPARATORS.sub("", plain)
    return bare.removeprefix("86") if entity == "CN_MOBILE" and len(bare) == 13 else bare


def of_dense(text: str, truth: Sequence[Planted], findings: Iterable[Found]) -> tuple[dict[str, Score], dict[str, int]]:
    """The score of each planted entity, and how many innocent values of each kind were taken for one."""
    by_entity: dict[str, list[Found]] = {entity: [] for entity in PLANTED}
    for found in findings:
        if found[0] in by_entity:
            by_entity[found[0]].append(found)
    scores = {entity: _score(text, entity, truth, found) for entity, found in by_entity.items()}
    taken = [found for every in by_entity.values() for found in every]
    return scores, _mistaken([p for p in truth if not p.entity], taken)


def _score(text: str, entity: str, truth: Sequence[Planted], findings: list[Found]) -> Score:
    values = [p for p in truth if p.entity == entity]
    pairs = list(touching([(p.start, p.end) for p in values], [(start, end) for _, start, end in findings]))
    same = _agreement(text, entity)
    good = [
        (value, found)
        for value, found in pairs
        if same((values[value].start, values[value].end), (findings[found][1], findings[found][2]))
    ]
    return Score(len(values), len({v for v, _ in good}), len(findings), len({f for _, f in good}))


Span = tuple[int, int]


def _agreement(text: str, entity: str) -> Callable[[Span, Span], bool]:
    if entity in _BY_TOUCH:
        return lambda _value, _found: True
    return lambda value, found: canonical(entity, text[slice(*value)]) == canonical(entity, text[slice(*found)])


def touching(values: Sequence[Span], findings: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Numbers of values and findings that overlap. Values are in order and do not overlap each other."""
    ends = [end for _, end in values]
    for number, (start, end) in enumerate(findings):
        at = bisect_left(ends, start + 1)
        while at < len(values) and values[at][0] < end:
            yield at, number
            at += 1


def _mistaken(innocent: list[Planted], findings: list[Found]) -> dict[str, int]:
    pairs = touching([(p.start, p.end) for p in innocent], [(start, end) for _, start, end in findings])
    return dict(Counter(innocent[value].variant for value in {value for value, _ in pairs}))


def false_findings(findings: Iterable[Found]) -> dict[str, int]:
    """By entity, what was found where nobody's data is."""
    return dict(Counter(entity for entity, _, _ in findings if entity not in TRULY_THERE))
