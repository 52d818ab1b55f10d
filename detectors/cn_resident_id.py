"""Resident identity number, 居民身份证号 (GB 11643-1999), and its 15-digit form of 1989.

Eighteen characters: six of region, eight of birth date, three of sequence, and a check
character by ISO 7064 MOD 11-2. Residence permits for people from Hong Kong, Macau and
Taiwan use regions 81, 82 and 83. The 15-digit form has no check digit, so it counts only
beside words that say what it is. Regions that were dissolved long ago stay valid.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from detectors.base import Gate, Pattern, no, words, yes
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FIRST_YEAR = 1850


def check_character(first17: str) -> str:
    """The check character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """Whether a canonical number has a known province, a real birth date and the right check."""
    if number[:2] not in _PROVINCES:
        return False
    if len(number) == 15:
        return _is_date("19" + number[6:12])
    return len(number) == 18 and _is_date(number[6:14]) and check_character(number[:17]) == number[17]


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= _FIRST_YEAR and born <= datetime.now(UTC).date()


def _canonical(text: str) -> str:
    return squeeze(text).upper()


def _confidence(value: str) -> float:
    """Numbers that carry a recent date are mostly order numbers, seldom those of small children."""
    number = squeeze(value)
    if len(number) != 18:
        return 0.25
    return 0.95 if int(number[6:10]) < datetime.now(UTC).year - 2 else 0.45


DETECTOR = Pattern(
    entity="CN_RESIDENT_ID",
    title=Text("居民身份证号", "Resident identity number"),
    source="GB 11643-1999; ISO 7064 MOD 11-2",
    gate=Gate(
        runs=(15, 17, 18),
        shapes=(
            "[0-9]{6}[ -](?:18|19|20)[0-9]{2}[ -]?[01][0-9]",
            "[0-9]{6}(?:18|19|20)[0-9]{2}(?:[0-9]{2})?[ -][0-3][0-9]",
            "[0-9]{6}(?:18|19|20)[0-9]{6}[ -][0-9]{3}[0-9Xx]",
        ),
    ),
    regex=(
        r"(?<![0-9A-Za-z])(?:[1-9]\d{5}[ -]?(?:18|19|20)\d\d[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx]"
        r"|[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?![0-9A-Za-z])(?!\.\d)"
    ),
    normalise=_canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "身份证号码 身份证号 身份证 公民身份号码 身份号码 证件号码 证件号 居住证 社会保障号 驾驶证号 身份證",
        "idcard id_card id_no idno sfz sfzh zjhm cert_no certno identity",
    ),
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(_canonical(value), 3, 2),
    specimen=frozenset({"11010519491231002X"}).__contains__,
    examples=(
        yes("身份证号11010519491231002X。", "11010519491231002X"),
        yes("证件号码：440308199901101512", "440308199901101512"),
        yes("居民居住证 810000199001010019", "810000199001010019"),
        yes("身份证：１１０１０５１９４９１２３１００２ｘ", "１１０１０５１９４９１２３１００２ｘ"),
        yes("其证件号为110105 19491231 002x，请核对", "110105 19491231 002x"),
        yes("身份证号：110105491231002", "110105491231002"),
        no("110105194912310021", why="wrong check character"),
        no("身份证号 11010519491331002X", why="there is no thirteenth month"),
        no("身份证号 991010194912310021", why="no province 99"),
        no("流水 110105491231002", why="fifteen digits and nothing says they are an identity number"),
        no("A11010519491231002X", why="glued to a letter: part of a longer code"),
        yes("3.440308199901101512 张三", "440308199901101512"),
        no("受理编号 440308199901101512", why="the word in front says it is a case number"),
        no("0.11010519491231002X", why="the digits of a decimal fraction"),
    ),
)
