"""Rules: when they hold, what they ask for, and the tests that stand inside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from dlp.model import Level, Response, Stage, Text
from dlp.rulebook.facts import VOCABULARY, Condition, Facts, Predicate, Unsayable, compile_condition, given_facts
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest

Conditions = dict[str, Condition]
_LEVELS = (*(level.value for level in Level), "none")


class TestShape(Strict):
    """A test as written: the facts given, and the level, `none` or the responses expected."""

    given: Conditions
    expect: str | list[str]


class RuleShape(Strict):
    """A rule as written."""

    id: str = Field(pattern=r"^\d+(\.\d+)*-[a-z0-9]+(-[a-z0-9]+)*$")
    clause: str
    level: str
    status: str = Stage.STABLE.value
    title: Words
    when: Conditions = Field(min_length=1)
    unless: list[Conditions] = []
    then: list[str] = Field(min_length=1)
    advice: Words
    false_positives: list[Words] = Field(min_length=1)
    tests: list[TestShape]


@dataclass(frozen=True)
class Rule:
    """A rule ready to be judged. `level` None: it raises nothing, it only asks for responses.

    `written` is the rule as it stands in its file, for those who explain it.
    """

    id: str
    clause: str
    level: Level | None
    title: Text
    advice: Text
    responses: tuple[Response, ...]
    false_positives: tuple[Text, ...]
    when: Mapping[str, Predicate]
    unless: tuple[Mapping[str, Predicate], ...]
    file: Path
    line: int
    tests: int
    stage: Stage = Stage.STABLE
    written: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def second(self) -> bool:
        """Whether it speaks of what other rules raised, and so is judged after them."""
        return "raised" in self.when

    def holds(self, facts: Facts) -> bool:
        """All of `when`, none of `unless`."""
        for name, predicate in self.when.items():
            if not predicate(facts[name]):
                return False
        return not any(all(p(facts[name]) for name, p in group.items()) for group in self.unless)


def load_rules(folder: Path) -> list[Rule]:
    """Every rule in the folder's YAML files; each one's own tests are run.

    Raises:
        RuleError: the first thing wrong, with file and line.
    """
    rules: dict[str, Rule] = {}
    for file in sorted(folder.glob("*.yml")):
        source = load_yaml(file)
        if not isinstance(source.data, list):
            source.fail(Text("规则文件应是一个列表", "a rule file is a list of rules"))
        for index, data in enumerate(source.data):
            rule = _rule(source, data, index)
            if rule.id in rules:
                source.fail(Text(f"规则编号“{rule.id}”重复", f"the rule id '{rule.id}' is used twice"), (index, "id"))
            rules[rule.id] = rule
    return list(rules.values())


def _rule(source: Yaml, data: Any, index: int) -> Rule:
    shape = check(source, RuleShape, data, (index,))
    _check_words(source, shape, index)
    rule = Rule(
        shape.id,
        shape.clause,
        None if shape.level == "none" else Level(shape.level),
        shape.title.text,
        shape.advice.text,
        tuple(Response(word) for word in shape.then),
        tuple(words.text for words in shape.false_positives),
        _compiled(source, shape.when, (index, "when")),
        tuple(_compiled(source, group, (index, "unless", i)) for i, group in enumerate(shape.unless)),
        source.file,
        source.line((index,)),
        len(shape.tests),
        Stage(shape.status),
        data,
    )
    _run_tests(source, rule, shape.tests, index)
    return rule


def _check_words(source: Yaml, shape: RuleShape, index: int) -> None:
    if not shape.id.startswith(shape.clause + "-"):
        what = Text("规则编号应以条款号开头", f"the id must begin with its clause, '{shape.clause}-'")
        source.fail(what, (index, "id"))
    if shape.level not in _LEVELS:
        what = Text(f"没有“{shape.level}”这个级别", f"there is no level '{shape.level}'")
        source.fail(what, (index, "level"), nearest(shape.level, _LEVELS))
    if shape.status not in list(Stage):
        what = Text(f"没有“{shape.status}”这个阶段", f"there is no status '{shape.status}'")
        source.fail(what, (index, "status"), nearest(shape.status, list(Stage)))
    if shape.level == "none" and "raised" not in shape.when and {Response.HOLD, Response.REFUSE} & {*shape.then}:
        what = Text("不产生事件的规则不能扣留或拒收", "a rule that raises nothing cannot hold or refuse")
        source.fail(what, (index, "then"), Text("写上级别", "give it a level"))
    for number, word in enumerate(shape.then):
        if word not in list(Response):
            what = Text(f"没有“{word}”这种处置", f"there is no response '{word}'")
            source.fail(what, (index, "then", number), nearest(word, list(Response)))


def _compiled(source: Yaml, conditions: Conditions, where: tuple[str | int, ...]) -> dict[str, Predicate]:
    predicates = {}
    for name, condition in conditions.items():
        _known(source, name, (*where, name))
        try:
            predicates[name] = compile_condition(name, condition)
        except Unsayable as error:
            source.fail(error.what, (*where, name), nearest(str(condition), error.words))
    return predicates


def _known(source: Yaml, name: str, where: tuple[str | int, ...]) -> None:
    if name not in VOCABULARY:
        source.fail(Text(f"没有“{name}”这个事实", f"there is no fact '{name}'"), where, nearest(name, VOCABULARY))


def _run_tests(source: Yaml, rule: Rule, tests: list[TestShape], index: int) -> None:
    """Every test must come out as written, and there must be one each way."""
    outcomes = set()
    for number, test in enumerate(tests):
        where = (index, "tests", number)
        for name in test.given:
            _known(source, name, (*where, "given", name))
        try:
            holds = rule.holds(given_facts(test.given))
        except Unsayable as error:
            source.fail(error.what, (*where, "given"), nearest("", error.words))
        if test.expect not in (expected(rule, holds), *_also(rule, holds)):
            came = expected(rule, holds)
            source.fail(Text(f"测试未通过：得到 {came}", f"this test fails: it gives {came}"), where)
        outcomes.add(holds)
    if outcomes != {True, False}:
        what = Text(
            "每条规则都要有一个成立和一个不成立的测试",
            "a rule needs a test in which it holds and one in which it does not",
        )
        source.fail(what, (index, "tests"))


def expected(rule: Rule, holds: bool) -> str | list[str]:
    """What a test of this rule must expect, given whether it holds."""
    if not holds:
        return "none"
    return rule.level.value if rule.level else [response.value for response in rule.responses]


def _also(rule: Rule, holds: bool) -> Iterator[str]:
    if holds and rule.level is None and len(rule.responses) == 1:
        yield rule.responses[0].value
