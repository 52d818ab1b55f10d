"""Business licence number, 营业执照注册号 (GS 15-2006), as issued before credit codes in 2015.

Six digits of the registry, eight of sequence, and a check digit by ISO 7064 MOD 11,10. Old
identity numbers and IMEI have fifteen digits too, so it counts only beside words.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, PROVINCES, RIGHT, mod_11_10
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_STATE_REGISTRY = "10"
"""Licences of the State administration itself begin with 100000."""


def is_valid(number: str) -> bool:
    """Whether the registry's province and the check digit are right."""
    known = number[:2] in PROVINCES or number[:2] == _STATE_REGISTRY
    return known and mod_11_10(number[:14]) == number[14]


DETECTOR = Pattern(
    entity="CN_BUSINESS_LICENSE",
    title=Text("营业执照注册号", "Business licence number"),
    source="GS 15-2006; ISO 7064 MOD 11,10",
    gate=Gate(by_context=True, needs="[0-9]{15}"),
    regex=rf"{LEFT}[1-8]\d{{14}}{RIGHT}",
    check=is_valid,
    confidence=0.2,
    context=words(
        "营业执照注册号 营业执照号码 营业执照号 营业执照编号 营业执照 工商注册号 工商登记号 企业注册号 注册号 执照号 營業執照",
        "business_license license_no licence_no regno reg_no yyzzh gszch zch",
    ),
    lift=0.45,
    against=(*NOT_PERSONAL, "身份证号", "身份证", "身份证号码", "IMEI"),
    mask=lambda value: mask_middle(squeeze(value), 6, 2),
    examples=(
        yes("营业执照注册号：110108000000016", "110108000000016"),
        yes("工商注册号110108000000016，成立日期2003年", "110108000000016"),
        yes("乙方：某某贸易有限公司 营业执照号码 440301103000011", "440301103000011"),
        yes('"reg_no": "110108000000016"', "110108000000016"),
        no("营业执照注册号：110108000000017", why="wrong check digit"),
        no("110108000000016", why="nothing says it is a licence"),
        no("流水号 110108000000016", why="the word in front says it is a serial number"),
        no("营业执照注册号 990108000000015", why="there is no registry 99"),
    ),
)
