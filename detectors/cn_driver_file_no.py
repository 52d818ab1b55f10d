"""Driver's file number, 驾驶证档案编号: twelve digits on the second page of a driving licence.

Two digits of province, two of city, eight of sequence. The licence's own number is the
holder's identity number. Nothing proves a file number, so the words must stand close by.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.papers import LEFT, PROVINCES, RIGHT
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze


def is_valid(number: str) -> bool:
    """Whether it begins with a province and a city, and the rest is not one digit repeated."""
    return number[:2] in PROVINCES and number[2:4] != "99" and len(set(number[4:])) > 1


DETECTOR = Pattern(
    entity="CN_DRIVER_FILE_NO",
    title=Text("驾驶证档案编号", "Driver's file number"),
    source="GA 482; 《机动车驾驶证申领和使用规定》",
    gate=Gate(by_context=True, needs="[0-9]{12}"),
    regex=rf"{LEFT}[1-8]\d{{11}}{RIGHT}",
    check=is_valid,
    confidence=0.15,
    context=words(
        "驾驶证档案编号 驾驶证档案号 驾照档案编号 驾照档案号 驾驶档案编号 驾驶人档案编号 档案编号 驾驶证编号 駕駛證檔案編號 driver_file_no dabh jszdabh"
    ),
    lift=0.4,
    against=(*NOT_PERSONAL, *words("人事档案编号 人事档案号 员工档案编号 病案号 病历号")),
    mask=lambda value: mask_middle(squeeze(value), 4, 2),
    examples=(
        yes("驾驶证档案编号：440300123456", "440300123456"),
        yes("准驾车型 C1 档案编号 310012345678", "310012345678"),
        yes("驾照档案号110105234567，初次领证2012年", "110105234567"),
        yes("dabh=440300123456", "440300123456"),
        no("440300123456", why="nothing says it is a file number"),
        no("档案编号：990012345678", why="there is no province 99"),
        no("档案编号4403001234567", why="thirteen digits"),
        no("档案移送批号 440300123456", why="a batch number"),
    ),
)
