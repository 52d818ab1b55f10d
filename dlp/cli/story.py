"""The story of an incident: clause, rule, the facts that made it true, and the findings behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dlp.cli.incidents import entry_lines
from dlp.ledger import Entry
from dlp.model import Incident
from dlp.policy import Policy
from dlp.rulebook import VOCABULARY, Rule
from dlp.words import LEVELS, STAGES


def incident_lines(entry: Entry, loaded: Policy) -> Iterator[str]:
    """From the clause to the findings, with what has changed in the policy since."""
    incident = entry.incident
    clause, rule = (
        loaded.rulebook.clauses.get(incident.verdict.clause),
        loaded.rulebook.find(incident.verdict.rule),
    )
    if clause:
        yield f"条款 clause {clause.number} {clause.title}"
        yield f"  {clause.text.zh}"
        yield f"  {clause.text.en}"
    yield from _rule_lines(incident, rule)
    if incident.policy != loaded.version:
        yield f"  当时的策略 judged by policy {incident.policy}，现在 now {loaded.version}"
    yield ""
    yield from entry_lines(entry, loaded)


def _rule_lines(incident: Incident, rule: Rule | None) -> Iterator[str]:
    if rule is None:
        yield f"规则 rule {incident.verdict.rule}（现在的策略里没有 no longer in the policy）"
        yield from (f"  ✓ {_said(name, value)}" for name, value in incident.verdict.why.items())
        return
    level = LEVELS[rule.level] if rule.level else ""
    yield f"规则 rule {rule.id} · {level} · {STAGES[rule.stage]} · {rule.file}:{rule.line}"
    yield "  成立，因为 it held, because all of:"
    known = {**incident.facts, **incident.verdict.why}
    for name, wanted in rule.written["when"].items():
        yield f"    ✓ {_said(name, _value(known, name))}  （要求 wanted: {_json(wanted)}）"
    for group in rule.written.get("unless", []):
        yield "  例外不适用 this exception did not apply:"
        for name, wanted in group.items():
            yield f"    · {_said(name, _value(known, name))}  （需要 needed: {_json(wanted)}）"


def _value(facts: Mapping[str, object], name: str) -> object:
    """A fact as recorded; what was not recorded had its default."""
    value = facts[name] if name in facts else VOCABULARY[name].default
    return sorted(value) if isinstance(value, frozenset) else value


def _said(name: str, value: object) -> str:
    meaning = VOCABULARY[name].meaning.zh if name in VOCABULARY else ""
    return f"{name} {meaning}: {'未知 unknown' if value is None else _json(value)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
