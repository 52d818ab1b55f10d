"""Organisation code, 组织机构代码 (GB 11714-1997): eight characters and a check character.

Printed with a hyphen before the check character. Replaced by the unified social credit code,
which contains it, but old contracts and bank files still carry it. One code in eleven is
right by chance, so it counts only beside words that say what it is.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.cn_uscc import organisation_check
from detectors.papers import LEFT, RIGHT, canonical
from detectors.words import NOT_PERSONAL
from dlp.model import Text
from dlp.text import mask_middle

_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")


def is_valid(code: str) -> bool:
    """Whether the check character is right and the code is no plain word or one digit repeated."""
    if not _CODE.fullmatch(code) or sum(map(str.isdigit, code[:8])) < 3 or len(set(code[:8])) < 3:
        return False
    return organisation_check(code[:8]) == code[8]


DETECTOR = Pattern(
    entity="CN_ORG_CODE",
    title=Text("组织机构代码", "Organisation code"),
    source="GB 11714-1997",
    gate=Gate(by_context=True, needs="[0-9A-Za-z]{8}"),
    regex=rf"{LEFT}[0-9A-Za-z]{{8}}-?[0-9Xx]{RIGHT}",
    normalise=canonical,
    check=is_valid,
    confidence=lambda value: 0.3 if "-" in value else 0.2,
    context=words(
        "组织机构代码证号 组织机构代码 机构代码证 组织机构码 机构信用代码 企业代码 組織機構代碼",
        "org_code orgcode organization_code organisation_code zzjgdm",
    ),
    lift=0.4,
    against=NOT_PERSONAL,
    mask=lambda value: mask_middle(canonical(value), 4, 1),
    examples=(
        yes("组织机构代码：D2143569-X", "D2143569-X"),
        yes("组织机构代码证号 60003734-1，注册资本500万元", "60003734-1"),
        yes("org_code=d2143569x", "d2143569x"),
        yes("甲方（组织机构代码：M000100Y4）", "M000100Y4"),
        no("组织机构代码：D2143569-1", why="wrong check character"),
        no("D2143569-X", why="nothing says it is an organisation code"),
        no("零件 60003734-1", why="a part number that passes the check by chance"),
        no("机构代码 00000000-0", why="one digit repeated"),
    ),
)
