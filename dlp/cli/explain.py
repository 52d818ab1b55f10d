"""dlp explain: what a clause, rule, entity or incident means."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from types import ModuleType

import click

import detectors
from detectors.base import Detector, Pattern
from dlp import policy
from dlp.cli import CLEAN, common
from dlp.errors import ConfigError
from dlp.model import Text
from dlp.policy import Policy
from dlp.rulebook import Rule
from dlp.schema import nearest
from dlp.settings import Settings
from dlp.words import LEVELS, STAGES


@click.command("explain")
@click.argument("what", required=False)
@click.option(
    "--candidate",
    "file",
    metavar="FILE|-",
    help="说明文件（或标准输入 -）里每个像客户资料的地方为什么采纳或不采纳 / why each lookalike in a text was taken or not",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "jsonl")),
    help="只用于 --candidate，默认 text / for --candidate only",
)
@click.option("--reveal", is_flag=True, help="显示原值，只在屏幕上使用 / show the values themselves")
def command(what: str | None, file: str | None, form: str | None, reveal: bool) -> int:
    """解释一个条款（4.2.2）、规则、数据种类（CN_RESIDENT_ID）或事件编号，或一段文字里的候选。

    Explain a clause (4.2.2), a rule, an entity (CN_RESIDENT_ID), an incident's id, or the candidates in a text.

    \b
    --candidate 的退出码 exit codes: 0 有可解释的 something to explain · 1 没有任何相像的 nothing looks like data
                                     3 没有完全读取 not fully read
    """
    settings = common.settings_of()
    if file is not None and what is None:
        from dlp.cli.candidates import show

        return show(file, settings, form or "text", reveal=reveal)
    if what is None or file is not None or form or reveal:
        raise click.UsageError("要么给出 WHAT，要么给出 --candidate FILE / give either WHAT or --candidate FILE")
    loaded = policy.load(settings)
    for line in _lines(what, settings, loaded):
        click.echo(line)
    return CLEAN


def _lines(what: str, settings: Settings, loaded: Policy) -> Iterator[str]:
    rule, entity = loaded.rulebook.find(what), entities(loaded).get(what.upper())
    if what in loaded.rulebook.clauses:
        return clause_lines(what, loaded)
    if rule:
        return rule_lines(rule)
    if entity:
        return entity_lines(entity)
    return _incident_lines(what, settings, loaded)


def entities(loaded: Policy) -> dict[str, Detector]:
    """Every entity that can be found, the company's own among them."""
    return {**detectors.by_entity(), **{own.entity: own for own in loaded.entities}}


def clause_lines(number: str, loaded: Policy) -> Iterator[str]:
    """A clause in its short words, with its rules or the reason for having none."""
    clause = loaded.rulebook.clauses[number]
    yield f"{number} {clause.title}"
    yield f"  {clause.text.zh}"
    yield f"  {clause.text.en}"
    if clause.no_rule:
        yield f"  没有规则 no rule: {clause.no_rule}"
    for rule in loaded.rulebook.of_clause(number):
        yield ""
        yield from rule_lines(rule)


def rule_lines(rule: Rule) -> Iterator[str]:
    """A rule as it stands in its file, in words and in conditions."""
    level = LEVELS[rule.level] if rule.level else Text("不单独成为事件", "raises no incident by itself")
    yield f"{rule.id} · {level} · {STAGES[rule.stage]}"
    yield f"  {rule.title}"
    for name in ("when", "unless", "then"):
        if name in rule.written:
            yield f"  {name}: {json.dumps(rule.written[name], ensure_ascii=False)}"
    yield f"  建议 advice: {rule.advice}"
    for words in rule.false_positives:
        yield f"  可能误报 may be wrong when: {words}"
    yield f"  {rule.file}:{rule.line}"


def entity_lines(detector: Detector) -> Iterator[str]:
    """What a detector looks for, and its examples."""
    yield f"{detector.entity} · {detector.title}"
    module = next((m for m in _modules() if m.DETECTOR is detector), None)
    described = inspect.getdoc(module) if module else "公司自己的编号 / an entity of the company's own"
    yield from (f"  {line}" for line in (described or "").splitlines())
    yield f"  依据 source: {detector.source}"
    if isinstance(detector, Pattern) and detector.context:
        yield f"  佐证 context: {'、'.join(detector.context)}"
    for example in detector.examples:
        mark, reason = ("✓", "") if example.values else ("✗", f"  — {example.why}")
        yield f"  {mark} {example.text!r}{reason}"


def _modules() -> list[ModuleType]:
    import importlib
    import pkgutil

    found = (importlib.import_module(f"detectors.{info.name}") for info in pkgutil.iter_modules(detectors.__path__))
    return [module for module in found if hasattr(module, "DETECTOR")]


def _incident_lines(what: str, settings: Settings, loaded: Policy) -> Iterator[str]:
    from dlp.cli.story import incident_lines

    ledger = common.ledger_of(settings)
    entries = ledger.find(what) if len(what) >= 4 else []
    if not entries:
        known = [*loaded.rulebook.clauses, *(r.id for r in loaded.rulebook.rules), *entities(loaded)]
        what_text = Text(
            f"没有叫“{what}”的条款、规则、数据种类或事件", f"no clause, rule, entity or incident is called '{what}'"
        )
        raise ConfigError(what_text, fix=nearest(what, known))
    for entry in entries:
        ledger.note(entry.incident.id, "viewed", {"command": "explain"})
        yield from incident_lines(entry, loaded)
