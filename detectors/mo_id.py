"""Macau identity card number, 澳门身份证号: 1, 5 or 7, six digits, and a check digit in brackets.

How the check digit is made is not published, so it counts only beside words that say Macau.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, looks_like_a_date, mask
from detectors.words import NOT_PERSONAL
from dlp.model import Text


def is_valid(number: str) -> bool:
    """Whether it is no date and not one digit repeated; more is not published."""
    return not looks_like_a_date(number) and len(set(number[:-1])) > 1


DETECTOR = Pattern(
    entity="MO_ID",
    title=Text("澳门身份证号", "Macau identity card number"),
    source="澳门身份证明局",
    gate=Gate(by_context=True, needs="[0-9]{6}"),
    regex=rf"{LEFT}[157](?:\d{{6}}(?: ?\(\d\)|/\d|\d)|/\d{{6}}/\d){RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=lambda value: 0.1 if value.isdigit() else 0.24,
    context=(
        *words(
            "澳门身份证号码 澳门身份证号 澳门身份证 澳門身份證號碼 澳門身份證編號 澳門身份證 澳门居民身份证 澳門居民身份證 澳门永久性居民 澳門永久性居民 澳门居民 澳門居民",
            "macau_id bir amsfz",
        ),
        *("macau id", "macao id", "bilhete de identidade", "macau resident identity card"),
    ),
    lift=0.45,
    against=(*NOT_PERSONAL, *words("电话 電話 手机 手機 日期")),
    mask=mask,
    examples=(
        yes("澳门身份证：1234567(8)", "1234567(8)"),
        yes("澳門居民身份證編號 5215299(8)", "5215299(8)"),
        yes("Macau ID 7/123456/0", "7/123456/0"),
        yes("澳门身份证号码12345678", "12345678"),
        no("1234567(8)", why="nothing says it is an identity card"),
        no("澳门身份证 2345678(9)", why="no number begins with 2"),
        no("澳门居民 电话 1234567(8)", why="the word in front says it is a telephone"),
        no("澳门身份证 123456(7)", why="a digit is missing"),
    ),
)
