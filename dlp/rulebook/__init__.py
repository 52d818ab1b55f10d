"""The rulebook: clauses and rules, loaded from a policy folder and tested while loading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dlp.model import Clause
from dlp.rulebook.clauses import load_clauses, match, own_texts
from dlp.rulebook.facts import VOCABULARY, Facts, Value, recorded_facts
from dlp.rulebook.rules import Rule, load_rules

__all__ = ["VOCABULARY", "Facts", "Rule", "Rulebook", "Value", "load", "recorded_facts"]


@dataclass(frozen=True)
class Rulebook:
    """Clauses by number, and the rules in the order of their files."""

    clauses: dict[str, Clause]
    rules: tuple[Rule, ...]

    def of_clause(self, number: str) -> list[Rule]:
        """The rules that enforce a clause."""
        return [rule for rule in self.rules if rule.clause == number]

    def find(self, rule_id: str) -> Rule | None:
        """A rule by its id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def load(folder: Path) -> Rulebook:
    """Read clauses.yml, clause_texts.yml if there is one, and policy/*.yml of a policy folder. Raises RuleError."""
    clauses = load_clauses(folder / "clauses.yml")
    rules = load_rules(folder / "policy")
    match(folder / "clauses.yml", clauses, rules)
    return Rulebook(own_texts(folder / "clause_texts.yml", clauses), tuple(rules))
