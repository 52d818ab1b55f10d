"""All patterns in one pass: gates are searched for once, expressions are tried only at them.

A number that stands alone is matched where it is, in bytes. Everything else is matched in
windows of decoded and folded text around the gates; windows that touch become one. Either way a
candidate is judged by the same text around it, so both give what a search for each expression
in the whole text gives.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from detectors.base import REACH, Pattern
from dlp.engine import gates
from dlp.engine.evidence import URL_REACH
from dlp.engine.matcher import Matcher
from dlp.text import UNSEEN, WIDE, fold

BEFORE = 240
"""How many bytes in front of the end of a gate's match a find may begin: 80 Han characters."""

AFTER = 96
"""How many bytes behind it a find may begin."""

_COUNTRY_CODE = 32
"""How many bytes in front of a run of digits a find may begin that holds it."""

_NEAR = 3 * (REACH + 16)
"""How many bytes around a find are decoded for the sake of evidence."""

_ADDRESS = 3 * URL_REACH
"""How many bytes if part of a web address stands in them."""

_MARGIN = 300
"""How many bytes behind a window are decoded, so that a find can end and its surroundings be seen."""

_DIGITS = b"0123456789"
_LONGEST_RUN = 32
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_JOINS = frozenset(b"0123456789+-.)")
"""A number directly behind one of these may be part of something longer."""

_RUN, _ODD = 0, 1
"""The numbers of the two expressions that all detectors share."""


@dataclass(frozen=True, slots=True)
class Find:
    """A candidate or, without a score, a lookalike that its check refused. Offsets in characters."""

    entity: str
    start: int
    end: int
    score: float | None
    why: str


_Window = tuple[int, int, frozenset[int]]
"""A stretch of bytes in which some expressions are tried: start, stop, the numbers of matchers."""

_Alone = tuple[int, int, int, float | None, str]
"""A number that stands alone: start, end, the number of its matcher, score, reason."""


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
        alone: list[_Alone] = []
        windows: list[_Window] = []
        owners = self._owners
        for number, end in self._search.events(data):
            if number == _RUN:
                self._number(data, end - 1, alone, windows)
            else:
                windows.append((end - BEFORE, end + AFTER, owners[number]))
        return self._in_order(data, alone, _merged(windows)) if alone or windows else []

    def _number(self, data: bytes, end: int, alone: list[_Alone], windows: list[_Window]) -> None:
        """A run of digits that ends at `end`: matched at once if it stands alone, else in a window."""
        tail = data[max(0, end - _LONGEST_RUN) : end]
        length = len(tail) - len(tail.rstrip(_DIGITS))
        matchers = self._of_length[length] if length < _LONGEST_RUN else None
        if not matchers:
            return
        start = end - length
        before = data[start - 1] if start else 0
        if before in _LETTERS and before != 0x5F:
            return
        if _may_be_joined(data, start, before) or (data[end : end + 1] > b"\x7f" and data[end : end + 3] in _ODD_BYTES):
            windows.append((start - _COUNTRY_CODE, end + 1, matchers))
            return
        for number in matchers:
            raw = self.matchers[number].raw
            if raw is None:
                windows.append((start - BEFORE, end + 1, frozenset({number})))
            elif match := raw.match(data, start):
                alone.append(self._judged(data, number, *match.span(match.lastgroup or 0)))

    def _judged(self, data: bytes, number: int, start: int, end: int) -> _Alone:
        """The verdict on a number that stands alone, by the text around it."""
        matcher = self.matchers[number]
        value = data[start:end].decode()
        if not matcher.is_valid(value):
            return start, end, number, None, ""
        left = fold(_decoded(data, _with_evidence(data, start), start)).text
        right = fold(_decoded(data, end, end + _NEAR)).text
        return start, end, number, *matcher.weigh(left + value + right, len(left), len(left) + len(value))

    def _in_order(self, data: bytes, alone: list[_Alone], windows: list[_Window]) -> list[Find]:
        """All finds with their offsets in characters, each once."""
        lefts = [_boundary(data, _with_evidence(data, window[0])) for window in windows]
        at = _characters(data, {each[0] for each in alone}.union(lefts))
        found: dict[tuple[int, int], Find] = {}
        for start, end, number, score, why in alone:
            first = at[start]
            entity = self.matchers[number].detector.entity
            found[number, first] = Find(entity, first, first + len(data[start:end].decode()), score, why)
        for left, window in zip(lefts, windows, strict=True):
            for number, find in self._in_window(data, window, left, at[left]):
                found.setdefault((number, find.start), find)
        return sorted(found.values(), key=lambda find: find.start)

    def _in_window(self, data: bytes, window: _Window, left: int, base: int) -> Iterator[tuple[int, Find]]:
        """What the expressions of a window find; `left` bytes and `base` characters are in front of its text."""
        begin, stop, matchers = window
        folded = fold(_decoded(data, left, stop + _MARGIN))
        first, last = 0, len(folded.text)
        if folded.offsets is None:  # else finds in the margins are given as well, which does no harm
            first = len(_decoded(data, left, begin))
            last = first + len(_decoded(data, begin, stop))
        for number in matchers:
            matcher = self.matchers[number]
            for match in matcher.find(folded.text, first, last):
                start, end = folded.original(match.start, match.end)
                yield number, Find(matcher.detector.entity, base + start, base + end, match.score, match.why)

    def failures(self) -> dict[str, int]:
        """How many candidates each detector failed on so far."""
        return {m.detector.entity: m.failures for m in self.matchers if m.failures}


def _characters(data: bytes, places: Collection[int]) -> dict[int, int]:
    """The number of characters in front of each of these byte offsets."""
    if data.isascii():
        return {place: place for place in places}
    counts, before, total = dict[int, int](), 0, 0
    for place in sorted(places):
        total += len(data[before:place].decode())
        before = place
        counts[place] = total
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
    odd = WIDE + UNSEEN
    return f"[０-９][{odd}0-9]|[0-9][{odd}][0-9０-９]|[{UNSEEN}][0-9]"


def _may_be_joined(data: bytes, start: int, before: int) -> bool:
    """Whether something that is more than a run of digits may begin in front of it, with byte `before`."""
    if before == 0x20:
        return start > 1 and data[start - 2] in _JOINS
    return before in _JOINS or (before >= 0x80 and _is_odd(data, start))


def _is_odd(data: bytes, start: int) -> bool:
    """Whether the character in front is one that folding turns into part of a number, or leaves out."""
    return data[start - 3 : start] in _ODD_BYTES or data[start - 2 : start] in _ODD_BYTES


_ODD_BYTES = frozenset(
    char.encode()
    for char in map(chr, range(0xA0, 0x10000))
    if re.fullmatch(f"[{WIDE}{UNSEEN}]", char) and char not in "：（＝＠／"
)


def _merged(windows: list[_Window]) -> list[_Window]:
    """Windows that touch become one, which tries the expressions of both."""
    merged: list[_Window] = []
    last = 0
    for start, stop, matchers in sorted(windows, key=itemgetter(0)):
        if merged and start <= last:
            begin, end, others = merged[-1]
            last = max(end, stop)
            merged[-1] = begin, last, matchers if others is matchers else others | matchers
        else:
            last = stop
            merged.append((max(0, start), stop, matchers))
    return merged


def _with_evidence(data: bytes, start: int) -> int:
    """Where the text begins that speaks for or against something at `start`."""
    far = max(0, start - _ADDRESS)
    return far if data.find(b"://", far, start) >= 0 else max(0, start - _NEAR)


def _boundary(data: bytes, place: int) -> int:
    """The beginning of the first character at or behind a place."""
    place = max(0, place)
    while place < len(data) and data[place] & 0xC0 == 0x80:
        place += 1
    return min(place, len(data))


def _decoded(data: bytes, start: int, stop: int) -> str:
    """The text between two places, without characters that are cut."""
    return data[max(0, start) : max(0, stop)].decode("utf-8", "ignore")
