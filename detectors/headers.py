"""Column titles and form labels that say what stands beneath or beside them.

Titles are compared without spaces, case and punctuation. A Chinese title may be part of a
longer one (投保人身份证号码), an ASCII title must stand alone or after one of `_OWNERS`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.base import words
from dlp.text import fold

STAFF = "STAFF"
"""Not an entity: the column holds colleagues, such as the customer's account manager."""

OTHER = "OTHER"
"""Not an entity: the column holds numbers that are certainly not personal data."""

PAPERS = frozenset(
    words("CN_RESIDENT_ID CN_PASSPORT CN_HKM_PERMIT CN_HKM_HOME_PERMIT CN_FOREIGNER_RESIDENCE HK_ID TW_ID")
)
"""Papers that stand under each other's titles: 证件号码 may head any, 身份证号 a foreigner's passport."""

_CHINESE: dict[str, tuple[str, ...]] = {
    STAFF: words(
        "客户经理 业务员 经办人 录入人 操作员 跟进人 销售员 销售代表 制表 审核人 管户 理财经理 业务经理 坐席 客服专员 客服人员 催收员"
    ),
    "CN_RESIDENT_ID": words(
        "身份证号码 身份证号 身份证 公民身份号码 证件号码 证件号 证件编号 身份證號碼 身份證號 身份證 证照号码"
    ),
    "CN_PASSPORT": words("护照号码 护照号 护照编号 护照 護照號碼 護照號 護照"),
    "PASSPORT_MRZ": words("护照机读码 机读码"),
    "CN_HKM_PERMIT": words(
        "往来港澳通行证 往来港澳通行证号 港澳通行证号码 港澳通行证号 港澳通行证 通行证号码 通行证号"
    ),
    "CN_HKM_HOME_PERMIT": words("回乡证号码 回乡证号 回乡证 来往内地通行证 来往内地通行证号 回鄉證"),
    "CN_TW_TRAVEL_PERMIT": words(
        "台胞证号码 台胞证号 台胞证 来往大陆通行证 来往大陆通行证号 往来台湾通行证 往来台湾通行证号 台胞證"
    ),
    "CN_FOREIGNER_RESIDENCE": words(
        "永居证号 永居证 永久居留证号 永久居留证 永久居留身份证 永久居留身份证号 居留证号 居留证"
    ),
    "CN_MILITARY_ID": words("军官证号码 军官证号 军官证 士兵证号 士兵证 士官证号 警官证号 军人证号"),
    "CN_STUDENT_ID": words("学籍号码 学籍号 学籍辅号"),
    "CN_SOCIAL_SECURITY_CARD": words(
        "社会保障卡号 社会保障卡卡号 社会保障卡 社保卡号 社保卡卡号 社保卡 医保卡号 医保卡卡号 医保卡"
    ),
    "CN_DRIVER_FILE_NO": words("驾驶证档案编号 驾驶证档案号 驾照档案编号 驾驶档案编号 驾照档案号"),
    "HK_ID": words("香港身份证 香港身份证号 香港身份证号码 香港身份證 香港身份證號碼"),
    "MO_ID": words("澳门身份证 澳门身份证号 澳门身份证号码 澳門身份證 澳門身份證號碼"),
    "TW_ID": words("台湾身份证 台湾身份证号 身分證字號 身份证字号 统一证号 統一證號 身分證"),
    "CN_LICENSE_PLATE": words("车牌号码 车牌号 车牌 号牌号码 号牌 牌照号 牌照 车号 車牌 車牌號碼"),
    "VIN": words("车架号码 车架号 车辆识别代号 车辆识别代码 车辆识别码 大架号 底盘号"),
    "IMEI": words("手机串号 手机串码 设备识别码"),
    "CN_ORG_CODE": words("组织机构代码 组织机构代码证号 机构代码证号"),
    "CN_BUSINESS_LICENSE": words("营业执照注册号 营业执照号 营业执照号码 工商注册号 企业注册号"),
    "CN_MOBILE": words(
        "手机号码 手机号 手机 移动电话 联系电话 联系方式 联系手机 电话号码 来电号码 主叫号码 被叫号码 预留号码 电话 手機 電話 联系人电话"
    ),
    "CN_LANDLINE": words("固定电话 固话 座机 办公电话 家庭电话 单位电话 传真"),
    "CN_BANK_CARD": words("银行卡号 银行卡 卡号 银行账号 银行帐号 还款账号 收款账号 扣款账号 储蓄卡 信用卡"),
    "CN_USCC": words("统一社会信用代码 社会信用代码 信用代码 纳税人识别号 税号"),
    "EMAIL_ADDRESS": words("电子邮箱 电子邮件 邮箱 邮件地址 郵箱"),
    "ADDRESS": words("联系地址 通讯地址 家庭住址 家庭地址 居住地址 户籍地址 收货地址 详细地址 地址 住址 住所"),
    "PERSON": words(
        "客户姓名 姓名 客户名称 联系人 收件人 收货人 投保人 被保险人 被保人 受益人 借款人 担保人 持卡人 户名 申请人 法定代表人 法人 会员名 患者 业主 学员 乘客 车主 旅客 乘机人 乘车人 驾驶人"
    ),
    OTHER: words(
        "户号 表号 产品编号 基金代码 成交额 成交量 订单号 订单编号 流水号 运单号 单号 序号 编号 金额 数量 单价 日期 时间 型号 条码 批次 凭证 余额 邮编 合同号 保单号"
    ),
}
_ASCII: dict[str, tuple[str, ...]] = {
    "CN_RESIDENT_ID": words(
        "idcard idcardno idno idnumber sfz sfzh sfzhm zjhm zjh certno certnumber certid identityno identity identitycard citizenid idnum"
    ),
    "CN_PASSPORT": words("passport passportno passportnumber passportnum passportid hzhm hzh pspt psptno"),
    "PASSPORT_MRZ": words("mrz passportmrz mrzcode"),
    "CN_HKM_PERMIT": words("hkmpermit eepno gatxz gatxzh txzh txzhm"),
    "CN_HKM_HOME_PERMIT": words("homepermit homereturnpermit hrpno hxz hxzh"),
    "CN_TW_TRAVEL_PERMIT": words("mtpno twpermit taibaono tbz tbzh"),
    "CN_FOREIGNER_RESIDENCE": words("residencepermit residencepermitno greencard greencardno yjz yjzh"),
    "CN_MILITARY_ID": words("militaryid militaryno officerid jgz jgzh"),
    "CN_STUDENT_ID": words("xjh xjhm qgxjh"),
    "CN_SOCIAL_SECURITY_CARD": words("sbkh sbkhm ybkh shbzkh sscardno socialsecuritycard socialsecuritycardno"),
    "CN_DRIVER_FILE_NO": words("driverfileno jszdabh"),
    "HK_ID": words("hkid hkidno hkic hkidcard"),
    "MO_ID": words("macauid macaoid moid"),
    "TW_ID": words("twid twidno taiwanid arcno"),
    "CN_LICENSE_PLATE": words(
        "plate plateno platenumber licenseplate licenceplate licenseplateno carno carnumber cph cphm hphm vehicleno"
    ),
    "VIN": words("vin vinno vincode vinnumber chassisno chassisnumber cjh cjhm clsbdh"),
    "IMEI": words("imei imei1 imei2 imeino imeinumber"),
    "CN_ORG_CODE": words("orgcode organizationcode zzjgdm"),
    "CN_BUSINESS_LICENSE": words("businesslicense businesslicenseno regno yyzzh gszch"),
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
    "签发|颜色|复印|扫描件|国籍|国家|机关|申请日|办理|预约|识别状态|型号|品牌|归属地|数量|价格|类型|状态|套餐|张数|个数|是否|次数|时长|有效期|到期|验证|备注|说明|图片|照片|城市|邮编|长度|名称规则"
)
_NOISE = re.compile(r"[\s_\-()（）\[\]【】*:：/.、。]+")


@lru_cache(maxsize=8192)
def kind_of(title: str) -> str | None:
    """The entity (or STAFF, OTHER) that a column title or label announces, None if unknown."""
    plain = _NOISE.sub("", fold(title.strip().strip('"')).text).lower()
    if not plain or len(plain) > 24:
        return None
    return _ascii_kind(plain) if plain.isascii() else _chinese_kind(plain)


def _ascii_kind(plain: str) -> str | None:
    for owner in ("", *_OWNERS):
        rest = plain.removeprefix(owner)
        for entity, titles in _ASCII.items():
            if rest in titles:
                return entity
    return None


def _chinese_kind(plain: str) -> str | None:
    if _NOT_A_KIND.search(plain):
        return None
    if any(title in plain for title in _CHINESE[STAFF]):
        return STAFF
    ends = [(len(t), e) for e, titles in _CHINESE.items() for t in titles if plain.endswith(t)]
    inside = [(len(t), e) for e, titles in _CHINESE.items() for t in titles if len(t) >= 3 and t in plain]
    best = max(ends, default=None) or max(inside, default=None)
    return best[1] if best else None
