"""A made-up list of customers of any length: valid check digits, nobody's values, the same for the same seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

TITLES = "姓名,身份证号,手机\n"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅建国文辉志鹏晓雪婷慧宁欣佳怡子涵宇轩浩然思雨诗涵梓晨"
_REGIONS = "110101 310104 440305 330106 320102 510107 420103 370102".split()
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.frombuffer(b"10X98765432", np.uint8)
_PIECE = 250_000


def write(file: Path, rows: int, seed: int = 1) -> None:
    """Write a list as CSV in UTF-8: name, identity number (GB 11643), mobile number."""
    random = np.random.default_rng(seed)
    with file.open("wb") as out:
        out.write(TITLES.encode())
        for first in range(0, rows, _PIECE):
            out.write(table(random, min(_PIECE, rows - first)).tobytes())


def table(random: np.random.Generator, rows: int) -> Bytes:
    """Rows of a list, as the bytes of its lines."""
    comma, end = (np.full((rows, 1), ord(mark), np.uint8) for mark in ",\n")
    return np.concatenate(
        [_names(random, rows), comma, _identities(random, rows), comma, _mobiles(random, rows), end], 1
    )


def _names(random: np.random.Generator, rows: int) -> Bytes:
    return np.concatenate([_chosen(random, rows, chars) for chars in (_SURNAMES, _GIVEN, _GIVEN)], 1)


def _chosen(random: np.random.Generator, rows: int, chars: str) -> Bytes:
    each = np.frombuffer(chars.encode(), np.uint8).reshape(-1, 3)
    return each[random.integers(0, len(each), rows)]


def _digits(numbers: npt.NDArray[Any], count: int) -> Bytes:
    powers = 10 ** np.arange(count - 1, -1, -1)
    return (numbers[:, None] // powers % 10).astype(np.uint8)


def _identities(random: np.random.Generator, rows: int) -> Bytes:
    regions = np.array([int(region) for region in _REGIONS])[random.integers(0, len(_REGIONS), rows)]
    born = random.integers(1950, 2006, rows) * 10000 + random.integers(1, 13, rows) * 100 + random.integers(1, 29, rows)
    digits = np.concatenate([_digits(regions, 6), _digits(born, 8), _digits(random.integers(1, 1000, rows), 3)], 1)
    return np.concatenate([digits + ord("0"), _CHECKS[digits @ _WEIGHTS % 11][:, None]], 1)


def _mobiles(random: np.random.Generator, rows: int) -> Bytes:
    segment = np.array([1390, 1381, 1502, 1863, 1777, 1993])[random.integers(0, 6, rows)]
    return np.concatenate([_digits(segment, 4), _digits(random.integers(0, 10**7, rows), 7)], 1) + np.uint8(ord("0"))
