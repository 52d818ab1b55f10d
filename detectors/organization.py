"""Name of a company or institution, 机构名称: known by its end, grown to the left up to a seam.

What stands in front of a name in Chinese (在, 与, 委托, 甲方 …) is not parted from it by a blank, so
a name begins behind such a word or behind punctuation, and holds none of them. Names of companies
are public; beside customers they say whom those work for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text
from dlp.text import HAN, han_but, mask_middle, squeeze

_SEAMS = "的了在是到与及或向给被把将请让你我他她它们这那哪每些"
"""Single characters that stand in front of a name or between words, and are never in one."""

_SOFT_SEAMS = "为和由从对于至去赴找跟叫往经据原"
"""The same, but found in names too (华为, 仁和): a name may begin behind one and may hold one."""

_NO_BEGINNING = "为由从对于至去往和据告"
_NO_FIRST_WORD = (
    "近年|近日|最近|一些|许多|很多|不少|全球|某|部分|随着|不同|多家|这家|所有|整个|[男女]性|[境国][内外]|内地|各地|地区|本[报院所行]|该|经(?![纬济典世方])|原[由在告]|后经"
    "|人(?![民人寿保本和福文大])|案外|案由|诉讼|系(?!统)|[两几数]家|多所"
)
"""What a phrase begins with that is no name: who or where it is about, or the rest of a word that a seam cut (被·告, 申请·人)."""

_REGIONS = "中国|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|石家庄|太原|沈阳|大连|长春|哈尔滨|南京|苏州|无锡|杭州|宁波|温州|合肥|福州|厦门|南昌|济南|青岛|郑州|武汉|长沙|广州|深圳|东莞|佛山|珠海|海口|成都|贵阳|昆明|西安|兰州|西宁|银川|乌鲁木齐|呼和浩特|南宁|拉萨"
"""Names of regions, which most names of companies begin with (《企业名称登记管理规定》第六条)."""

_REGION_BEGINS = "".join(sorted({name[0] for name in _REGIONS.split("|")}))
_TURNS = "为由从对于至去赴找跟叫往经据原后告人方系到下其"
"""Behind one of these a region begins a name, whatever stood in front."""

_CUES = words(
    "客户 单位 甲方 乙方 丙方 名称 户名 抬头 全称 雇主 被告 原告 股东 法人 来自 委托 受托 任职 就职 供职 入职 加入 联系 前往 通知 授权",
    "访问 拜访 隶属 收购 起诉 参观 持有 担任 就读 毕业 选择 通过 根据 关于 包括 其中 以及 成立 设立 签约 开户 汇款 付款 收款",
    "感谢 查看 比如 例如 诸如 源于 考研 毕业于 就读于",
    "案外人 第三人 申请人 当事人 发包人 承包人 出租人 承租人 债权人 债务人 买受人 出卖人 机关 协调 接受 责令 裁决 裁定 判令 依法 查封 冻结",
    "转账 存入 住进 送进 转入 就像 一个 一所 使用 购买 提供 采用 推荐 参加 进入 离开 负责 送往 名为 称为 改为 作为 成为 公告 如果 可以 没有 已经 目前 现在 今年 去年 昨天",
)
_SUFFIX = (
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|(?:律师|会计师|税务师|资产评估|专利代理|建筑师|司法鉴定)事务所"
    r"|(?:农村)?信用合作联社|专业合作社|支行|分行|医院|卫生院|大学|学院|研究院|研究所|设计院|基金会)"
)
_BRANCH = rf"(?:[{HAN}]{{2,10}}(?:分公司|分行|支行|营业部|分所|附属医院)|附属[{HAN}]{{1,8}}医院)"
_CUE_BEGINS = "".join(sorted({cue[0] for cue in _CUES} - set(_SEAMS)))
_NO_TURN = f"(?![{_TURNS}](?=[{_REGION_BEGINS}])(?:{_REGIONS}))"
_CHARACTER = rf"(?:{_NO_TURN}(?:[{han_but(_CUE_BEGINS + _SEAMS)}0-9A-Za-z·&]|(?!{'|'.join(_CUES)})[{_CUE_BEGINS}])|\((?:集团|中国|[{HAN}]{{2,4}})\))"
"""A character of a name: no seam, no word that stands in front of names begins with it, and no region does behind it."""

_NO_NAME = f"(?<![{HAN}0-9A-Za-z·&()])"
_MAYBE_BEHIND = (
    f"(?:{_NO_NAME}|(?<=[{''.join(sorted({cue[-1] for cue in _CUES} | set(_SEAMS + _SOFT_SEAMS + _TURNS)))}]))"
)
"""Seldom true and quickly seen, so that little is tried in vain."""

_BEHIND = rf"(?:{_NO_NAME}|(?<=[{_SEAMS}{_SOFT_SEAMS}])|(?<={')|(?<='.join(_CUES)})|(?<=[{_TURNS}])(?={_REGIONS}))"
_CORE = re.compile(rf"(.*?)(?:{_SUFFIX}).*")
_GENERIC = re.compile(
    r"(?:某.*|(?:[0-9]{1,4}|[一两二三四五六七八九十几])[所门支位篇].{0,4}|世界|目标|建立|否定|导致|纳入|现代|什么.{0,4}|.*(?:读完|去上|用于|住不进|想起一篇)|.*(?:某|该|本|贵|各|其他|[一两几多]家|一所|多所|任何|上述|股份|考上|报考|念完|念|读|上过|许多|很多|[从由对去往])|.{0,2}(?:综合|专科|公立|私立|民营|重点|名牌|知名|著名|当地|附近|三甲|二甲|社区|中医|妇幼|人民|口腔|宠物|定点|国内|国外|普通|老年|科技|商|技术|工程|科学|科研|航天|男子|女子|大型|中型|小型|研究|产业|软件)|.{0,4}[几数十百千多两各]所|[A-Za-z0-9]{0,3})$"
)
_BANK = re.compile("银行|[工农中建交招商]行|邮储|信用|联社")
_NAMING = frozenset("njsxebi")
_NO_NAMES = frozenset("pdcrtuyfm")
"""rjieba's tags for what names consist of, and for what no name ends in; verbs end some (北京理工, 交通)."""

_COMMON = re.compile(r"(?:医院|大学|学院|研究院|研究所|支行|分行|设计院|基金会)$")


def is_valid(name: str) -> bool:
    """Whether something that tells it from others stands in front of the suffix; a cell may lack one."""
    core = _CORE.match(name)
    if core is None:
        return len(name) >= 4
    if len(core[1]) < 2 or _GENERIC.fullmatch(core[1]) is not None:
        return False
    if name.endswith(("支行", "分行")) and _BANK.search(name) is None:
        return False
    return _COMMON.search(name) is None or _names_something(core[1])


@lru_cache(maxsize=65536)
def _names_something(core: str) -> bool:
    """Whether what stands in front of 大学 or 医院 is a name: it holds a noun, and ends in no verb or particle (刚上, 因为)."""
    import rjieba  # loads a dictionary, so only when it is needed

    tags = [tag for _, tag in rjieba.tag(core)]
    return any(tag[0] in _NAMING for tag in tags) and tags[-1][0] not in _NO_NAMES


def _confidence(value: str) -> float:
    return 0.6 if _COMMON.search(value) else 0.8


DETECTOR = Pattern(
    entity="ORGANIZATION",
    title=Text("机构名称", "Organisation"),
    source="《企业名称登记管理规定》",
    gate=Gate(
        shapes=(
            "有限公司|有限责任公司|集团公司|事务所|合作联社|合作社|支行|分行|医院|卫生院|大学|学院|研究院|研究所|设计院|基金会",
        ),
        reach=48,
    ),
    regex=rf"{_MAYBE_BEHIND}(?=[0-9A-Za-z·&(]{{0,12}}[{HAN}])(?=[{HAN}0-9A-Za-z·&()]{{2,48}}?{_SUFFIX}){_BEHIND}(?![{_NO_BEGINNING}]|{_NO_FIRST_WORD})(?P<value>{_CHARACTER}{{2,24}}?{_SUFFIX}(?:{_BRANCH})?)(?![城路街站生师])",
    normalise=squeeze,
    check=is_valid,
    confidence=_confidence,
    mask=lambda value: mask_middle(value, 2, 4),
    cell=rf"[{HAN}0-9A-Za-z·&()]{{2,40}}(?:公司|集团|事务所|合作社|合作联社|银行|支行|分行|医院|卫生院|大学|学院|研究院|研究所|设计院|基金会|商行|经营部|工厂|厂)",
    examples=(
        yes("甲方：云海科技（深圳）有限公司", "云海科技（深圳）有限公司"),
        yes("委托青溪资产管理股份有限公司办理", "青溪资产管理股份有限公司"),
        yes("他在北京绿衡律师事务所任职", "北京绿衡律师事务所"),
        yes("开户行：中国工商银行股份有限公司深圳南山支行", "中国工商银行股份有限公司深圳南山支行"),
        yes("送往云海市第一人民医院，与青溪大学合作", "云海市第一人民医院", "青溪大学"),
        yes("远山（集团）股份有限公司公告", "远山（集团）股份有限公司"),
        no("本公司是一家股份有限公司", why="a kind of company"),
        no("某某有限公司", why="no name"),
        no("他去医院看病，考上大学", why="no name"),
        no("当地医院和重点大学", why="any of them"),
        yes(
            "原告刘梅诉被告杭州青溪物业有限公司一案，申请人福州云海物流有限公司",
            "杭州青溪物业有限公司",
            "福州云海物流有限公司",
        ),
        yes("交易记录标注为中国工商银行杭州分行，后经吉林大学第一医院诊断", "中国工商银行杭州分行", "吉林大学"),
        no("一位女性大学教授，境内分行和内地分行", why="who or where it is about, and no name"),
        no("刚上大学，因为大学期间，才知道大学好，总结一下大学", why="words in front, and no name"),
        no("怯猿啼落岫，惊雁断分行，几十所大学，大型医院", why="a poem, a number, a size"),
        no("大学生活", why="a word that goes on"),
    ),
)
