"""Payment card number, 银行卡号 (ISO/IEC 7812-1): issuer prefix, length and Luhn digit.

UnionPay cards begin with 62 and have 16 to 19 digits, most debit cards 19; older domestic
cards keep the prefixes of their banks. The Luhn digit alone lets one number in ten through,
so a number with nothing around it counts only when prefix and length make it likely.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_NETWORKS = (
    (re.compile(r"62\d{14,17}"), 0.55),
    (re.compile(r"(?:9558\d{2}|9559\d{2}|95595|95599)\d+"), 0.55),
    (re.compile(r"4\d{15}|5[1-5]\d{14}"), 0.4),
    (re.compile(r"35(?:2[89]|[3-8]\d)\d{12}"), 0.4),
    (re.compile(r"3[47]\d{13}"), 0.35),
    (re.compile(r"(?:601382|601428|603367|690755)\d{9,13}"), 0.4),
)
_GROUPED = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?")


def luhn(number: str) -> bool:
    """Whether the last digit is right by the Luhn formula (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def is_valid(number: str) -> bool:
    """Whether prefix, length and Luhn digit fit, and the digits are not all but constant."""
    return _likelihood(number) > 0 and luhn(number) and len(set(number)) > 3


def _likelihood(number: str) -> float:
    return next((score for shape, score in _NETWORKS if shape.fullmatch(number) and 15 <= len(number) <= 19), 0.0)


def _confidence(value: str) -> float:
    return _likelihood(squeeze(value)) + (0.2 if _GROUPED.fullmatch(value) else 0.0)


DETECTOR = Pattern(
    entity="CN_BANK_CARD",
    title=Text("银行卡号", "Payment card number"),
    source="ISO/IEC 7812-1; 银联卡号段",
    gate=Gate(
        runs=(15, 16, 17, 18, 19),
        shapes=(r"[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}", r"[0-9]{4} [0-9]{6} [0-9]{5}"),
    ),
    regex=r"(?<![0-9A-Za-z])(?<!\d-)[3-69]\d{3}(?:\d{11,15}|([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?| \d{6} \d{5})(?![0-9A-Za-z])(?![-.]\d)",
    check=is_valid,
    confidence=_confidence,
    context=words(
        "银行卡号 银行卡 银行账号 银行帐号 银行账户 卡号 账号 帐号 账户 储蓄卡 借记卡 信用卡 贷记卡 开户行 开户银行 银联 还款卡 工资卡 銀行卡 帳號",
        "bankcard bank_card card_no cardno card account_no bank_account yhkh yhzh",
    ),
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(squeeze(value), 6, 4),
    specimen=frozenset(
        {"4111111111111111", "4242424242424242", "5555555555554444", "6222020000000000000"}
    ).__contains__,
    examples=(
        yes("银行卡号：6228480402564890018", "6228480402564890018"),
        yes("卡号 6222 0212 3456 7890 128 开户行工商银行", "6222 0212 3456 7890 128"),
        yes("信用卡4367421234567896", "4367421234567896"),
        yes("请汇款至6228480402564890018账户", "6228480402564890018"),
        no("卡号 6228480402564890019", why="wrong Luhn digit"),
        no("订单号 6228480402564890018", why="an order number"),
        no("付款成功 4367421234567896", why="a payment, and nothing says card"),
        no("流水 4367421234567896", why="a sixteen-digit serial number"),
        no("62284804025648900181234", why="twenty-three digits are no card"),
        no("0.6228480402564890018", why="the digits of a decimal fraction"),
    ),
)
