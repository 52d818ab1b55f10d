"""Our detectors' expressions written for Rust's `regex`, which ripgrep is made of.

It knows neither look-around nor back-references, and searches line by line. So "no letter or digit
in front" (or behind) becomes an ASCII word boundary where a letter or digit must follow (or come
before): that makes ripgrep three times as fast on dense text, ten times on logs. A class with some
characters refused becomes one class. Other look-around is left out, with any alternative that is
nothing else; a back-reference becomes the expression it refers to; a class
never holds a line end, and an alternative that wants one is dropped. Where there is a choice it is
the one that is quicker for ripgrep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from typing import Any

import detectors
from bench import boundaries
from bench.boundaries import Token
from detectors.base import Pattern

NAMES = frozenset({"PERSON", "ADDRESS", "ORGANIZATION"})

_FLAGS = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s"}
_CATEGORIES = {"DIGIT": "0-9", "SPACE": r" \t\r\x0b\x0c", "WORD": "0-9A-Za-z_"}
_PLACES = {"AT_BEGINNING": "^", "AT_BEGINNING_STRING": "^", "AT_END": "$", "AT_END_STRING": "$"}
_LINE_END = 10
_LOOKS = ("ASSERT", "ASSERT_NOT")
_SPECIAL = frozenset(r"\.+*?()|[]{}^$#&-~")


def expressions(*, names: bool) -> dict[str, str]:
    """The expression of each detector by entity, with or without names, addresses and organisations."""
    patterns = [d for d in detectors.load() if isinstance(d, Pattern) and (names or d.entity not in NAMES)]
    return {d.entity: translated(d.regex) for d in patterns}


def translated(expression: str) -> str:
    """An expression of Python's `re` with ASCII classes, for Rust's `regex`.

    Raises:
        ValueError: there is something in it that has no counterpart.
    """
    tree = import_module("re._parser").parse(expression, re.ASCII)  # the only parser that surely reads it right
    return _Writer().sequence(tree)


class _BeyondLineError(ValueError):
    """This part of an expression matches over a line end only, which no search of lines does."""


class _Writer:
    """Writes a tree anew; `groups` are the numbered ones that were written already."""

    def __init__(self) -> None:
        self._groups: dict[int, str] = {}

    def sequence(self, tokens: Sequence[Token]) -> str:
        written, refused = [], ""
        for (kind, value), (following, _) in pairwise([*boundaries.placed(tokens), ("", None)]):
            if str(following) == "IN" and _is_refused_class(str(kind), value):
                refused = _class(value[1][0][1])
                continue
            one = self._token(str(kind), value)
            written.append(f"[{one}&&[^{refused}]]" if refused else one)
            refused = ""
        return "".join(written)

    def _token(self, kind: str, value: Any) -> str:
        if kind in _SIMPLE:
            return _SIMPLE[kind](value)
        match kind:
            case "BRANCH":
                return self._branches(value[1])
            case "SUBPATTERN":
                return self._group(*value)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(*value, lazy=kind == "MIN_REPEAT")
            case "GROUPREF":
                return self._groups[value]
        raise ValueError(f"{kind} cannot be written for Rust's regex")

    def _branches(self, branches: Sequence[Sequence[Token]]) -> str:
        """The alternatives that can match in a line; those of look-around alone would match everywhere."""
        real = [branch for branch in branches if not branch or any(str(kind) not in _LOOKS for kind, _ in branch)]
        written = []
        for branch in real:
            with suppress(_BeyondLineError):
                written.append(self.sequence(branch))
        if real and not written:
            raise _BeyondLineError
        return f"(?:{'|'.join(written)})" if real else ""

    def _group(self, number: int | None, on: int, _off: int, inner: Sequence[Token]) -> str:
        flags = "".join(letter for flag, letter in _FLAGS.items() if on & flag)
        written = f"(?{flags}:{self.sequence(inner)})"
        if number is not None:
            self._groups[number] = written
        return written

    def _repeat(self, least: int, most: Any, inner: Sequence[Token], *, lazy: bool) -> str:
        repeated = self.sequence(inner)
        if not repeated:
            return ""  # nothing but look-around was repeated
        upper = "" if str(most) == "MAXREPEAT" else str(most)
        times = {"0,1": "?", "0,": "*", "1,": "+"}.get(f"{least},{upper}", f"{{{least},{upper}}}")
        return f"(?:{repeated}){times}{'?' if lazy else ''}"


def _literal(code: int) -> str:
    if code == _LINE_END:
        raise _BeyondLineError
    char = chr(code)
    if char in _SPECIAL:
        return f"\\{char}"
    return char if char.isprintable() or not char.isascii() else f"\\x{code:02x}"


def _is_refused_class(kind: str, value: Any) -> bool:
    """Whether this is a look-ahead that refuses the characters of a class."""
    return kind == "ASSERT_NOT" and value[0] > 0 and len(value[1]) == 1 and str(value[1][0][0]) == "IN"


def _class(items: Sequence[Token]) -> str:
    negated = str(items[0][0]) == "NEGATE"
    parts = [_item(str(kind), value) for kind, value in items if (str(kind), value) != ("LITERAL", _LINE_END)]
    written = "".join(parts[negated:])
    if negated:
        return rf"[^{written}\n]"
    return f"[{written}]"


def _item(kind: str, value: Any) -> str:
    match kind:
        case "LITERAL":
            return _literal(value)
        case "RANGE":
            return f"{_literal(value[0])}-{_literal(value[1])}"
        case "CATEGORY":
            return _CATEGORIES[str(value).removeprefix("CATEGORY_")]
    return ""


_SIMPLE: dict[str, Callable[[Any], str]] = {
    "LITERAL": _literal,
    "NOT_LITERAL": lambda code: rf"[^{_literal(code)}\n]",
    "ANY": lambda _: ".",
    "IN": _class,
    "ASSERT": lambda _: "",
    "ASSERT_NOT": lambda _: "",
    "AT": lambda where: _PLACES[str(where)],
    boundaries.BOUNDARY: lambda _: r"(?-u:\b)",
}
"""How the parts are written that have no parts of their own."""
