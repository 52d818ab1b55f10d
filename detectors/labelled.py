"""What the detectors of a customer's affairs share: a label, a colon, and a filled value."""

from __future__ import annotations

from detectors.phrases import is_filled

_PREFIX = r"(?<!产品)(?<!基金)(?<!理财)(?<!项目)(?<!系统)(?<!软件)(?<!最低)(?<!最高)(?<!适合)(?<!适用)"
_TICKED = "[☑√■✓✔☒●]"


def pattern(labels: tuple[str, ...], value: str, ticked: str = "") -> str:
    """An expression for one of some labels with a value; nothing between them but a colon.

    ticked: what may stand behind a tick in a row of boxes.
    """
    alternatives = [rf"(?P<value_said>{value})"]
    if ticked:
        alternatives.insert(0, rf"[^\n☑√■✓✔☒●]{{0,24}}{_TICKED}[ ]?(?P<value_ticked>{ticked})")
    longest = "|".join(sorted(labels, key=len, reverse=True))
    return rf"{_PREFIX}(?:{longest})[ \t]{{0,3}}[:=][ \t]{{0,4}}(?:{'|'.join(alternatives)})"


def shape(labels: tuple[str, ...]) -> str:
    """A gate for the same: a label and its colon."""
    return rf"(?:{'|'.join(labels)})[ \t\u3000\xa0]{{0,3}}[:=：＝]"


def is_said(text: str) -> bool:
    """Whether the value is one, and no placeholder, instruction or empty box."""
    return is_filled(text) and not text.startswith(("请", "例如", "如:", "指", "□", "○", "<", "{", "$", "%", "【"))


def mask(text: str) -> str:
    """Stars; how long it is tells nothing beyond eight characters."""
    return "*" * min(len(text), 8)
