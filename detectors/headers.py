"""Column titles and form labels that say what stands beneath or beside them.

Titles are compared without spaces, case and punctuation. A Chinese title may be part of a
longer one (投保人身份证号码), an ASCII title must stand alone or after one of `_OWNERS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from detectors.base import words
from dlp.text import fold

STAFF = "STAFF"
"""Not an entity: the column holds colleagues, such as the customer's account manager."""

OTHER = "OTHER"
"""Not an entity: the column holds numbers that are certainly not personal data."""

_CHINESE: dict[str, tuple[str, ...]] = {
    STAFF: words(
        "客户经理 业务员 经办人 录入人 操作员 跟进人 销售员 销售代表 制表 审核人 管户 理财经理 业务经理 坐席 客服专员 客服人员 催收员"
    ),
    "CN_RESIDENT_ID": words("身份证号码 身份证号 身份证 公民身份号码 证件号码 证件号 证件编号 身份證"),
    "CN_MOBILE": words(
        "手机号码 手机号 手机 移动电话 联系电话 联系方式 联系手机 电话号码 来电号码 主叫号码 被叫号码 预留号码 电话 手機 電話 联系人电话"
    ),
    "CN_LANDLINE": words("固定电话 固话 座机 办公电话 家庭电话 单位电话 传真"),
    "CN_BANK_CARD": words("银行卡号 银行卡 卡号 银行账号 银行帐号 还款账号 收款账号 扣款账号 储蓄卡 信用卡"),
    "CN_USCC": words("统一社会信用代码 社会信用代码 信用代码 纳税人识别号 税号"),
    "EMAIL_ADDRESS": words("电子邮箱 电子邮件 邮箱 邮件地址 郵箱"),
    "ADDRESS": words("联系地址 通讯地址 家庭住址 家庭地址 居住地址 户籍地址 收货地址 详细地址 地址 住址 住所"),
    "PERSON": words(
        "客户姓名 姓名 客户名称 联系人 收件人 收货人 投保人 被保险人 被保人 受益人 借款人 担保人 持卡人 户名 申请人 法定代表人 法人 会员名 患者 业主 学员 乘客"
    ),
    OTHER: words(
        "户号 表号 产品编号 基金代码 成交额 成交量 订单号 订单编号 流水号 运单号 单号 序号 编号 金额 数量 单价 日期 时间 型号 条码 批次 凭证 余额 邮编 合同号 保单号"
    ),
}
_ASCII: dict[str, tuple[str, ...]] = {
    "CN_RESIDENT_ID": words(
        "idcard idcardno idno idnumber sfz sfzh sfzhm zjhm zjh certno certnumber certid identityno identity identitycard citizenid idnum"
    ),
    "CN_MOBILE": words(
        "mobile mobileno mobilephone mobilenumber phone phoneno phonenumber phonenum tel telno telephone cell cellphone sjh sjhm lxdh lxfs dh contactphone mob"
    ),
    "CN_LANDLINE": words("landline fax officephone homephone gddh"),
    "CN_BANK_CARD": words(
        "bankcard bankcardno cardno cardnumber bankaccount bankaccountno accountno accountnumber acctno yhkh yhzh kh pan"
    ),
    "CN_USCC": words("uscc usccno creditcode taxno tyshxydm shxydm"),
    "EMAIL_ADDRESS": words("email emailaddress mail mailbox yx dzyx e_mail"),
    "ADDRESS": words("address addr homeaddress dz zz jtzz lxdz txdz street"),
    "PERSON": words(
        "name fullname realname truename customername custname clientname username contactname membername cardholder holdername xm khxm khmc lxr sjr cname chinesename"
    ),
    STAFF: words("manager accountmanager operator salesman khjl czy ywy"),
    OTHER: words(
        "orderno orderid id seq no amount price qty date time tradeno trackingno sku ts timestamp createtime updatetime ip uuid"
    ),
}
_OWNERS = words(
    "customer cust client user contact member holder applicant insured borrower receiver recipient buyer patient kh guest owner"
)
_NOT_A_KIND = re.compile(
    "型号|品牌|归属地|数量|价格|类型|状态|套餐|张数|个数|是否|次数|时长|有效期|到期|验证|备注|说明|图片|照片|城市|邮编|长度|名称规则"
)
_NOISE = re.compile(r"[\s_\-()（）\[\]【】*:：/.、。]+")


def titles_of(kinds: Iterable[str]) -> list[str]:
    """The titles that announce one of these kinds, as they are compared."""
    return [title for kind in kinds for title in (*_CHINESE.get(kind, ()), *_ASCII.get(kind, ()))]


@lru_cache(maxsize=8192)
def kind_of(title: str) -> str | None:
    """The entity (or STAFF, OTHER) that a column title or label announces, None if unknown."""
    plain = _NOISE.sub("", fold(title.strip().strip('"')).text).lower()
    if not plain or len(plain) > 24:
        return None
    return _ascii_kind(plain) if plain.isascii() else _chinese_kind(plain)


_ASCII_KIND = {title: entity for entity, titles in _ASCII.items() for title in titles}


def _ascii_kind(plain: str) -> str | None:
    owners = ("", *(owner for owner in _OWNERS if plain.startswith(owner)))
    return next((_ASCII_KIND[rest] for o in owners if (rest := plain.removeprefix(o)) in _ASCII_KIND), None)


_BY_LAST: dict[str, list[tuple[int, str, str]]] = {}
for _entity, _titles in _CHINESE.items():
    for _title in _titles:
        _BY_LAST.setdefault(_title[-1], []).append((len(_title), _entity, _title))


def _chinese_kind(plain: str) -> str | None:
    if _NOT_A_KIND.search(plain):
        return None
    if any(title in plain for title in _CHINESE[STAFF]):
        return STAFF
    best = max((t for t in _BY_LAST.get(plain[-1], ()) if plain.endswith(t[2])), default=None)
    if best is None:
        longer = (t for titles in _BY_LAST.values() for t in titles if t[0] >= 3 and t[2] in plain)
        best = max(longer, default=None)
    return best[1] if best else None
