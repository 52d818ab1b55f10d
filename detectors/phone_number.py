"""Telephone number of Hong Kong, Macau, Taiwan or abroad, 港澳台及境外电话 (ITU-T E.164).

Country code and length come from libphonenumber. +852, +853 and +886 (or 00852 …) are taken
alone; other numbers written with 00, and local ones without a country code, only beside a word
that says whose they are. Taiwan's mobiles (09 and eight digits) are no other number of ours, so
any word for a telephone will do; numbers of eight digits need one in traditional characters. Mainland numbers are CN_MOBILE and CN_LANDLINE.
"""

from __future__ import annotations

import re

import phonenumbers

from detectors.base import Gate, Pattern, no, words, yes
from detectors.phrases import any_of
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_GREATER_CHINA = re.compile(r"(?:\+|00)?(?:852|853|886)")
_BARE_MOBILE = re.compile(r"09\d{2}[ -]?\d{3}[ -]?\d{3}")
_HONG_KONG = words("香港 港澳 澳门 澳門 HK Macau Macao")
_TAIWAN = words("台湾 臺灣 台灣 Taiwan TW 行動電話 行动电话")
_TRADITIONAL = r"(?:(?:聯絡|連絡|聯繫|手提|行動|辦公|住宅)?電[ ]{0,4}話|手[ ]{0,4}機|市[ ]{0,2}話)(?:號碼)?[ \t]{0,3}[:=]?[ \t]{0,3}"
_WHAT = r"[ ]?(?:地区|居民|客户)?(?:的)?(?:手机号?码?|手機號?碼?|联系电话|聯絡電話|电话号?码?|電話|号码|mobile|phone|tel)[ \t]{0,3}[:=]?[ \t]{0,3}"


def canonical(text: str) -> str:
    """E.164 where the country is known (+85291234567), else the digits as they are."""
    digits = re.sub(r"[().]", "", squeeze(text))
    if digits.startswith("0") and not digits.startswith("00") and 9 <= len(digits) <= 10:
        return "+886" + digits[1:]
    if digits.startswith(("852", "853", "886")) and len(digits) > 10:
        digits = "+" + digits
    if not digits.startswith(("+", "00")):
        return digits
    return "+" + re.sub(r"^(?:\+|00)", "", digits).replace("8860", "886", 1)


def is_valid(number: str) -> bool:
    """Whether libphonenumber's plans have such a number; never a mainland one."""
    if number.startswith("+86"):
        return False
    if not number.startswith("+"):
        return len(number) == 8 and number[0] in "2345679" and len(set(number)) > 2
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) and len(set(number[-6:])) > 1


def _confidence(value: str) -> float:
    """A plus sign and a valid plan tell much, 00 little; local numbers had their cue already."""
    if _BARE_MOBILE.fullmatch(value):
        return 0.35 if "-" in value else 0.3
    if not value.startswith(("+", "(+", "00", "852", "853", "886")):
        return 0.6
    if _GREATER_CHINA.match(value.lstrip("(")):
        return 0.7 if value.lstrip("(").startswith(("+", "00")) else 0.4
    return (0.6 if re.search(r"\d[ ()-]+\d", value) else 0.5) if "+" in value else 0.2


DETECTOR = Pattern(
    entity="PHONE_NUMBER",
    title=Text("港澳台及境外电话", "Telephone number outside the mainland"),
    source="ITU-T E.164; libphonenumber",
    gate=Gate(
        shapes=(
            r"\+[ ]?[1-9][0-9]",
            r"(?:^|[^0-9A-Za-z])00[1-9][0-9]{0,2}[ ()-]{0,2}[0-9]{2}",
            r"(?:852|853|886)[ )-]",
            r"(?:^|[^0-9A-Za-z])09[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}",
        ),
        cues=(*_HONG_KONG, *_TAIWAN, "電話", "手機", "市話", "電 話", "電  話", "電　話", "電　　話"),
        needs="[0-9](?:[ ()（）-]{0,2}[0-9]){6}",
    ),
    regex=(
        r"(?<![0-9A-Za-z+])(?<![0-9A-Za-z][-.])(?:"
        r"\(?(?:(?:\+|00)|(?=85[23][ )-]))85[23]\)?[ -]{0,2}[2-9]\d{3}[ -]?\d{4}"
        r"|\(?(?:(?:\+|00)|(?=886[ )-]))886\)?[ -]{0,2}\(?0?\)?(?:9\d{2}[ -]?\d{3}[ -]?\d{3}|[2-8]\d?[ -]?\d{3,4}[ -]?\d{4})"
        r"|(?:\+|00)(?!86|85[23]|886)[1-9](?:[ ()-]{0,2}\d){6,13}"
        rf"|{any_of(*_HONG_KONG)}{_WHAT}(?P<value_hk>[2-9]\d{{3}}[ -]?\d{{4}})"
        rf"|{any_of(*_TAIWAN)}(?:{_WHAT}|[:=]?[ ]{{0,2}})(?P<value_tw>09\d{{2}}[ -]?\d{{3}}[ -]?\d{{3}})"
        r"|09\d{2}(?:-\d{3}-?\d{3}|[ ]\d{3}[ ]\d{3}|\d{6})"
        rf")(?![0-9A-Za-z])(?![-.]\d)|{_TRADITIONAL}(?P<value_local>[2-9]\d{{3}}[ -]?\d{{4}}|(?:\(0[2-8]\)|0[2-8]-)[ ]?\d{{3,4}}-?\d{{4}})(?![0-9A-Za-z])(?![-.]\d)"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "手机 手机号 手机号码 移动电话 联系电话 联系方式 电话 致电 拨打 短信 手機 手機號碼 電話 聯絡電話 連絡電話 行動電話 聯絡人 聯繫人 連絡人 WhatsApp",
        "mobile mobile_no phone phone_no tel telephone cell",
    ),
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(canonical(value), 4, 2),
    cell=r"\+?[0-9][0-9 ()-]{6,20}",
    examples=(
        yes("电话 +852 9123 4567。", "+852 9123 4567"),
        yes("致电00852-28881234或+85366123456", "00852-28881234", "+85366123456"),
        yes("+886 912 345 678（台北）", "+886 912 345 678"),
        yes("香港手机：9123 4567", "9123 4567"),
        yes("台湾手机0912-345-678", "0912-345-678"),
        yes("London +44 20 7946 0958", "+44 20 7946 0958"),
        yes("聯絡電話：0911-222333，電話 9123 4567", "0911-222333", "9123 4567"),
        yes("姓名：林志豪 電話：(02)2345-6789", "(02)2345-6789"),
        yes(r"聯絡人：陳組長 0912-345-678\r\n電  話：02-55761608", "0912-345-678", "02-55761608"),
        yes("phone: '0912345678'，電  話：02-55761609", "0912345678", "02-55761609"),
        no("0912345678", why="ten digits that nothing calls a telephone"),
        no("订单号 0912345678", why="an order number"),
        no("编号 9123 4567", why="eight digits, and nothing says they are Hong Kong's"),
        no("0912-345-678", why="a local number without a word"),
        no("+8613900139001", why="a mainland number"),
        no("+852 0123 4567", why="no number begins with 0 there"),
        no("时区 +0800", why="a time zone"),
        no("校验 0044207946095", why="00 alone says nothing"),
    ),
)
