"""QQ number, QQ 号: five to eleven digits that only a word in front tells from any other number."""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.phrases import JOIN
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_CUE = r"(?:(?<![0-9A-Za-z@._-])[Qq][Qq](?:_?(?:id|no|num|number)|[ ]?账号|[ ]?帐号|[ ]?号码?)?|扣扣号?码?|企鹅号|[Qq]号)(?:[/／]微信号?)?(?!群)"


def is_valid(number: str) -> bool:
    """Whether it has the length of one and is not one digit repeated."""
    return number.isdigit() and 5 <= len(number) <= 11 and number[0] != "0" and len(set(number)) > 1


DETECTOR = Pattern(
    entity="QQ_NUMBER",
    title=Text("QQ号", "QQ number"),
    source="腾讯QQ号码规则",
    gate=Gate(cues=words("QQ 扣扣 企鹅号 Q号"), needs="[1-9][0-9]{4}"),
    regex=rf"{_CUE}{JOIN}(?P<value>[1-9]\d{{4,10}})(?![0-9A-Za-z@])(?!\.\d)(?![ ]?[万亿个人元次%])",
    normalise=squeeze,
    check=is_valid,
    confidence=0.6,
    context=words("QQ qq_no qq_num qq_number qqnumber QQ号 QQ号码 扣扣 企鹅号"),
    lift=0.25,
    mask=lambda value: mask_middle(value, 2, 2),
    cell=r"[1-9]\d{4,10}",
    examples=(
        yes("QQ：287654321", "287654321"),
        yes("加我qq号码 10034567 详聊", "10034567"),
        yes("扣扣1203456789", "1203456789"),
        yes("联系方式：QQ 10456789", "10456789"),
        no("QQ群：287654321", why="a group, open to anybody"),
        no("QQ 9.7.20 发布", why="a version"),
        no("QQ同时在线人数287654321", why="a count"),
        no("QQ邮箱 287654321@qq.com", why="an e-mail address"),
        no("QQ活跃账户 57000万", why="a count"),
        no("房号287654321", why="nothing says QQ"),
    ),
)
