"""Personal name, 姓名: after a word that announces one, before a title, or beside a number.

A name alone is never taken: most two-character words begin with some surname.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.names import COMPONENT as _ETHNIC
from detectors.names import (
    COMPOUND,
    ETHNIC,
    NAME,
    SINGLE,
    SURNAME,
    is_acting_name,
    is_beside_name,
    is_labelled_name,
    is_likely_name,
    is_placed_name,
    mask,
)
from dlp.model import Text
from dlp.text import HAN, han_but

CUES = words(
    "姓名 联系人 收件人 收货人 寄件人 发件人 户名 持卡人 开户人 开户名 投保人 被保险人 被保人 受益人 借款人 担保人 保证人 申请人 承租人 出租人",
    "委托人 受托人 代理人 经办人 法定代表人 法人代表 法人 负责人 患者 病人 业主 会员 乘客 旅客 签收人 付款人 收款人 债务人 债权人 买受人",
    "授权代表 授权签字人 签字人 签约人 揽件人 派件员 登记人 入住人 入住客人 订票人 报案人 驾驶人 持有人 继承人 申请执行人 被执行人",
    "出借人 户主 见证人 曾用名 被继承人 要保人 申請人 負責人 收貨人 訂購人 戶名 監護人 被保險人 經辦人 聯絡窗口",
    "出卖人 购买人 监护人 紧急联系人 客户经理 客户名称 客户姓名 客户 用户 学员 家长 聯繫人 聯絡人 收件者",
)
_CUE = rf"(?:(?<!用)(?<!账)户名|{'|'.join(w for w in CUES if w != '户名')}|姓\s{{1,4}}名)"
_CALLERS = "客户|用户|业主|患者|病人|会员|学员|乘客"
_TITLES = "先生|女士|小姐|太太|同志|阁下|老师|教授|医生|律师|经理|总监|主任|总经理|董事长"
_DIRECT = "法定代表人|被保险人|投保人|持卡人|借款人|收货人|收件人|寄件人"
_PARTIES = "原告|被告人?|上诉人|被上诉人|申请执行人|被执行人|被申请人|第三人|患者|病人|被保险人|投保人"
_ENGLISH = r"(?i:(?:account|customer|client|patient|passenger|guest|employee|student|member|contact|beneficiary|payee|payer|cardholder|card holder|account holder|policy holder|insured|applicant|borrower|full|real|recipient|receiver|sender|consignee|operator|technician|manager|handler|reviewer|approver|assignee|doctor|doc(?=[ _-]?name)|nurse|teacher|driver|landlord|tenant|buyer|seller|display)(?:[ _-]?name)?|(?:user|hr|nick|staff|worker|emp|leader|boss|owner|agent|sales|visitor|parent|child|father|mother|spouse|friend|link_?man|legal_?person)_?name|name)"
_SPELT = r"[A-Z][A-Za-z]{1,12}[ ,]{1,2}[A-Z][A-Za-z]{1,12}(?:[ '-][A-Za-z]{2,8})?"
_AFTER = rf"(?=[^{HAN}·]|$|{_TITLES}|性别|身份证|证件|手机|电话|联系|住址|地址|出生|年龄|民族|邮箱|于|的|已|在|来电|致电|咨询|办理|签收|名下|账户|账号|与|和|及)"
_NUMBER_LABEL = "(?:身份证号?码?|手机号?码?|电话号码|电话|联系电话|(?:手机|电话)?微信同号|微信号?|tel|TEL)?"
_NUMBER_BEGINS = r"(?:\+?86[ -]?)?(?:1[3-9][0-9](?:[ -]?[0-9]{4}|[*]{3})|[1-9][0-9]{10})"
_NUMBER = (
    r"(?:(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}[- ]?\d{4}|\*{3,6}\d{2,4})|[1-9]\d{16}[\dXx]|62\d{14}(?:\d{3})?)(?!\d)"
)
_LABELS = "|".join(w for w in CUES if w[-1] in "人名主口" and w not in ("法人", "病人", "业主"))
"""Those of the words that are hardly ever anything but a label."""

_CAUSES = "机动车|道路|交通|民间|买卖|借款|借贷|离婚|婚姻|劳动|劳务|建设|装饰|房屋|租赁|商品房|侵权|生命权|健康权|名誉|追偿|继承|保证|担保|金融|物业|股权|不当得利|合同|产品|抚养|赡养|财产|承揽|运输|委托|信用卡|债权|相邻|著作|商标|专利|纠纷|一案"
"""How the causes of action begin that stand behind the defendant (《民事案件案由规定》)."""

_DOES = "于|应于|应当|未|向|因|以|诉?称|辩称|系|已|不服|犯|驾驶|赔偿|支付|给付|返还|偿还|归还|停止|转账|承担|负担|到庭|经本院|提[供出交]|签订|从事|名下|作证|陈述|确认|交付|拖欠|尚?欠|达成|出具"
"""What a party to a case does or did."""

_MORE_PARTIES = "当事人|案外人|证人|被害人|受害人|死者|伤者|嫌疑人"
_SERVING = "(?:主治|主管|经治|管床|接诊|主刀|责任)(?:医[生师]|护士)|班主任|客户经理|理财经理|(?:代理|辩护|经办|主办)律师|(?:承办|主审)法官"
_SERVES = "[,，。、;；(\r\n]|$|为[其他她患]|给|开具|开立|诊|负责|建议|的|在|于|对|与|和"
_NO_TURN = "(?![由经从向和有应能相都时曾所])"
"""What no name begins with that stands in a sentence."""

_TURNS = "由经在和与为是给请向找院科"
"""Words in front of somebody who is called by name and title."""

_GLUED = "负责人|联系人|经办人|签收人|报案人|驾驶人|法定代表人"
_SIDES = "出租方|承租方|出卖方|买受方|转让方|受让方|贷款方|借款方|委托方|受托方|供方|需方|房东|租客|租户|住户|访客|报修人|投诉人|来电人|来电者|來電者"
_BENCH = (
    "审[ ]{0,3}判[ ]{0,3}[长员]|書[ ]{0,3}記[ ]{0,3}官|书[ ]{0,3}记[ ]{0,3}员|人民陪审员|法官助理|执行员|仲裁员|公证员"
)
_WIDE_BENCH = _BENCH.replace("[ ]", "[ \u3000]")
_OPENED = r"(?:[ \t]{0,8}</?[A-Za-z][A-Za-z0-9]{0,8}[^<>\n]{0,24}>[ \t\r\n]{0,24}){1,3}"
"""The end of one cell or tag of a page's source, and the beginning of the next."""

_NEXT_LINE = r"[*]{0,2}[ \t]{0,4}\r?\n[ \t]{0,8}(?:\r?\n[ \t]{0,8})?"
_FILLED = r"(?=[ \t]{0,8}(?:[\r\n|<]|$))"
_FILLS = r"(?=[ \t]{0,8}(?:[\r\n,，;；。|｜/<\\\"'(]|$)|[ ]{2}|[ ](?:性别|身份证|证件|公民|手机|电话|联系|住址|地址|出生|年龄|民族|部门|单位))"
"""What stands behind a value that fills its place in a form."""

_THREE = rf"[{SINGLE}][ ]{{1,3}}[{HAN}](?:[ ]{{1,3}}[{HAN}](?![{HAN}]))?"
_BEGINS = "".join(sorted({*SINGLE, *(part[0] for part in (*_ETHNIC.split("|"), *COMPOUND))}))
_SPACED = rf"[{SINGLE}][ ]{{1,3}}[{HAN}]"

_ROLES = words(
    "参与者 与会者 讲者 講者 名字 专家 主持 出席 列席 缺席 抄送 主送 审批 复核 校对 排版 执笔 制作 整理 起草 审核 批准 策划 签字 签名 签章 签字) 签名) 签章)",
    "家属 配偶 父亲 母亲 丈夫 妻子 儿子 女儿 陪同 值班 带班 登记 填表 制表 制单 采购 验收 保管 领用 发货 收货 检验 呈 呈报",
)
_RANKS = "经理|主任|护士|医生|总监|主管"
_SPEAKERS = words("师 长 任 监 车主 房主 护士 医生 学生 考生 经理 主管 助理 会计 出纳 顾问 书记 干部")
"""Ends of words for somebody's part in an affair. In a dialogue those of the second kind announce what is said."""

_LISTED = rf"(?:[,，][ ]?|[ ]{{1,4}}){SURNAME}[{HAN}]{{1,2}}(?=[,，、。;；\s]|$)"
_ENDS_LINE = rf"(?=[ \t]*(?:$|[\r\n、/|｜;；()<\\\\\"'`”」』│]|[ \t][^{HAN}]|{_LISTED}))"
_ENDS_SENTENCE = rf"(?=[ \t]*(?:$|[\r\n、/|｜;；()<\\\\\"'`”」』│。]|[ \t]|{_LISTED}|[,，][^{HAN}\n]|[,，](?:{_TITLES}|性别|身份证|证件|手机|电话|联系|地址|部门|时间|日期|审批)))"
_DAY = r"(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[ \t]{1,3})?"
_CLOCK = rf"{_DAY}(?:上午|下午|晚上|凌晨|中午)?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?=[ \t]*(?:\r?\n|\r?$)|[ ]{{1,2}}[{HAN}])"
_CLOSING = "敬礼|祝好|商祺|谨启|敬上|谨上|敬启|拜上|顺颂|此致"
_HUMBLY = "谨启|敬上|谨上|敬启|拜上"


def _first(choices: str) -> str:
    """An expression that is seldom true and quickly seen, for what begins with one of some words."""
    return f"(?=[{''.join(sorted({word[0] for word in choices.split('|')}))}])"


def _behind(ends: tuple[str, ...]) -> str:
    """An expression for a place behind one of some words and a colon."""
    return "|".join(f"(?<={re.escape(end)}:)" for end in ends)


_AFTER_COLON = "|".join(
    (
        rf"(?:(?<=[{HAN}]人:)|(?<=人员:)|(?<!演员:)(?<=[{HAN}]员:)|{_behind(_ROLES)})[ ]{{0,3}}(?:{SURNAME}(?:[总董工]|{_TITLES})[、,，][ ]?){{0,3}}(?:[0-9]{{4,12}}[ ]{{1,2}})?(?:[{HAN}]{{0,4}}(?:{_RANKS})[ ]{{0,2}})?(?P<value_role>{NAME}){_ENDS_SENTENCE}",
        rf"(?:{_behind(_SPEAKERS)})[ ]{{0,3}}(?P<value_speaker>{NAME}){_ENDS_LINE}",
        r"(?<=[0-9]:)[0-9]{2}[ \t]{1,3}(?P<value_said>" + NAME + r")(?=[ \t]{0,2}(?:\r?\n|\r?$|:|[(]))",
    )
)
"""A name behind a colon; what stands in front of it, or the minutes behind it, say so."""

_ANNOUNCED = "|".join(
    (
        rf"姓[ ]{{0,6}}名[ ]{{0,3}}[:=|][ \t]{{0,8}}(?P<value_named_so>{NAME}|{ETHNIC}){_FILLS}",
        rf"{_first(_LABELS)}(?:{_LABELS}|姓[ ]{{1,6}}名)[ ]{{0,3}}(?:[:=|][ \t]{{0,8}}(?P<value_labelled>{NAME}|{ETHNIC}){_FILLS}|:?(?:{_NEXT_LINE}|{_OPENED})(?P<value_below>{NAME}|{ETHNIC}){_FILLED})",
        rf"{_first(_SIDES)}(?:{_SIDES})[ ]?:[ \t]{{0,3}}(?P<value_party_to>{NAME}){_FILLS}",
        rf"{_first(_BENCH)}(?:{_BENCH})[ :]{{0,4}}(?P<value_bench>{NAME}|{_THREE})(?=[ \t]{{0,4}}(?:[\r\n\"'\\<。，,、]|$))",
        rf"{_first(_GLUED)}(?<![{HAN}])(?:{_GLUED})(?P<value_stuck>{NAME})(?=[ ]{{0,3}}(?:[,，、。;；(\r\n]|$))",
        rf"受(?P<value_client>{NAME})(?=(?:先生|女士)?的?委托)",
        rf"系(?P<value_kin>{NAME})之(?=[父母夫妻子女儿兄弟姐妹])",
        rf"{_CUE}(?:姓名|名称|信息)?(?:[ \t]*[:=|][ \t]*|[ \t]{{1,8}}|\t|是|为|[（(])(?P<value_cue>{NAME}){_AFTER}",
        rf"{_CUE}(?:姓名)?[ ]?:[ ]{{0,3}}(?:(?P<value_spaced>{_SPACED})(?![{HAN}])|(?P<value_latin>{_SPELT})(?![A-Za-z]))",
        rf"(?:{_CALLERS})(?P<value_glued>{NAME})(?={_TITLES}|来电|致电|咨询|投诉|办理|反映|要求|申请|购买|签约|名下|提交|主诉|自述|入院|出院|就诊|复诊|预约|反馈|登录|注册|下单|付款|退款|电话|手机|微信|[”」』]|的(?:手机|电话|身份证|住址|账户|保单|档案|病历|病例|报告|订单))",
        rf"(?:{_PARTIES}|具状人|答辩人|起诉人|甲方|乙方|丙方)[ ]?:[ \t]{{0,3}}(?P<value_side>{NAME})(?![{HAN}·])",
        rf"(?:我叫|我的名字叫)(?P<value_called>{NAME})(?![{HAN}·])",
        rf"(?:{_DIRECT})(?P<value_direct>{NAME})(?=[,，、。;；(]|[ ]?(?:身份证|手机|电话|证件))",
        rf"(?:{_CALLERS})(?P<value_dated>{NAME})(?=于[今昨当本同上去前]?[\d年月日天]|在\d|\d{{4}}年)",
        rf"(?:{_PARTIES}|{_MORE_PARTIES})(?![方应经从曾和与向])(?P<value_acting>{NAME})(?={_DOES}|{_CAUSES})",
        rf"{_first('主|管|经|接|责|班|客|理|代|辩|承')}(?:{_SERVING})(?P<value_serving>{NAME})(?={_SERVES})",
        rf"(?:{_PARTIES})(?P<value_party>{NAME})(?=诉(?![讼求])|[与和及、](?:原告|被告|上诉|被上诉|申请|被申请|被执行|第三人))",
        rf"(?:尊敬的|亲爱的)(?:客户|用户|会员|顾客|读者)?(?P<value_dear>{NAME})(?=[:,，!！\"'”]|$|先生|女士|小姐|用户|客户|会员|同学|老师|家长)",
        rf"(?:患者|病人)(?P<value_patient>{NAME})(?=[,，。的]|使用|服用|接受|出现|目前)",
        rf"[今兹]日?(?:借到|收到|向|欠)(?P<value_owed>{NAME})(?=借|人民币|现金|货款|交来|[￥¥\d])",
        rf"我姓{SURNAME}[,，]?(?:名叫|叫|名)(?P<value_named>{NAME})(?![{HAN}·])",
        rf"(?:{_CLOSING})[!！。,，]?[ \t]*(?:\r?\n\s{{0,60}}敬礼[!！。]?[ \t]*)?\r?\n[ \t\r\n]{{0,60}}(?P<value_signed>{NAME})(?=[ \t]{{0,4}}(?:\r?\n|$))",
    )
)
"""A name behind a word that announces it."""

_ANNOUNCING = "".join(
    sorted(
        {
            word[0]
            for word in (
                *CUES,
                *f"{_CALLERS}|{_PARTIES}|{_DIRECT}|{_SIDES}|{_BENCH}|{_GLUED}|{_MORE_PARTIES}".split("|"),
            )
        }
        | set("姓具答起甲乙丙我尊亲今兹敬祝商谨拜顺此系受主管经接责班客理代辩承")
    )
)
"""The characters that such words begin with: seldom there and quickly seen, so that little is tried in vain."""

_OWNED = "银行卡|卡|身份证|手机|电话|微信|护照|账[号户]|号码|支付宝"
"""What somebody has a number of."""

_HAS = rf"的(?:{_OWNED})(?:号码?)?[ ]?(?:是|为|:)?[ ]{{0,2}}[A-Z]?[0-9][0-9 *-]{{5}}"
_PAYS = "转账?|转帐|汇款?|打款?|付款?"
_REACHES = "联系|找|问一?下|致电|拨打"
_ASKED_FOR = "个是下了到给找问"
"""What stands in front of somebody whose number is told in talk (那个吴超的电话号码是…)."""

_IN_TALK = "|".join(
    (
        rf"(?:{_PAYS})(?:[0-9.,]{{1,9}}[元块万千]?)?[到给至]{_NO_TURN}(?P<value_paid>{NAME})(?=的(?:银行)?卡|的账[号户]|[ ]?(?:(?:银行)?卡号|账号|账户|银行卡)?[ :]{{0,2}}[0-9]{{8}})",
        rf"(?:{_REACHES}){_NO_TURN}(?P<value_reached>{NAME})(?=[ ]?{_NUMBER_LABEL}[:是]?[ ]?{_NUMBER})",
        rf"[给跟]{_NO_TURN}(?P<value_called_up>{NAME})(?=(?:打个?电话|发个?(?:微信|短信))[ ,]{{0,2}}(?:号码|电话)?[:是]?[ ]{{0,2}}[0-9]{{3}})",
        rf"(?<![{HAN}])(?:名字|姓名)(?:叫|是)?[ ]?{_NO_TURN}(?P<value_by_name>{NAME})(?=[ ]{{0,3}}(?:[,，。;；!！?？\r\n]|$))",
    )
)
"""A name as one gives it in a message, beside a number or what it is for."""

_OF_A_PERSON = (
    "age|gender|sex|phone|mobile|tel|idcard|id_card|idno|id_?num|birth|address|addr|email|nation|relation|年龄|性别"
)
"""How keys begin that only an object about a person has."""

_IN_ENGLISH = "|".join(
    (
        rf"{_ENGLISH}[\"']?[ \t]{{0,2}}[:=][ \t]{{0,3}}[\"']?(?P<value_spelt>{_SPELT})(?![A-Za-z])",
        rf"(?i:name)[\"']?[ ]?:[ ]{{0,3}}[@]?[\"'](?P<value_keyed>{NAME})[\"'](?:[,\s]{{1,24}}[\"']?(?i:username|password|role|title|department|dept|position|education|{_OF_A_PERSON})|(?=[^{{}}]{{0,100}}[\"' ](?i:{_OF_A_PERSON})[A-Za-z_]{{0,8}}[\"']?[ ]?:))",
        rf"(?i:regards|sincerely)[,，]?[ ]*\r?\n\s{{0,20}}(?P<value_latin_signed>{_SPELT}|{NAME})(?=[ \t]*(?:\r?\n|$))",
        rf"(?P<value_latin_beside>{_SPELT})[ ,，:]{{1,3}}(?={_NUMBER})",
        rf"(?!(?i:name)[\"' :=])(?:{_ENGLISH})[\"']?[ \t]{{0,2}}[:=][ \t]{{0,3}}[\"']?(?P<value_english>{NAME})(?![{HAN}])",
    )
)

_BY_WHAT_FOLLOWS = "|".join(
    (
        rf"(?:(?<![{HAN}])|(?<=原告)|(?<=被告)|(?<=被告人)|(?<=患者)|(?<=病人)|(?<=客户)|(?<=用户))(?P<value_sex>{NAME})[\"']?(?:[ \t]{{0,2}}[,、，(][ \t]?|[ \t]{{1,3}})N?[\"']?[男女](?![{HAN}])",
        rf"(?:(?<![{HAN}])|(?<=[这那一]位)){_NO_TURN}(?P<value_title>{NAME})(?=(?:(?!先生[成产存])(?:{_TITLES})|[ ](?:先生|女士|小姐|太太)|[ ]{{0,2}}(?:{_HUMBLY})|[,，]?[你您]好)(?![{HAN}]{{0,1}}[路街号楼]))",
        rf"(?<![{HAN}])(?P<value_apart>{_SPACED})[ \t,，:]{{1,4}}{_NUMBER_LABEL}[:]?[ ]?{_NUMBER}",
        rf"(?:(?<![{HAN}])|(?<=[0-9一二三四五六七八九十][室号楼层栋]))(?P<value_beside>{NAME}|{ETHNIC})(?:[\"'],[ \t\r\n]{{0,12}}N?[\"']|[ \t]{{0,3}}[,，、;；:|/(（]?[ \t]{{0,3}}{_NUMBER_LABEL}[:]?[ \t]{{0,2}}){_NUMBER}",
        rf"{_NO_TURN}(?P<value_aged>{NAME})(?=[ ]?(?:[,，、(][ ]?)?(?:现年|今年|年龄)?[0-9]{{1,3}}岁|是一?[位名个](?:[0-9]{{1,3}}岁|(?:[青中老]年)?[男女]性))",
        rf"{_NO_TURN}(?P<value_owner>{NAME})(?={_HAS})",
    )
)
"""A name that what stands behind it makes one, where a word can begin."""

_ENDS = "告人者户位室号楼层栋"
"""What stands in front of such a name, if it is no mark or blank."""


_CLOSE = {
    rf"(?:{_LABELS})[ \u3000]?[:：]?[* ]{{0,2}}(?:\r?\n[ \t]{{0,8}}|<)": 24,
    rf"(?:{_WIDE_BENCH})[ \u3000:：]{{0,4}}{SURNAME}": 20,
    rf"(?:{_SIDES})[:：]": 8,
    rf"(?:{_GLUED}){SURNAME}[{HAN}]{{1,3}}[ ]?[,，、。;；(（\r\n]": 16,
    "称[:：]": 20,
    rf"受{SURNAME}[{HAN}]{{1,2}}(?:先生|女士)?的?委托": 12,
    rf"系{SURNAME}[{HAN}]{{1,2}}之[父母夫妻子女儿兄弟姐妹]": 10,
    rf"(?:{'|'.join(CUES)}|姓[ \t\u3000]{{1,4}}名)(?:姓名|名称|信息)?[ \t:=|(：＝（是为\u3000\xa0]": 12,
    rf"(?:{_CALLERS}){SURNAME}": 8,
    rf"(?:^|[^{HAN}]|[{_TURNS}]){SURNAME}[{HAN}]{{1,2}}(?:{_TITLES})": 10,
    rf"(?:我叫|我的名字叫|{_DIRECT})[{HAN}]": 8,
    rf"(?:{_PARTIES}|具状人|答辩人|起诉人|甲方|乙方|丙方)[:：]": 8,
    rf"[{HAN}][\"']?[ \t,，、(（]{{1,3}}N?[\"']?[男女]|[这那一]位[{HAN}]|[{HAN}] (?:先生|女士|小姐|太太)": 16,
    rf"(?:{_PARTIES})[{HAN}]": 8,
    "(?:尊敬的|亲爱的)(?:客户|用户|会员|顾客|读者)?": 8,
    rf"(?:人员?|者|员|主持|席|送|审批|复核|校对|排版|执笔|制作|整理|起草|审核|批准|策划|专家|名字|签字|签名|签章|家属|配偶|父亲|母亲|丈夫|妻子|儿子|女儿|陪同|值班|带班|登记|填表|制表|制单|采购|验收|保管|领用|发货|收货|检验|呈|呈报|师|长|任|监|车主|房主|护士|生|经理|主管|助理|会计|出纳|顾问|书记|干部)[)）]?[ ]?[:：][ \u3000]{{0,3}}(?:[0-9]{{4,12}}[ ]{{1,2}}|[{HAN}]{{0,4}}(?:{_RANKS})[ ]{{0,2}})?{SURNAME}[{HAN}]": 24,
    rf"(?:人|员|师|助教)[ ]?[|][ ]{{0,3}}{SURNAME}[{HAN}]{{1,2}}[ ]{{0,3}}[|]": 16,
    rf"[0-9][:：][0-9]{{2}}[ \t]{{1,3}}{SURNAME}[{HAN}]{{1,2}}[ \t]{{0,2}}[\r\n:：(（]": 16,
    "[Rr][Ee][Gg][Aa][Rr][Dd][Ss][,，]?[ \r]{0,2}\n|[Ss][Ii][Nn][Cc][Ee][Rr][Ee][Ll][Yy][,，]?[ \r]{0,2}\n": 16,
    "(?:敬礼|祝好|商祺|谨启|敬上|谨上|敬启|拜上|顺颂|此致)": 12,
    rf"{SURNAME}[{HAN}]{{1,2}}[,，]?[你您]好": 10,
    rf"@{SURNAME}[{HAN}]{{1,2}}[ \t\r\n,，:：]": 8,
    rf"[今兹]日?(?:借到|收到|向|欠){SURNAME}": 8,
    rf"我姓{SURNAME}[,，]?[名叫]": 8,
    "[0-9]岁|是一?[位名个][0-9青中老男女]": 16,
    rf"(?:{_MORE_PARTIES}|{_SERVING}){SURNAME}": 8,
    rf"{SURNAME}[{HAN}]{{1,2}}的(?:{_OWNED})(?:号码?)?[ ]?(?:是|为|[:：])?[ ]{{0,2}}[A-Z]?[0-9]{{4}}": 32,
    rf"[0-9]{{11}}[ ,，]{{0,2}}{SURNAME}[{HAN}]{{1,2}}的": 32,
    rf"[到给至]{SURNAME}[{HAN}]{{1,2}}(?:的(?:银行)?[卡账]|[ ]?(?:(?:银行)?卡号|账号|账户|银行卡)?[ :：]{{0,2}}[0-9]{{4}})": 32,
    rf"[给跟]{SURNAME}[{HAN}]{{1,2}}(?:打个?电话|发个?(?:微信|短信))": 12,
    rf"(?:名字|姓名)(?:叫|是)?[ \u3000]?{SURNAME}[{HAN}]{{1,2}}[ ]?[,，。;；!！?？\r\n]": 16,
}
"""Expressions for places where a name can be, and how many characters in front of their end a find may begin."""


def canonical(text: str) -> str:
    """The name without blanks between its characters, with the usual dot; a spelt one as it is."""
    if text.isalpha() and not text.isascii():
        return text
    plain = text.replace("•", "·").replace("・", "·")
    return plain if plain.isascii() else plain.replace(" ", "")


DETECTOR = Pattern(
    entity="PERSON",
    title=Text("姓名", "Personal name"),
    source="百家姓; 《通用规范汉字表》",
    gate=Gate(
        shapes=(
            *_CLOSE,
            rf"[0-9X][ \t,，]{{1,3}}{SURNAME}[{HAN}]{{1,2}}[ \t]?[\r\n\"'”。;；]",
            rf"[{HAN}][·•・][{HAN}]",
            rf"{SURNAME}[{HAN}]{{1,2}}[ \t]{{1,3}}(?:[0-9]{{4}}[-/.年][0-9]{{1,2}}[-/.月][0-9]{{1,2}}日?[ \t]{{1,3}})?[0-9]{{1,2}}[:：][0-9]{{2}}",
            rf"{SURNAME}[{HAN}]{{1,2}}[ \t\r]{{0,3}}\n[ \t\u3000]{{0,40}}[12][0-9]{{3}}年",
            rf"[{HAN}][ \u3000]{{1,3}}[{HAN}][ \t,，:：]{{1,4}}{_NUMBER_LABEL}[:：]?[ ]?1[3-9][0-9][ -]?[0-9]{{4}}",
            r"[A-Z][a-z]{1,12}[ ,，:：]{1,3}1[3-9][0-9][ -]?[0-9]{4}",
            r"(?:[Nn][Aa][Mm][Ee]|[Pp]atient|[Pp]assenger|[Gg]uest|[Cc]ontact|[Pp]aye[er]|[Bb]eneficiary|[Hh]older|[Ii]nsured|[Aa]pplicant|[Cc]onsignee|[Oo]perator|[Tt]echnician|[Mm]anager|[Hh]andler|[Rr]eviewer|[Aa]pprover|[Aa]ssignee|[Dd]octor|[Nn]urse|[Tt]eacher|[Dd]river|[Ll]andlord|[Tt]enant|[Bb]uyer|[Ss]eller)[\"']?[ \t]{0,2}[:：=][ \t]{0,3}[\"']?",
            rf"[{HAN}][\"'],[ \t\r\n]{{0,12}}N?[\"']{_NUMBER_BEGINS}",
            rf"[{_BEGINS}][{HAN}]{{1,3}}[ \t\r\n\u3000]{{0,3}}[,，、;；:：|/(（]?[ \t\u3000]{{0,3}}{_NUMBER_LABEL}[:：]?[ \t]{{0,2}}{_NUMBER_BEGINS}",
        ),
        closer=_CLOSE,
        reach=40,
    ),
    regex="|".join(
        (
            rf"(?=[{_ANNOUNCING}])(?:{_ANNOUNCED})",
            rf":(?:{_AFTER_COLON})",
            rf"(?m:^)[ \t]{{0,60}}(?P<value_above>{NAME})(?=[ \t]{{0,4}}\r?\n[ \t]{{0,60}}(?:{_NUMBER}|[12][0-9]{{3}}年[ ]?[0-9]{{1,2}}月)|(?:[(][^()\n]{{1,24}}[)])?[ \t]{{1,3}}{_CLOCK})",
            rf"(?m:^)[ \t\u3000]{{0,8}}(?P<value_stating>{NAME})(?=称:)",
            rf"@(?P<value_at>{NAME})(?=[\s,，:])",
            rf"[人员师教][ ]?\|[ ]{{0,3}}(?P<value_cell>{NAME})(?=[ ]{{0,3}}\|)",
            rf"(?=[0-9+])(?<![0-9])(?:[0-9]{{11,19}}[ ,，]{{0,2}}(?P<value_of>{NAME})(?=的(?:{_OWNED}|[ ]{{0,2}}(?:[^{HAN}]|$)))|{_NUMBER}[ \t,，]{{1,3}}(?P<value_behind>{NAME})(?=[ \t]?(?:[\r\n\"'”。;；]|$)))",
            rf"(?=[转汇打付联找问致拨给跟名姓])(?:{_IN_TALK})",
            rf"(?=[A-Za-z])(?<![A-Za-z])(?:{_IN_ENGLISH})",
            rf"(?<![{han_but(_ENDS)}])(?=[{HAN}])(?:{_BY_WHAT_FOLLOWS})",
            rf"(?<=[{_TURNS}])(?=[{SINGLE}]){_NO_TURN}(?P<value_titled>{NAME})(?=(?!先生[成产存])(?:{_TITLES}))",
            rf"(?<=[{_ASKED_FOR}])(?=[{SINGLE}]){_NO_TURN}(?P<value_whose>{NAME})(?={_HAS})",
        )
    ),
    normalise=canonical,
    check=is_likely_name,
    checks={"value_beside": is_beside_name, "value_named_so": is_labelled_name, "value_labelled": is_placed_name}
    | dict.fromkeys(
        (
            "value_acting",
            "value_serving",
            "value_party",
            "value_direct",
            "value_side",
            "value_by_name",
            "value_of",
            "value_whose",
            "value_owner",
            "value_paid",
            "value_called_up",
        ),
        is_acting_name,
    ),
    confidence=0.7,
    mask=mask,
    examples=(
        yes("姓名：王小明", "王小明"),
        yes("联系人: 欧阳雪松，电话13900139001", "欧阳雪松"),
        yes("客户李建国先生来电咨询", "李建国"),
        yes("收件人 阿依古丽·买买提 乌鲁木齐", "阿依古丽·买买提"),
        yes("赵敏 13900139001", "赵敏"),
        yes("患者张三，男，45岁。门诊号 20230456 王五 男 45岁", "张三", "王五"),
        yes("客户李建国于2024年3月购买", "李建国"),
        yes("原告张建国诉被告李红梅民间借贷纠纷", "张建国", "李红梅"),
        yes("尊敬的王小明：", "王小明"),
        yes("Patient name: 王小明, Account Name: ZHANG WEI", "王小明", "ZHANG WEI"),
        yes("授权代表：王芳", "王芳"),
        yes("请问是 张晓梅 女士吗？有一位赵敏小姐找您", "张晓梅", "赵敏"),
        yes("我叫李金平，是公司法定代表人刘希珠，受托前来", "李金平", "刘希珠"),
        yes("原告：李四\n被告：张三\n", "李四", "张三"),
        yes("赵敏\n13900139001\n", "赵敏"),
        yes("责任人：赵涛 已调整，组员：022330225 黄耘青 / 202330218 何东泽", "赵涛", "黄耘青", "何东泽"),
        yes("记录人：陈默\n主持：李建国\n车间主任：王建国 3月10日", "陈默", "李建国", "王建国"),
        yes("甲方代表（签字）：李建国", "李建国"),
        yes("姓　名：王　强\n联系人：Zhang Wei\n赵 敏 13900139001", "王　强", "Zhang Wei", "赵 敏"),
        yes("张伟 10:32\n您好\n2024-05-01 10:32:15 王芳\n在的", "张伟", "王芳"),
        yes("此致\n敬礼！\n　　　张伟\n2024年5月1日", "张伟"),
        yes("@李建国 请跟进，我姓张，叫张小兵。李红 敬上", "李建国", "张小兵", "李红"),
        yes('{"name": "李秀红", "age": 76}, receiver: "王芳 137****5521"', "李秀红", "王芳"),
        yes("姓名：高峰\n负责人：高阳，姓名：才让东主", "高峰", "高阳", "才让东主"),
        yes("姓名\n王小明\n性别\n男", "王小明"),
        yes("<td>联系人</td>\n    <td>王小明</td>", "王小明"),
        yes("审 判 长 吴 小 慧\n书记员郑文\n", "吴 小 慧", "郑文"),
        yes("负责人牟汉林，系李梅之父", "牟汉林", "李梅"),
        yes("13900139001 马小云\n出租方：王五", "马小云", "王五"),
        yes('"name": "李海营", "dept": "内科", "sex": "女"', "李海营"),
        yes("审批人：销售经理 张伟\n签名：护士李四", "张伟", "李四"),
        yes("| 授课教师 | 张小文 |\n才让东主 13900139001", "张小文", "才让东主"),
        yes("被告项红驾驶车辆，证人王芳作证，原告毛军诉被告陶秀华民间借贷纠纷", "项红", "王芳", "毛军", "陶秀华"),
        yes("钟立诚，30岁男性，由张建国医生负责，主治医生张伟明为其开具", "钟立诚", "张建国", "张伟明"),
        yes("(45, '梁静茹', '女', 1), ('张三',\n  '13900139001')，user_name=\"王丽\"", "梁静茹", "张三", "王丽"),
        yes("Contact: John Smith, 原告夏侯军称", "John Smith", "夏侯军"),
        yes("本律师接受金桂委托\n鞠洋称：发票已寄\n家属：王芳（女儿）", "金桂", "鞠洋", "王芳"),
        yes("转账到苏勇的卡，帮我转到于浩然 卡号6217001824225354", "苏勇", "于浩然"),
        yes("6226682779010436 张霞的银行卡\n这个卡6226305870207013 陈平的", "张霞", "陈平"),
        yes("给郭涛打电话 号码17427978819，那个吴超的电话号码是14875721586", "郭涛", "吴超"),
        yes("郑涛微信同号 16409097439，护照G21752500 名字萧洋\n", "郑涛", "萧洋"),
        yes("外卖联系吕小红17988081770\n陈平 6226305870207013", "吕小红", "陈平"),
        no(
            "转账到安全账户6226305870207013，给家人打电话 12345，浦发卡号6226305870207013",
            why="whose account, whom, which bank",
        ),
        no("联系方式13900139001，名字相同，名字解析，全新的手机13900139001", why="words that begin like surnames"),
        no("通知称：今天，企业用户（通过其Tesla）", why="what is said, and a preposition"),
        no("被告方应于十日内支付，当事人应当提供证据，证人应到庭", why="no name stands between"),
        no("由于教授病了，和平老师，为方便律师阅卷", why="words, and a surname alone"),
        no("高中，18岁以上；马上，3岁", why="words in front of an age"),
        no("产品负责人陈小明，介绍了团队", why="news"),
        no("负责人：后端\n联系人\n销售部\n", why="a department"),
        no("审判长应当宣布，仲裁员和当事人", why="what a court does"),
        no("聯絡人：陳組長 0912-345-678，审批人：王某", why="a rank, or nobody said by name"),
        no("主持人：王总\n抄送：李工", why="a surname and a rank"),
        no("医生：张开嘴。\n护士：明天来，今天不行。", why="what is said in a dialogue"),
        no("此致\n敬礼\n", why="a closing without a name"),
        no("10:32 高级会议\n黄金 10:30", why="words beside a time"),
        yes("今借到周建国人民币三万元。借款人信息：王果冻，患者李四的影像", "周建国", "王果冻", "李四"),
        no("在用户程序中使用系统调用", why="a program of users"),
        no("患者严重的症状，患者高血压，今向全体员工致意", why="what patients have"),
        no("乙方：双方，甲方：单位", why="words for the parties"),
        no("高级\n13900139001\n", why="a word above a number"),
        no("一位名叫约翰·麦克菲的患者", why="a story about somebody"),
        no("一位高级经理", why="a rank"),
        no("用户时指定要求加密", why="时 is a surname, and here means when"),
        no("尊敬的老师，尊敬的贵宾：", why="forms of address"),
        no("被告方诉称，原告应与被告和解", why="no name stands between"),
        no("name: Tool Kit, Name = Long Press", why="no Chinese name in Latin letters"),
        no("联系人：销售部", why="a department"),
        no("客户方面表示同意", why="方面 is a word, though 方 is a surname"),
        no("用户都可以申请", why="都 is a surname, and here an adverb"),
        no("询问了向老太太", why="an old lady, not a name"),
        no("高级经理负责，支持预先生成", why="a rank, and a word that looks like one"),
        no("产品名称：黄金", why="a product"),
        no("王小明昨天来过", why="nothing announces a name"),
    ),
)
