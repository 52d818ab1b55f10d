"""From the places that a model names to a whole postal address: street, house, room.

The model ends an address early (南山区科技园南路18号5栋 without its 302室). It is grown over
what follows as long as that has the shape of a further part of an address, and never beyond the
next name or number, so that a person or a telephone that stands behind it is not swallowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from detectors.address import is_valid
from dlp.text import HAN, fold

Stretch = tuple[int, int]

_MOST_PARTS = 12
_COUNT = "[0-9A-Za-z一二三四五六七八九十甲乙丙丁东西南北#之-]{1,6}"
_PART = re.compile(
    rf"[,， ]?(?:"
    rf"{_COUNT} ?(?:号楼|号院|號|号(?!线|码|文)|弄|栋|棟|幢|座|单元|單元|室|楼(?!盘|市)|樓|层|層|组|組|队|户|房(?!价|产)|期|段)"
    rf"|(?:(?![的了在是住于到电话手机邮编姓名联系收件身份])[{HAN}A-Za-z0-9]){{1,10}}?"
    r"(?:省|市|区|區|县|縣|旗|镇|鎮|乡|鄉|街道|大街|街|大道|路|道|巷|胡同|弄|里|村|屯|庄|小区|社区|新村|花园|家园|公寓|苑|大厦|大廈|广场|廣場|中心|工业园|科技园|产业园|园|城|府|港|湾)"
    r"|[(（][^()（）\n]{1,20}[)）]"
    r"|之[0-9一二三四五六七八九十]{1,3}"
    r"|\d{1,4}(?:-\d{1,5}){1,3}(?![\d-])"
    r"|(?:(?<=[栋棟幢座元楼樓])|(?<=[栋棟幢座元楼樓] ))\d{3,4}(?!\d)"
    r")"
)
_BLANKS = re.compile(r"\s+")
_JOINT = re.compile(r"[,， ]?")
_ROAD = re.compile(r"[路街道巷弄村屯庄园区城镇乡苑里号段]")
_STREET_AND_HOUSE = re.compile(
    rf"[{HAN}]{{2}}(?:路|街|大道|道|巷|胡同|弄|里|村|花园|小区|公寓|苑|大厦|广场|段).{{0,8}}?\d+(?:号|號|弄|栋|棟|幢|座|室|-\d)"
)


def addresses(text: str, places: Sequence[Stretch], others: Iterable[Stretch]) -> Iterator[Stretch]:
    """Places joined with what follows them, where that makes an address.

    places, others: in order; where other names and numbers stand, which an address ends before.
    """
    barriers = sorted(others)
    end_of_last = at = 0
    for index, (start, end) in enumerate(places):
        if start < end_of_last:
            continue
        while at < len(barriers) and (barriers[at][0] < end or _is_road(text, barriers[at])):
            at += 1
        limit = barriers[at][0] if at < len(barriers) else len(text)
        end_of_last = _grown(text, end, limit, places[index + 1 : index + 1 + _MOST_PARTS])
        yield start, end_of_last


def _is_road(text: str, name: Stretch) -> bool:
    """Whether a street bears the name: 中山 in 中山路."""
    return _ROAD.match(text, name[1]) is not None


def _grown(text: str, end: int, limit: int, places: Sequence[Stretch]) -> int:
    """Where an address ends that has been read up to `end`; it goes no further than `limit`."""
    following = iter(places)
    place = next(following, None)
    for _ in range(_MOST_PARTS):
        while place is not None and place[1] <= end:
            place = next(following, None)
        joint = _JOINT.match(text, end)
        if place is not None and place[0] <= (joint.end() if joint else end) and place[1] <= limit:
            end = place[1]
            continue
        part = _PART.match(text, end, limit)
        if part is None:
            break
        end = part.end()
    return end


def is_address(text: str) -> bool:
    """Whether it says where a house is, not only which town."""
    plain = _BLANKS.sub("", fold(text).text)
    return is_valid(plain) or _STREET_AND_HOUSE.search(plain) is not None
