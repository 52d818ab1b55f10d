"""Exit-entry permit to Hong Kong and Macau, 往来港澳通行证, that mainland residents carry.

The card of 2014 is C and eight digits, after C99999999 C, a letter without I and O, and
seven digits; the booklet before it W and eight. No check digit is printed, so it counts only
beside words that say what it is.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, RIGHT, canonical, mask
from detectors.words import NOT_PERSONAL
from dlp.model import Text

DETECTOR = Pattern(
    entity="CN_HKM_PERMIT",
    title=Text("往来港澳通行证", "Permit to travel to Hong Kong and Macau"),
    source="国家移民管理局公告 2018-12-10",
    gate=Gate(by_context=True, needs="[0-9]{7}"),
    regex=rf"{LEFT}(?:[Cc](?:\d{{8}}|[A-HJ-NP-Za-hj-np-z]\d{{7}})|[Ww]\d{{8}}){RIGHT}",
    normalise=canonical,
    check=lambda number: len(set(number[-6:])) > 1,
    confidence=lambda value: 0.15 if value[0] in "Ww" else 0.2,
    context=words(
        "往来港澳通行证 往來港澳通行證 港澳通行证 港澳通行證 来往港澳通行证 通行证号码 通行证号 通行證號碼 通行證號",
        "hkm_permit eep eep_no exit_entry_permit txzh txzhm gatxz",
    ),
    lift=0.45,
    against=(*NOT_PERSONAL, *words("护照号码 护照号 护照 passport 车辆通行证 航班号 航班")),
    mask=mask,
    examples=(
        yes("往来港澳通行证：C12345678", "C12345678"),
        yes("通行证号CA0000123，有效期至2029年", "CA0000123"),
        yes("港澳通行证（旧）W23456789", "W23456789"),
        yes("证件：港澳通行證 ｃ12345678", "ｃ12345678"),
        no("C12345678", why="nothing says it is a permit"),
        no("通行证号 CI1234567", why="the letter I is never used"),
        no("车辆通行证 C12345678", why="a pass for a car"),
        no("通行证申请订单号C12345678", why="an order number"),
    ),
)
