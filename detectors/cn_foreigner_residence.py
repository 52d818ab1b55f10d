"""Foreigner's permanent residence card, 外国人永久居留身份证 (“五星卡” of 2023, and the card of 2017).

The new number has eighteen characters like a citizen's: it begins with 9, and carries the
birth date in the same place and a check character by ISO 7064 MOD 11-2. The old one is three
letters of nationality and twelve digits; nothing published says how to check it.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, PROVINCES, RIGHT, canonical, is_birth_date, mod_11_2
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle


def is_valid(number: str) -> bool:
    """Whether a new number's check character is right; an old one has none."""
    if len(number) == 18:
        return mod_11_2(number[:17]) == number[17]
    return len(set(number[3:])) > 2


def _confidence(value: str) -> float:
    """A birth date and a province in their places make a new number sure enough alone."""
    number = canonical(value)
    if len(number) != 18:
        return 0.2
    return 0.6 if is_birth_date(number[6:14]) and number[1:3] in PROVINCES else 0.2


DETECTOR = Pattern(
    entity="CN_FOREIGNER_RESIDENCE",
    title=Text("外国人永久居留身份证", "Foreigner's permanent residence card"),
    source="国家移民管理局公告 2023-12-01; ISO 7064 MOD 11-2",
    gate=Gate(runs=(12, 17, 18), shapes=(r"9[0-9]{5}[ -](?:19|20)[0-9]{6}", r"[A-Za-z]{3}[0-9]{12}")),
    regex=rf"{LEFT}(?:9\d{{5}}[ -]?(?:19|20)\d{{6}}[ -]?\d{{3}}[\dXx]|9\d{{16}}[\dXx]|[A-Za-z]{{3}}\d{{12}}){RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "外国人永久居留身份证 外国人永久居留证 永久居留身份证 永久居留证 永居证 永居身份证 五星卡 居留证号 居留证 居留許可 外国人身份证",
        "prc_green_card permanent_residence residence_permit green_card yjz yjjlz",
    ),
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(canonical(value), 3, 2),
    examples=(
        yes("外国人永久居留身份证：911156198801010014", "911156198801010014"),
        yes("永居证号 USA110075012310", "USA110075012310"),
        yes("住客资料 911156 19880101 0014", "911156 19880101 0014"),
        yes("居留证号：gbr310012345678", "gbr310012345678"),
        no("永居证 911156198801010015", why="wrong check character"),
        no("USA110075012310", why="nothing says it is a residence card"),
        no("订单编号 911156198801010014", why="an order number"),
        no("永久居留证 US110075012310", why="nationality has three letters"),
    ),
)
