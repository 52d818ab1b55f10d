"""Vehicle identification number, 车架号 (GB 16735, ISO 3779): seventeen characters without I, O, Q.

The ninth is a check character on Chinese and American cars; European imports may do without,
so such a number counts beside words that say what it is. One of eleven look-alikes passes,
so a bare number is never quite sure.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, weighted
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle

_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def check_character(vin: str) -> str:
    """The character that belongs in the ninth place, a digit or X."""
    return "0123456789X"[weighted([_VALUES[char] for char in vin], _WEIGHTS) % 11]


def is_valid(vin: str) -> bool:
    """Whether it ends in four digits and holds letters; the check character is weighed apart."""
    letters = sum(map(str.isalpha, vin))
    return len(vin) == 17 and vin[13:].isdigit() and 2 <= letters <= 12 and len(set(vin)) > 4


def _confidence(value: str) -> float:
    vin = canonical(value)
    return 0.45 if check_character(vin) == vin[8] else 0.15


DETECTOR = Pattern(
    entity="VIN",
    title=Text("车架号", "Vehicle identification number"),
    source="GB 16735-2019; ISO 3779",
    gate=Gate(by_context=True, needs="[0-9]{4}"),
    regex=rf"{LEFT}[0-9A-HJ-NPR-Za-hj-npr-z]{{13}}\d{{4}}{RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "车架号码 车架号 车辆识别代号 车辆识别代码 车辆识别码 大架号 底盘号 识别代号 車架號 车架",
        "vin vin_no vin_code vinno chassis chassis_no frame_no cjh cjhm clsbdh",
    ),
    lift=0.45,
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(canonical(value), 3, 4),
    specimen=frozenset({"1M8GDM9AXKP042788", "11111111111111111"}).__contains__,
    examples=(
        yes("车架号：1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
        yes("车辆识别代号 LSVAA4182E2184847", "LSVAA4182E2184847"),
        yes("VIN: wdd2040021a123456", "wdd2040021a123456"),
        yes("粤B12345 底盘号LFV3A23C1H3123456", "LFV3A23C1H3123456"),
        no("1M8GDM9AXKP042788", why="nothing says it is a car"),
        no("车架号：1M8GDM9AXKP04278I", why="the letter I is never used"),
        no("车架号 12345678901234567", why="digits alone"),
        no("sha1 1M8GDM9AXKP042788", why="the word in front says it is a digest"),
    ),
)
