"""Landline number, 固定电话: area code and seven or eight digits, with an extension at times.

Area codes and lengths come from libphonenumber's plan for China. Service numbers (400, 800,
95xxx) belong to companies and are left out. A bare number without separator counts only
beside a word that says it is a telephone.
"""

from __future__ import annotations

import re

import phonenumbers

from detectors.base import Gate, Pattern, no, words, yes
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import fold, mask_middle, squeeze

_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#).*$", re.IGNORECASE)
_COUNTRY = re.compile(r"^\(?(?:(?:\+|00)86|86(?=\)?\d{1,3}\)?\d{7,10}$))(?:\(?0\)?|\()?")
_LONGEST = 12
_WITH_AREA = 10
_EXTENSION_DIGITS = 5
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_MODEL = "12345678"
"""The subscriber number of every manual; nobody's begins with 1."""


def canonical(text: str) -> str:
    """Area code with its zero and the subscriber number, digits only, extension left out."""
    plain = fold(text).text
    head, _, last = plain.rpartition("-")
    if len(re.sub(r"\D", "", head)) >= _WITH_AREA and len(last) <= _EXTENSION_DIGITS:
        plain = head
    digits = re.sub(r"[()]", "", _COUNTRY.sub("0", _EXTENSION.sub("", squeeze(plain))))
    return digits if len(digits) <= _LONGEST else digits[:_LONGEST]


def is_valid(number: str) -> bool:
    """Whether libphonenumber's plan has such a fixed line."""
    if _LOCAL.fullmatch(number):
        return len(set(number)) > 1
    parsed = phonenumbers.parse(number, "CN")
    return phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE and len(set(number[4:])) > 1


def is_specimen(number: str) -> bool:
    """Whether it is a number that only manuals have."""
    return number.endswith(_MODEL)


def _confidence(value: str) -> float:
    if is_specimen(canonical(value)):
        return 0.2
    return 0.55 if re.search(r"\d[ )-]+\d", value) else 0.3


_OFFICE = words(
    "监督电话 监督举报电话 举报电话 投诉电话 受理电话 服务电话 客服电话 咨询电话 值班电话 售后电话 报名电话 报修电话 电话咨询 热线 热线电话 服务热线 客服热线 咨询热线 投诉热线"
)
"""What announces a number of an office that anybody may call."""

DETECTOR = Pattern(
    entity="CN_LANDLINE",
    title=Text("固定电话", "Landline number"),
    source="电信网编号计划（2017年版）; libphonenumber",
    gate=Gate(
        runs=(10, 11, 12, 13, 14, 15, 16, 17, 18),
        shapes=(
            r"(?:电话|座机|固话|宅电|传真|[Tt][Ee][Ll])(?:号码)?[ ]{0,2}[:：][ \u3000]{0,3}[2-8][0-9]{2,3}[ -]?[0-9]{4}",
            r"86[ -](?:10|2[0-9]|[3-9][0-9]{2})[ -][2-8]",
            r"\(0\)[ ]?[1-9]",
            r"[0-9]{2}[ )-]{1,2}12345678",
            r"[0-9]{2}[ )）-]{1,2}[2-8][0-9]{2,3}[ -]?[0-9]{4}",
            r"(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{2,3}[ -][0-9]{4}",
        ),
    ),
    regex=(
        r"(?<![0-9A-Za-z])(?<!\d[-./])(?!\([2-9]\d\d\) ?\d{3}-\d{4}(?!\d))(?:(?:\+|00)86[ -]?|86[ -](?=[1-9]))?(?:\(0\)[ ]?(?=[1-9]))?"
        r"(?:\((?:(?:\+|00)?86[ -]?)?0?(?:10|2\d|[3-9]\d{2})\)[ -]{0,2}|(?:(?<=86)|(?<=86[ -])|(?<=\(0\))|(?<=\(0\) )|0)(?:10|2\d|[3-9]\d{2})[ -]?)"
        r"(?:[2-8]\d{2,3}[ -]?\d{4}|12345678)(?:[ ]?(?:转(?:分机)?号?|分机号?|ext\.?|x|#)[: ]?\d{1,6}|-\d{1,4})?(?![0-9A-Za-z])(?![-.]\d|/(?!(?:\d{2,4}|\d{7,8})(?!\d))\d)"
        r"|(?:(?<=电话)|(?<=电话号码)|(?<=座机)|(?<=固话)|(?<=宅电)|(?<=传真)|(?<=[Tt][Ee][Ll]))[ ]{0,2}:[ ]{0,3}"
        r"(?P<value_local>[2-8]\d{2,3}[ -]?\d{4})(?:-\d{1,4})?(?![0-9A-Za-z-])(?![./]\d)"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "固定电话 固话 座机 办公电话 单位电话 家庭电话 联系电话 联系方式 电话 传真 總機 总机 電話 致电 拨打",
        "tel telephone phone fax",
    ),
    against=NOT_PERSONAL + _OFFICE,
    specimen=is_specimen,
    mask=lambda value: mask_middle(canonical(value), 4, 2),
    examples=(
        yes("办公电话：010-62781234", "010-62781234"),
        yes("传真 (0755)82345678", "(0755)82345678"),
        yes("座机 0571 87654321转8012", "0571 87654321转8012"),
        yes("Tel: +86-21-63212345", "+86-21-63212345"),
        yes("电话：(010)62781234-8012，传真：0755-82345678/82345679", "(010)62781234-8012", "0755-82345678"),
        yes("电话:86-755-82345678，Tel: +86 (0)755 8234 5678", "86-755-82345678", "+86 (0)755 8234 5678"),
        yes("座机：8234-5678，宅电：6278123", "8234-5678", "6278123"),
        yes("电话：（8610） 8234-5678，(86755)8252-3467", "（8610） 8234-5678", "(86755)8252-3467"),
        yes(
            "座机 0571-87654321转分机8012，分机号：0571-87654322分机号801",
            "0571-87654321转分机8012",
            "0571-87654322分机号801",
        ),
        yes("办公电话：010-12345678", "010-12345678"),
        no("服务热线：82345678，编号：8234-5678", why="an office, and a code"),
        no("服务热线 400-820-8820", why="a service number"),
        no("010-62781234567", why="too long for a landline"),
        no("监督电话：010-66012345", why="an office is called there, and nobody in person"),
        no("服务热线 021-52345678", why="a company's service number, though on a fixed line"),
        no("编号 0755-82345678", why="the word in front says it is a code"),
        no("(570)245-7485", why="an American number"),
        no("0199-62781234", why="there is no area code 0199"),
        no("版本 010-12345678", why="no subscriber number begins with 1"),
    ),
)
