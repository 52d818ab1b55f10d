"""All patterns in one pass: gates are searched for once, expressions are tried only at them.

A number that stands alone is matched where it is, in bytes. Everything else is matched in
windows of decoded and folded text around the gates; windows that touch become one. Either way a
candidate is judged by the same text around it, so both give what a search for each expression
in the whole text gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detectors.base import Pattern
from dlp.engine import gates
from dlp.engine.matcher import Match, Matcher
from dlp.text import UNSEEN, WIDE, fold

BEFORE = 240
"""How many bytes in front of the end of a gate's match a find may begin: 80 Han characters."""

AFTER = 96
"""How many bytes behind it a find may begin."""

_CONTEXT = 620
"""How many bytes in front of a window are decoded for the sake of evidence: 200 characters or more."""

_MARGIN = 300
"""How many bytes behind a window are decoded, so that a find can end and its surroundings be seen."""

_NEAR = 128
"""How many bytes on either side of a number that stands alone."""

_DIGITS = b"0123456789"
_LONGEST_RUN = 32
_JOINS = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-.)_")
"""A number directly behind one of these may be part of something longer."""

_RUN, _ODD = 0, 1
"""The numbers of the two expressions that all detectors share."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Find:
    """A candidate or, without a score, a lookalike that its check refused. Offsets in characters."""

    entity: str
    start: int
    end: int
    score: float | None
    why: str


@dataclass(slots=True)
class _Window:
    """A stretch of bytes in which some expressions are tried."""

    start: int
    stop: int
    matchers: set[int] = field(default_factory=set)


class OnePass:
    """The patterns of a set of detectors, found together.

    backend: what searches for the gates; the quickest there is if none is named.
    """

    def __init__(self, patterns: Iterable[Pattern], backend: gates.Backend | None = None) -> None:
        self.matchers = [Matcher(pattern) for pattern in patterns]
        lengths = sorted({n for m in self.matchers for n in m.detector.gate.runs})
        self._of_length = [self._with_run(n) for n in range(_LONGEST_RUN + 1)]
        with_runs = frozenset(n for n, m in enumerate(self.matchers) if m.detector.gate.runs)
        shapes = _shapes(self.matchers)
        shortest = lengths[0] if lengths else _LONGEST_RUN
        expressions = (b"[0-9]{%d,}[^0-9]" % shortest, _odd_digits(), *shapes)
        self._owners = [frozenset[int](), with_runs, *shapes.values()]
        self._search = gates.search(expressions, backend)

    def _with_run(self, length: int) -> frozenset[int]:
        return frozenset(n for n, m in enumerate(self.matchers) if length in m.detector.gate.runs)

    def finds(self, data: bytes) -> list[Find]:
        """Every candidate and refused lookalike in valid UTF-8, by place."""
        alone: list[tuple[int, int, Match]] = []
        windows: list[_Window] = []
        for number, end in self._search.events(data):
            if number == _RUN:
                self._number(data, end - 1, alone, windows)
            else:
                windows.append(_Window(end - BEFORE, end + AFTER, set(self._owners[number])))
        return self._in_order(data, alone, _merged(windows))

    def _number(self, data: bytes, end: int, alone: list[tuple[int, int, Match]], windows: list[_Window]) -> None:
        """A run of digits that ends at `end`: matched at once if it stands alone, else in a window."""
        tail = data[max(0, end - _LONGEST_RUN) : end]
        length = len(tail) - len(tail.rstrip(_DIGITS))
        matchers = self._of_length[length] if length < _LONGEST_RUN else None
        if not matchers:
            return
        start = end - length
        if _may_be_joined(data, start):
            windows.append(_Window(start - BEFORE, end + 1, set(matchers)))
            return
        for number in matchers:
            matcher = self.matchers[number]
            if matcher.raw is None:
                windows.append(_Window(start - BEFORE, end + 1, {number}))
            elif match := matcher.raw.match(data, start):
                group = match.lastgroup
                alone.append(
                    (start, number, self._judged(data, matcher, *(match.span(group) if group else match.span())))
                )

    @staticmethod
    def _judged(data: bytes, matcher: Matcher, start: int, end: int) -> Match:
        """The verdict on a candidate by the text around it; offsets stay those in the bytes."""
        reach = _CONTEXT if data.find(b"://", max(0, start - _CONTEXT), start) >= 0 else _NEAR
        left = fold(_decoded(data, start - reach, start)).text
        right = fold(_decoded(data, end, end + _NEAR)).text
        value = data[start:end].decode("ascii")
        judged = matcher.judge(left + value + right, len(left), len(left) + len(value))
        return Match(start, end, judged.score, judged.why)

    def _in_order(self, data: bytes, alone: list[tuple[int, int, Match]], windows: list[_Window]) -> list[Find]:
        """All finds with their offsets in characters, each once."""
        count = _Characters(data)
        pending = [(m.start, number, m) for _, number, m in alone]
        found: dict[tuple[int, int], Find] = {}
        starts = sorted({m.start for _, _, m in alone} | {_boundary(data, w.start - _CONTEXT) for w in windows})
        at = dict(zip(starts, count.at(starts), strict=True))
        for start, number, match in pending:
            first = at[start]
            entity = self.matchers[number].detector.entity
            found[number, first] = Find(entity, first, first + match.end - match.start, match.score, match.why)
        for window in windows:
            for number, find in self._in_window(data, window, at):
                found.setdefault((number, find.start), find)
        return sorted(found.values(), key=lambda find: find.start)

    def _in_window(self, data: bytes, window: _Window, at: dict[int, int]) -> Iterable[tuple[int, Find]]:
        left = _boundary(data, window.start - _CONTEXT)
        text = _decoded(data, left, window.stop + _MARGIN)
        folded = fold(text)
        if folded.offsets is None:
            start = len(_decoded(data, left, window.start))
            stop = start + len(_decoded(data, window.start, window.stop))
        else:  # characters were left out: what the margins hold is found as well, which does no harm
            start, stop = 0, len(folded.text)
        for number in window.matchers:
            matcher = self.matchers[number]
            for match in matcher.find(folded.text, start, stop):
                first, last = folded.original(match.start, match.end)
                base = at[left]
                yield number, Find(matcher.detector.entity, base + first, base + last, match.score, match.why)

    def failures(self) -> dict[str, int]:
        """How many candidates each detector failed on so far."""
        return {m.detector.entity: m.failures for m in self.matchers if m.failures}


class _Characters:
    """Counts the characters in front of places in UTF-8."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ascii = data.isascii()

    def at(self, places: Sequence[int]) -> list[int]:
        """The number of characters in front of each of these ascending byte offsets."""
        if self._ascii:
            return list(places)
        counts, before, total = [], 0, 0
        for place in places:
            total += len(self._data[before:place].decode())
            before = place
            counts.append(total)
        return counts


def _shapes(matchers: Sequence[Matcher]) -> dict[str, frozenset[int]]:
    """Every expression of a gate, with the detectors it stands for; cue words are expressions too."""
    owners: dict[str, set[int]] = {}
    for number, matcher in enumerate(matchers):
        gate = matcher.detector.gate
        for shape in (*gate.shapes, *map(gates.any_case, gate.cues)):
            owners.setdefault(shape, set()).add(number)
    return {shape: frozenset(numbers) for shape, numbers in owners.items()}


def _odd_digits() -> str:
    """Wide digits, and digits parted by what folding changes or leaves out."""
    odd = "".join(WIDE) + UNSEEN
    return f"[０-９][{odd}0-9]|[0-9][{odd}][0-9０-９]|[{UNSEEN}][0-9]"


def _may_be_joined(data: bytes, start: int) -> bool:
    """Whether something that is more than this run of digits may begin in front of it."""
    if start == 0:
        return False
    before = data[start - 1]
    if before == 0x20:
        return start > 1 and data[start - 2] in _JOINS
    return before in _JOINS or (before >= 0x80 and _is_odd(data, start))


def _is_odd(data: bytes, start: int) -> bool:
    """Whether the character in front is one that folding changes or leaves out, but for punctuation."""
    return data[start - 3 : start] in _ODD_BYTES or data[start - 2 : start] in _ODD_BYTES


_ODD_BYTES = frozenset(
    char.encode()
    for char in (*WIDE, *map(chr, range(0x200B, 0x2010)), "\u00ad", "\u2060", "\ufeff")
    if char not in "：（＝"
)


def _merged(windows: list[_Window]) -> list[_Window]:
    """Windows that touch become one, which tries the expressions of both."""
    merged: list[_Window] = []
    for window in sorted(windows, key=lambda w: w.start):
        window.start = max(0, window.start)
        if merged and window.start <= merged[-1].stop:
            merged[-1].stop = max(merged[-1].stop, window.stop)
            merged[-1].matchers |= window.matchers
        else:
            merged.append(window)
    return merged


def _boundary(data: bytes, place: int) -> int:
    """The beginning of the first character at or behind a place."""
    place = max(0, place)
    while place < len(data) and data[place] & 0xC0 == 0x80:
        place += 1
    return min(place, len(data))


def _decoded(data: bytes, start: int, stop: int) -> str:
    """The text between two places, without characters that are cut."""
    return data[max(0, start) : max(0, stop)].decode("utf-8", "ignore")
