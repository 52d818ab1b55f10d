"""Unified social credit code, 统一社会信用代码 (GB 32100-2015), of companies and institutions.

Eighteen characters without I, O, S, V and Z: registry, class, six digits of region, the
organisation code of GB 11714-1997 with its own check character, and a check character over
the whole. A code is public by itself; beside customers it says whose business they do.
"""

from __future__ import annotations

from operator import mul

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import PROVINCES
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ALLOWED = frozenset(_ALPHABET)
_VALUES = bytes.maketrans(_ALPHABET.encode(), bytes(range(31)))
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGISTRIES = frozenset("123456789ANY")
_USUAL_HEADS = frozenset("11 12 13 19 51 52 53 59 91 92 93".split())
"""Registry and class of offices, institutions, associations, companies, traders and cooperatives."""


def check_character(first17: str) -> str:
    """The check character over the first seventeen (GB 32100-2015, modulo 31)."""
    return _ALPHABET[-sum(map(mul, _WEIGHTS, first17.encode().translate(_VALUES))) % 31]


def organisation_check(first8: str) -> str:
    """The check character of an organisation code (GB 11714-1997, modulo 11)."""
    total = sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] if total % 11 else "0"


def is_valid(code: str) -> bool:
    """Whether registry, region and the last check character are right."""
    if len(code) != 18 or code[0] not in _REGISTRIES or not code[2:8].isdigit():
        return False
    if not _ALLOWED.issuperset(code) or not "10" <= code[2:4] <= "91":
        return False
    return check_character(code[:17]) == code[17]


def _canonical(text: str) -> str:
    return squeeze(text).upper()


def _confidence(value: str) -> float:
    """The inner check character makes it sure; digits alone may be any long number."""
    code = _canonical(value)
    checked = organisation_check(code[8:16]) == code[16]
    if code.isdigit():
        usual = code[:2] in _USUAL_HEADS and (code[2:4] in PROVINCES or code[2:4] == "10")
        return 0.85 if checked and usual else 0.3
    return 0.85 if checked else 0.6


DETECTOR = Pattern(
    entity="CN_USCC",
    title=Text("统一社会信用代码", "Unified social credit code"),
    source="GB 32100-2015; GB 11714-1997",
    gate=Gate(
        runs=(18,),
        shapes=(
            "[1-9ANYany][0-9A-Za-z][0-9]{6}[0-9A-Za-z]{0,9}[A-Za-z][0-9A-Za-z]{0,9}[^0-9A-Za-z]",
            "[1-9ANYany][A-Za-z][0-9]{16}",
            "[ANYany][0-9]{17}",
        ),
    ),
    regex=r"(?<![0-9A-Za-z])[1-9ANYany][0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]\d{6}[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{10}(?![0-9A-Za-z])",
    normalise=_canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "统一社会信用代码 社会信用代码 信用代码 纳税人识别号 税号 营业执照",
        "uscc uscc_code tax_no taxno credit_code",
    ),
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(_canonical(value), 8, 2),
    examples=(
        yes("统一社会信用代码：91350100M000100Y43", "91350100M000100Y43"),
        yes("税号91110000600037341L已登记", "91110000600037341L"),
        yes("农村集体经济组织 N2340102MF00000007", "N2340102MF00000007"),
        yes("统一社会信用代码 A1110000MB1234562T", "A1110000MB1234562T"),
        yes("税号 y1440300mj65432162，事业单位12100000400007121A", "y1440300mj65432162", "12100000400007121A"),
        no("GET /api/order/561838959740417086", why="digits alone behind an unusual head, whatever the checks say"),
        no("91350100M000100Y44", why="wrong check character"),
        no("批次 91350100M000100I43", why="the letter I is never used"),
        no("流水 911101050000000013", why="digits alone, and a serial number in front"),
        no("commit 91350100M000100Y43", why="the word in front says it is a revision"),
    ),
)
