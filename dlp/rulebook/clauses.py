"""The policy's clauses: number, short words, and why a clause has no rule where it has none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dlp.model import Clause, Text
from dlp.rulebook.rules import Rule
from dlp.schema import Strict, Words, check, load_yaml, nearest


class ClauseShape(Strict):
    """A clause as written."""

    number: str
    title: Words
    text: Words
    no_rule: Words | None = None


class ClausesShape(Strict):
    """The file clauses.yml."""

    clauses: list[ClauseShape]


class OwnText(Strict):
    """A clause in the company's own words, as written."""

    number: str
    text: Words


class OwnTextsShape(Strict):
    """The file clause_texts.yml."""

    clause_texts: list[OwnText]


def own_texts(file: Path, clauses: dict[str, Clause]) -> dict[str, Clause]:
    """The clauses in the company's own words where it has given some; no file means none. Raises RuleError."""
    if not file.exists():
        return clauses
    source = load_yaml(file)
    told = dict(clauses)
    for index, own in enumerate(check(source, OwnTextsShape, source.data).clause_texts):
        if own.number not in clauses:
            what = Text(f"没有条款 {own.number}", f"there is no clause {own.number}")
            source.fail(what, ("clause_texts", index, "number"), nearest(own.number, clauses))
        told[own.number] = replace(clauses[own.number], text=own.text.text)
    return told


def load_clauses(file: Path) -> dict[str, Clause]:
    """All clauses by number. Raises RuleError."""
    source = load_yaml(file)
    clauses: dict[str, Clause] = {}
    for index, shape in enumerate(check(source, ClausesShape, source.data).clauses):
        if shape.number in clauses:
            what = Text(f"条款 {shape.number} 重复", f"clause {shape.number} stands twice")
            source.fail(what, ("clauses", index, "number"))
        reason = shape.no_rule.text if shape.no_rule else None
        clauses[shape.number] = Clause(shape.number, shape.title.text, shape.text.text, reason)
    return clauses


def match(file: Path, clauses: dict[str, Clause], rules: list[Rule]) -> None:
    """Every rule must name a clause, and every clause have a rule or a reason. Raises RuleError."""
    source = load_yaml(file)
    for rule in rules:
        if rule.clause not in clauses:
            what = Text(f"没有条款 {rule.clause}", f"there is no clause {rule.clause}")
            load_yaml(rule.file).fail(what, (), nearest(rule.clause, clauses))
    ruled = {rule.clause for rule in rules}
    for index, number in enumerate(clauses):
        if (number in ruled) == (clauses[number].no_rule is not None):
            what = Text(
                f"条款 {number} 要么有规则，要么说明没有规则的原因",
                f"clause {number} has either rules or a reason for having none, not both and not neither",
            )
            source.fail(what, ("clauses", index))
