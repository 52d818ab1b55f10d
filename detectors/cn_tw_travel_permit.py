"""Travel permit across the strait, 台胞证 (台湾居民来往大陆通行证) and 往来台湾通行证.

Cards for Taiwan residents print eight digits, booklets before 2015 ten and a letter in
brackets; mainland residents' cards to Taiwan are L, booklets T, and eight digits. No check
digit, and eight digits look like a date: it counts only close to words that say what it is.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, looks_like_a_date, mask
from detectors.words import NOT_PERSONAL
from dlp.model import Text


def is_valid(number: str) -> bool:
    """Whether it is no date and not one digit repeated."""
    return not looks_like_a_date(number) and len(set(number)) > 2


DETECTOR = Pattern(
    entity="CN_TW_TRAVEL_PERMIT",
    title=Text("台胞证、往来台湾通行证", "Travel permit across the Taiwan strait"),
    source="《中国公民往来台湾地区管理办法》",
    gate=Gate(by_context=True, needs="[0-9]{8}"),
    regex=rf"{LEFT}(?:\d{{8}}|\d{{10}} ?(?:\([A-Za-z]\)|[A-Za-z])|[LTlt]\d{{8}}){RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=lambda value: 0.1 if value.isdigit() else 0.2,
    context=words(
        "台湾居民来往大陆通行证 台灣居民來往大陸通行證 来往大陆通行证 來往大陸通行證 台胞证号码 台胞证号 台胞证 台胞證 往来台湾通行证 往來台灣通行證 大通证 通行证号码 通行证号",
        "tw_permit taibao mtp mtp_no tbz tbzh twtxz",
    ),
    lift=0.45,
    against=(*NOT_PERSONAL, *words("日期 出生 生日 签发 有效期 有效期至 date birth dob 护照号码 护照号 护照")),
    mask=mask,
    examples=(
        yes("台胞证号：01234567", "01234567"),
        yes("台湾居民来往大陆通行证 0123456789(A)", "0123456789(A)"),
        yes("往来台湾通行证号 L12345678", "L12345678"),
        yes("證件：台胞證 08765432", "08765432"),
        no("01234567", why="nothing says it is a permit"),
        no("台胞证签发日期 20150921", why="a date"),
        no("台胞证办理须知，详情请致电62781234", why="eight digits behind other words"),
        no("台胞证号：11111111", why="one digit repeated"),
    ),
)
