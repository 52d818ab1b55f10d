"""A customer list of any length as a CSV file, and how many customers it truly holds.

Run as a script it writes the file and says how many customers are in it:
    python -m tests.counting.customer_file ROWS FILE
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bench import values
from tests.counting import customers

TITLES = "姓名,身份证号,手机号,银行卡号,客户状态"
_SCATTER = 7_654_321
"""Coprime to every number of possible values below, so that different customers get different values."""

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华志红宇浩欣怡梓涵子轩雨泽晨思嘉宁博翔雪琳俊峰凯悦彤"
)
_AREAS = ("110101", "310104", "440305", "330106", "510104", "320102", "420106", "610113")
_YEARS, _DAYS, _SERIES = 55, 28 * 12, 999


def customer(number: int) -> list[str]:
    """Name, identity number, mobile and card of one customer, with right check digits."""
    at = number * _SCATTER
    return [name(at), identity(at), f"139{at % 10**8:08}", card(at)]


def name(at: int) -> str:
    """A name of three characters; many customers share one, as people do."""
    at, first = divmod(at, len(_GIVEN))
    at, second = divmod(at, len(_GIVEN))
    return _SURNAMES[at % len(_SURNAMES)] + _GIVEN[second] + _GIVEN[first]


def identity(at: int) -> str:
    """An identity number of somebody born from 1950 to 2004."""
    at, series = divmod(at % (len(_AREAS) * _YEARS * _DAYS * _SERIES), _SERIES)
    at, day = divmod(at, _DAYS)
    area, year = divmod(at, _YEARS)
    body = f"{_AREAS[area]}{1950 + year}{day // 28 + 1:02}{day % 28 + 1:02}{series + 1:03}"
    return body + values.id_check(body)


def card(at: int) -> str:
    """A payment card number of 19 digits."""
    body = f"622848{at % 10**12:012}"
    return body + values.luhn_check(body)


def row(number: int) -> list[str]:
    """The values of a row; which customer it is, and what he repeats, is as in `customers.row`."""
    who = customers.row(number)[0]
    cells = customer(who)
    if number % 10 == 3:
        cells[2] = f"138{number * _SCATTER % 10**8:08}"
    elif number % 10 == 7:
        cells[2] = customer(number - 1)[2]
    elif number % 10 == 9:
        cells[1] = cells[3] = ""
    return cells


def lines(rows: int) -> Iterator[str]:
    """The file line by line, its title first."""
    yield TITLES + "\n"
    for number in range(rows):
        yield ",".join([*row(number), "正常" if number % 3 else "已销户"]) + "\n"


def write(file: Path, rows: int) -> int:
    """Write it, return how many customers it holds."""
    with file.open("w", encoding="utf-8", newline="\n") as into:
        into.writelines(lines(rows))
    return customers.truth(rows)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[2]), int(sys.argv[1]))}\n")
