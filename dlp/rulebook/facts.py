"""The facts that rules may speak of, and the closed language of conditions on them.

A condition is a value (equal, or contained where the fact is a set), a list (any of these),
true or false, or a comparison such as ">=100". Nothing else exists: what cannot be said with
these becomes a new fact, in Python and with a test.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dlp.model import Act, Direction, Level, PlaceKind, Reason, Text

Value = int | bool | str | frozenset[str] | None
Facts = Mapping[str, Value]
Condition = str | int | bool | list[str]
Predicate = Callable[[Value], bool]

_COMPARISON = re.compile(r"(>=|<=|>|<|==)\s*(\d+)")
_OPERATORS: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


class Kind(StrEnum):
    """What sort of value a fact has."""

    CHOICE = "choice"
    SET = "set"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact's kind, meaning, possible words (none listed: any), and value where not given."""

    kind: Kind
    meaning: Text
    words: tuple[str, ...] = ()
    default: Value = None


def _words(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in enum)


VOCABULARY: dict[str, Fact] = {
    "act": Fact(Kind.CHOICE, Text("发生了什么", "what happened"), _words(Act), "at_rest"),
    "place": Fact(
        Kind.SET, Text("涉及的存储或渠道", "storage and channels it touches"), _words(PlaceKind), frozenset()
    ),
    "direction": Fact(Kind.CHOICE, Text("流入、流出或未知", "in, out or unknown"), _words(Direction), "unknown"),
    "persons": Fact(Kind.NUMBER, Text("不同客户的人数", "number of distinct customers"), default=0),
    "grade": Fact(Kind.NUMBER, Text("级别 1–4", "grade 1 to 4"), default=1),
    "class": Fact(Kind.SET, Text("数据类别", "classes of data"), default=frozenset()),
    "entities": Fact(Kind.SET, Text("发现的数据种类", "kinds of data found"), default=frozenset()),
    "unread": Fact(Kind.SET, Text("未检查的原因", "reasons why parts were not inspected"), _words(Reason), frozenset()),
    "recipients": Fact(Kind.NUMBER, Text("收件人数", "number of recipients"), default=0),
    "approved": Fact(Kind.FLAG, Text("已获批准", "covered by an approval"), default=False),
    "encrypted": Fact(Kind.FLAG, Text("存储或文件已加密", "the storage is encrypted, or the file itself")),
    "own_document": Fact(Kind.FLAG, Text("只涉及本人的文件", "a document about its owner only"), default=False),
    "evasion": Fact(Kind.FLAG, Text("内容经过伪装，意在躲避检查", "disguised so as not to be found"), default=False),
    "renamed": Fact(
        Kind.FLAG, Text("扩展名与内容不符", "the name promises another kind of file than it is"), default=False
    ),
    "store": Fact(
        Kind.FLAG,
        Text("应用自身的数据库，外部无法读取", "part of an application's store that cannot be read from outside"),
        default=False,
    ),
    "raised": Fact(Kind.CHOICE, Text("其他规则已判定的最高级别", "highest level that other rules gave"), _words(Level)),
}
"""Every fact, by name. `raised` is known only once the other rules have been judged."""


class Unsayable(ValueError):
    """A condition that the language does not have; the message says why, in both languages."""

    def __init__(self, what: Text, words: tuple[str, ...] = ()) -> None:
        super().__init__(what.en)
        self.what, self.words = what, words


def compile_condition(name: str, condition: Condition) -> Predicate:
    """A condition as a function of the fact's value; an unknown value never fulfils it.

    Raises Unsayable.
    """
    fact = VOCABULARY[name]
    if fact.kind is Kind.NUMBER:
        return _number(name, condition)
    if fact.kind is Kind.FLAG:
        if not isinstance(condition, bool):
            raise Unsayable(Text(f"“{name}”只能是 true 或 false", f"'{name}' takes true or false"))
        return lambda value: value is condition
    wanted = words_of(name, condition)
    if fact.kind is Kind.SET:
        return lambda value: isinstance(value, frozenset) and not wanted.isdisjoint(value)
    return lambda value: value in wanted


def words_of(name: str, condition: Condition) -> frozenset[str]:
    """The words a condition names, checked against those the fact can have. Raises Unsayable."""
    known = VOCABULARY[name].words
    given = condition if isinstance(condition, list) else [condition]
    for word in given:
        if not isinstance(word, str) or (known and word not in known):
            raise Unsayable(Text(f"“{name}”没有“{word}”这个值", f"'{name}' cannot be '{word}'"), known)
    if not given:
        raise Unsayable(Text(f"“{name}”的列表是空的", f"the list for '{name}' is empty"))
    return frozenset(map(str, given))


def _number(name: str, condition: Condition) -> Predicate:
    if isinstance(condition, int) and not isinstance(condition, bool):
        return lambda value: value == condition
    match = _COMPARISON.fullmatch(condition) if isinstance(condition, str) else None
    if match is None:
        raise Unsayable(
            Text(f"“{name}”应是数字或“>=100”这样的比较", f"'{name}' takes a number or a comparison such as \">=100\"")
        )
    compare, bound = _OPERATORS[match[1]], int(match[2])
    return lambda value: isinstance(value, int) and compare(value, bound)


def given_facts(given: Mapping[str, Condition]) -> dict[str, Value]:
    """Facts written down in a rule's test, with defaults for what is not given. Raises Unsayable."""
    facts: dict[str, Value] = {name: fact.default for name, fact in VOCABULARY.items()}
    for name, value in given.items():
        fact = VOCABULARY[name]
        if fact.kind is Kind.SET:
            facts[name] = words_of(name, value)
        elif isinstance(value, list):
            raise Unsayable(Text(f"测试中的“{name}”只能有一个值", f"'{name}' takes one value in a test"))
        else:
            compile_condition(name, value)
            facts[name] = value
    return facts
