"""Personal name, 姓名: after a word that announces one, before a title, or beside a number.

A name alone is never taken: most two-character words begin with some surname.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, words, yes
from detectors.names import NAME, SURNAME, is_likely_name, mask
from dlp.model import Text
from dlp.text import HAN

CUES = words(
    "姓名 联系人 收件人 收货人 寄件人 发件人 户名 持卡人 开户人 开户名 投保人 被保险人 被保人 受益人 借款人 担保人 保证人 申请人 承租人 出租人",
    "委托人 受托人 代理人 经办人 法定代表人 法人代表 法人 负责人 患者 病人 业主 会员 乘客 旅客 签收人 付款人 收款人 债务人 债权人 买受人",
    "出卖人 购买人 监护人 紧急联系人 客户经理 客户名称 客户姓名 客户 用户 学员 家长 聯繫人 聯絡人 收件者",
)
_CUE = rf"(?:(?<!用)(?<!账)户名|{'|'.join(w for w in CUES if w != '户名')}|姓\s{{1,4}}名)"
_CALLERS = "客户|用户|业主|患者|会员"
_TITLES = "先生|女士|小姐|太太|同志|阁下|老师|教授|医生|律师|经理|总监|主任|总经理|董事长"
_AFTER = rf"(?=[^{HAN}·]|$|{_TITLES}|性别|身份证|证件|手机|电话|联系|住址|地址|出生|年龄|民族|邮箱|于|的|已|在|来电|致电|咨询|办理|签收|名下|账户|账号|与|和|及)"
_NUMBER_LABEL = "(?:身份证号?码?|手机号?码?|电话|联系电话|tel|TEL)?"
_NUMBER_BEGINS = r"(?:\+?86[ -]?)?(?:1[3-9][0-9][ -]?[0-9]{4}|[1-9][0-9]{10})"
_NUMBER = r"(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[1-9]\d{16}[\dXx])(?!\d)"

DETECTOR = Pattern(
    entity="PERSON",
    title=Text("姓名", "Personal name"),
    source="百家姓; 《通用规范汉字表》",
    gate=Gate(
        shapes=(
            rf"(?:{'|'.join(CUES)}|姓[ \t\u3000]{{1,4}}名)(?:姓名|名称)?[ \t:=|(：＝（是为\u3000\xa0]",
            rf"(?:{_CALLERS}){SURNAME}",
            rf"(?:^|[^{HAN}]){SURNAME}[{HAN}]{{1,2}}(?:{_TITLES})",
            "[·•・]",
            rf"{SURNAME}[{HAN}]{{1,2}}[ \t\u3000]{{0,3}}[,，、;；:：|/(（]?[ \t\u3000]{{0,3}}{_NUMBER_LABEL}[:：]?[ \t]{{0,2}}{_NUMBER_BEGINS}",
        ),
    ),
    regex=(
        rf"{_CUE}(?:姓名|名称)?(?:[ \t]*[:=|][ \t]*|[ \t]{{1,8}}|\t|是|为|[（(])(?P<value_cue>{NAME}){_AFTER}"
        rf"|(?:{_CALLERS})(?P<value_glued>{NAME})(?={_TITLES}|来电|致电|咨询|投诉|办理|反映|要求|申请|购买|签约|名下|的(?:手机|电话|身份证|住址|账户|保单))"
        rf"|(?<![{HAN}])(?P<value_title>{NAME})(?:{_TITLES})(?![{HAN}]{{0,1}}[路街号楼])"
        rf"|(?<![{HAN}])(?P<value_beside>{NAME})(?:[ \t]{{0,3}}[,，、;；:|/(（]?[ \t]{{0,3}}{_NUMBER_LABEL}[:]?[ \t]{{0,2}}){_NUMBER}"
    ),
    normalise=lambda text: text.replace("•", "·").replace("・", "·"),
    check=is_likely_name,
    confidence=0.7,
    mask=mask,
    examples=(
        yes("姓名：王小明", "王小明"),
        yes("联系人: 欧阳雪松，电话13900139001", "欧阳雪松"),
        yes("客户李建国先生来电咨询", "李建国"),
        yes("收件人 阿依古丽·买买提 乌鲁木齐", "阿依古丽·买买提"),
        yes("赵敏 13900139001", "赵敏"),
        no("联系人：销售部", why="a department"),
        no("客户方面表示同意", why="方面 is a word, though 方 is a surname"),
        no("用户都可以申请", why="都 is a surname, and here an adverb"),
        no("询问了向老太太", why="an old lady, not a name"),
        no("高级经理负责", why="a rank"),
        no("产品名称：黄金", why="a product"),
        no("王小明昨天来过", why="nothing announces a name"),
    ),
)
