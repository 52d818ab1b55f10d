"""Payment card number, 银行卡号 (ISO/IEC 7812-1): issuer prefix, length and Luhn digit.

UnionPay cards begin with 62 and have 16 digits (credit) or 19 (most debit), those of some
regional banks 17 or 18; older domestic cards keep the prefixes of their banks. The Luhn digit
alone lets one number in ten through, so a number with nothing around it counts only when
prefix and length make it likely. Passbooks turned into cards (9558, 9559, 4367) at times
fail Luhn: they count only close behind words that say what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from detectors.base import Gate, Pattern, Taken, no, words, yes
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_ISSUED = tuple(
    (re.compile(prefix), lengths, score)
    for prefix, lengths, score in (
        (r"62[4568]", (16,), 0.55),
        (r"62[012379]", (16, 19), 0.55),
        (r"62225[89]", (17,), 0.5),
        (r"62290[89]", (18,), 0.5),
        (r"62", (17, 18), 0.4),
        (r"95(?:51|58|59)", (19,), 0.55),
        (r"9555", (16,), 0.45),
        (r"436742|456351|601382|603445|603506|9111", (19,), 0.5),
        (r"690755", (15, 18), 0.4),
        (r"43858[89]|603367|966666|685800", (18, 19), 0.4),
        (r"601428|405512|66405512|66601428", (17,), 0.4),
        (r"4|5[1-5]|35(?:2[89]|[3-8])|6011|65|64[4-9]", (16,), 0.4),
        (r"3[47]", (15,), 0.35),
        (r"940|60[23]", (16, 17, 18, 19), 0.3),
        (r"843|870|900|92[01]|968|98[45]|998", (16, 19), 0.25),
    )
)
"""Prefixes, the lengths they are issued with, and how much a Luhn-valid number of that kind is worth."""

_PASSBOOK = re.compile(r"(?:95(?:51|58|59)\d{2}|436742)\d{13}")
_WITHOUT_LUHN = 0.2
_GROUPED = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?")


_DOUBLED = str.maketrans("0123456789", "0246813579")
_DOUBLES = np.array([int(digit) for digit in "0246813579"])
_LONGEST = 19


@lru_cache(maxsize=8)  # check and confidence ask one after the other
def luhn(number: str) -> bool:
    """Whether the last digit is right by the Luhn formula (ISO/IEC 7812-1, annex B)."""
    if not number.isdigit():
        return False
    return (sum(map(int, number[::-2])) + sum(map(int, number[-2::-2].translate(_DOUBLED)))) % 10 == 0


def _are_luhn(numbers: Sequence[str]) -> list[bool]:
    """The same of many numbers of at most nineteen ASCII digits."""
    if not numbers:
        return []
    padded = "".join([number.zfill(_LONGEST) for number in numbers]).encode("ascii")
    digits = np.frombuffer(padded, np.uint8).reshape(-1, _LONGEST) - ord("0")
    totals = digits[:, ::-2].sum(axis=1) + _DOUBLES[digits[:, -2::-2]].sum(axis=1)
    sound: list[bool] = (totals % 10 == 0).tolist()
    return sound


def is_valid(number: str) -> bool:
    """Whether prefix and length fit, the Luhn digit where it must, and the digits vary."""
    known = luhn(number) or _PASSBOOK.fullmatch(number) is not None
    return known and _likelihood(number) > 0 and len(set(number)) > 3


@lru_cache(maxsize=4096)
def _likelihood_of(prefix: str, length: int) -> float:
    return next((score for issued, lengths, score in _ISSUED if length in lengths and issued.match(prefix)), 0.0)


def _likelihood(number: str) -> float:
    return _likelihood_of(number[:8], len(number))


def _confidence(value: str) -> float:
    number = squeeze(value)
    if not luhn(number):
        return _WITHOUT_LUHN
    return _likelihood(number) + (0.2 if _GROUPED.fullmatch(value) else 0.0)


def _quickly(cells: Sequence[str]) -> list[Taken | None]:
    """Bare digits with a right Luhn digit."""
    numbers = [c if 15 <= len(c) <= _LONGEST and c.isascii() and c.isdigit() else "0" for c in cells]
    return [
        (likelihood, n) if sound and (likelihood := _likelihood(n)) > 0 and len(set(n)) > 3 else None
        for n, sound in zip(numbers, _are_luhn(numbers), strict=True)
    ]


DETECTOR = Pattern(
    entity="CN_BANK_CARD",
    title=Text("银行卡号", "Payment card number"),
    source="ISO/IEC 7812-1; 银联卡号段",
    gate=Gate(
        runs=(15, 16, 17, 18, 19),
        shapes=(r"[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}", r"[0-9]{4} [0-9]{6} [0-9]{5}"),
    ),
    regex=r"(?<![0-9A-Za-z])(?<!\d-)[3-689]\d{3}(?:\d{11,15}|([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?| \d{6} \d{5})(?![0-9A-Za-z])(?![-.]\d)",
    check=is_valid,
    confidence=_confidence,
    quick=_quickly,
    context=words(
        "银行卡号 银行卡 银行账号 银行帐号 银行账户 卡号 账号 帐号 账户 储蓄卡 借记卡 信用卡 贷记卡 存折号 存折 存摺 一卡通 开户行 开户银行 银联 还款卡 工资卡 銀行卡 帳號",
        "bankcard bank_card bankcard_no card_no cardno card_number card account_no bank_account yhkh yhzh kahao",
    ),
    against=(*NOT_PERSONAL, *words("身份证号码 身份证号 身份证 IMEI 注册号 信用代码")),
    mask=lambda value: mask_middle(squeeze(value), 6, 4),
    specimen=frozenset(
        {"4111111111111111", "4242424242424242", "5555555555554444", "6222020000000000000"}
    ).__contains__,
    examples=(
        yes("银行卡号：6228480402564890018", "6228480402564890018"),
        yes("卡号 6222 0212 3456 7890 128 开户行工商银行", "6222 0212 3456 7890 128"),
        yes("信用卡4367421234567896", "4367421234567896"),
        yes("请汇款至6228480402564890018账户", "6228480402564890018"),
        yes("牡丹灵通卡卡号：9558801234567890123", "9558801234567890123"),
        yes("存折号 4367421234567890123", "4367421234567890123"),
        yes("太平洋卡卡号60142812345678909", "60142812345678909"),
        yes("卡号 9559 9812 3456 7890 128 户名", "9559 9812 3456 7890 128"),
        no("9558801234567890123", why="Luhn fails, and nothing says it is a card"),
        no("存单批号 9558801234567890123", why="Luhn fails, and the word in front says it is a batch"),
        no("622848040256489009", why="eighteen digits behind a prefix that has sixteen or nineteen"),
        no("卡号 6248480402564890016", why="624 has sixteen digits only"),
        no("卡号 6228480402564890019", why="wrong Luhn digit"),
        no("订单号 6228480402564890018", why="an order number"),
        no("付款成功 4367421234567896", why="a payment, and nothing says card"),
        no("流水 4367421234567896", why="a sixteen-digit serial number"),
        no("62284804025648900181234", why="twenty-three digits are no card"),
        no("0.6228480402564890018", why="the digits of a decimal fraction"),
    ),
)
