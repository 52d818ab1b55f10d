"""Mainland mobile number, 手机号 (numbering plan of the Ministry of Industry, 2017 edition).

Eleven digits from an assigned segment. About one random eleven-digit string in twenty fits, so a
bare number needs something beside it: a word, Chinese text, a name, its column, its like. One
digit repeated (13166666666) is sold as a lucky number, but mostly a filler: it needs more.
The thirteen-digit numbers of machines (1410, 1440, 146, 148) are nobody's, nor are their segments.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.base import Gate, Pattern, Taken, no, words, yes
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import squeeze

_SEGMENTS = re.compile(
    r"1(?:(?:3\d|4[579]|5[0-35-9]|6[25-7]|7[0-35-8]|8\d|9[0-35-9])\d|610|740|749)\d{7}"  # 1610, 1740, 1749: in part
)
_BARE = 0.4
_COUNTRY = re.compile(r"^(?:\(?(?:\+|00)?86\)?)")


def canonical(text: str) -> str:
    """Eleven digits, without country code and separators."""
    digits = squeeze(text).replace(".", "")
    return _COUNTRY.sub("", digits) if len(digits) > 11 else digits


def is_valid(number: str) -> bool:
    """Whether the number lies in an assigned segment."""
    return _SEGMENTS.fullmatch(number) is not None


def _confidence(value: str) -> float:
    """Bare digits may be any number, with 86 in front too; +86, 0086 or the usual grouping tells more."""
    bare = value.isdigit() and not value.startswith("00")
    plain = _of_bare(value if bare and len(value) == 11 else canonical(value))
    return plain if bare or plain < _BARE else 0.6


def _of_bare(number: str) -> float:
    """That of eleven digits: eight times the same is rather a filler."""
    return 0.3 if number[3:] == number[3:4] * 8 else _BARE


def _quickly(cells: Sequence[str]) -> list[Taken | None]:
    """Bare digits in a segment."""
    in_segment = _SEGMENTS.fullmatch
    return [(_of_bare(cell), cell) if cell.isascii() and in_segment(cell) else None for cell in cells]


def is_specimen(number: str) -> bool:
    """Whether it is the number of every manual, or nothing but zeros behind its segment."""
    return number == "13800138000" or number.endswith("00000000")


def mask(text: str) -> str:
    """The usual mask: three digits, four stars, four digits."""
    number = canonical(text)
    return f"{number[:3]}****{number[-4:]}"


DETECTOR = Pattern(
    entity="CN_MOBILE",
    title=Text("手机号", "Mobile number"),
    source="电信网编号计划（2017年版）",
    gate=Gate(
        runs=(11, 13, 15),
        shapes=(
            r"(?:[Tt][Ee][Ll]|[Mm][Oo][Bb]|[Pp][Hh][Oo][Nn][Ee]|[Mm][Oo][Bb][Ii][Ll][Ee])1[3-9][0-9]{9}",
            r"1[3-9][0-9](?:[ .-][0-9]{4}[ .-]|[ -]|[0-9][ -][0-9]{3}[ -])[0-9]{4}",
        ),
    ),
    regex=(
        r"(?:(?<![0-9A-Za-z+])|(?<=\\[nrt]))(?<![0-9A-Za-z]-)(?:(?:[Tt][Ee][Ll]|[Mm][Oo][Bb]|[Pp][Hh][Oo][Nn][Ee]|[Mm][Oo][Bb][Ii][Ll][Ee])(?P<value_glued>1[3-9]\d{9})|(?:(?:\((?:\+|00)?86\)|(?:\+|00)86|86)[ -]{0,2})?"
        r"1[3-9]\d(?:\d{8}|([ .-])\d{4}\2\d{4}|[ -]\d{8}|\d(?:(?<!\d[ ,]\d{4}) \d{3} \d{4}(?![ ,]\d)|-\d{3}-\d{4})))"
        r"(?![0-9a-z]|[A-Z](?![a-z]{2}))(?!-(?!\d{3,4}(?![0-9A-Za-z-]))\d|\.(?!0(?!\d))\d)"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    quick=_quickly,
    in_prose=0.15,
    context=words(
        "手机号码 手机号 手机 移动电话 联系电话 联系方式 电话 致电 拨打 短信 微信同号 手機 電話",
        "mobile mobile_no mob phone phone_no tel telephone cell call sjh sjhm lxdh lxfs",
    ),
    against=NOT_PERSONAL + words("交易账号 基金账号 资金账号 客户号"),
    mask=mask,
    specimen=is_specimen,
    examples=(
        yes("手机13900139001号", "13900139001"),
        yes("请拨打 +86 139-0013-9001。", "+86 139-0013-9001"),
        yes("tel=19312340187", "19312340187"),
        yes("联系电话：１３９００１３９００１", "１３９００１３９００１"),
        yes("张三，139 0013 9001", "139 0013 9001"),
        yes("手机 139.0013.9001，备用1390 013 9002", "139.0013.9001", "1390 013 9002"),
        yes("1.13900139001张三", "13900139001"),
        yes("手机号：13166666666，备用 13900139001.0", "13166666666", "13900139001"),
        yes("李丽，13166666666", "13166666666"),
        yes("联系电话13900139001-8021，call 13900139002", "13900139001", "13900139002"),
        yes("tel13900139001，Tel:13900139002Email:", "13900139001", "13900139002"),
        no("hotel13900139001 pixel13900139001 13900139001Ab", why="letters that are no word for a telephone"),
        yes(r"手机\n13900139001\n", "13900139001"),
        no("13900139001-2023-05", why="part of a dashed code"),
        no("共 13166666666 笔", why="a lucky number that nothing calls one"),
        no("L 1838 323 1838 330 Q 1845 323 1845 330", why="the coordinates of a drawing"),
        no("GET /item/8613900139001 HTTP/1.1", why="part of a path"),
        no("size 13900139001 bytes", why="nothing says it is a telephone"),
        no("AUTO_INCREMENT=13900139001", why="the key says what it is"),
        no("part E-13900139001", why="a part number"),
        no("GET /item/8613900139001/sku", why="thirteen bare digits, and nothing says they are a telephone"),
        yes("电话8613900139001", "8613900139001"),
        no("数值0.13900139001", why="the digits of a decimal fraction"),
        yes("手机16212340187、19212340187、17212340187", "16212340187", "19212340187", "17212340187"),
        yes("卫星电话17491234567，广电16101234567", "17491234567", "16101234567"),
        no("手机14612340187", why="146 is a segment of machines"),
        no("电话1441234567890", why="thirteen digits: a machine's number"),
        no("手机16112340187", why="of 161 only 1610 is assigned"),
        no("手机17912340187、15412340187", why="neither 179 nor 154 is assigned"),
        no("订单号 13900139001", why="an order number"),
        no("12900139001", why="129 is not a mobile segment"),
        no("1390013900123", why="thirteen digits: a time stamp or a longer number"),
        no("a9013900139001f", why="inside a hexadecimal word"),
        no("2023-13900139001", why="part of a dashed code"),
        no("order_id=13900139001", why="the key says what it is"),
    ),
)
