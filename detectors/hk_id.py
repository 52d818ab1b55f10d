"""Hong Kong identity card number, 香港身份证号: one or two letters, six digits, a check in brackets.

The brackets make it plain; without them one look-alike in eleven passes, so it needs a word.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, letters_from_ten, mask, weighted
from detectors.words import NOT_PERSONAL
from dlp.model import Text

_BLANK = 36
"""The value of the place in front of a single letter."""

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)
_PLAIN = re.compile(r"[A-Z]{1,2}\d{6}\([0-9A]\)")


def check_character(number: str) -> str:
    """The check character for letters and six digits, 0 to 9 or A."""
    values = letters_from_ten(number)
    padded = values if len(values) == len(_WEIGHTS) else [_BLANK, *values]
    return "0123456789A"[-weighted(padded, _WEIGHTS) % 11]


def is_valid(number: str) -> bool:
    """Whether the check character is right and the digits are not all the same."""
    return check_character(number[:-1]) == number[-1] and len(set(number[-7:-1])) > 1


DETECTOR = Pattern(
    entity="HK_ID",
    title=Text("香港身份证号", "Hong Kong identity card number"),
    source="香港入境事务处；校验位按公开算法",
    gate=Gate(by_context=True, shapes=("[A-Za-z][0-9]{6} ?[(（][0-9Aa]",), needs="[A-Za-z][0-9]{6}"),
    regex=rf"{LEFT}[A-Za-z]{{1,2}}\d{{6}}(?: ?\([0-9Aa]\)|[0-9Aa]){RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=lambda value: 0.55 if _PLAIN.fullmatch(value) else 0.2,
    context=(
        *words(
            "香港身份证号码 香港身份证号 香港身份证 香港身份證號碼 香港身份證 香港居民身份证 香港居民身份證 香港永久性居民 身份證號碼 身份證 身份证号码 身份证号 身份证 证件号码 证件号 證件號碼",
            "hkid hkid_no hkic identity_card xgsfz",
        ),
        *("hong kong id", "hk id", "id card", "identity card"),
    ),
    lift=0.45,
    against=(*NOT_PERSONAL, *words("护照号码 护照号 护照 護照 passport 型号 部件号 专利号 专利")),
    mask=mask,
    specimen=frozenset({"A1234563"}).__contains__,
    examples=(
        yes("香港身份證號碼：A123456(3)", "A123456(3)"),
        yes("HKID: AB987654(3)", "AB987654(3)"),
        yes("客户陈先生，身份证 E3649125", "E3649125"),
        yes("开户人持香港身份证ｋ034169（a）", "ｋ034169（a）"),
        yes("Mr Chan, E364912(5), Kowloon", "E364912(5)"),
        no("HKID K034169(1)", why="wrong check character"),
        no("E3649125", why="no brackets, and nothing says it is an identity card"),
        no("型号 A123456(3)", why="a model"),
        no("身份证 ABC123456(3)", why="two letters at most"),
    ),
)
