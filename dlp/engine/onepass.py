"""All patterns in one pass: gates are searched for once, expressions are tried only at them.

What is written in ASCII is matched where it is, in bytes. Everything else is matched in windows
of decoded and folded text around the gates; windows that touch become one. Either way a
candidate is judged by the same text around it, so both give what a search for each expression
in the whole text gives.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from detectors.base import BEHIND, REACH
from dlp.engine import gates, odd
from dlp.engine.candidate import Candidate
from dlp.engine.evidence import URL_REACH
from dlp.engine.matcher import NAME_ENTITIES, Matcher
from dlp.engine.offsets import boundary, characters, decoded
from dlp.text import fold

BEFORE = 240
"""How many bytes in front of the end of a gate's match a find may begin: 80 Han characters."""

_BEFORE_CUE = 3 * 40
"""The same for a word: what stands in front of it ends at most twelve characters before it."""

AFTER = 3 * REACH + 8
"""How many bytes behind a word a find may begin: as far as a word in front of it is looked for."""

_PLAIN = 48
"""How many bytes in front of it a find may begin that is written in ASCII."""

_LONG = 80
"""The same for what consists of few kinds of characters, such as a mail address."""

_ON = 64
"""How far behind the end of a gate's match what is written in ASCII is followed."""

_NEAR = 3 * (REACH + 8)
"""How many bytes in front of a find are decoded for the sake of evidence."""

_ADDRESS = 3 * URL_REACH
"""How many bytes if part of a web address stands in them."""

_OF_ADDRESS = b"://"

_BEHIND = 3 * (BEHIND + 4)
"""How many bytes behind a find are decoded for the sake of evidence."""

_DIGITS = b"0123456789"
_LONGEST_RUN = 32
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ESCAPES = frozenset((rb"\n", rb"\r", rb"\t"))
"""A line end as a program writes it: the letter is part of no number."""

_JOINS = frozenset(b"0123456789+-.)")
"""A number directly behind one of these may be part of something longer."""

_TOKEN = bytes(_LETTERS) + _DIGITS + b" ._%+-@()/:'*~#&="
"""What something written in ASCII may consist of."""

_BEGINNING = re.compile(rb"(?<![0-9A-Za-z])[0-9A-Za-z+(*@#:]")
"""Where it may begin."""

_MANY = 8
"""From so many expressions on it pays to ask first which of them can match."""

_RUN, _ODD = 0, 1
"""The numbers of the two expressions that all detectors share."""

_SHARED = {_RUN: "digits", _ODD: "odd"}

_Window = tuple[int, int, frozenset[int]]
"""Bytes in which some expressions are tried: start, stop, the numbers of matchers."""

_Part = tuple[int, int]

_Stretch = tuple[int, int, dict[int, _Part]]
"""Bytes that are decoded together: start, stop, and from where to where each expression is tried."""

_Match = tuple[int, int, float | None, str, str]
"""Something found in bytes: start, end, score, reason, canonical form."""


@dataclass(frozen=True, slots=True)
class _Token:
    """What may stand together in something written in ASCII, and how many bytes of it are looked at.

    others: all bytes but these. rest: matches what goes on.
    """

    made_of: bytes
    others: bytes
    rest: re.Pattern[bytes]
    reach: int

    @classmethod
    def of(cls, made_of: bytes) -> _Token:
        """The token of some bytes; of the usual ones if there are none."""
        each = made_of or _TOKEN
        others = bytes(set(range(256)) - set(each))
        return cls(each, others, re.compile(b"[%s]{0,%d}" % (re.escape(each), _ON)), _LONG if made_of else _PLAIN)

    def goes_on_oddly(self, data: bytes, start: int, end: int) -> bool:
        """Whether folding may make more of what stands at `start:end`."""
        rest = self.rest.match(data, end)
        return odd.is_before(data, start) or (rest is not None and data[rest.end() : rest.end() + 3] in odd.INSIDE)


@dataclass(slots=True)
class Found:
    """What one pass gives. Offsets are in characters, those of `others` in bytes.

    refused: entity and start of each lookalike that its check refused.
    others: where matches end of the expressions that were searched for beside, by group.
    """

    candidates: list[Candidate] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    others: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Work:
    """What is found and what is still to be looked into while a block is worked on.

    addresses: where web addresses have their `://`, in order.
    reached: where the last match of each expression ends that was found in bytes.
    """

    data: bytes
    addresses: list[int] = field(default_factory=list)
    reached: dict[int, int] = field(default_factory=dict)
    matches: dict[tuple[int, int], _Match] = field(default_factory=dict)
    windows: list[_Window] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)

    def with_evidence(self, start: int) -> int:
        """Where the text begins that speaks for or against something at `start`."""
        far = max(0, start - _ADDRESS)
        at = bisect_left(self.addresses, far)
        in_reach = at < len(self.addresses) and self.addresses[at] <= start - len(_OF_ADDRESS)
        return far if in_reach else max(0, start - _NEAR)


class OnePass:
    """The patterns of a set of matchers, found together.

    beside: further expressions to be searched for in the same pass, by group.
    backend: what searches for the gates; the quickest there is if none is named.
    kept: a private folder for what takes long to make.
    """

    def __init__(
        self,
        matchers: Iterable[Matcher],
        beside: Mapping[str, Sequence[str]] | None = None,
        backend: gates.Backend | None = None,
        kept: Path | None = None,
    ) -> None:
        self.matchers = list(matchers)
        lengths = sorted({n for m in self.matchers for n in m.detector.gate.runs})
        self._of_length = [self._with_run(n) for n in range(_LONGEST_RUN + 1)]
        narrow = frozenset(n for n, m in enumerate(self.matchers) if m.entity not in NAME_ENTITIES)
        shapes = _shapes(self.matchers)
        run = b"[0-9]{%d,}[^0-9]" % (lengths[0] if lengths else _LONGEST_RUN)
        self._owners = [frozenset[int](), narrow, *shapes.values()]
        self._plain = [
            frozenset(n for n in owners if shape in self.matchers[n].detector.gate.shapes and self.matchers[n].plain)
            for shape, owners in zip(("", "", *shapes), self._owners, strict=True)
        ]
        self._usual = _Token.of(b"")
        self._tokens = [self._token_of(numbers) for numbers in self._plain]
        self._reach = [3 * m.detector.gate.reach for m in self.matchers]
        written = {shape for m in self.matchers for shape in m.detector.gate.shapes}
        each = zip(("", "", *shapes), self._owners, strict=True)
        self._spread = [self._around(shape, o, cue=shape not in written) for shape, o in each]
        groups = [(group, expression) for group, each in (beside or {}).items() for expression in each]
        self._groups = [group for group, _ in groups]
        self._search = gates.search((run, odd.expression(), *shapes, *(e for _, e in groups)), backend, kept)

    def _token_of(self, numbers: Collection[int]) -> _Token:
        """What the finds of these expressions consist of."""
        made_of = {self.matchers[n].detector.gate.made_of for n in numbers}
        return self._usual if "" in made_of else _Token.of("".join(made_of).encode())

    def _around(self, shape: str, owners: Collection[int], *, cue: bool) -> tuple[int, int]:
        """How many bytes in front of the end of a gate's match, and behind it, a find may begin."""
        if cue:
            return _BEFORE_CUE, AFTER
        gates = (self.matchers[n].detector.gate for n in owners)
        return 3 * max((gate.closer.get(shape, gate.reach) for gate in gates), default=0), 4

    def _with_run(self, length: int) -> frozenset[int]:
        return frozenset(n for n, m in enumerate(self.matchers) if length in m.detector.gate.runs)

    def find(self, data: bytes) -> Found:
        """Everything in valid UTF-8."""
        work = _Work(data, list(_places(data, _OF_ADDRESS)))
        known = len(self._owners)
        for number, end in self._search.events(data):
            if number == _RUN:
                self._number(work, end - 1)
            elif number < known:
                self._shape(work, number, end)
            else:
                work.others.setdefault(self._groups[number - known], []).append(end)
        return self._finished(work)

    def fired(self, data: bytes) -> Counter[str]:
        """How often the gates of each entity fire in valid UTF-8: what speed hangs on.

        `digits` and `odd` are what all detectors share; what is searched for beside is counted by group.
        """
        return Counter(name for number, _ in self._search.events(data) for name in self._of_expression(number))

    def _of_expression(self, number: int) -> list[str]:
        if number in _SHARED:
            return [_SHARED[number]]
        if number < len(self._owners):
            return [self.matchers[n].entity for n in self._owners[number]]
        return [self._groups[number - len(self._owners)]]

    def _number(self, work: _Work, end: int) -> None:
        """A run of digits that ends at `end`."""
        data = work.data
        tail = data[max(0, end - _LONGEST_RUN) : end]
        length = len(tail) - len(tail.rstrip(_DIGITS))
        numbers = self._of_length[length] if length < _LONGEST_RUN else None
        if not numbers:
            return
        start = end - length
        before = data[start - 1] if start else 0
        if before in _LETTERS and data[start - 2 : start] not in _ESCAPES:
            return
        if before in _JOINS or (before == 0x20 and start > 1 and data[start - 2] in _JOINS):
            self._token(work, numbers, end, self._usual)
            return
        for number in numbers:
            self._try(work, number, start)

    def _shape(self, work: _Work, gate: int, end: int) -> None:
        """A match of some gate's own expression that ends at `end`."""
        plain, all_ = self._plain[gate], self._owners[gate]
        if plain:
            self._token(work, plain, end, self._tokens[gate])
        if len(plain) < len(all_):
            before, after = self._spread[gate]
            work.windows.append((end - before, end + after, all_ - plain))

    def _token(self, work: _Work, numbers: Iterable[int], end: int, token: _Token) -> None:
        """Try expressions wherever something may begin that goes on to `end`, if no match went that far."""
        numbers = [n for n in numbers if work.reached.get(n, 0) < end]
        if not numbers:
            return
        first = max(0, end - token.reach)
        tail = work.data[first:end].rstrip(token.others)
        start, end = first + len(tail.rstrip(token.made_of)), first + len(tail)
        if not work.data[max(0, first - 1) : end + _ON + 1].isascii() and token.goes_on_oddly(work.data, start, end):
            work.windows.append((start - _PLAIN, end, frozenset(numbers)))
            return
        for number in numbers:
            for beginning in _BEGINNING.finditer(work.data, start, end):
                if self._try(work, number, beginning.start()) >= end - 1:  # a gate may reach one mark too far
                    break

    def _try(self, work: _Work, number: int, start: int) -> int:
        """Match an expression at one place, in bytes. Returns where the match ends, 0 if there is none."""
        matcher, data = self.matchers[number], work.data
        if matcher.raw is None:
            work.windows.append((start - BEFORE, start + 1, frozenset({number})))
            return 0
        match = matcher.raw.match(data, start)
        if match is None:
            return 0
        first, last = match.span(match.lastgroup or 0)
        if (number, first) not in work.matches:
            if odd.is_beside(data, start, match.end()):
                work.windows.append((start - BEFORE, start + 1, frozenset({number})))
                return 0
            work.matches[number, first] = self._judged(work, matcher, first, last, match.lastgroup)
            work.reached[number] = match.end()
        return match.end()

    @staticmethod
    def _judged(work: _Work, matcher: Matcher, start: int, end: int, group: str | None) -> _Match:
        """The verdict on a match, by the text around it."""
        data = work.data
        value = data[start:end].decode()

        def place() -> tuple[str, int, int]:
            first = work.with_evidence(start)
            around = data[first : end + _BEHIND]
            if around.isascii():
                return around.decode(), start - first, end - first
            left = data[first:start].decode("utf-8", "ignore")
            right = data[end : end + _BEHIND].decode("utf-8", "ignore")
            return left + value + right, len(left), len(left) + len(value)

        return start, end, *matcher.verdict(value, place, group)

    def _finished(self, work: _Work) -> Found:
        """Look into the windows, and put everything in order with offsets in characters."""
        found = Found(others=work.others)
        if not work.matches and not work.windows:
            return found
        stretches = list(self._promising(work.data, _merged(work.windows)))
        lefts = [boundary(work.data, work.with_evidence(stretch[0])) for stretch in stretches]
        places = (place for match in work.matches.values() for place in match[:2])
        at = characters(work.data, {*places, *lefts})
        known = {(number, at[start]) for number, start in work.matches}
        made = [
            (at[start], at[end], number, score, why, normal)
            for (number, _), (start, end, score, why, normal) in work.matches.items()
        ]
        for left, stretch in zip(lefts, stretches, strict=True):
            made += (m for m in self._in_stretch(work.data, stretch, left, at[left]) if (m[2], m[0]) not in known)
        ends = [0] * len(self.matchers)
        for start, end, number, score, why, normal in sorted(made, key=itemgetter(0)):
            if start < ends[number]:
                continue  # part of an earlier match, where a search from the left would not look
            ends[number] = end
            detector = self.matchers[number].detector
            if score is None:
                found.refused.append((detector.entity, start))
            else:
                candidate = Candidate(detector.entity, start, end, score, (why,), normal, declared=detector.declared)
                found.candidates.append(candidate)
        return found

    def _promising(self, data: bytes, stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
        """The stretches that hold what is needed, with the expressions that need no more."""
        for begin, stop, parts in stretches:
            left = {n: part for n, part in parts.items() if self._may_match(n, data, *part)}
            if left:
                yield begin, stop, left

    def _may_match(self, number: int, data: bytes, begin: int, stop: int) -> bool:
        needs, end = self.matchers[number].needs, stop + self._reach[number]
        return needs is None or needs.search(data, begin, end) is not None or odd.is_hidden(data, begin, end)

    def _in_stretch(
        self, data: bytes, stretch: _Stretch, left: int, base: int
    ) -> Iterator[tuple[int, int, int, float | None, str, str]]:
        """What the expressions of a stretch find; `left` bytes and `base` characters are in front of its text."""
        _, stop, parts = stretch
        text = decoded(data, left, stop + max(self._reach[n] for n in parts) + _BEHIND)
        folded = fold(text)
        if len(parts) >= _MANY and folded.text != text:
            parts = {n: parts[n] for n in parts.keys() & self._open(folded.text)}
        whole = (0, len(folded.text))  # finds in the margins are given as well, which does no harm
        known: dict[_Part, _Part] = {}
        for number, part in parts.items():
            if folded.offsets is None and part not in known:
                known[part] = len(decoded(data, left, part[0])), len(decoded(data, left, part[1])) + 1
            for match in self.matchers[number].find(text, folded, *known.get(part, whole)):
                yield base + match.start, base + match.end, number, match.score, match.why, match.normal

    def _open(self, text: str) -> frozenset[int]:
        """The expressions whose gates a folded text holds; in a short one that is quicker than trying all."""
        found: set[int] = set()
        data = text.encode("utf-8", "replace")
        for number, end in self._search.events(data):
            if number == _RUN:
                tail = data[max(0, end - 1 - _LONGEST_RUN) : end - 1]
                length = len(tail) - len(tail.rstrip(_DIGITS))
                found |= self._of_length[length] if length < _LONGEST_RUN else frozenset()
            elif number < len(self._owners):
                found |= self._owners[number]
        return frozenset(found)

    def failures(self) -> dict[str, int]:
        """How many candidates each detector failed on so far."""
        return {m.entity: m.failures for m in self.matchers if m.failures}


def _shapes(matchers: Sequence[Matcher]) -> dict[str, frozenset[int]]:
    """Every expression of a gate, with the detectors it stands for; cue words are expressions too."""
    owners: dict[str, set[int]] = {}
    for number, matcher in enumerate(matchers):
        gate = matcher.detector.gate
        cues = (*gate.cues, *(matcher.detector.context if gate.by_context else ()))
        for shape in (*gate.shapes, *map(gates.word, cues)):
            owners.setdefault(shape, set()).add(number)
    return {shape: frozenset(numbers) for shape, numbers in owners.items()}


def _merged(windows: list[_Window]) -> list[_Stretch]:
    """Windows that touch become one stretch, in which each expression is tried from its first window to its last."""
    merged: list[_Stretch] = []
    last = 0
    for start, stop, numbers in sorted(windows, key=itemgetter(0)):
        part = max(0, start), stop
        if merged and start <= last:
            begin, end, parts = merged[-1]
            last = max(end, stop)
            merged[-1] = begin, last, parts
            for number in numbers:
                first, end = parts.get(number, part)
                parts[number] = first, max(end, stop)
        else:
            last = stop
            merged.append((part[0], stop, dict.fromkeys(numbers, part)))
    return merged


def _places(data: bytes, part: bytes) -> Iterator[int]:
    """Where it stands, in order."""
    at = data.find(part)
    while at >= 0:
        yield at
        at = data.find(part, at + 1)
