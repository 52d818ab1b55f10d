"""Mainland travel permit for Hong Kong and Macau residents, 回乡证 (港澳居民来往内地通行证).

H (Hong Kong) or M (Macau) and ten digits: eight that stay for life and two that count the
cards. Newer cards print the first nine characters only. No check digit is printed, so it
counts only beside words that say what it is.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, mask
from detectors.words import NOT_PERSONAL
from dlp.model import Text


def _holder(text: str) -> str:
    """The nine characters that stay for life, so that an old and a new card are one person's."""
    return canonical(text)[:9]


DETECTOR = Pattern(
    entity="CN_HKM_HOME_PERMIT",
    title=Text("港澳居民来往内地通行证（回乡证）", "Mainland travel permit for Hong Kong and Macau residents"),
    source="公安部公告 2010-03-10",
    gate=Gate(by_context=True, needs="[0-9]{8}"),
    regex=rf"{LEFT}[HMhm]\d{{8}}(?:[ -]?\d{{2}})?{RIGHT}",
    normalise=_holder,
    check=lambda number: len(set(number[1:])) > 1,
    confidence=lambda value: 0.24 if len(canonical(value)) == 11 else 0.2,
    context=words(
        "港澳居民来往内地通行证 港澳居民來往內地通行證 来往内地通行证 來往內地通行證 回乡证号 回乡证 回鄉證 回乡卡 回鄉卡 港澳来往内地 通行证号码 通行证号 通行证 通行證",
        "home_permit home_return_permit hrp mainland_travel_permit hxz hxzh gajmtxz",
    ),
    lift=0.45,
    against=(*NOT_PERSONAL, *words("护照号码 护照号 护照 passport 车辆通行证 往来港澳通行证 港澳通行证")),
    mask=mask,
    examples=(
        yes("回乡证号：H1234567801", "H1234567801"),
        yes("港澳居民来往内地通行证 M12345678", "M12345678"),
        yes("證件類別：回鄉證 號碼 h1234567802", "h1234567802"),
        yes("持回乡证（H12345678 03）入住", "H12345678 03"),
        no("H1234567801", why="nothing says it is a permit"),
        no("回乡证号：A1234567801", why="no permit begins with A"),
        no("回乡证 H123456780", why="nine digits are neither form"),
        no("回乡证办理工单号 M12345678", why="the word in front says it is a ticket"),
    ),
)
