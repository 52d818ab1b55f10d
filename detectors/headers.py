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

PAPERS = frozenset(
    words("CN_RESIDENT_ID CN_PASSPORT CN_HKM_PERMIT CN_HKM_HOME_PERMIT CN_FOREIGNER_RESIDENCE HK_ID TW_ID")
)
"""Papers that stand under each other's titles: 证件号码 may head any, 身份证号 a foreigner's passport."""

_CHINESE: dict[str, tuple[str, ...]] = {
    STAFF: words(
        "客户经理 业务员 经办人 录入人 操作员 跟进人 销售员 销售代表 制表 审核人 管户 理财经理 业务经理 坐席 客服专员 客服人员 催收员 领用人 保管人 值班人"
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
    "WECHAT_ID": words("微信号码 微信号 微信账号 微信id 微信"),
    "QQ_NUMBER": words("qq号码 qq号 qq账号 客户qq 联系qq 扣扣"),
    "PHONE_NUMBER": words("香港电话 香港手机 澳门电话 澳门手机 台湾电话 台湾手机 境外电话 境外手机 海外电话 国际电话"),
    "IP_ADDRESS": words("ip地址 登录ip 访问ip 客户端ip 来源ip 常用ip"),
    "MAC_ADDRESS": words("mac地址 设备mac 物理地址"),
    "BIRTH_DATE": words("出生日期 出生年月日 出生年月 出生时间 生日"),
    "MONEY_ACCOUNT": words(
        "资金账号 资金帐号 资金账户 基金账号 基金账户 交易账号 理财账号 股东代码 股东账户 股东账号 股东卡号 证券账户 证券账号 保单号码 保单号 保单编号",
        "保险单号 投保单号 借据号 借据编号 贷款合同号 贷款合同编号 借款合同号 借款合同编号 贷款账号 对公账号 对公账户 客户号 客户编号 客户代码 公积金账号",
    ),
    "CARD_SECURITY": words("安全码 cvv码 cvn码 卡背面后三位"),
    "ORGANIZATION": words(
        "公司名称 单位名称 企业名称 工作单位 就职单位 任职单位 所在单位 所在公司 机构名称 学校名称 投保单位 开户行 开户银行"
    ),
    "BUSINESS_RECORD": words(
        "交易金额 交易日期 交易时间 交易流水号 成交金额 成交日期 合同金额 合同编号 合同号 签约日期 签约金额 订单金额 订单号 订单编号 下单时间 购买金额 购买日期 消费金额 消费日期",
        "年缴保费 保费 保额 保险金额 生效日期 投保日期 出险日期 出险时间 理赔金额 赔付金额 报案号 借款金额 贷款金额 申请金额 贷款余额 放款金额 放款日期 授信额度 授信金额 逾期金额 逾期天数",
        "应还金额 还款金额 还款日期 欠款金额 账单金额 账单日期 账户余额 可用余额 持有份额 持仓市值 认购金额 申购金额 赎回金额 投资金额 存款余额 转账金额 充值金额",
    ),
    "PREFERENCE": words(
        "风险偏好 风险等级 风险承受能力 风险测评 投资者类型 投资偏好 理财偏好 产品偏好 消费偏好 消费习惯 购物偏好 饮食偏好 兴趣爱好 客户偏好 偏好 购买意向 购买意愿 投资风格"
    ),
    "CUSTOMER_NEED": words(
        "客户需求 客户诉求 诉求内容 主要诉求 投诉内容 投诉事项 投诉原因 反映问题 咨询内容 意向产品 意向户型 意向楼盘 意向车型 意向金额 拟购产品 贷款需求 融资需求 保险需求 资金用途 贷款用途 借款用途 购房需求 购车需求 装修需求 理财需求"
    ),
    OTHER: words(
        "户号 表号 产品编号 基金代码 成交额 成交量 流水号 交易流水 运单号 单号 序号 编号 金额 数量 单价 日期 时间 型号 条码 批次 凭证 余额 邮编"
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
    "WECHAT_ID": words("wechat wechatid wechatno weixin wxid wxh wx"),
    "QQ_NUMBER": words("qq qqno qqnum qqnumber qqh"),
    "IP_ADDRESS": words("ip ipaddress ipaddr clientip loginip remoteip"),
    "MAC_ADDRESS": words("mac macaddress macaddr"),
    "BIRTH_DATE": words("birthday birthdate dateofbirth dob csrq csny shengri"),
    "MONEY_ACCOUNT": words(
        "policyno policynumber policyid fundaccount zjzh jjzh gddm gdzh bdh bxdh jjh dkhth khh khbh custno customerno clientno loanno dgzh securitiesaccount"
    ),
    "CARD_SECURITY": words("cvv cvv2 cvn cvn2 cvc"),
    "ORGANIZATION": words("company companyname employer orgname organization organisation gsmc dwmc gzdw khhmc"),
    "BUSINESS_RECORD": words(
        "tradeamount tradeamt tradedate tradetime transamount transdate orderamount orderno orderid contractno contractamount premium claimamount loanamount"
        " loanbalance repayamount balance billamount jyje jyrq jysj htje hth ddh ddje dkje dkye hkje yqje zdje"
    ),
    "PREFERENCE": words(
        "preference preferences riskpreference riskappetite riskprofile hobby hobbies fxph fxdj fxcsnl tzph xfph"
    ),
    "CUSTOMER_NEED": words("complaint customerneed customerdemand khxq khsq tsnr xqms yxcp dkyt"),
    STAFF: words("manager accountmanager operator salesman khjl czy ywy"),
    OTHER: words("id seq no amount price qty date time tradeno trackingno sku ts timestamp createtime updatetime uuid"),
}
_WHOLE = {
    "使用人": STAFF,
    **dict.fromkeys(
        words(
            "客户 候选人 应聘者 应聘人 求职者 学生 员工 成员 队员 选手 参赛者 教师 老师 医生 讲师 嘉宾 家长 会员 房东 租客 租户 责任人 报名人 报修人 投诉人 来访人 访客"
        ),
        "PERSON",
    ),
    **dict.fromkeys(words("习惯 爱好 喜好"), "PREFERENCE"),
    **dict.fromkeys(words("需求 诉求 意向"), "CUSTOMER_NEED"),
}
"""Titles too short to mean much as a part of another (系统需求)."""

_OWNERS = words(
    "customer cust client user contact member holder applicant insured borrower receiver recipient buyer patient kh guest owner"
)
_NOT_A_KIND = re.compile(
    "签发|颜色|复印|扫描件|国籍|国家|机关|申请日|办理|预约|识别状态|型号|品牌|归属地|数量|价格|类型|状态|套餐|张数|个数|是否|次数|时长|有效期|到期|验证|备注|说明|用户名(?!称)|登录名|图片|照片|城市|邮编|长度|名称规则"
)
_UNIT = re.compile(r"[(\[](?:元|万元|人民币|RMB|天|个月)[)\]]$")
_NOISE = re.compile(r"[\s_\-()（）\[\]【】*:：/.、。]+")


def whole_titles_of(kinds: Iterable[str]) -> list[str]:
    """The titles too short to announce these kinds but by filling a cell."""
    wanted = frozenset(kinds)
    return [title for title, kind in _WHOLE.items() if kind in wanted]


def titles_of(kinds: Iterable[str]) -> list[str]:
    """The titles that announce one of these kinds, as they are compared."""
    return [title for kind in kinds for title in (*_CHINESE.get(kind, ()), *_ASCII.get(kind, ()))]


@lru_cache(maxsize=8192)
def kind_of(title: str) -> str | None:
    """The entity (or STAFF, OTHER) that a column title or label announces, None if unknown."""
    plain = _NOISE.sub("", _UNIT.sub("", fold(title.strip().strip('"')).text)).lower()
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
    plain = plain.rstrip("0123456789") or plain
    if plain in _WHOLE:
        return _WHOLE[plain]
    best = max((t for t in _BY_LAST.get(plain[-1], ()) if plain.endswith(t[2])), default=None)
    if best is None:
        longer = (t for titles in _BY_LAST.values() for t in titles if t[0] >= 3 and t[2] in plain)
        best = max(longer, default=None)
    return best[1] if best else None
