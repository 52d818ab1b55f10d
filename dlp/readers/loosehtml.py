"""HTML that is nested too deeply for a tree: its tags are taken out, all its text stays.

A parser that follows the standard looks through all open elements at many a tag, so that its time
grows with the square of the depth; no page that people see is as deep as that.
"""

from __future__ import annotations

import html
import re

_DEEP = 2_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]{0,40})")
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,20000}>?")
_LEAVES = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th".split()
)


def is_deep(markup: str) -> bool:
    """Whether elements stand open in one another to a depth that makes a tree cost too much."""
    if markup.count("<") - 2 * markup.count("</") < _DEEP:  # so many more begin than end, at least
        return False
    depth = 0
    for end, tag in _TAG.findall(markup):
        if tag.lower() not in _LEAVES:
            depth += -1 if end else 1
            if depth > _DEEP:
                return True
    return False


def text(markup: str) -> str:
    """The text between the tags, a line for each piece."""
    return html.unescape(_ANY_TAG.sub("\n", markup))
