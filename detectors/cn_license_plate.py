"""Licence plate, 车牌号 (GA 36-2018): a province's character, a letter, and five or six more.

Small new-energy cars have D or F in front of five, large ones behind five; trailers,
driving schools, police, Hong Kong, Macau and consular cars end in 挂学警港澳领, embassies'
in 使, those of fire and rescue in 应急. Armed police plates begin with WJ, the army's with two
letters. A plate leads to its owner only beside his name.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import fold, mask_middle

_EVERYDAY = "云新青宁贵甘黑吉"
"""Provinces whose characters are words in everyday text: a plate of theirs needs a word beside it."""

_PROVINCE = f"[京津冀晋蒙辽沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川藏陕{_EVERYDAY}]"
_DOT = "[·•・. -]?"
_L = "A-HJ-NP-Za-hj-np-z"
_PLAIN = re.compile(r"[0-9A-HJ-NP-Z]{5}")
_NEW_ENERGY = re.compile(r"[A-HJK][0-9A-HJ-NP-Z]\d{4}|\d{5}[A-HJK]")
_SPECIAL = re.compile(r"[0-9A-HJ-NP-Z]{4}[挂学警港澳领]|\d{4}应急")
_FORCES = re.compile(rf"WJ{_PROVINCE}?\d{{4}}[0-9A-Z]|[VZKHEBSLNGCY][A-Z]\d{{5}}")
_EMBASSY = re.compile(r"使\d{6}|\d{6}使")


def _canonical(text: str) -> str:
    return re.sub(r"[\s·•・.-]+", "", fold(text).text).upper()


def is_valid(plate: str) -> bool:
    """Whether its characters stand in one of the published orders."""
    if plate.startswith("GB"):  # a national standard
        return False
    if _FORCES.fullmatch(plate) or _EMBASSY.fullmatch(plate):
        return True
    rest = plate[2:]
    shaped = any(shape.fullmatch(rest) for shape in (_PLAIN, _NEW_ENERGY, _SPECIAL))
    return shaped and sum(map(str.isdigit, rest)) >= 2


def _confidence(value: str) -> float:
    """Capitals and an unmistakable province make a plate; the dot of the plate itself helps."""
    if value != value.upper():
        return 0.2
    if not re.match(rf"{_PROVINCE}|WJ", value):
        return 0.16
    dotted = re.match(r".{2}[·•・]", value) is not None
    rest = _canonical(value)[2:]
    usual = _PLAIN.fullmatch(rest) or re.search("[DF挂学警港澳领急]", rest)
    return (0.3 if value[0] in _EVERYDAY or not usual else 0.6) + (0.25 if dotted else 0.0)


DETECTOR = Pattern(
    entity="CN_LICENSE_PLATE",
    title=Text("车牌号", "Licence plate"),
    source="GA 36-2018",
    gate=Gate(
        shapes=(
            rf"(?:{_PROVINCE} ?[{_L}Ａ-Ｚａ-ｚ]|WJ{_PROVINCE}|WJ){_DOT}[0-9{_L}０-９Ａ-Ｚａ-ｚ]{{4}}",
            r"[VZKHEBSLNGCY][A-Z][·•・. -]?[0-9]{5}",
            "使[0-9]{6}|[0-9]{6}使",
        )
    ),
    regex=(
        rf"(?<![0-9A-Za-z])(?:{_PROVINCE} ?[{_L}]{_DOT}(?:[0-9{_L}]{{4}}[挂学警港澳领]|\d{{4}}应急|[0-9{_L}]{{5,6}})"
        rf"|WJ{_DOT}{_PROVINCE}?{_DOT}\d{{4}}[0-9A-Z]|[VZKHEBSLNGCY][A-Z]{_DOT}\d{{5}}|使\d{{6}}|\d{{6}}使)(?![0-9A-Za-z])(?!-\d)"
    ),
    normalise=_canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "车牌号码 车牌号 车牌 号牌号码 号牌 牌照号 牌照 车号 车辆号牌 机动车号牌 车主 車牌 轿车 货车 汽车 停车 违章 行驶证",
        "plate plate_no plateno license_plate licence_plate car_no carno cph cphm hphm",
    ),
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(_canonical(value), 2, 2),
    examples=(
        yes("车牌号：粤B12345", "粤B12345"),
        yes("驾驶京A·8M6F1的张先生", "京A·8M6F1"),
        yes("新能源车粤BD12345、沪A12345F", "粤BD12345", "沪A12345F"),
        yes("挂车 鲁B1234挂，教练车 川A2345学，粤Z1234港", "鲁B1234挂", "川A2345学", "粤Z1234港"),
        yes("车辆：粤 B 12345", "粤 B 12345"),
        yes("车牌 新A12345", "新A12345"),
        yes("号牌号码：ＷＪ京12345", "ＷＪ京12345"),
        yes("领馆车辆 沪A0023领 车牌 123001使", "沪A0023领", "123001使"),
        no("粤B2-20090059", why="a licence to run a telecoms service"),
        no("京ICP备12345678号", why="a website's registration; the letter I is never used"),
        no("最新A12345型", why="新 is the end of a word here"),
        no("粤BABCDE", why="too few digits for a plate"),
        no("型号 苏A12345", why="the word in front says it is a model"),
        yes("车牌号：VA12345", "VA12345"),
        no("国家新能源车辆标准 GB32960、汽车标准 GB14023", why="national standards"),
        no("BA12345", why="two letters and digits, and nothing says plate"),
    ),
)
