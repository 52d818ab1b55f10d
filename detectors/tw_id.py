"""Taiwan identity number, 台湾身份证字号, and resident number, 统一证号.

A letter that stands for two digits, then 1 or 2 for citizens, 8 or 9 for residents since
2021 (A to D before), then digits, the last a check digit. One look-alike in ten passes, so
it needs a word; a stock account is a letter and nine digits, too.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, mask, weighted
from detectors.words import NOT_PERSONAL
from dlp.model import Text

_CODES = {letter: code for code, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)}
"""Two digits for each letter, in the order of the places that issued the cards."""

_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)


def is_valid(number: str) -> bool:
    """Whether the weighted sum is divisible by ten and the digits are not all the same."""
    second = number[1] if number[1].isdigit() else str(_CODES[number[1]] % 10)
    digits = f"{_CODES[number[0]]}{second}{number[2:]}"
    return weighted([int(d) for d in digits], _WEIGHTS) % 10 == 0 and len(set(number[2:])) > 1


DETECTOR = Pattern(
    entity="TW_ID",
    title=Text("台湾身份证字号、统一证号", "Taiwan identity or resident number"),
    source="台湾《户籍法》身分證統一編號編碼規則",
    gate=Gate(by_context=True, needs="[0-9]{8}"),
    regex=rf"{LEFT}[A-Za-z][1289A-Da-d]\d{{8}}{RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=0.25,
    context=(
        *words(
            "身分證字號 身分證號碼 身分證號 身分證統一編號 身分證 国民身分证 台湾身份证 台灣身份證 臺灣身份證 统一证号 統一證號 居留證號 居留证号 身份证字号 身份证号码 身份证号 身份证 身份證 证件号码 证件号 證件號碼",
            "tw_id twid arc_no national_id twsfz id_number idnumber id_no idno id_card idcard identity_no",
        ),
        *("taiwan id", "national id", "arc no"),
    ),
    lift=0.4,
    against=(*NOT_PERSONAL, *words("股东代码 股东账号 股东账户 股东卡号 护照号码 护照号 护照 護照 passport")),
    mask=mask,
    specimen=frozenset({"A123456789"}).__contains__,
    examples=(
        yes("身分證字號：A123456789", "A123456789"),
        yes("统一证号 A800000014", "A800000014"),
        yes("台湾身份证b120863158", "b120863158"),
        yes('Taiwan ID: F131104093, idNumber: "A123456789"', "F131104093", "A123456789"),
        no("A123456789", why="nothing says it is an identity number"),
        no("身分證字號 A123456788", why="wrong check digit"),
        no("股东代码 A123456789", why="a stock account"),
        no("身分證字號 A323456789", why="the second place is 1, 2, 8 or 9"),
    ),
)
