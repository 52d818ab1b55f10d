"""Military papers, 军官证、士兵证、文职干部证、武警警官证: 军字第1234567号 and the like.

The number is an issuer's character, 字第, and six to eight letters or digits; some files
keep the digits alone behind the paper's name. Land titles, court files and official letters
are numbered the same way, so only the forces' own characters count.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle, squeeze

_PAPER = r"(?:军官证|军官證|士官证|士兵证|义务兵证|文职干部证|文职人员证|警官证|武警证|军人证|军人身份证|军人保障卡|军校学员证)"
_ISSUERS = "军士文职参政后装武警兵海空南北沈济广兰成京火战联学西东中"
_SURE = re.compile(r"(?:军|士|文职|武警|兵)字第")


def _canonical(text: str) -> str:
    return re.sub("号$", "", squeeze(text)).upper()


def _is_valid(number: str) -> bool:
    return len(set(re.sub(r"\D", "", number))) > 1


DETECTOR = Pattern(
    entity="CN_MILITARY_ID",
    title=Text("军人证件号", "Military paper"),
    source="《中国人民解放军军官证管理规定》",
    gate=Gate(
        shapes=(
            r"字第[ \u3000\xa0:：]?[0-9A-Za-z]{6}",
            rf"{_PAPER}(?:件)?(?:号码|编号|号)?[ \t\u3000\xa0:：（(]{{0,3}}[0-9A-Za-z]{{6}}",
        )
    ),
    regex=(
        rf"(?P<value_issued>(?:文职|武警|[{_ISSUERS}])字第[ :]?[0-9A-Za-z]{{6,8}}号?)(?![0-9A-Za-z])"
        rf"|{_PAPER}(?:件)?(?:号码|编号|号)?[ \t:(]{{0,3}}(?P<value_bare>\d{{6,8}}|[A-Za-z]\d{{6,7}})(?![0-9A-Za-z年月])"
    ),
    normalise=_canonical,
    check=_is_valid,
    confidence=lambda value: 0.55 if _SURE.match(value) else 0.2,
    context=words(
        "军官证号 军官证 军官證 士官证 士兵证 义务兵证 文职干部证 文职人员证 警官证 武警证 军人证 军人身份证 军人保障卡 军校学员证 现役军人 证件号码 证件号 officer_id military_id jgz jgzh sbz"
    ),
    lift=0.45,
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(_canonical(value), 3, 2),
    examples=(
        yes("军官证：军字第2001988号", "军字第2001988号"),
        yes("士兵证号 士字第P011816X号", "士字第P011816X号"),
        yes("证件类型 军官证 南字第01234567号", "南字第01234567号"),
        yes("警官证号：0123456", "0123456"),
        no("南字第01234567号", why="nothing says it is a military paper"),
        no("京房权证朝字第1234567号", why="a title to a house"),
        no("（2019）京0105民初字第123456号", why="a court's file"),
        no("军官证于2019年5月遗失", why="a year"),
    ),
)
