"""Made-up customers of the made-up company: no real person, but every number passes its checks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

from detectors.cn_bank_card import luhn
from detectors.cn_resident_id import check_character
from detectors.cn_uscc import check_character as uscc_check
from detectors.cn_uscc import organisation_check

T = TypeVar("T")

_SURNAMES = (
    "周 吴 郑 钱 冯 褚 蒋 沈 韩 杨 朱 秦 许 何 吕 施 孔 曹 严 魏 陶 姜 谢 邹 苏 潘 葛 范 彭 鲁 韦 苗 俞 任 袁 柳 唐 薛 贺 倪 汤 罗 毕 郝 傅 康 余 顾 孟 黄 尹 姚 邵 汪 欧阳 上官"
).split()
_GIVEN = (
    "雅琴 志衡 美玲 国谦 春燕 文博 晓岚 桂芳 淑珍 思颖 秀兰 玉梅 庆丰 丽萍 兆辉 凤英 锦程 若涵 佩文 启航 德胜 慧妍 巧云 学礼 立群 婉婷 振华 彩霞 静怡 金凤 维民 素芬 爱莲 梓萱 耀宗 "
    "明哲 红霞 建朋 翠萍 一帆"
).split()
_PLACES = (
    ("110105", "北京市朝阳区", "望京街 东三环中路 百子湾路 酒仙桥路"),
    ("310115", "上海市浦东新区", "张杨路 碧波路 锦绣路 杨高南路"),
    ("440305", "广东省深圳市南山区", "科苑路 后海大道 南山大道 桃园路"),
    ("330106", "浙江省杭州市西湖区", "文三路 学院路 古墩路 紫荆花路"),
    ("320106", "江苏省南京市鼓楼区", "中山北路 湖南路 北京西路 草场门大街"),
    ("510107", "四川省成都市武侯区", "人民南路 科华北路 佳灵路 武侯大道"),
    ("420106", "湖北省武汉市武昌区", "中北路 徐东大街 和平大道 友谊大道"),
    ("370202", "山东省青岛市市南区", "香港中路 闽江路 宁夏路 延安三路"),
)
_SEGMENTS = (
    "133 135 136 137 138 139 150 151 152 157 158 159 166 177 178 180 182 185 186 187 188 189 191 198 199".split()
)
_MAILBOXES = "163.com 126.com qq.com sina.com".split()


class Dice:
    """Choices that look like chance and come out the same on every machine and every Python."""

    def __init__(self, seed: str) -> None:
        self._seed, self._thrown = seed, 0

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        self._thrown += 1
        digest = hashlib.sha256(f"{self._seed}/{self._thrown}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self.below(high - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return options[self.below(len(options))]

    def digits(self, count: int) -> str:
        """Decimal digits."""
        return "".join(str(self.below(10)) for _ in range(count))

    def hexadecimal(self, count: int) -> str:
        """Lower-case hexadecimal digits."""
        return "".join("0123456789abcdef"[self.below(16)] for _ in range(count))

    def raw(self, count: int) -> bytes:
        """Bytes."""
        return bytes(self.below(256) for _ in range(count))


@dataclass(frozen=True, slots=True)
class Person:
    """One customer."""

    number: str
    name: str
    female: bool
    identity: str
    mobile: str
    card: str
    mail: str
    address: str


@cache
def customers() -> tuple[Person, ...]:
    """The company's 400 customers: no two share a name or a number."""
    made: list[Person] = []
    used: set[str] = set()
    dice = Dice("yunhai customers")
    while len(made) < 400:
        person = _person(dice, 20260001 + len(made))
        values = {person.name, person.identity, person.mobile, person.card}
        if used.isdisjoint(values):
            used |= values
            made.append(person)
    return tuple(made)


def _person(dice: Dice, number: int) -> Person:
    region, area, streets = dice.pick(_PLACES)
    female = dice.below(2) == 0
    house = f"{dice.pick(streets.split())}{dice.between(3, 680)}号{dice.between(1, 28)}栋{dice.between(101, 2404)}室"
    return Person(
        number=f"K{number}",
        name=dice.pick(_SURNAMES) + dice.pick(_GIVEN),
        female=female,
        identity=identity(dice, region, female=female),
        mobile=dice.pick(_SEGMENTS) + dice.digits(8),
        card=card(dice),
        # Longer than any mailbox that these providers give out, so nobody has it.
        mail=f"kehu{number}.yunhai.youxiang@{dice.pick(_MAILBOXES)}",
        address=area + house,
    )


def identity(dice: Dice, region: str, *, female: bool) -> str:
    """A valid identity number. Sequences from 950 are all but never given out, so it is nobody's."""
    born = date(1956, 1, 1) + timedelta(days=dice.below(17_000))
    sequence = 950 + 2 * dice.below(20) + (not female)
    first17 = f"{region}{born:%Y%m%d}{sequence}"
    return first17 + check_character(first17)


def card(dice: Dice) -> str:
    """A Luhn-valid number of nineteen digits as UnionPay's debit cards have."""
    body = "6299" + dice.digits(14)
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


def uscc(dice: Dice, region: str = "310115") -> str:
    """A valid social credit code of a company."""
    digits = "MA" + dice.digits(6)
    first17 = f"91{region}{digits}{organisation_check(digits)}"
    return first17 + uscc_check(first17)


def grouped(number: str) -> str:
    """A number in groups of four, as people write cards."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
