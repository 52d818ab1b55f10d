"""Pieces of regular expressions that cue-driven detectors share."""

from __future__ import annotations

import re

JOIN = r"[\"'”】\])]{0,2}[ \t]{0,4}(?:[:=]|是|为)?[ \t]{0,4}[\"'“【\[(]{0,2}?"
"""What may stand between a cue and its value: a colon or nothing, blanks, a quote or bracket."""

LABEL = r"[\"'”】\])]{0,2}[ \t]{0,4}[:=][ \t]{0,4}[\"'“【\[(]{0,2}"
"""The same where only a colon or an equals sign makes a label of the words in front."""

START = r"(?<![0-9A-Za-z])"
END = r"(?![0-9A-Za-z])"

PLACEHOLDER = re.compile(
    r"[\s_＿/\\.。…*xX×#~—()（）\[\]【】〔〕<>《》□○☐-]*|(?:无|暂无|待填|待定|略|空|未填|未知|不详|同上|请填写|n/?a|none|null|nil|tbd)[。.]?",
    re.IGNORECASE,
)
"""What stands in a field that nobody has filled."""


def any_of(*words: str) -> str:
    """One expression for some words, longest first; ASCII words must stand alone."""
    longest = sorted(set(words), key=len, reverse=True)
    return (
        "(?:" + "|".join(f"(?<![0-9A-Za-z]){re.escape(w)}" if w[0].isascii() else re.escape(w) for w in longest) + ")"
    )


def is_filled(text: str) -> bool:
    """Whether a field's text says something."""
    return PLACEHOLDER.fullmatch(text.strip()) is None
