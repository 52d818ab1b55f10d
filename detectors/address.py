"""Postal address, 地址: at least two levels of administration, or one and a house number."""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text
from dlp.text import HAN, squeeze

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|"
    "内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_NAME = rf"(?:(?![的了在是到至于为址寄往送从去来住将被])[{HAN}])"
"""A Han character that can be part of a place's name, not a word before or after it."""

_PROVINCE = rf"(?:{_PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?"
_CITY = rf"{_NAME}{{2,6}}?(?:市|自治州|地区|盟)"
_DISTRICT = rf"{_NAME}{{1,6}}?(?:新区|开发区|区|县|旗|市)"
_TOWN = rf"{_NAME}{{1,6}}?(?:街道|镇|乡|苏木)"
_STREET = rf"(?:{_NAME}|[0-9A-Za-z]){{1,12}}?(?:大街|大道|街|路|道|巷|胡同|弄|里|村|屯|庄|小区|社区|新村|花园|家园|公寓|苑|园|城|府|湾|大厦|广场|中心|工业园|科技园|产业园)(?![路街道巷弄村园城区镇])"
_NUMBER = r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁东西南北之#-]{1,8}(?:号楼|号院|号(?!线)|弄|栋|幢|座|单元|室|楼|层|组|队|户|房)"
_DETAIL = rf"(?:{_TOWN})?(?:{_STREET}|{_NUMBER}){{1,4}}(?:{_NUMBER}|{_STREET}(?={_NUMBER})){{0,6}}(?:\d{{3,4}}(?!\d))?"
_LEVELS = re.compile(rf"(?:省|自治区|市|自治州|地区|盟|区|县|旗|街道|镇|乡)|{_PROVINCES}")
_ESTATE = re.compile(r"(?:小区|社区|新村|花园|家园|公寓|苑|大厦|广场|村|屯|庄)(?:.{0,4})$")
_HOUSE = re.compile(
    r"\d+(?:[-#之]\d+)*(?:号(?!线)|弄|栋|幢|座|单元|室|楼|层|房)|[一二三四五六七八九十]+(?:号|组|队|栋|单元)"
)


def is_valid(address: str) -> bool:
    """Whether it names a house in an administrative area, or an estate or village three levels down."""
    levels = len(_LEVELS.findall(address))
    return (levels >= 1 and _HOUSE.search(address) is not None) or (levels >= 3 and _ESTATE.search(address) is not None)


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
            "[0-9０-９一二三四五六七八九十](?:号|弄|栋|幢|座|单元|室|楼|层|房|组|队)",
            rf"(?:省|市|区|县|旗|镇|乡|街道)[{HAN}0-9A-Za-z]{{1,20}}(?:小区|社区|新村|花园|家园|公寓|苑|大厦|广场|村|屯|庄)",
        )
    ),
    regex=rf"(?:{_PROVINCE}(?:{_CITY})?(?:{_DISTRICT})?|{_NAME}{{2,3}}市{_NAME}{{1,5}}?(?:区|县|市)|(?<![{HAN}]){_NAME}{{2,4}}?(?:市|区|县)){_DETAIL}",
    normalise=squeeze,
    check=is_valid,
    confidence=0.7,
    context=words(
        "地址 住址 住所 户籍 收货 寄到 寄往 居住 送到",
        "address addr",
    ),
    lift=0.2,
    mask=mask,
    examples=(
        yes("住址：北京市朝阳区建国路88号3栋2单元1201室", "北京市朝阳区建国路88号3栋2单元1201室"),
        yes("寄到广东省深圳市南山区科苑路15号，", "广东省深圳市南山区科苑路15号"),
        yes("地址是杭州市西湖区文三路478号", "杭州市西湖区文三路478号"),
        yes("家住上海浦东新区张江镇碧波路690弄5号602室", "上海浦东新区张江镇碧波路690弄5号602室"),
        no("北京市场部主任路过会场", why="no house, one level"),
        no("上海14号线豫园站", why="a metro line"),
        no("陕西省西安市的一家超市里", why="no house"),
        no("广东省去年的道路建设", why="no house"),
        no("第3号楼", why="no administrative area"),
    ),
)
