"""What a customer wants or complains of, 需求与诉求: need, complaint, product in view (policy 2.1).

Labels and column titles tell it, with words filled in; it is evidence only in a document that shows
a person. A bare 需求 is as often a program's, so prose needs the longer label.
"""

from __future__ import annotations

import re

from detectors import labelled
from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text
from dlp.text import HAN, squeeze

LABELS = words(
    "客户需求 客户诉求 客户要求 客户意见 客户反馈 客户意向 投诉内容 投诉事项 投诉原因 投诉诉求 投诉详情 主要诉求 核心诉求 诉求内容 诉求描述 诉求 反映问题 反映情况 咨询内容 咨询问题 来电内容 来访事由",
    "意向产品 意向金额 意向户型 意向楼盘 意向房源 意向车型 意向课程 意向险种 拟购产品 拟购金额 拟购车型 拟购房源 拟购 拟投金额",
    "贷款需求 资金需求 融资需求 保险需求 理财需求 购房需求 购车需求 装修需求 保障需求 养老需求 用款需求 资金用途 贷款用途 借款用途",
)
_TEXT = r"[^\s;；。|:][^\n\t;；。|]{1,79}"
_SAYS_SOMETHING = re.compile(f"[{HAN}]{{2}}|[A-Za-z]{{3}}|[1-9][0-9.]*[万元]")


def is_valid(value: str) -> bool:
    """Whether words are filled in, no mere mark or number."""
    return labelled.is_said(value) and _SAYS_SOMETHING.search(value) is not None


DETECTOR = Pattern(
    entity="CUSTOMER_NEED",
    title=Text("客户需求与诉求", "Customer's need or complaint"),
    source="《客户资料保密管理规范》2.1",
    gate=Gate(shapes=(labelled.shape(LABELS),)),
    regex=labelled.pattern(LABELS, _TEXT),
    normalise=squeeze,
    check=is_valid,
    confidence=0.6,
    mask=labelled.mask,
    cell=r"[^\n]{2,300}",
    of_customer=True,
    examples=(
        yes("客户姓名：王小明\n客户需求：三年内置换一套三居室", "三年内置换一套三居室"),
        yes("投诉人：赵敏，手机13900139001，投诉内容：扣费两次未退。已转办", "扣费两次未退"),
        yes("客户：王小明 13900139001，意向产品：稳利一年期", "稳利一年期"),
        yes("借款人：赵敏；借款用途：装修", "装修"),
        no("客户需求：三年内置换一套三居室", why="no person in the document"),
        no("客户姓名：王小明\n客户需求：____________", why="a blank form"),
        no("联系人：赵敏\n客户需求分析是产品设计的第一步", why="running text"),
        no("投诉人：赵敏\n投诉内容：无", why="nothing filled in"),
        no("姓名：王小明\n诉求：请填写您的诉求", why="an instruction"),
    ),
)
