"""Looking for every detector's gates in one pass over a block's bytes.

hyperscan does it where there is a wheel for it, google-re2 elsewhere, and Python's `re` where
there is neither. They report the same places in different ways: an event says that a match of
a gate ends at some byte; which end, if there are several, is left open.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal, Protocol

from dlp.engine.automata import Automata
from dlp.engine.utf8 import to_bytes

Backend = Literal["hyperscan", "re2", "re"]
Event = tuple[int, int]
"""The number of an expression and the byte offset where a match of it ends."""

_LONGEST = 256
"""So many bytes a match has at most, but for a run of digits."""

_COUNTS = re.compile(rb"\[0-9|\{")
"""A sign of an expression that holds digits or counted repeats."""

_TOGETHER = 8
"""So many expressions are searched for at once where most of them match nowhere: measured, the quickest."""

_MANY = 200
"""So many matches are not few any more."""

_END = b"\n"
"""Put behind every block, so that an expression for the end of a run need not ask for the end."""


class Search(Protocol):
    """Finds all events of the expressions it was made of, in the order of their ends or starts."""

    def events(self, data: bytes) -> list[Event]:
        """Every event in valid UTF-8."""


class HyperscanSearch:
    """All expressions in one automaton. Raises ImportError where hyperscan is not installed.

    kept: a private folder for automata, which take seconds to make; None makes each anew.
    """

    def __init__(self, expressions: Sequence[bytes], kept: Path | None = None) -> None:
        import hyperscan

        key = hashlib.sha256(b"\0".join([version("hyperscan").encode(), *expressions])).hexdigest()[:32]
        store = Automata(kept, key) if kept else None
        self._database: Any = store.load() if store else None
        if self._database is None:
            self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            count = len(expressions)
            self._database.compile(
                expressions=list(expressions), ids=list(range(count)), elements=count, flags=[0] * count
            )
            if store:
                store.save(self._database)

    def events(self, data: bytes) -> list[Event]:
        """Every event, by end."""
        found: list[Event] = []
        add = found.append
        self._database.scan(data + _END, match_event_handler=lambda i, _s, end, _f, _c: add((i, end)))
        return found


class ReSearch:
    """One expression for all words finds where they start; what counts repeats is searched for by itself.

    Together, expressions such as `[0-9]{4}[ -][0-9]{4}` would need an automaton of endless size; they are
    asked together only for the first place where any of them matches, which prose seldom has, and then
    a few at a time; the first, a run of digits, is everywhere and stays by itself.

    which: the numbers of the words that match at the beginning of some bytes; all, if it cannot tell.
    """

    def __init__(
        self,
        expressions: Sequence[bytes],
        compile_: Callable[[bytes], Any],
        which: Callable[[Sequence[bytes]], Callable[[bytes], Sequence[int]]] | None = None,
    ) -> None:
        compiled = [(number, compile_(e)) for number, e in enumerate(expressions)]
        self._words = [(n, each) for n, each in compiled if not _COUNTS.search(expressions[n])]
        words = [expressions[n] for n, _ in self._words]
        self._any = compile_(_either(words))
        counting = [(n, expressions[n], each) for n, each in compiled if _COUNTS.search(expressions[n])]
        self._first = compile_(_either([e for _, e, _ in counting]))
        parted = [counting[:1], *(counting[at : at + _TOGETHER] for at in range(1, len(counting), _TOGETHER))]
        self._few = [_Few.of(some, compile_) for some in parted]
        everything = range(len(words))
        self._which = which(words) if which and words else lambda _data: everything

    def events(self, data: bytes) -> list[Event]:
        """Every event, by end."""
        data += _END
        found = list(self._of_words(data))
        if first := self._first.search(data):
            found += (event for few in self._few for event in few.events(data, first.start()))
        return sorted(set(found), key=itemgetter(1))

    def _of_words(self, data: bytes) -> Iterator[Event]:
        at = 0
        while match := self._any.search(data, at):
            start = match.start()
            for place in self._which(data[start : start + _LONGEST]):
                number, each = self._words[place]
                here = each.match(data, start)
                if here:
                    yield number, here.end()
            at = start + 1


@dataclass(frozen=True, slots=True)
class _Few:
    """A few expressions, most of which match nowhere in a text: one search for all of them says so."""

    any: Any
    each: Sequence[tuple[int, Any]]

    @classmethod
    def of(cls, some: Sequence[tuple[int, bytes, Any]], compile_: Callable[[bytes], Any]) -> _Few:
        """Some numbered expressions, with what they were compiled to."""
        return cls(compile_(_either([e for _, e, _ in some])), [(number, each) for number, _, each in some])

    def events(self, data: bytes, at: int) -> Iterator[Event]:
        """Every event from a place on. Where there are many of them, each expression is quicker by itself."""
        for _ in range(_MANY):
            match = self.any.search(data, at)
            if match is None:
                return
            start = match.start()
            yield from ((n, here.end()) for n, each in self.each if (here := each.match(data, start)))
            at = start + 1
        for number, each in self.each:
            yield from _of_one(number, each, data, at)


def _either(expressions: Sequence[bytes]) -> bytes:
    """One expression for all of them; nothing matches none."""
    return b"|".join(b"(?:" + e + b")" for e in expressions) or b"[^\\x00-\\xff]"


def _of_one(number: int, expression: Any, data: bytes, at: int) -> Iterator[Event]:
    """The events of one expression, from every place where it matches from a place on."""
    while match := expression.search(data, at):
        yield number, match.end()
        at = match.start() + 1


def _re2_search(expressions: Sequence[bytes]) -> ReSearch:
    """The same by google-re2, which can say at once which of many expressions match at a place."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes as they are
    options.log_errors = False
    options.max_mem = 256 << 20

    def which(words: Sequence[bytes]) -> Callable[[bytes], Sequence[int]]:
        together = re2.Set.MatchSet(options)
        for expression in words:
            together.Add(b"^(?:" + expression + b")")
        together.Compile()
        matches: Callable[[bytes], Sequence[int]] = together.Match
        return matches

    return ReSearch(expressions, lambda expression: re2.compile(expression, options), which)


def word(text: str) -> str:
    """An expression for a word; one that begins or ends in an ASCII letter must not go on in letters."""
    before = "(?:^|[^A-Za-z])" if text[0].isascii() and text[0].isalpha() else ""
    after = "[^A-Za-z]" if text[-1].isascii() and text[-1].isalpha() else ""
    return before + any_case(text) + after


def any_case(word: str) -> str:
    """An expression for a word in upper and lower case (of ASCII letters)."""
    return "".join(f"[{c.lower()}{c.upper()}]" if c.isascii() and c.isalpha() else _literal(c) for c in word)


def _literal(char: str) -> str:
    return char if char.isalnum() or not char.isascii() else f"\\{char}"


_MADE: dict[tuple[object, ...], Search] = {}


def search(expressions: tuple[str | bytes, ...], backend: Backend | None = None, kept: Path | None = None) -> Search:
    """The quickest search there is for these expressions, over characters or (as bytes) over bytes.

    backend: which one to take; it must be installed then, or ImportError is raised. kept: a private
    folder where automata are kept from one start to the next. In one process each is made once.
    """
    key = (backend, *expressions)
    if key not in _MADE:
        _MADE[key] = _made(expressions, backend, kept)
    return _MADE[key]


def _made(expressions: tuple[str | bytes, ...], backend: Backend | None, kept: Path | None) -> Search:
    translated = [e if isinstance(e, bytes) else to_bytes(e).encode("ascii") for e in expressions]
    makers: dict[Backend, Callable[[], Search]] = {
        "hyperscan": lambda: HyperscanSearch(translated, kept),
        "re2": lambda: _re2_search(translated),
        "re": lambda: ReSearch(translated, re.compile),
    }
    if backend is not None:
        return makers[backend]()
    for make in makers.values():
        try:
            return make()
        except ImportError:
            continue
    raise AssertionError("Python's own re is always there")
