"""Where a look-around that wants no letter or digit beside it is an ASCII word boundary.

`(?<![0-9A-Za-z])` in front of what begins in a letter or digit is a word boundary. In front of a
choice it is put into each alternative, as some may begin otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Token = tuple[Any, Any]
"""What Python's own parser makes of a part of an expression: its kind and what is in it."""

BOUNDARY = "BOUNDARY"
"""The kind of token that stands for a word boundary; Python's parser has none of that name."""

_WORD = {ord("0"): ord("9"), ord("A"): ord("Z"), ord("a"): ord("z")}
_LOOKS = ("ASSERT", "ASSERT_NOT")


def placed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with boundaries in place of the look-arounds that mean one, or pushed into what they stand at."""
    out = list(tokens)
    for at, (kind, value) in enumerate(tokens):
        if str(kind) != "ASSERT_NOT" or not _has_all_of_words(value[1]):
            continue
        step = 1 if value[0] < 0 else -1
        beside = at + step
        while 0 <= beside < len(out) and str(out[beside][0]) in (*_LOOKS, BOUNDARY):
            beside += step
        if _begins_in_word(tokens[at + 1 :] if step > 0 else tokens[:at][::-1], step):
            out[at] = (BOUNDARY, None)
        elif 0 <= beside < len(out) and str(out[beside][0]) in ("BRANCH", "SUBPATTERN"):
            out[beside] = _pushed(out[beside], (kind, value))
        elif 0 <= beside < len(out) and _may_be_left_out(out[beside]):
            return _with_and_without(tokens, at, beside)
    return out


def _may_be_left_out(token: Token) -> bool:
    return str(token[0]) == "MAX_REPEAT" and (token[1][0], token[1][1]) == (0, 1)


def _with_and_without(tokens: Sequence[Token], at: int, beside: int) -> list[Token]:
    """`(?<!w)x?y` as `(?<!w)xy|(?<!w)y`, in which each alternative has its own beginning (or end)."""
    look, inner = tokens[at], list(tokens[beside][1][2])
    if at < beside:
        rest = tokens[beside + 1 :]
        return [*tokens[:at], ("BRANCH", (None, [[look, *inner, *rest], [look, *rest]]))]
    front = tokens[:beside]
    return [("BRANCH", (None, [[*front, *inner, look], [*front, look]])), *tokens[at + 1 :]]


def _pushed(token: Token, look: Token) -> Token:
    """A choice or group that holds the look-around itself, at its beginning or end."""

    def held(inner: Sequence[Token]) -> list[Token]:
        return [look, *inner] if look[1][0] < 0 else [*inner, look]

    kind, value = token
    if str(kind) == "BRANCH":
        return kind, (value[0], [held(branch) for branch in value[1]])
    return kind, (*value[:3], held(value[3]))


def _has_all_of_words(tokens: Sequence[Token]) -> bool:
    """Whether these are one class with every digit and letter of ASCII in it."""
    if len(tokens) != 1 or str(tokens[0][0]) != "IN":
        return False
    return _WORD.items() <= {value for kind, value in tokens[0][1] if str(kind) == "RANGE"}


def _begins_in_word(tokens: Sequence[Token], step: int) -> bool:
    """Whether these begin in a letter or digit of ASCII, seen from the left (1) or from the right (-1)."""
    for kind, value in tokens:
        if str(kind) in _LOOKS:
            continue
        if not _is_word_token(str(kind), value, step):
            return False
        if not (str(kind).endswith("_REPEAT") and value[0] == 0):
            return True
    return False


def _is_word_token(kind: str, value: Any, step: int) -> bool:
    if kind == "BRANCH":
        return all(_begins_in_word(branch[::step], step) for branch in value[1])
    if kind == "SUBPATTERN" or kind.endswith("_REPEAT"):
        return _begins_in_word(value[-1][::step], step)
    if kind == "IN":
        return all(_is_word_item(str(item), of) for item, of in value)
    return kind == "LITERAL" and _is_word(value)


def _is_word(code: int) -> bool:
    return chr(code).isascii() and chr(code).isalnum()


def _is_word_item(kind: str, value: Any) -> bool:
    match kind:
        case "LITERAL":
            return _is_word(value)
        case "RANGE":
            return _is_word(value[0]) and _is_word(value[1])
    return str(value) == "CATEGORY_DIGIT"
