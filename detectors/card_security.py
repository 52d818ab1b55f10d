"""What authenticates a payment card, 支付敏感信息: CVN, expiry, PIN, magnetic track (ISO/IEC 7813).

JR/T 0171-2020 puts it in the highest class (C3): it may not be kept at all. An expiry date counts
only beside a word that speaks of a card.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.cn_bank_card import luhn
from detectors.phrases import JOIN, LABEL
from dlp.model import Text
from dlp.text import squeeze

_CODE = r"(?:(?<![0-9A-Za-z])(?:CVV2?|CVN2?|CVC2?|cvv2?|cvn2?|cvc2?)(?:码|号)?|(?:卡片?|信用卡)?安全码|卡背面?[后末]三位(?:数字?)?|背面[后末]三位)"
_EXPIRY = r"(?:卡片?有效期(?:至|限)?|有效期(?:至|限)?|有效日期|(?<![0-9A-Za-z])(?:[Ee]xp(?:iry|iration|ires)?(?:[ _][Dd]ate)?|[Vv]alid[ _][Tt]hru|VALID THRU))"
_PIN = r"(?:(?:银行卡|信用卡|储蓄卡|借记卡|取款|取现|交易|支付|查询|卡片?|ATM)密码|(?<![0-9A-Za-z])(?:card[ _])?PIN码?)"
_TRACK = re.compile(r";?(\d{13,19})=\d{2}(?:0[1-9]|1[0-2])\d{3,20}\??")


def is_valid(value: str) -> bool:
    """A track must hold a card number with a right Luhn digit; the rest has its cue."""
    if "=" not in value:
        return True
    track = _TRACK.fullmatch(value)
    return track is not None and luhn(track[1])


def _confidence(value: str) -> float:
    return 0.35 if "/" in value or "-" in value else 0.8


DETECTOR = Pattern(
    entity="CARD_SECURITY",
    title=Text("支付敏感信息", "Card authentication data"),
    source="JR/T 0171-2020 C3; ISO/IEC 7813",
    gate=Gate(
        cues=words("CVV CVV2 CVN CVN2 CVC CVC2 安全码 后三位 末三位 有效期 有效日期 exp valid expiry expires"),
        shapes=(r"[0-9]=[0-9]{7}", r"(?:密码|[Pp][Ii][Nn])[\"'”】\])]{0,2}[ \t\u3000]{0,4}[:=：＝]"),
        needs="[0-9]{2}",
    ),
    regex=(
        rf"(?:{_CODE}{JOIN}(?P<value_code>\d{{3,4}})(?![0-9A-Za-z])(?![.%]|[ ]?[个位元])"
        rf"|{_EXPIRY}{JOIN}(?P<value_expiry>(?:0[1-9]|1[0-2])[ ]?[/-][ ]?(?:20)?\d{{2}})(?![0-9A-Za-z/-])"
        rf"|{_PIN}{LABEL}(?P<value_pin>\d{{6}}|(?<=卡密码:)\d{{4}})(?![0-9A-Za-z])"
        r"|(?<![0-9A-Za-z])(?P<value_track>;?[3-6]\d{12,18}=\d{2}(?:0[1-9]|1[0-2])\d{3,20}\??)(?![0-9A-Za-z]))"
    ),
    normalise=squeeze,
    check=is_valid,
    confidence=_confidence,
    context=words("卡号 银行卡 信用卡 贷记卡 借记卡 储蓄卡 安全码 CVV CVN CVC CVV2 CVN2 card card_no cvv cvn"),
    lift=0.4,
    mask=lambda value: "*" * min(len(value), 8),
    cell=r"\d{3,4}",
    examples=(
        yes("卡号6228480402564890018，CVN2：123", "123"),
        yes("信用卡4367421234567896 有效期 08/29 安全码 4321", "08/29", "4321"),
        yes("取款密码：135790", "135790"),
        yes(";6228480402564890018=29081010000012300000?", ";6228480402564890018=29081010000012300000?"),
        yes('{"cvv":"907"}', "907"),
        no("有效期 08/29，批号A12", why="the expiry of goods, not of a card"),
        no("CVV 校验共 300 条用例", why="a count"),
        no("登录密码：135790", why="not a card's"),
        no("安全码由3位数字组成", why="a description"),
        no("6228480402564890019=29081010000012300000", why="wrong Luhn digit"),
        no("取款密码：______", why="a blank form"),
    ),
)
