"""The table of clauses, their rules and their tests, as Markdown: made of the policy itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dlp.model import Clause
from dlp.policy import Policy
from dlp.rulebook import Rule
from dlp.words import LEVELS, STAGES

_INTRODUCTION = """# Clauses, rules, tests 条款、规则、测试

Every clause of the policy, the rules that enforce it, and each rule's tests; or the reason why no rule
can. 每个条款、执行它的规则和规则的测试；没有规则的写明原因。 Made by `dlp check --table > rules/README.md`;
a test keeps it up to date. What the facts mean stands in [docs/rules.md](../docs/rules.md).
"""


def markdown(loaded: Policy) -> str:
    """The whole table."""
    return "\n".join(_lines(loaded)) + "\n"


def _lines(loaded: Policy) -> Iterator[str]:
    yield _INTRODUCTION
    yield from _overview(loaded)
    for number, clause in loaded.rulebook.clauses.items():
        yield ""
        yield from _clause(clause, loaded.rulebook.of_clause(number))


def _overview(loaded: Policy) -> Iterator[str]:
    yield "| clause 条款 | rules 规则 | tests 测试 |"
    yield "|---|---|---|"
    for number, clause in loaded.rulebook.clauses.items():
        rules = loaded.rulebook.of_clause(number)
        names = "<br>".join(f"`{rule.id}`" for rule in rules) or "no rule, see below 没有规则，原因见下"
        yield f"| {number} {clause.title.zh} {clause.title.en} | {names} | {sum(rule.tests for rule in rules) or ''} |"


def _clause(clause: Clause, rules: list[Rule]) -> Iterator[str]:
    yield f"## {clause.number} {clause.title.zh} {clause.title.en}"
    yield ""
    yield f"{clause.text.zh} *{clause.text.en}*"
    if clause.no_rule:
        yield ""
        yield f"No rule 没有规则: {clause.no_rule.zh} {clause.no_rule.en}"
    for rule in rules:
        yield ""
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    level = LEVELS[rule.level] if rule.level else "raises nothing by itself 不单独成为事件"
    yield f"### `{rule.id}`"
    yield ""
    yield f"{rule.title.zh} {rule.title.en} · {level} · {STAGES[rule.stage]}"
    yield ""
    yield f"- when 当: {_said(rule.written['when'])}"
    for group in rule.written.get("unless", []):
        yield f"- unless 除非: {_said(group)}"
    yield f"- then 则: {', '.join(rule.written['then'])}"
    yield ""
    yield "| test 测试 | expected 应得 |"
    yield "|---|---|"
    for test in rule.written["tests"]:
        yield f"| {_said(test['given'])} | {_value(test['expect'])} |"


def _said(conditions: dict[str, object]) -> str:
    return ", ".join(f"{name} {_value(wanted)}" for name, wanted in conditions.items())


def _value(wanted: object) -> str:
    words = wanted if isinstance(wanted, list) else [wanted]
    return "/".join(f"`{word}`" if isinstance(word, str) else f"`{json.dumps(word)}`" for word in words)
