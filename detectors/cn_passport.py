"""Passport number, 护照号: Chinese passports, and others where the word stands close by.

Ordinary passports are E and eight digits, since 2017 E, a letter without I and O, and seven;
older ones G and eight, or 14 or 15 and seven. P, S and D are issued for public affairs,
K (KJ) by Hong Kong, MA by Macau. The number printed has no check digit (the machine-readable
lines have, see `passport_mrz`), so it never counts alone. What looks like a foreign
passport's number needs the word right in front, or a column of passports.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, mask
from detectors.words import NOT_PERSONAL
from dlp.model import Text

_CHINESE = re.compile(
    r"(?:E\d{8}|E[A-HJ-NP-Z]\d{7}|G\d{8}|1[45]\d{7}|P\d{7}|[SD]\d{7,8}|[PSD]E\d{7}|K\d{8}|KJ\d{7}|MA\d{7})"
)
_FOREIGN = re.compile(r"[A-Z]\d{6,8}|[A-Z]{2}\d{6,7}|[1-9]\d{8}")


def is_valid(number: str) -> bool:
    """Whether it has a passport's shape and is not one digit repeated."""
    shaped = _CHINESE.fullmatch(number) or _FOREIGN.fullmatch(number)
    return shaped is not None and len(set(number[-6:])) > 1


def _confidence(value: str) -> float:
    """Nine digits may be anything, even where Chinese passports of old had as many."""
    number = canonical(value)
    return 0.2 if _CHINESE.fullmatch(number) and not number.isdigit() else 0.1


DETECTOR = Pattern(
    entity="CN_PASSPORT",
    title=Text("护照号", "Passport number"),
    source="《中华人民共和国护照法》; ICAO Doc 9303",
    gate=Gate(by_context=True, needs="[0-9]{6}"),
    regex=rf"{LEFT}(?:[A-Za-z]{{1,2}}\d{{6,8}}|[EGKPSD] \d{{7,8}}|[1-9]\d{{8}}){RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "护照号码 护照号 护照编号 护照 号护照 因私护照 公务护照 護照號碼 護照",
        "passport passport_no passportno passport_number passportnumber pspt_no ppno hzhm hzh p/cn p/chn p/hkg p/mac",
    ),
    lift=0.45,
    against=(
        *NOT_PERSONAL,
        *words("通行证 回乡证 台胞证 通行證 回鄉證 签证号 签证 航班号 航班 visa flight 学号 工号 员工号 电话 手机"),
    ),
    mask=mask,
    examples=(
        yes("护照号：E12345678", "E12345678"),
        yes("证件类型：护照 证件号码：EA1234567", "EA1234567"),
        yes("旅客王小明，持G23456789号护照出境", "G23456789"),
        yes("passport_no: pe1234567", "pe1234567"),
        yes("Passport No. K12345678 (HKSAR)", "K12345678"),
        yes("SSR DOCS HK1 P/CN/E12345678/CN/01JAN80/M", "E12345678"),
        yes("护照号码 142345678，旧本", "142345678"),
        yes("护照号：C1234567，国籍：英国", "C1234567"),
        no("E12345678", why="nothing says it is a passport"),
        no("型号 E12345678", why="a model"),
        no("护照号：EI1234567890", why="no passport number is that long"),
        no("护照已寄出，运单号 G23456789", why="the word in front says it is a parcel"),
        no(
            "持护照者请于2024年5月前办理，咨询请登记后等待回复，窗口代码 142345678", why="nine digits far from the word"
        ),
        no("护照号 E00000000", why="one digit repeated"),
    ),
)
