"""Handset number, IMEI 手机串号 (3GPP TS 23.003): fifteen digits, the last by Luhn.

One number in ten passes Luhn, and old identity numbers and licences have fifteen digits, too:
it counts only beside words. A handset leads to its owner only beside his name.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.cn_bank_card import luhn
from detectors.papers import LEFT, RIGHT, canonical, mask
from detectors.words import NOT_PERSONAL
from dlp.model import Text

DETECTOR = Pattern(
    entity="IMEI",
    title=Text("手机串号 IMEI", "Handset number (IMEI)"),
    source="3GPP TS 23.003; GSMA TS.06",
    gate=Gate(by_context=True, needs="[0-9]{6}"),
    regex=rf"{LEFT}(?:\d{{15}}|\d\d([ -])\d{{6}}\1\d{{6}}\1\d){RIGHT}",
    normalise=canonical,
    check=lambda number: luhn(number) and len(set(number)) > 3,
    confidence=0.2,
    context=words(
        "手机串号 手机串码 串号 串码 国际移动设备识别码 设备识别码 入网许可 手机识别码 imei imei1 imei2 imei_no imeino sjch"
    ),
    lift=0.45,
    against=tuple(word for word in NOT_PERSONAL if word != "串号") + words("身份证号 身份证 注册号 营业执照"),
    mask=mask,
    specimen=frozenset({"490154203237518", "352099001761481"}).__contains__,
    examples=(
        yes("IMEI：490154203237518", "490154203237518"),
        yes("手机串号 35-209900-176148-1", "35-209900-176148-1"),
        yes('"imei": "862345031234566"', "862345031234566"),
        yes("IMEI1/IMEI2: 862345031234566", "862345031234566"),
        no("IMEI：490154203237519", why="wrong Luhn digit"),
        no("490154203237518", why="nothing says it is a handset"),
        no("订单号 490154203237518", why="an order number"),
        no("imei 000000000000000", why="a handset without a number"),
    ),
)
