"""What a customer likes and dares, 偏好: habits, risk appetite, investment style (policy 2.1).

Labels and column titles tell it, with an answer filled in; it is evidence only in a document that
shows a person. R1 to R5 grade a product, C1 to C5 a customer (《证券期货投资者适当性管理办法》).
"""

from __future__ import annotations

import re

from detectors import labelled
from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text
from dlp.text import squeeze

_RISK = words(
    "风险偏好 风险等级 风险承受能力 风险承受等级 风险测评结果 风险测评等级 风险测评 风险评级 风险类型 投资者类型 投资者分类 投资风格 客户风险等级"
)
_FREE = words(
    "投资偏好 理财偏好 产品偏好 消费偏好 消费习惯 购物偏好 购物习惯 饮食偏好 饮食习惯 口味偏好 出行偏好 出行习惯 阅读偏好 客户偏好 偏好品类 偏好产品 偏好品牌",
    "沟通偏好 联系偏好 联系时间偏好 兴趣爱好 个人爱好 客户爱好 交易习惯 投资习惯 还款习惯 生活习惯 购买意向 购买意愿 购车意向 购房意向 偏好期限 其他偏好",
)
_TYPE = r"(?:保守|谨慎|稳健|平衡|均衡|成长|积极|进取|激进)型?(?:投资者|客户)?(?:\(?C[1-5]\)?)?|C[1-5](?:[ ]?[-(]?[ ]?(?:保守|谨慎|稳健|平衡|成长|积极|进取|激进)型?\)?)?|(?:专业|普通)投资者|(?:偏好)?(?:低|中低|中等|中高|高)风险"
_TEXT = r"[^\s,，;；。|:][^\n\t,，;；。|:]{0,39}"
_GRADED = labelled.pattern(_RISK, rf"(?:{_TYPE})(?!及|以|或|、|/|型|投|客|C|\()", _TYPE)
_SAID = labelled.pattern(_FREE, _TEXT, _TEXT).replace("value_", "value_free_")
_OF_A_RISK_LIST = re.compile(r"[高中低一般重大较]{1,3}(?:风险)?|R[1-5].{0,8}|[\d.,%\s-]+")


def is_valid(value: str) -> bool:
    """Whether it is an answer, and not a project's risk, a product's grade or a bare number."""
    return labelled.is_said(value) and _OF_A_RISK_LIST.fullmatch(value) is None


DETECTOR = Pattern(
    entity="PREFERENCE",
    title=Text("偏好", "Preference"),
    source="《客户资料保密管理规范》2.1; 《证券期货投资者适当性管理办法》",
    gate=Gate(shapes=(labelled.shape((*_RISK, *_FREE)),)),
    regex=f"(?:{_GRADED}|{_SAID})",
    normalise=squeeze,
    check=is_valid,
    confidence=0.6,
    mask=labelled.mask,
    cell=r"[^\n]{2,60}",
    of_customer=True,
    examples=(
        yes("客户姓名：王小明，风险偏好：稳健型", "稳健型"),
        yes("姓名：赵敏\n风险测评结果：C3（平衡型）\n兴趣爱好：羽毛球、摄影", "C3（平衡型）", "羽毛球、摄影"),
        yes("客户：王小明 13900139001\n投资偏好：短期固收类产品", "短期固收类产品"),
        yes("投保人：赵敏\n风险偏好：□保守型 ☑稳健型 □进取型", "稳健型"),
        no("风险偏好：稳健型", why="no person in the document"),
        no("姓名：王小明\n风险偏好：□保守型 □稳健型 □进取型", why="a blank form"),
        no("产品经理：赵敏 13900139001\n产品风险等级：R2", why="the grade of a product"),
        no("联系人：赵敏，适合风险承受能力：稳健型及以上", why="whom a product suits"),
        no("客户姓名：王小明，我们研究了年轻人的消费习惯。", why="running text"),
    ),
)
