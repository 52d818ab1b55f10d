"""Made-up identifiers with right check digits, and innocent numbers that only look like them.

Written from the standards and apart from `detectors/`, so that each can show the other wrong.
Every function takes the random source; the same seed gives the same values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

Maker = Callable[[Random], str]

_AREAS = (
    "110101 110105 110108 120103 130102 140105 150102 210102 220104 230103 310104 310115 320102 320505 330106 330203 "
    "340103 350203 360102 370102 370203 410105 420106 420111 430104 440106 440305 450103 460105 500103 510104 510107 "
    "520103 530102 610113 620102 630103 640104 650102"
).split()
_SEGMENTS = (
    "130 131 132 133 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 170 171 173 175 176 177 178 180 "
    "181 182 183 185 186 187 188 189 191 193 195 198 199"
).split()
_BINS = (
    *(("622848", 19), ("621700", 19), ("622202", 19), ("621661", 19), ("622262", 19), ("621483", 19), ("623058", 19)),
    *(("622575", 16), ("622588", 16), ("625330", 16), ("436742", 16), ("518710", 16), ("356868", 16)),
)
_SURNAMES: list[str] = [
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈",
    "欧阳",
    "诸葛",
    "上官",
]
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华志红宇浩欣怡梓涵子轩雨泽晨思嘉宁博翔雪琳俊峰凯悦彤"
)
_DISTRICTS = (
    "北京市朝阳区 上海市浦东新区 广东省深圳市南山区 浙江省杭州市西湖区 四川省成都市武侯区 江苏省南京市玄武区 湖北省武汉市洪山区 "
    "陕西省西安市雁塔区 山东省青岛市市南区 福建省厦门市思明区 湖南省长沙市岳麓区 重庆市渝中区 河南省郑州市金水区 天津市南开区"
).split()
_ROADS = "建国 人民 中山 解放 科苑 文一西 天府 珞喻 高新 香港中 湖滨南 五一 学院 望京 和平 新华".split()
_DOMAINS = "kehu-mail.cn huawan-trade.com.cn xinyuan-auto.cn mail.beiling.com.cn jiahe-shop.com".split()
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of GB 32100-2015."""

_ID_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
"""ISO 7064 MOD 11-2."""

_CODE_WEIGHTS = tuple(3**place % 31 for place in range(17))
"""GB 32100-2015, 5.3."""

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997."""


def digits(rnd: Random, count: int) -> str:
    """So many random digits."""
    return f"{rnd.randrange(10**count):0{count}d}"


def id_check(first17: str) -> str:
    """The check character of a resident identity number (GB 11643-1999)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, _ID_WEIGHTS, strict=True)) % 11]


def luhn_check(body: str) -> str:
    """The check digit of a card number (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(d), 10)) for d in body[::-1][::2])
    return str(-(sum(doubled) + sum(int(d) for d in body[::-1][1::2])) % 10)


def code_check(first17: str) -> str:
    """The check character of a unified social credit code (GB 32100-2015)."""
    return _CODE[-sum(_CODE.index(c) * w for c, w in zip(first17, _CODE_WEIGHTS, strict=True)) % 31]


def is_resident_id(text: str) -> bool:
    """Whether the check character is right and the date one of the calendar."""
    if re.fullmatch(r"[1-9]\d{16}[\dXx]", text) is None or id_check(text[:17]) != text[17].upper():
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return True


def is_card(text: str) -> bool:
    """Whether 15 to 19 digits have a card's prefix and the right Luhn digit."""
    return re.fullmatch(r"(?:3[457]|4|5[1-5]|60|62|69|955)\d+", text) is not None and _luhn_holds(text)


def _luhn_holds(text: str) -> bool:
    return 15 <= len(text) <= 19 and luhn_check(text[:-1]) == text[-1]


def is_code(text: str) -> bool:
    """Whether a unified social credit code has the right check character."""
    return (
        re.fullmatch(rf"[1-9ANY][{_CODE}]\d{{6}}[{_CODE}]{{10}}", text) is not None
        and code_check(text[:17]) == text[17]
    )


def is_mobile(text: str) -> bool:
    """Whether eleven digits begin like a mobile number."""
    return re.fullmatch(r"1[3-9]\d{9}", text) is not None


def looks_real(text: str) -> bool:
    """Whether it could be taken for an identifier after all."""
    return is_resident_id(text) or is_card(text) or is_code(text) or is_mobile(text)


def _id_body(rnd: Random) -> str:
    born = date(1950, 1, 1) + timedelta(days=rnd.randrange(20_000))
    return f"{rnd.choice(_AREAS)}{born:%Y%m%d}{rnd.randrange(1, 999):03d}"


def resident_id(rnd: Random) -> str:
    """A resident identity number of somebody born from 1950 to 2004."""
    body = _id_body(rnd)
    return body + id_check(body)


def mobile(rnd: Random) -> str:
    """A mobile number from an assigned segment."""
    return rnd.choice(_SEGMENTS) + digits(rnd, 8)


def card(rnd: Random) -> str:
    """A payment card number of 16 or 19 digits with a Chinese issuer's prefix."""
    prefix, length = rnd.choice(_BINS)
    body = prefix + digits(rnd, length - 7)
    return body + luhn_check(body)


def code(rnd: Random) -> str:
    """A company's unified social credit code; both check characters are right."""
    base = "".join(rnd.choices(_CODE, k=8))
    rest = sum(int(c, 36) * w for c, w in zip(base, _ORGANISATION_WEIGHTS, strict=True)) % 11
    body = "91" + rnd.choice(_AREAS) + base + "0X987654321"[rest]
    return body + code_check(body)


def email(rnd: Random) -> str:
    """A mailbox that nobody chose, at a made-up company."""
    return f"{''.join(rnd.choices('abcdefghkmnwxyz', k=rnd.randrange(2, 8)))}{digits(rnd, 4)}@{rnd.choice(_DOMAINS)}"


def name(rnd: Random) -> str:
    """A personal name of two to four characters."""
    return rnd.choice(_SURNAMES) + "".join(rnd.choices(_GIVEN, k=rnd.choice((1, 2, 2))))


def address(rnd: Random) -> str:
    """A postal address down to the room."""
    house = f"{rnd.randrange(1, 999)}号{rnd.randrange(1, 40)}栋{rnd.randrange(1, 6)}单元{rnd.randrange(101, 3002)}室"
    return f"{rnd.choice(_DISTRICTS)}{rnd.choice(_ROADS)}路{house}"


def _wrong_id(rnd: Random) -> str:
    body = _id_body(rnd)
    return body + rnd.choice("0123456789X".replace(id_check(body), ""))


def _impossible_id(rnd: Random) -> str:
    body = (
        f"{rnd.choice(_AREAS)}19{rnd.randrange(50, 99)}{rnd.randrange(13, 99)}{rnd.randrange(32, 99)}{digits(rnd, 3)}"
    )
    return body + id_check(body)


def _wrong_card(rnd: Random) -> str:
    number = card(rnd)
    return number[:-1] + str((int(number[-1]) + rnd.randrange(1, 10)) % 10)


def _wrong_code(rnd: Random) -> str:
    number = code(rnd)
    return number[:-1] + rnd.choice(_CODE.replace(number[-1], ""))


def _day(rnd: Random) -> str:
    return f"{date(2018, 1, 1) + timedelta(days=rnd.randrange(3_200)):%Y%m%d}"


def _order(rnd: Random) -> str:
    return _day(rnd) + digits(rnd, rnd.choice((8, 10, 12)))


def _stamp14(rnd: Random) -> str:
    return f"{_day(rnd)}{rnd.randrange(24):02d}{rnd.randrange(60):02d}{rnd.randrange(60):02d}"


def uuid(rnd: Random) -> str:
    """A random UUID (RFC 9562, version 4)."""
    h = f"{rnd.getrandbits(128):032x}"
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def _version(rnd: Random) -> str:
    return f"{rnd.randrange(20)}.{rnd.randrange(50)}.{rnd.randrange(300)}.{rnd.randrange(20_000)}"


INNOCENT: dict[str, Maker] = {
    "wrong check digit": _wrong_id,
    "impossible date": _impossible_id,
    "Luhn digit wrong": _wrong_card,
    "wrong check character": _wrong_code,
    "order number": _order,
    "time stamp in ms": lambda rnd: str(rnd.randrange(1_500_000_000_000, 1_790_000_000_000)),
    "time stamp of 14 digits": _stamp14,
    "UUID": uuid,
    "SHA-1": lambda rnd: f"{rnd.getrandbits(160):040x}",
    "version": _version,
    "eleven digits": lambda rnd: f"1{rnd.choice('012')}{digits(rnd, 9)}",
    "phone inside a longer number": lambda rnd: f"9{mobile(rnd)}{digits(rnd, 5)}",
    "decimal fraction": lambda rnd: f"0.{digits(rnd, 16)}",
    "QQ number": lambda rnd: str(rnd.randrange(100_000_000, 4_000_000_000)),
}
"""Hard negatives by what they are."""


def innocent(rnd: Random, kind: str) -> str:
    """A hard negative that is not an identifier by luck either."""
    while looks_real(value := INNOCENT[kind](rnd)):
        pass
    return value
