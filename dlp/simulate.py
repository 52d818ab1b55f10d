"""Trying a policy on the past: recorded facts are judged again, by the old policy and by the new.

No file is read. What a policy decides by itself is worked out anew: which place a path is, class
and grade, and its rules, drafts among them. Facts of people and approvals stay as recorded.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dlp.judge import Judge, grade_facts
from dlp.model import Act, Level
from dlp.policy import Policy
from dlp.rulebook import Facts, Value, recorded_facts
from dlp.state import Recorded

Raised = dict[str, Level]
"""The level of each rule that holds."""


@dataclass(frozen=True, slots=True)
class Change:
    """An incident that would be gained, lost, or of another level. `before` and `after`: None for none."""

    path: str
    seen: str
    rule: str
    before: Level | None
    after: Level | None
    persons: int

    @property
    def kind(self) -> str:
        """gained, lost or changed."""
        return "gained" if self.before is None else "lost" if self.after is None else "changed"


class Simulation:
    """Judges what was recorded by two policies. `inspections` counts what was judged so far."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self._old, self._new = old, new
        self._judge_before = Judge(old.rulebook.rules)
        self._judge_after = Judge(new.rulebook.rules, drafts=True)
        self._known: dict[tuple[str, str], tuple[Raised, Raised, int]] = {}
        self._kind = lru_cache(maxsize=1 << 16)(new.places.kind_of)
        self.inspections = 0
        self.before = self.after = 0

    def changes(self, recorded: Iterable[Recorded]) -> Iterator[Change]:
        """What would be different, as it is found."""
        for row in recorded:
            self.inspections += 1
            before, after, persons = self._judged(row)
            self.before += len(before)
            self.after += len(after)
            for rule in sorted(before.keys() | after.keys()):
                if before.get(rule) != after.get(rule):
                    yield Change(row.path, row.seen, rule, before.get(rule), after.get(rule), persons)

    def _judged(self, row: Recorded) -> tuple[Raised, Raised, int]:
        """Both outcomes. The same facts in the same place are judged once: most files are alike."""
        place = self._kind(os.path.dirname(row.path)).value  # noqa: PTH120 - a Path takes ten times as long
        key = (row.facts, place)
        if key not in self._known:
            facts = recorded_facts(json.loads(row.facts))
            persons = facts["persons"]
            before, after = _raised(self._judge_before, facts), _raised(self._judge_after, self._again(facts, place))
            self._known[key] = before, after, persons if isinstance(persons, int) else 0
        return self._known[key]

    def _again(self, facts: dict[str, Value], place: str) -> dict[str, Value]:
        """The facts as the new policy would have them."""
        entities, persons = facts["entities"], facts["persons"]
        if isinstance(entities, frozenset) and isinstance(persons, int):
            grades = self._new.grades
            classes = grades.classes(entities)
            grade = grades.grade(classes, persons)
            again = grade_facts(grades, entities, persons, grade)
            facts = {**facts, "class": frozenset(classes), "grade": grade, **again}
        return facts if facts["act"] == Act.SENT.value else {**facts, "place": frozenset({place})}


def _raised(judge: Judge, facts: Facts) -> Raised:
    return {rule.id: rule.level for rule in judge.held(facts) if rule.level}
