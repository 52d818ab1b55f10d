"""Candidates that stand in a text in disguise: the tricks are undone, then all detectors look again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from detectors.base import THRESHOLD
from dlp import evasion
from dlp.engine.analyzer import Analyzer
from dlp.engine.candidate import Candidate

REASON = "evasion: "
"""How a reason begins that says a hit was disguised."""


def disguised(analyzer: Analyzer, text: str, known: Sequence[Candidate]) -> Iterator[Candidate]:
    """What only comes to light when tricks are undone; `known` was found without that."""
    plain: dict[str, list[tuple[int, int]]] | None = None
    for undone in evasion.undo(text):
        plain = _spans(known) if plain is None else plain
        reason = REASON + ", ".join(sorted(undone.tricks)) if undone.tricks else "odd grouping"
        for c in analyzer.find(undone.text.encode("utf-8", "replace")).candidates:
            start, end = undone.original(c.start, c.end)
            if undone.needed_by(c.start, c.end) and not _overlaps(plain.get(c.entity, []), start, end):
                meant = undone.text[c.start : c.end]
                yield Candidate(c.entity, start, end, c.score, (*c.why, reason), c.normal, meant=meant)


def _spans(known: Sequence[Candidate]) -> dict[str, list[tuple[int, int]]]:
    """Where each entity was found, in order of place."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for c in sorted(known, key=lambda c: c.start):
        if c.score >= THRESHOLD:
            spans.setdefault(c.entity, []).append((c.start, c.end))
    return spans


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the spans, which do not overlap each other, overlaps this one."""
    at = bisect_left(spans, (end, end))
    return at > 0 and spans[at - 1][1] > start


def reasons(candidate: Candidate, value: str) -> tuple[str, ...]:
    """The candidate's reasons; characters that nobody sees inside the value are one more."""
    if candidate.meant or not evasion.unseen_inside(value):
        return candidate.why
    return (*candidate.why, REASON + evasion.Trick.UNSEEN)


def is_disguised(candidate: Candidate, value: str) -> bool:
    """Whether a trick had to be undone, or is inside the value."""
    if candidate.meant:
        return any(reason.startswith(REASON) for reason in candidate.why)
    return evasion.unseen_inside(value)
