"""Postal address, 地址: at least two levels of administration, or one and a house number.

A house number makes it one. A street or an estate three levels down is one only beside a word such
as 住址, or beside a name or number: news and notices speak of streets, too. Forms of Taiwan and Hong
Kong are written in traditional characters; parts of an address may be parted by single spaces.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text
from dlp.text import HAN, han_but, squeeze

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|"
    "内蒙古|广西|西藏|宁夏|新疆|香港|澳门|澳門|臺灣|台灣|廣東|廣西|雲南|貴州|陝西|遼寧|黑龍江|甘肅|寧夏|重慶"
)
_NAME = f"[{han_but('的了在是到至于为址寄往送从去来住将被')}]"
"""A Han character that can be part of a place's name, not a word before or after it."""

_PROVINCE = rf"(?:{_PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|自治區|特别行政区|特別行政區)?"
_BEGINNING = f"(?=[{''.join(sorted({name[0] for name in _PROVINCES.split('|')}))}])"
"""Seldom true and quickly seen, so that a province is not tried at every character."""

_LATER = rf"[{HAN}]{{1,3}}(?:{_PROVINCES})[省市]"
"""A province that a word stands in front of (现居北京市): the address begins with it."""

_CITY = rf"[ ]?{_NAME}{{2,6}}?(?:市|自治州|地区|盟)"
_DISTRICT = rf"[ ]?{_NAME}{{1,8}}?(?:新区|开发区|自治县|区|县|旗|市|區|縣)"
_TOWN = rf"[ ]?{_NAME}{{1,8}}?(?:街道|镇|乡|苏木|鎮|鄉)"
_STREET = rf"[ ]?(?:{_NAME}|[0-9A-Za-z]){{1,12}}?(?:大街|大道|街|路(?:[一二三四五六七八九]段)?|道|巷|胡同|弄|里|村|屯|庄|莊|小区|小區|社区|社區|新村|花园|花園|家园|家園|公寓|苑|园|園|城|府|湾|灣|大厦|大廈|(?:大楼|大樓)(?=[ ]?[0-9A-Za-z一二三四五六七八九十])|广场|廣場|中心|工业园区|工业园|科技园|产业园|贸易区|保税区|园区)(?:小区|小區)?(?![路街道巷弄村园城区镇])"
_NUMBER = r"[ ]?[0-9A-Za-z一二三四五六七八九十甲乙丙丁东西南北東之#-]{1,8}[ ]?(?:号楼|号院|号(?!线)|號樓|號|弄|栋|棟|幢|座|单元|單元|室|楼|樓|层|層|组|队|户|房|期|[Ff](?![0-9A-Za-z]))"
_DETAIL = rf"(?:{_TOWN})?(?:{_STREET}|{_NUMBER}){{1,4}}(?:{_NUMBER}|{_STREET}(?={_NUMBER})){{0,6}}(?:\d{{1,4}}(?:-\d{{1,5}}){{0,2}}(?![\d.,年月日-]))?"
_LEVELS = re.compile(rf"(?:省|自治区|市|自治州|地区|盟|区|县|旗|街道|镇|乡|區|縣|鎮|鄉)|{_PROVINCES}")
_ESTATE = re.compile(
    r"(?:街道|大街|街|路|道|巷|胡同|小区|小區|社区|社區|新村|花园|花園|家园|家園|公寓|苑|大厦|大廈|广场|廣場|村|屯|庄)(?:.{0,4})$"
)
_HOUSE = re.compile(
    r"\d+(?:[-#之]\d+)*(?:号(?!线)|號|弄|栋|棟|幢|座|单元|單元|室|楼|樓|层|層|房|[Ff]$)|[一二三四五六七八九十]+(?:号|號|组|队|栋|单元)|(?:路|街|道|巷|大厦|大廈)\d{1,4}(?:-\d{1,5}){0,2}(?!\d|[路街道])"
)
_NUMBER_ONLY = re.compile(rf"(?:{_PROVINCE}|{_NAME}{{2,3}}市)[0-9一二三四五六七八九十]+(?:号|號|楼|层|组|队|栋|室)")
"""吉林一号 is a satellite."""


_BLANK = re.compile("[Xx×]{2}|某")
"""What a form's example leaves open: 某某路××号."""

_ROOM = r"[0-9A-Za-z一二三四五六七八九十]{1,4}[ ]?(?:号楼|号院|栋|幢|座|单元|室|楼|层|房)"
_INSIDE = rf"(?:(?:(?:联系|通讯|收货|家庭|办公)?地址|住址)[ ]?:[ ]{{0,3}})(?P<value_inside>[{HAN}][{HAN}()]{{0,11}}(?:{_ROOM}[{HAN}]{{0,6}}){{1,3}}(?:[0-9]{{2,5}}(?:室|房)?(?![0-9A-Za-z]))?)(?=[\s,，。;；|<\"']|$)"
"""A room of a house that everybody knows (教学楼A座101), behind the word for an address."""

_FEW = 2


def is_valid(address: str) -> bool:
    """Whether it names a house in an administrative area, or a street or estate two levels down."""
    if _NUMBER_ONLY.fullmatch(address) or _BLANK.search(address):
        return False
    levels = len(_LEVELS.findall(address))
    return (levels >= 1 and _HOUSE.search(address) is not None) or (levels >= 2 and _ESTATE.search(address) is not None)


def _confidence(value: str) -> float:
    """A house tells; a street or an estate wants a word, a name or a number beside it, the more so under two levels only."""
    plain = value.replace(" ", "")
    return 0.7 if _HOUSE.search(plain) else 0.4 if len(_LEVELS.findall(plain)) > _FEW else 0.32


def is_room(address: str) -> bool:
    """Whether what stands behind the word for an address names a building and a number in it."""
    return re.search("[0-9]", address) is not None and _BLANK.search(address) is None


def mask(text: str) -> str:
    """Province and city stay, the rest is hidden."""
    head = re.match(rf"{_PROVINCE}(?:[{HAN}]{{2,4}}?市)?", text)
    return (head[0] if head else text[:3]) + "****"


DETECTOR = Pattern(
    entity="ADDRESS",
    title=Text("地址", "Postal address"),
    source="GB/T 2260; GB/T 23705",
    gate=Gate(
        shapes=(
            "[0-9０-９一二三四五六七八九十][ \u3000]?(?:号|號|弄|栋|棟|幢|座|单元|單元|室|楼|樓|层|層|房|组|队|期|[FfＦ][^0-9A-Za-z])",
            rf"(?:地址|住址)[ ]?[:：][ \u3000]{{0,3}}[{HAN}]{{1,12}}[0-9A-Za-z一二三四五六七八九十]{{1,4}}[ ]?(?:号|栋|幢|座|单元|室|楼|层|房)",
            rf"(?:省|市|区|县|旗|镇|乡|街道|區|縣|鎮|鄉)[ \u3000]?[{HAN}0-9A-Za-z]{{1,20}}(?:街道|大街|大道|街|路|巷|胡同|小区|小區|社区|社區|新村|花园|花園|家园|家園|公寓|苑|大厦|大廈|广场|廣場|村|屯|庄)",
        ),
    ),
    regex=rf"{_INSIDE}|(?:[(](?:{_PROVINCES})[)]自由贸易试验区(?:临港新片区)?|{_BEGINNING}{_PROVINCE}(?:{_CITY})?(?:{_DISTRICT})?|(?={_NAME}{{2,3}}市)(?!{_LATER}){_NAME}{{2,3}}市[ ]?{_NAME}{{1,5}}?(?:区|县|市|區|縣)|(?<![{HAN}])(?!{_LATER}){_NAME}{{2,4}}?(?:市|区|县|區|縣)){_DETAIL}(?![*＊])",
    normalise=squeeze,
    check=is_valid,
    checks={"value_inside": is_room},
    confidence=_confidence,
    context=words(
        "地址 住址 住所 户籍 收货 寄到 寄往 居住 家住 现住 送到",
        "address addr",
    ),
    lift=0.2,
    mask=mask,
    examples=(
        yes("住址：北京市朝阳区建国路88号3栋2单元1201室", "北京市朝阳区建国路88号3栋2单元1201室"),
        yes("寄到广东省深圳市南山区科苑路15号，", "广东省深圳市南山区科苑路15号"),
        yes("地址是杭州市西湖区文三路478号", "杭州市西湖区文三路478号"),
        yes("家住上海浦东新区张江镇碧波路690弄5号602室", "上海浦东新区张江镇碧波路690弄5号602室"),
        yes("住址：新北市板橋區文化路一段188巷12弄3號5樓", "新北市板橋區文化路一段188巷12弄3號5樓"),
        yes("地址：陕西省 咸阳市 渭城区 北杜街道 世纪大道 90 号", "陕西省 咸阳市 渭城区 北杜街道 世纪大道 90 号"),
        yes("收货地址：浙江省金华市婺城区西关街道金磐路", "浙江省金华市婺城区西关街道金磐路"),
        yes("寄到北京市密云区花园小区1楼三单元301", "北京市密云区花园小区1楼三单元301"),
        yes("地址：兰州市甘南路473华阳大厦4-1801", "兰州市甘南路473华阳大厦4-1801"),
        yes("address: 武汉市硚口区古田二路汇丰企业", "武汉市硚口区古田二路"),
        yes("住所地中国（上海）自由贸易试验区福山路5号3E室", "（上海）自由贸易试验区福山路5号3E室"),
        yes("註冊地址：香港九龍清水灣香港科技大學李兆大樓7樓7028室", "香港九龍清水灣香港科技大學李兆大樓7樓7028室"),
        yes("现居北京市海淀区中关村大街27号", "北京市海淀区中关村大街27号"),
        yes("地址：教学楼A座101\n家庭地址：学府花园3号楼2单元502室", "教学楼A座101", "学府花园3号楼2单元502室"),
        no("地址：北京市朝阳区XX路XX号，IP地址：主楼A座", why="left open, and no number"),
        no("武汉市硚口区古田二路有一家店", why="a street in a sentence"),
        no("近日，长沙市开福区江滨社区开展夜查", why="news of an estate"),
        no("住址：北京市海淀区马连洼街*****", why="masked"),
        no("吉林一号卫星", why="a satellite"),
        no("北京市场部主任路过会场", why="no house, one level"),
        no("上海14号线豫园站", why="a metro line"),
        no("陕西省西安市的一家超市里", why="no house"),
        no("广东省去年的道路建设", why="no house"),
        no("香港尖沙咀一座42层摩天大楼起火", why="news of a house"),
        no("第3号楼", why="no administrative area"),
    ),
)
