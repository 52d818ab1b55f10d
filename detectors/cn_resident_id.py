"""Resident identity number, 居民身份证号 (GB 11643-1999), and its 15-digit form of 1989.

Eighteen characters: six of region, eight of birth date, three of sequence, and a check
character by ISO 7064 MOD 11-2. Residence permits for people from Hong Kong, Macau and
Taiwan use regions 810000, 820000 and 830000. The 15-digit form has no check digit, so it
counts only beside words that say what it is. Regions that were dissolved long ago stay valid.

A star for one digit hides nothing: the check character gives it back. So does one for each of
two digits, nearly; more stars are a mask (GB/T 35273-2020 asks for one that cannot be undone).

Two kinds of damage are undone: a number broken over two lines of a cell, and one that a
spreadsheet took for a quantity, of which 15 digits are left (110105194912310000 or
1.10105194912310E+17). The check character is lost there, so the words must stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from detectors.base import Gate, Pattern, Taken, no, words, yes
from detectors.papers import PROVINCES, are_mod_11_2, is_birth_date, mod_11_2
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_OF_THE_STRAITS = frozenset(("71", "81", "82", "83"))
_PERMITS = frozenset(("810000", "820000", "830000"))
_BREAK = r"(?: ?\r?[\n\v] ?)?"
_ONCE = r"(?=\d{1,17} ?\r?[\n\v] ?\d{0,16}[\dXx](?![0-9A-Za-z]))"
_YEAR = "|".join(century[0] + _BREAK + century[1] for century in ("18", "19", "20"))
_DIGIT = rf"{_BREAK}\d"
_BROKEN = rf"{_ONCE}[1-9]{_DIGIT * 5}{_BREAK}(?:{_YEAR}){_DIGIT * 9}{_BREAK}[\dXx]"
_DATE = r"(?:18|19|20)\d\d[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
_STARS = re.compile("[*＊]")
_POWER = re.compile(r"(\d)\.(\d+)[Ee]\+?17")
_BROKEN_ACROSS = re.compile(r"[\r\n\v]")
_STARRED = rf"[1-9]\d{{5}}{_DATE}(?:\d{{3}}[*＊]|\d\d[*＊]{{2}}|(?:[*＊]\d\d|\d[*＊]\d|\d\d[*＊])[\dXx])(?![*＊])"


def check_character(first17: str) -> str:
    """The check character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    return mod_11_2(first17)


def is_valid(number: str) -> bool:
    """Whether a canonical number has a known province, a real birth date and the right check."""
    if number[:2] not in PROVINCES or "*" in number:
        return False
    if len(number) == 15:
        return is_birth_date("19" + number[6:12])
    return len(number) == 18 and is_birth_date(number[6:14]) and check_character(number[:17]) == number[17]


def has_lost_precision(number: str) -> bool:
    """Whether a canonical number looks like an identity number rounded to fifteen digits."""
    shaped = number.endswith("000") and len(number) == 18 and number[:2] in PROVINCES
    return shaped and is_birth_date(number[6:14]) and not is_valid(number)


def unmasked(number: str) -> str:
    """The number behind one star, which its check character gives back; with two stars as it is."""
    if number.count("*") != 1:
        return number
    return next((n for digit in "0123456789X" if is_valid(n := number.replace("*", digit))), number)


def has_two_stars(number: str) -> bool:
    """Whether a canonical number shows all but two digits, birth date and province among them."""
    return number.count("*") == 2 and number[:2] in PROVINCES and is_birth_date(number[6:14])


def canonical(text: str) -> str:
    """Eighteen or fifteen characters in a row; a power of ten is written out."""
    plain = squeeze(text).upper()
    if plain.isalnum() and "E" not in plain:
        return plain
    if "*" in plain or "＊" in plain:
        return unmasked(plain.replace("＊", "*"))
    power = _POWER.fullmatch(plain.replace("E17", "E+17"))
    return (power[1] + power[2]).ljust(18, "0") if power else plain


def _is_found(number: str) -> bool:
    return is_valid(number) or has_lost_precision(number) or has_two_stars(number)


def _confidence(value: str) -> float:
    """What the form alone is worth; a line break counts as typed only inside a table's cell."""
    number = canonical(value)
    if _STARS.search(value):
        return 0.3
    if len(number) == 15:
        return 0.25 if number[6:8] >= "20" else 0.15
    if has_lost_precision(number):
        return 0.2
    if _BROKEN_ACROSS.search(value):
        return 0.5 if "\v" in value else 0.17  # a word must stand at most four characters in front, as the gate has it
    return _of_whole(number)


@lru_cache
def _is_recent(year: str) -> bool:
    return int(year) >= datetime.now(UTC).year - 2


def _of_whole(number: str) -> float:
    """Numbers that carry a recent date are mostly order numbers, seldom those of small children."""
    if _is_recent(number[6:10]):
        return 0.45
    return 0.45 if number[:2] in _OF_THE_STRAITS and number[:6] not in _PERMITS else 0.95


def _quickly(cells: Sequence[str]) -> list[Taken | None]:
    """Whole numbers, of which nearly all columns consist; everything else is left to the expression."""
    numbers = [cell.upper() if len(cell) == 18 and cell.isascii() else "*" * 18 for cell in cells]
    return [
        (_of_whole(n), n) if sound and n[:2] in PROVINCES and is_birth_date(n[6:14]) else None
        for n, sound in zip(numbers, are_mod_11_2(numbers), strict=True)
    ]


def _remark(value: str) -> str:
    """What was undone to read it."""
    if _STARS.search(value):
        return "masked too little"
    if has_lost_precision(canonical(value)):
        return "precision lost"
    return "broken over two lines" if _BROKEN_ACROSS.search(value) else ""


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
            r"[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{1,2}",
            "[0-9] ?\\x0b ?[0-9]",
            r"(?:证|證|号|號|码|碼|[Ii][Dd]|[Nn][Oo]|[Cc][Aa][Rr][Dd])[^\n]{0,4}[1-9][0-9]{0,16} ?\r?\n ?[0-9]",
            r"[1-9]\.[0-9]{11}",
            "[0-9]{14,17}[*＊]",
            "(?:[Ss][Ff][Zz][Hh]?|[Ii][Dd][Cc][Aa][Rr][Dd])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx]",
        ),
    ),
    regex=(
        rf"(?:(?<![0-9A-Za-z])|(?<=\\[nrt]))(?:[1-9]\d{{5}}[ -]?{_DATE}[ -]?\d{{3}}[ -]?[\dXx]"
        r"|[1-9]\d{3}([ -])\d{4}\1\d{4}\1\d{4}\1\d[\dXx]"
        r"|[1-9]\d\d[ -]\d{3}[ -]?(?:18|19|20)\d\d[ -]?\d{4}[ -]?\d{3}[\dXx]"
        r"|[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
        r"|[1-9]\.\d{11,16}[Ee]\+?17"
        rf"|{_STARRED}|{_BROKEN}|(?i:sfzh?|idcard)(?P<value_glued>[1-9]\d{{5}}(?:19|20)\d{{9}}[\dXx]))(?![0-9A-Za-z])(?!\.\d)"
    ),
    normalise=canonical,
    check=_is_found,
    confidence=_confidence,
    quick=_quickly,
    remark=_remark,
    context=words(
        "身份证号码 身份证号 身份证 公民身份号码 公民身份证号 身份号码 证件号码 证件号 证号 居住证 社会保障号码 社会保障号 驾驶证号 身份證 身分证",
        "idcard id_card card_id cardid certid cert_id id_card_no id_no idno id_number identity_no sfz sfzh sfzhm zjhm cert_no certno identity",
    ),
    against=(*NOT_PERSONAL, *words("IMEI 注册号 营业执照号 营业执照注册号 档案编号")),
    mask=lambda value: mask_middle(canonical(value), 3, 2),
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
        yes("sfz440308199901101512，IDCard440308199901101512", "440308199901101512", "440308199901101512"),
        yes(r"张三\n440308199901101512\n", "440308199901101512"),
        no("A11010519491231002X", why="glued to a letter: part of a longer code"),
        yes("3.440308199901101512 张三", "440308199901101512"),
        no("受理编号 440308199901101512", why="the word in front says it is a case number"),
        no("0.11010519491231002X", why="the digits of a decimal fraction"),
        yes("身份证号 110105 1949 1231 002X", "110105 1949 1231 002X"),
        yes("证件号码：4403 0819 9901 1015 12", "4403 0819 9901 1015 12"),
        yes(
            "港澳居民居住证820000199001010029，台湾居民居住证 830000199001010039",
            "820000199001010029",
            "830000199001010039",
        ),
        yes("身份证号：1101051949\n1231002X", "1101051949\n1231002X"),
        yes("姓名 王小明 身份证号：44030819990110\n1512 电话", "44030819990110\n1512"),
        yes("身份证号：110105194912310000", "110105194912310000"),
        yes("身份证号码\t1.10105194912310E+17", "1.10105194912310E+17"),
        yes("被执行人张三，身份证号44030819990110151*", "44030819990110151*"),
        yes("身份证号：4403081999011015**，证件号44030819990110*512", "4403081999011015**", "44030819990110*512"),
        yes('"custCardId": "440308199901101512",', "440308199901101512"),
        no("身份证号440308********1512", why="masked as it should be"),
        no("身份证号44030819990110****", why="four digits are hidden"),
        no("序列 44030819990110151*", why="a star, and nothing says what it is"),
        no("合计 1101051949\n1231002X", why="broken over two lines, and nothing says what it is"),
        no("库存 110105194912310000", why="ends in zeros, and nothing says what it is"),
        no("身份证号 1.10105E+17", why="the birth date is lost, too"),
        no("身份证号：110105194913310000", why="there is no thirteenth month"),
        no("IMEI 110105491231002", why="the word in front says it is a handset"),
    ),
)
