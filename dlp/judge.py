"""Judging: facts of a sighting against the rules, and incidents made of the verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Protocol

from dlp.grades import Grades
from dlp.leaks import recipients
from dlp.model import Act, Document, Finding, Incident, Level, Reason, Response, Sighting, Stage, Tally, Verdict
from dlp.people import Company, Employee
from dlp.rulebook import VOCABULARY, Facts, Rule, Value

_ID_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Seen:
    """All that an inspection found out, before it is judged.

    evasion: something found was disguised. also: facts that reading it found out besides.
    """

    sighting: Sighting
    document: Document
    tally: Tally
    findings: tuple[Finding, ...] = ()
    evasion: bool = False
    also: Facts = field(default_factory=dict)


class FactSource(Protocol):
    """Knows facts that stand neither in a sighting nor in its text: of people, approvals, devices."""

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """Facts by their names in the vocabulary. What cannot be told is left out, never guessed."""


class GradeFacts:
    """What law, standards and the company's own grading say of a set of data (clause 4.1)."""

    def __init__(self, grades: Grades) -> None:
        self._grades = grades

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """sensitive, confidential, jrt0171."""
        tally = seen.tally
        return grade_facts(self._grades, frozenset(tally.entities), tally.persons, tally.grade)


def grade_facts(grades: Grades, entities: frozenset[str], persons: int, grade: int) -> dict[str, Value]:
    """The facts of `GradeFacts`, from what is recorded."""
    words = grades.standards
    return {
        "sensitive": words.is_sensitive(entities, persons),
        "confidential": words.is_confidential(entities, grade),
        "jrt0171": words.jrt0171(entities),
    }


def facts_of(seen: Seen, sources: Iterable[FactSource] = ()) -> dict[str, Value]:
    """Everything the rules may speak of, but for `raised`; a later source's word goes before an earlier one's."""
    facts = _own_facts(seen)
    for source in sources:
        facts.update(source.facts(seen))
    return facts


def _own_facts(seen: Seen) -> dict[str, Value]:
    sighting, document, tally = seen.sighting, seen.document, seen.tally
    return {
        **{name: fact.default for name, fact in VOCABULARY.items()},
        "act": sighting.act.value,
        "place": frozenset(kind.value for kind in sighting.kinds),
        "direction": sighting.direction.value,
        "persons": tally.persons,
        "grade": tally.grade,
        "class": frozenset(tally.classes),
        "entities": frozenset(tally.entities),
        "unread": frozenset(unread.reason.value for unread in document.unread),
        "recipients": len(sighting.to),
        "encrypted": document.encrypted or sighting.place.encrypted,
        "file_encrypted": document.encrypted or is_locked(document),
        "own_document": tally.own_document,
        "evasion": seen.evasion,
        "renamed": document.renamed,
        **(asdict(tally.known) if tally.known else {}),
        **seen.also,
    }


def is_locked(document: Document) -> bool | None:
    """Whether a file itself is encrypted: it could not be read for that, or its type says so; None if unread else."""
    if document.type.startswith("encrypted") or any(u.reason is Reason.ENCRYPTED for u in document.unread):
        return True
    return False if document.parts and not document.unread else None


class Judge:
    """Rules made ready to judge many facts: for each act and place only the rules that can hold for it.

    rules: in the order in which verdicts are given. drafts: whether drafts count as well.
    """

    def __init__(self, rules: Iterable[Rule], *, drafts: bool = False) -> None:
        rules = [rule for rule in rules if drafts or rule.stage is not Stage.DRAFT]
        first = [rule for rule in rules if not rule.second]
        self._second = [rule for rule in rules if rule.second]
        self._of_act = {act.value: [r for r in first if _can_hold(r, "act", act.value)] for act in Act}
        self._of_both: dict[tuple[Value, Value], list[Rule]] = {}

    def held(self, facts: Facts) -> list[Rule]:
        """The rules that hold, without those that speak of what other rules raised."""
        key = facts["act"], facts["place"]
        if key not in self._of_both:
            self._of_both[key] = [r for r in self._of_act[str(key[0])] if _can_hold(r, "place", key[1])]
        return [rule for rule in self._of_both[key] if rule.holds(facts)]

    def judge(self, facts: Facts) -> tuple[list[Verdict], frozenset[Response]]:
        """The verdicts of all rules that hold, and the responses of rules that raise nothing.

        Rules that speak of `raised` are judged last; what they ask for joins every verdict but
        those of rules on trial, of which nobody is told.
        """
        first = self.held(facts)
        sure = [rule.level for rule in first if rule.level and rule.stage is Stage.STABLE]
        second = {**facts, "raised": max(sure, key=lambda level: level.rank).value if sure else None}
        extra = tuple(r for rule in self._second if rule.holds(second) for r in rule.responses)
        quiet = frozenset(response for rule in first if rule.level is None for response in rule.responses)
        return [_verdict(rule, rule.level, facts, extra) for rule in first if rule.level], quiet


def judge(rules: Iterable[Rule], facts: Facts) -> tuple[list[Verdict], frozenset[Response]]:
    """As `Judge.judge`, for a single time."""
    return Judge(rules).judge(facts)


def _can_hold(rule: Rule, name: str, value: Value) -> bool:
    return name not in rule.when or rule.when[name](value)


def _verdict(rule: Rule, level: Level, facts: Facts, extra: tuple[Response, ...]) -> Verdict:
    responses = tuple(dict.fromkeys((*rule.responses, *extra)))
    if rule.stage is Stage.TRIAL:
        responses = (Response.RECORD,)
    why = plain({name: facts[name] for name in (*rule.when, *_near_miss(rule, facts))})
    return Verdict(rule.id, rule.clause, level, rule.title, rule.advice, responses, why, rule.stage)


def _near_miss(rule: Rule, facts: Facts) -> Iterable[str]:
    """The fact that says why an approval does not cover, where a rule would have heeded one."""
    heeded = any("approved" in group for group in rule.unless)
    return ("approval",) if heeded and facts["approval"] not in (None, "none") else ()


def telling(facts: Facts) -> dict[str, object]:
    """The facts that say something, in a form that JSON has: those that are not merely assumed."""
    return plain({n: v for n, v in facts.items() if n in VOCABULARY and v != VOCABULARY[n].default and v is not None})


def plain(facts: Mapping[str, Value]) -> dict[str, object]:
    """Facts in a form that JSON has: sets become sorted lists."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in facts.items()}


def incident(verdict: Verdict, seen: Seen, facts: Facts, company: Company, policy: str) -> Incident:
    """An incident of a verdict, with the people that clause 6.1 names. policy: its version."""
    owner = company.find(seen.sighting.who)
    leaked = verdict.why.get("leaked_persons_30d")
    return Incident(
        leak_id(verdict.rule, seen.sighting) if leaked else incident_id(verdict.rule, seen.sighting, seen.document),
        verdict,
        seen.sighting,
        replace(seen.tally, persons=leaked) if isinstance(leaked, int) else seen.tally,
        seen.findings,
        seen.document.unread,
        owner.department if owner else "",
        tuple(_to_notify(verdict, seen, owner, company)),
        policy,
        telling(facts),
    )


def incident_id(rule: str, sighting: Sighting, document: Document) -> str:
    """The same for the same thing: a rule and a path; for a message, its content and recipients."""
    about = [rule, sighting.path]
    if sighting.act is Act.SENT:
        about = [rule, document.digest or sighting.path, *sorted(r.address for r in sighting.to)]
    joined = "\0".join(about).encode("utf-8", "surrogateescape")
    return hashlib.sha256(joined).hexdigest()[:_ID_CHARACTERS]


def leak_id(rule: str, sighting: Sighting) -> str:
    """The same for all that one person sends to the same recipients, however many messages it takes."""
    joined = "\0".join((rule, sighting.who.lower(), *recipients(sighting))).encode("utf-8", "surrogateescape")
    return hashlib.sha256(joined).hexdigest()[:_ID_CHARACTERS]


def _to_notify(verdict: Verdict, seen: Seen, owner: Employee | None, company: Company) -> list[str]:
    """The head and the lead department; the latter in place of a head who is missing or has left."""
    head = company.head_of(owner, local_day(seen.sighting)) if owner else None
    told = []
    if Response.NOTIFY_HEAD in verdict.responses:
        told.append((head.mail or head.account) if head else company.lead_mail)
    if Response.NOTIFY_LEAD in verdict.responses:
        told.append(company.lead_mail)
    return list(dict.fromkeys(told))


def local_day(sighting: Sighting) -> date:
    """The day of a sighting in the company's calendar, in which people are trained and leave."""
    return sighting.seen.astimezone().date()
