"""Social security card number, 社保卡号: a letter and eight digits in most places, else nine digits.

Not the same as the social security number, which is the identity number. Formats are local
and nothing proves them, so it counts only close behind words that name the card.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, mask
from detectors.words import NOT_PERSONAL
from dlp.model import Text

DETECTOR = Pattern(
    entity="CN_SOCIAL_SECURITY_CARD",
    title=Text("社会保障卡号", "Social security card number"),
    source="《中华人民共和国社会保障卡管理办法》（人社部发〔2011〕47号）",
    gate=Gate(by_context=True, needs="[0-9]{8}"),
    regex=rf"{LEFT}(?:[A-Za-z]\d{{8}}|\d{{8}}[\dXx]){RIGHT}",
    normalise=canonical,
    check=lambda number: len(set(number)) > 2,
    confidence=lambda value: 0.15 if value[0].isalpha() else 0.1,
    context=words(
        "社会保障卡卡号 社会保障卡号码 社会保障卡号 社会保障卡 社保卡卡号 社保卡号码 社保卡号 社保卡 医保卡卡号 医保卡号 医保卡 医疗保险卡号 社保编号 社会保险号 社會保障卡",
        "social_security_card sscard ss_card_no sbkh sbkhm ybkh shbzkh",
    ),
    lift=0.42,
    against=(*NOT_PERSONAL, *words("护照号 护照 通行证号 通行证 电话 手机 密码")),
    mask=mask,
    examples=(
        yes("社保卡号：A12345678", "A12345678"),
        yes("社会保障卡卡号 b87654321", "b87654321"),
        yes("医保卡号（123456789）", "123456789"),
        yes("sbkh=12345678X", "12345678X"),
        no("A12345678", why="nothing says it is a card"),
        no("社保卡补办受理编号 A12345678", why="the word in front says it is a case number"),
        no("社保卡已激活，共发放123456789张", why="nine digits far from the word"),
        no("社保卡号 AB12345678", why="one letter at most"),
    ),
)
