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

from dlp.model import Act, Approval, Direction, Level, PlaceKind, Reason, Standing, Text

Value = int | bool | str | frozenset[str] | None
Facts = Mapping[str, Value]
Condition = str | int | bool | list[str]
Predicate = Callable[[Value], bool]

COMPARISON = r"(>=|<=|>|<|==)\s*(\d+)"
"""How a comparison is written."""

_COMPARISON = re.compile(COMPARISON)
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
    "own_customers": Fact(
        Kind.NUMBER,
        Text(
            "其中在客户名单里的人数；没有客户索引时未知",
            "how many of them are on the list of customers; unknown without an index",
        ),
    ),
    "staff": Fact(
        Kind.NUMBER,
        Text(
            "其中在员工名单里的人数；没有客户索引时未知",
            "how many of them are on the list of staff; unknown without an index",
        ),
    ),
    "strangers": Fact(
        Kind.NUMBER,
        Text(
            "其中不在任何名单里的人数；没有客户索引时未知", "how many of them are on no list; unknown without an index"
        ),
    ),
    "grade": Fact(Kind.NUMBER, Text("级别 1–4", "grade 1 to 4"), default=1),
    "class": Fact(Kind.SET, Text("数据类别", "classes of data"), default=frozenset()),
    "sensitive": Fact(
        Kind.FLAG,
        Text("法律上的敏感个人信息", "sensitive personal information by law, by the standard that grades.yml names"),
        default=False,
    ),
    "confidential": Fact(
        Kind.FLAG, Text("公司自定的保密资料", "confidential by the company's own word: grade or marking"), default=False
    ),
    "jrt0171": Fact(Kind.NUMBER, Text("JR/T 0171 的类别，C3 为 3", "level of JR/T 0171-2020, 3 for C3"), default=0),
    "entities": Fact(Kind.SET, Text("发现的数据种类", "kinds of data found"), default=frozenset()),
    "registered": Fact(
        Kind.SET,
        Text(
            "含有其内容的已登记文件的名称；没有登记时未知",
            "labels of registered documents that it holds a part of; unknown where none is registered",
        ),
    ),
    "registered_share": Fact(
        Kind.NUMBER,
        Text(
            "已登记文件被包含的百分比，取最大；没有登记时未知",
            "percent of a registered document that it holds, the most of any; unknown where none is registered",
        ),
    ),
    "excerpt": Fact(
        Kind.NUMBER,
        Text(
            "连续摘录的最大字数，不计标点空白；没有登记时未知",
            "characters of the longest excerpt, blanks and punctuation not counted; unknown where none is registered",
        ),
    ),
    "copy_of": Fact(
        Kind.SET,
        Text(
            "同样的内容此前在哪些位置出现过",
            "kinds of place where the same content was seen before, under another path",
        ),
        _words(PlaceKind),
    ),
    "seen_before": Fact(
        Kind.SET,
        Text("此前出现在本机（machine）还是共享（share）", "whether it was seen before on this machine, or on a share"),
        ("machine", "share"),
    ),
    "copy_days": Fact(
        Kind.NUMBER,
        Text(
            "最早出现距今的天数；此前没有出现过时未知",
            "whole days since it was first seen elsewhere; unknown where it was not",
        ),
    ),
    "unread": Fact(Kind.SET, Text("未检查的原因", "reasons why parts were not inspected"), _words(Reason), frozenset()),
    "recipients": Fact(Kind.NUMBER, Text("收件人数", "number of recipients"), default=0),
    "leaked_persons_30d": Fact(
        Kind.NUMBER,
        Text(
            "同一人最近（leaks.days，默认 30 天）向同一外部收件人累计发送的不同客户人数，含这一次",
            "different customers that the same person sent to the same recipient outside of late (leaks.days, 30 unless set), this time included",
        ),
        default=0,
    ),
    "leaked_days": Fact(Kind.NUMBER, Text("其间有发送的天数", "on how many days that was"), default=0),
    "reported": Fact(Kind.FLAG, Text("员工自己报告的", "reported by a member of staff"), default=False),
    "passed_uninspected": Fact(
        Kind.FLAG,
        Text("未经检查就已放行", "it was let through uninspected, because inspecting failed or took too long"),
        default=False,
    ),
    "approved": Fact(Kind.FLAG, Text("已获批准", "covered by an approval"), default=False),
    "approval": Fact(
        Kind.CHOICE,
        Text("批准的情况；有批准但不适用时说明原因", "how approvals stand; why there is one and it does not cover"),
        _words(Approval),
        "none",
    ),
    "who_is": Fact(Kind.CHOICE, Text("人员身份", "what the person is to the company"), _words(Standing), "unknown"),
    "trained": Fact(Kind.FLAG, Text("保密培训在有效期内", "trained, and not too long ago")),
    "pledged": Fact(Kind.FLAG, Text("已签署保密承诺书", "has signed the confidentiality pledge")),
    "cleared": Fact(Kind.FLAG, Text("可接触核心资料", "cleared for core data")),
    "dataset": Fact(
        Kind.SET, Text("所属的数据集，或 unregistered", "data sets it belongs to, or unregistered"), default=frozenset()
    ),
    "legal_basis": Fact(
        Kind.FLAG, Text("所属数据集都登记了合法性依据", "every data set it belongs to has a legal basis")
    ),
    "overdue": Fact(Kind.FLAG, Text("超过保存期限", "kept longer than its data set allows")),
    "purpose_mismatch": Fact(
        Kind.FLAG,
        Text("所在位置的用途与数据集登记的用途不符", "the place serves a purpose its data set does not allow"),
    ),
    "readers_exceeded": Fact(
        Kind.FLAG, Text("可读取的人超出数据集登记的范围", "more can read it than its data set allows")
    ),
    "destroyed": Fact(Kind.FLAG, Text("内容已登记为销毁", "its content is on record as destroyed"), default=False),
    "file_encrypted": Fact(Kind.FLAG, Text("文件本身已加密", "the file itself is encrypted")),
    "device_approved": Fact(Kind.FLAG, Text("移动存储已登记", "the removable device is on the company's list")),
    "readable_by": Fact(
        Kind.SET, Text("谁能读取", "who can read it"), ("owner", "group", "named", "everyone"), frozenset()
    ),
    "reader_groups": Fact(Kind.SET, Text("能读取的用户组", "groups that can read it"), default=frozenset()),
    "login_password": Fact(Kind.FLAG, Text("开机需要密码", "logging in takes a password")),
    "screen_lock": Fact(Kind.FLAG, Text("锁屏需要密码", "the screen locks with a password")),
    "lock_minutes": Fact(
        Kind.NUMBER, Text("多少分钟后锁屏，0 为不知道", "minutes until the screen locks, 0 where unknown"), default=0
    ),
    "firewall": Fact(Kind.FLAG, Text("防火墙已开启", "the firewall is on")),
    "antivirus": Fact(Kind.FLAG, Text("病毒防护已开启", "virus protection is on")),
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


def recorded_facts(data: Mapping[str, object]) -> dict[str, Value]:
    """Facts read back from JSON, with defaults for those that nobody knew of then."""
    facts = dict(_DEFAULTS)
    for name, value in data.items():
        if name in facts:
            facts[name] = frozenset(map(str, value)) if isinstance(value, list) else _plain(value)
    return facts


def _plain(value: object) -> Value:
    return value if isinstance(value, int | bool | str) else None


_DEFAULTS: dict[str, Value] = {name: fact.default for name, fact in VOCABULARY.items()}
