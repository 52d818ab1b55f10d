"""Whether a regular expression written in a policy file is safe to run on any text.

Python's engine backtracks: nested or unbounded repeats can take longer than anybody waits. What
is allowed is small enough to be tried at every place of a long document.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

from dlp.model import Text

_parser: Any = importlib.import_module("re._parser")  # the tree that re itself compiles
LONGEST = 64
"""How many characters a match may have at most."""

SHORTEST = 3
WAYS = 1_000
"""In how many ways the variable repeats of an expression may be combined at most."""

_FORBIDDEN = {
    "ASSERT": Text("前后查找", "look-around"),
    "ASSERT_NOT": Text("前后查找", "look-around"),
    "GROUPREF": Text("反向引用", "back-references"),
    "GROUPREF_EXISTS": Text("反向引用", "back-references"),
    "AT": Text("位置锚点（^ $ \\b 等）", "anchors such as ^ and $"),
    "ANY": Text("任意字符 .", "the dot, which matches anything"),
}


def complaint(regex: str) -> Text | None:
    """What is wrong with an expression, None if it may be used."""
    try:
        tree = _parser.parse(regex)
    except (re.error, RecursionError, OverflowError) as error:
        return Text("正则表达式有语法错误", f"not a regular expression: {getattr(error, 'msg', 'too deep')}")
    found = next(_complaints(tree, inside=False), None)
    if found:
        return found
    shortest, longest = tree.getwidth()
    if shortest < SHORTEST or longest > LONGEST:
        return Text(
            f"匹配长度应在 {SHORTEST} 到 {LONGEST} 个字符之间", f"a match must have {SHORTEST} to {LONGEST} characters"
        )
    if _ways(tree) > WAYS:
        return Text("可变长度的重复太多，可能极慢", "too many repeats of variable length: it could take for ever")
    return None


def _children(item: Any) -> list[Any]:
    """The expressions inside one element of the tree."""
    operation, argument = str(item[0]), item[1]
    if operation == "BRANCH":
        return list(argument[1])
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [argument[2]]
    if operation == "SUBPATTERN":
        return [argument[3]]
    return [argument] if operation == "ATOMIC_GROUP" else []


def _complaints(tree: Any, *, inside: bool) -> Iterator[Text]:
    """inside: whether the tree is part of something that is repeated."""
    for item in tree:
        operation = str(item[0])
        if operation in _FORBIDDEN:
            what = _FORBIDDEN[operation]
            yield Text(f"不能使用{what.zh}", f"{what.en} cannot be used")
        repeated = inside
        if operation.endswith("_REPEAT"):
            low, high = item[1][0], item[1][1]
            if high == _parser.MAXREPEAT:
                yield Text("重复次数必须有上限，写成 {1,20}", "a repeat needs an upper bound: write {1,20}")
            if inside and low != high:
                yield Text("重复里不能再有可变的重复，可能极慢", "nested quantifiers: it could take for ever")
            repeated = inside or high > 1
        if operation == "BRANCH" and inside:
            yield Text("重复里不能有多选，可用字符组 [...]", "no alternatives inside a repeat; use a class [...]")
        for child in _children(item):
            yield from _complaints(child, inside=repeated)


def _ways(tree: Any) -> int:
    ways = 1
    for item in tree:
        if str(item[0]).endswith("_REPEAT"):
            ways *= min(int(item[1][1]), WAYS + 1) - int(item[1][0]) + 1
        inner = [_ways(child) for child in _children(item)]
        ways *= sum(inner) if str(item[0]) == "BRANCH" else inner[0] if inner else 1
    return ways
