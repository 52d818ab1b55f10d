"""Student register number, 学籍号: a letter and eighteen characters, for life from primary school.

G is followed by the pupil's own identity number, which proves it; J and L (without papers,
or for a time) are followed by a made-up number that nothing proves, so these count only
beside words that say what they are.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.cn_resident_id import is_valid as is_identity
from detectors.papers import LEFT, RIGHT, canonical
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle


def is_valid(number: str) -> bool:
    """Whether a G stands in front of a valid identity number; J and L have no check."""
    return number[0] != "G" or is_identity(number[1:])


DETECTOR = Pattern(
    entity="CN_STUDENT_ID",
    title=Text("学籍号", "Student register number"),
    source="《中小学生学籍管理办法》（教基一〔2013〕7号）; GB 11643-1999",
    gate=Gate(shapes=(r"[GJLgjl][0-9]{17}",)),
    regex=rf"{LEFT}[GJLgjl]\d{{17}}[\dXx]{RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=lambda value: 0.85 if value[0] in "Gg" else 0.2,
    context=words("全国学籍号 学籍号码 学籍号 学籍辅号 学籍编号 学籍 學籍號 student_no xjh xjhm qgxjh"),
    lift=0.45,
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(canonical(value), 4, 2),
    examples=(
        yes("学籍号：G440308201201151519", "G440308201201151519"),
        yes("王小明 G440308199901101512 三年级2班", "G440308199901101512"),
        yes("临时学籍号L440308202301010234", "L440308202301010234"),
        yes("全国学籍号 j440308201201010236", "j440308201201010236"),
        no("学籍号：G440308199901101513", why="no valid identity number behind the G"),
        no("L440308202301010234", why="nothing says it is a student's"),
        no("学籍号 K440308199901101512", why="no number begins with K"),
        no("订单号 J440308201201010236", why="an order number"),
    ),
)
