"""The dense corpus: customer text with one identifier per kilobyte, beside hard negatives.

Where each value stands goes into a truth file: entity, variant, first and last character, parted
by tabs. Innocent values have no entity there, and their kind as variant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TextIO

from bench import prose, values

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

PLANTED: dict[str, values.Maker] = {
    "CN_RESIDENT_ID": values.resident_id,
    "CN_MOBILE": values.mobile,
    "CN_BANK_CARD": values.card,
    "CN_USCC": values.code,
    "EMAIL_ADDRESS": values.email,
    "PERSON": values.name,
    "ADDRESS": values.address,
}
"""What the dense corpus holds, in equal shares outside its CSV rows."""

_AROUND: dict[str, list[str]] = {
    "CN_RESIDENT_ID": ["身份证号:{}", "身份证号码{}，请核对", "其证件号为{}。", "（身份证 {}）"],
    "CN_MOBILE": ["手机号:{}", "联系电话{}转告", "请拨打{}。", "电话 {} 联系"],
    "CN_BANK_CARD": ["银行卡号:{}", "请汇款至{}账户", "卡号 {} ", "收款账号：{}，开户行招商银行"],
    "CN_USCC": ["统一社会信用代码:{}", "信用代码{}已登记", "税号 {} "],
    "EMAIL_ADDRESS": ["邮箱:{}", "请发邮件到{}确认", "邮箱 {} "],
    "PERSON": ["客户{}来电咨询", "联系人:{}，", "姓名：{}，", "收件人 {} "],
    "ADDRESS": ["住址:{}，", "快递寄到{}。", "收货地址：{}，"],
}
_KEYS = {
    "CN_RESIDENT_ID": "id_card",
    "CN_MOBILE": "mobile",
    "CN_BANK_CARD": "card_no",
    "CN_USCC": "tax_no",
    "EMAIL_ADDRESS": "email",
}
_BESIDE: dict[str, list[str]] = {
    "wrong check digit": ["证件号 {} ", "编号:{}"],
    "impossible date": ["编号:{}", "流水{}"],
    "Luhn digit wrong": ["流水号 {} ", "卡号 {} "],
    "wrong check character": ["批次号 {} ", "编码:{}"],
    "order number": ["订单号:{}", "订单{}已发货", "order_id={}"],
    "time stamp in ms": ["ts={}", "时间戳 {} "],
    "time stamp of 14 digits": ["生成于{}", "log.{} "],
    "UUID": ["id={}", "traceId: {} "],
    "SHA-1": ["commit {} ", "sha1={}"],
    "version": ["版本{}", "v{} "],
    "eleven digits": ["工单{}", "编号:{}"],
    "phone inside a longer number": ["运单号:{}", "单号{}"],
    "decimal fraction": ["权重 {} ", "={}"],
    "QQ number": ["QQ:{}", "群号{}"],
}


@dataclass(frozen=True)
class Planted:
    """A value in the dense corpus; an innocent one has no entity. Offsets count characters."""

    entity: str
    variant: str
    start: int
    end: int


class Draft:
    """Writes text and remembers where values stand in it."""

    def __init__(self, text: TextIO, truth: TextIO) -> None:
        self._text, self._truth = text, truth
        self.size = self.characters = 0

    def write(self, text: str) -> None:
        """Text with nothing in it."""
        self._text.write(text)
        self.size += len(text.encode())
        self.characters += len(text)

    def plant(self, entity: str, variant: str, surface: str) -> None:
        """A value as it is typed."""
        start = self.characters
        self.write(surface)
        self._truth.write(f"{entity}\t{variant}\t{start}\t{self.characters}\n")

    def plant_in(self, frame: str, entity: str, variant: str, surface: str) -> None:
        """A value with text around it: `{}` is its place."""
        before, after = frame.split("{}")
        self.write(before)
        self.plant(entity, variant, surface)
        self.write(after)


_TYPED = {
    "CN_MOBILE": {"plain": 60, "dashes": 12, "spaces": 12, "+86": 10, "full width": 6},
    "CN_BANK_CARD": {"plain": 60, "dashes": 12, "spaces": 28},
    "CN_RESIDENT_ID": {"plain": 85, "full width": 15},
}
"""In what shares people type a value in which way; all others are typed plainly."""

_X = {"plain": 40, "lower case": 60}
"""The same for identity numbers that end in X."""


def _typed(rnd: Random, entity: str, value: str) -> tuple[str, str]:
    """How somebody types a value: variant and surface."""
    ways = _X if entity == "CN_RESIDENT_ID" and value.endswith("X") else _TYPED.get(entity, {"plain": 1})
    variant = rnd.choices(list(ways), list(ways.values()))[0]
    return variant, _surface(variant, entity, value)


def _surface(variant: str, entity: str, value: str) -> str:
    if variant in ("dashes", "spaces"):
        groups = [value[:3], value[3:7], value[7:]] if entity == "CN_MOBILE" else _fours(value)
        return ("-" if variant == "dashes" else " ").join(groups)
    changed = {"+86": f"+86 {value}", "full width": value.translate(_FULL_WIDTH), "lower case": value.lower()}
    return changed.get(variant, value)


def _fours(value: str) -> list[str]:
    return [value[i : i + 4] for i in range(0, len(value), 4)]


def _in_prose(draft: Draft, rnd: Random, pool: list[str]) -> None:
    """A kilobyte of prose with one value glued into the middle of it."""
    entity = rnd.choice(list(PLANTED))
    text = prose.paragraph(rnd, pool, 960)
    middle = len(text) // 2
    draft.write("".join(text[:middle]))
    draft.plant_in(rnd.choice(_AROUND[entity]), entity, *_typed(rnd, entity, PLANTED[entity](rnd)))
    draft.write("".join(text[middle:]) + "\n")


def _in_pair(draft: Draft, rnd: Random, pool: list[str]) -> None:
    """A value behind its key, and a kilobyte of prose."""
    entity = rnd.choice(list(_KEYS))
    draft.plant_in(f"user.update {_KEYS[entity]}={{}};", entity, "key=value", PLANTED[entity](rnd))
    draft.write(f" ok\n{''.join(prose.paragraph(rnd, pool, 960))}\n")


def _in_rows(draft: Draft, rnd: Random, pool: list[str]) -> None:
    """Rows of a customer list, and a kilobyte of prose for each value in them."""
    columns = ("PERSON", "CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD", "EMAIL_ADDRESS", "ADDRESS")
    draft.write("姓名,身份证号,手机号,银行卡号,邮箱,住址\n")
    rows = rnd.randrange(5, 30)
    for _ in range(rows):
        for place, entity in enumerate(columns):
            draft.write("," if place else "")
            draft.plant(entity, "CSV row", PLANTED[entity](rnd))
        draft.write("\n")
    for _ in range(rows * len(columns)):
        draft.write("".join(prose.paragraph(rnd, pool, 980)) + "\n")
        if rnd.random() < 0.3:
            _innocent(draft, rnd, pool)


def _innocent(draft: Draft, rnd: Random, pool: list[str]) -> None:
    kind = rnd.choice(list(_BESIDE))
    draft.write(rnd.choice(pool))
    draft.plant_in(rnd.choice(_BESIDE[kind]), "", kind, values.innocent(rnd, kind))
    draft.write(rnd.choice(pool) + "\n")


def write_dense(text: TextIO, truth: TextIO, size: int, seed: int) -> None:
    """Customer text of about so many bytes, and what is in it."""
    rnd = Random(seed)
    pool, draft = prose.sentences(rnd), Draft(text, truth)
    while draft.size < size:
        rnd.choices((_in_prose, _in_pair, _in_rows), (60, 39, 1))[0](draft, rnd, pool)
        if rnd.random() < 0.3:
            _innocent(draft, rnd, pool)


def planted(truth: Path, characters: int) -> Iterator[Planted]:
    """What is planted in the first so many characters."""
    with truth.open(encoding="utf-8") as lines:
        for line in lines:
            entity, variant, start, end = line.rstrip("\n").split("\t")
            if int(end) <= characters:
                yield Planted(entity, variant, int(start), int(end))
