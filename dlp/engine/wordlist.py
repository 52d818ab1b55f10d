"""Word lists as one expression each, made as a tree so that a long list costs little more than a short one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

_EDGE = "[A-Za-z0-9]"

Tree = dict[str, Any]


@cache
def ahead(words: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a word at a place of a lower-case text; ASCII words must stand alone."""
    return re.compile(alternatives(words))


@cache
def backwards(words: tuple[str, ...]) -> re.Pattern[str]:
    """The same over a lower-case text that was turned round: the first match is the nearest word."""
    return re.compile(alternatives(word[::-1] for word in words))


def alternatives(words: Iterable[str]) -> str:
    """An expression for any of the words, longest first, each beginning with a plain character.

    No choice of beginnings is nested in another, so that Python's `re` passes over text in which none stands.
    """
    ascii_words, others = Tree(), Tree()
    for word in words:
        _plant(ascii_words if word.isascii() else others, word.lower())
    grown = [_grow(rest, re.escape(first), "") for first, rest in others.items()]
    grown += [
        f"{re.escape(first)}(?<!{_EDGE}{re.escape(first)}){_grow(rest, '', f'(?!{_EDGE})')}"
        for first, rest in ascii_words.items()
    ]
    return "(?:" + "|".join(grown) + ")" if grown else "(?!)"


def _plant(tree: Tree, word: str) -> None:
    for char in word:
        tree = tree.setdefault(char, {})
    tree[""] = None


def _grow(tree: Tree, prefix: str, edge: str) -> str:
    """The expression of a tree; a word that ends here comes last, so that longer ones win."""
    while len(tree) == 1 and "" not in tree:
        char, tree = next(iter(tree.items()))
        prefix += re.escape(char)
    branches = [_grow(rest, re.escape(char), edge) for char, rest in tree.items() if char]
    if "" in tree:
        branches.append(edge)
    return prefix + (branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})")
