"""Candidates that stand in a text in disguise: the tricks are undone, then all detectors look again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from detectors.base import THRESHOLD
from dlp import evasion
from dlp.engine.analyzer import Analyzer
from dlp.engine.candidate import Candidate
from dlp.engine.offsets import boundary, characters

REASON = "evasion: "
"""How a reason begins that says a hit was disguised."""


_NEAR = 600
"""How many bytes on either side of a sign of a disguise are looked at."""


def disguised(analyzer: Analyzer, data: bytes, ends: Sequence[int], known: Sequence[Candidate]) -> Iterator[Candidate]:
    """What only comes to light when tricks are undone; `known` was found without that.

    data: a text as UTF-8. ends: where matches of `evasion.GATES` end in it.
    """
    if not ends:
        return
    plain = _spans(known)
    windows = list(_windows(data, ends))
    at = characters(data, {start for start, _ in windows})
    for start, stop in windows:
        for c in _in_window(analyzer, data[start:stop].decode("utf-8", "ignore"), at[start]):
            if not _overlaps(plain.get(c.entity, []), c.start, c.end):
                yield c


def _windows(data: bytes, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The surroundings of the signs; those that touch are one."""
    start, stop = 0, -1
    for end in sorted(ends):
        if end - _NEAR > stop:
            if stop >= 0:
                yield boundary(data, start), stop
            start = end - _NEAR
        stop = end + _NEAR
    yield boundary(data, start), stop


def _in_window(analyzer: Analyzer, text: str, base: int) -> Iterator[Candidate]:
    """What is found in a part of a text, `base` characters from its beginning, only with tricks undone."""
    for undone in evasion.undo(text):
        reason = REASON + ", ".join(sorted(undone.tricks)) if undone.tricks else "odd grouping"
        for c in analyzer.find(undone.text.encode("utf-8", "replace")).candidates:
            if undone.needed_by(c.start, c.end):
                start, end = undone.original(c.start, c.end)
                meant = undone.text[c.start : c.end]
                yield Candidate(c.entity, base + start, base + end, c.score, (*c.why, reason), c.normal, meant=meant)


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
