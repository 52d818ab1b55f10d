"""Date of birth, 出生日期: a date that a word, a column title or the word 出生 behind it makes one."""

from __future__ import annotations

import datetime as dt
import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.phrases import JOIN
from dlp.model import Text
from dlp.text import squeeze

_FIRST_YEAR = 1900
_CUES = words("出生日期 出生年月日 出生年月 出生时间 出生 生日 生辰 出生年份")
_ASCII_CUES = r"(?<![0-9A-Za-z])(?i:D\.?O\.?B\.?|date[ _]of[ _]birth|birth[ _]?(?:date|day)|csrq)"
_FULL = r"(?:19|20)\d{2}(?:[ ]?年[ ]?\d{1,2}[ ]?月[ ]?\d{1,2}[ ]?日|[-/.]\d{1,2}[-/.]\d{1,2})"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH = rf"(?:\d{{1,2}}[ -](?:(?i:{'|'.join(_MONTHS)}))[a-z]{{0,6}}[ ,-]{{1,2}}(?:19|20)\d{{2}}|\d{{1,2}}/\d{{1,2}}/(?:19|20)\d{{2}})"


def canonical(text: str) -> str:
    """Year, month, day as eight digits, or what is known of them."""
    numbers: list[str] = re.findall(r"\d+", text.split(" 00:", maxsplit=1)[0].split("T00:", maxsplit=1)[0])
    named = next((i for i, m in enumerate(_MONTHS, 1) if m in text.lower()), 0)
    if named and len(numbers) == 2:
        return f"{numbers[1]}{named:02}{int(numbers[0]):02}"
    if len(numbers) == 3 and len(numbers[2]) == 4:
        return f"{numbers[2]}{int(numbers[0]):02}{int(numbers[1]):02}"
    if len(numbers) == 1:
        return numbers[0]
    return "".join(f"{int(n):02}" for n in numbers)


def is_valid(date: str) -> bool:
    """Whether the calendar has such a day (or month) in a year that a living person can be born in."""
    try:
        return dt.date(int(date[:4]), int(date[4:6]), int(date[6:] or 1)).year >= _FIRST_YEAR
    except ValueError:
        return _is_valid_american(date)


def _is_valid_american(date: str) -> bool:
    """The same for day and month the other way round."""
    try:
        return len(date) == 8 and dt.date(int(date[:4]), int(date[6:]), int(date[4:6])).year >= _FIRST_YEAR
    except ValueError:
        return False


def mask(text: str) -> str:
    """The year; without one, stars."""
    year = re.search(r"(?:19|20)\d{2}", squeeze(text))
    return f"{year[0]}-**-**" if year else "****"


DETECTOR = Pattern(
    entity="BIRTH_DATE",
    title=Text("出生日期", "Date of birth"),
    source="GB/T 35273-2020 附录A",
    gate=Gate(cues=(*words("出生 生日 生辰 D.O.B. D.O.B DOB birth csrq"), "日生"), needs="[0-9]{2}"),
    regex=(
        rf"(?:{'|'.join(_CUES)}){JOIN}(?P<value_cue>{_FULL}|(?:19|20)\d{{6}}(?!\d)|(?:19|20)\d{{2}}(?:[ ]?年[ ]?\d{{1,2}}[ ]?月(?!\d)|[-/.]\d{{1,2}}(?![-/.\d])))"
        rf"|{_ASCII_CUES}{JOIN}(?P<value_ascii>{_FULL}|(?:19|20)\d{{6}}(?!\d)|{_ENGLISH})"
        rf"|(?<![0-9])(?P<value_behind>{_FULL})(?=[ ]?出?生(?:[,，。;；、)\s]|于|$))"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=0.75,
    context=words("出生日期 出生年月 出生 生日 birthday birthdate birth_date dob date_of_birth csrq"),
    lift=0.2,
    mask=mask,
    cell=rf"{_FULL}(?:[ T]00:00:00(?:\.0)?)?|(?:19|20)\d{{6}}|(?:19|20)\d{{2}}(?:年|[-/.])\d{{1,2}}月?|{_ENGLISH}",
    examples=(
        yes("出生日期：1988年5月12日", "1988年5月12日"),
        yes("生日 1990-01-31，女", "1990-01-31"),
        yes('{"dob": "19851203"}', "19851203"),
        yes("王某，男，1976年11月2日出生，汉族", "1976年11月2日"),
        yes("Date of birth: 12 May 1988", "12 May 1988"),
        no("签署日期：1988年5月12日", why="another date"),
        no("出生日期：____年__月__日", why="a blank form"),
        no("出生日期：1988-13-40", why="there is no such day"),
        no("出生人口 19881212", why="a count"),
        no("1881年9月25日生于绍兴", why="nobody living was born then"),
    ),
)
