"""Judging: facts of a sighting against the rules, and incidents made of the verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from dlp.model import Act, Document, Finding, Incident, Level, Response, Sighting, Tally, Verdict
from dlp.people import Company, Employee
from dlp.rulebook import VOCABULARY, Facts, Rule, Value

_ID_CHARACTERS = 16


def facts_of(
    sighting: Sighting, document: Document, tally: Tally, *, evasion: bool = False, store: bool = False
) -> dict[str, Value]:
    """Everything the rules may speak of, but for `raised`.

    evasion: whether something found had been disguised.
    store: whether it is part of an application's store that cannot be read.
    """
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
        "own_document": tally.own_document,
        "evasion": evasion,
        "renamed": document.renamed,
        "store": store,
    }


def judge(rules: Iterable[Rule], facts: Facts) -> tuple[list[Verdict], frozenset[Response]]:
    """The verdicts of all rules that hold, and the responses of rules that raise nothing.

    Rules that speak of `raised` are judged last; what they ask for joins every verdict.
    """
    rules = list(rules)
    held = [rule for rule in rules if not rule.second and rule.holds(facts)]
    raised = max((rule.level for rule in held if rule.level), key=lambda level: level.rank, default=None)
    second = {**facts, "raised": raised.value if raised else None}
    extra = tuple(r for rule in rules if rule.second and rule.holds(second) for r in rule.responses)
    quiet = frozenset(response for rule in held if rule.level is None for response in rule.responses)
    return [_verdict(rule, rule.level, facts, extra) for rule in held if rule.level], quiet


def _verdict(rule: Rule, level: Level, facts: Facts, extra: tuple[Response, ...]) -> Verdict:
    responses = tuple(dict.fromkeys((*rule.responses, *extra)))
    return Verdict(
        rule.id, rule.clause, level, rule.title, rule.advice, responses, plain({n: facts[n] for n in rule.when})
    )


def plain(facts: Mapping[str, Value]) -> dict[str, object]:
    """Facts in a form that JSON has: sets become sorted lists."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in facts.items()}


def incident(
    verdict: Verdict,
    sighting: Sighting,
    document: Document,
    tally: Tally,
    findings: tuple[Finding, ...],
    company: Company,
    policy: str,
) -> Incident:
    """An incident of a verdict, with the people that clause 6.1 names."""
    owner = company.find(sighting.who)
    return Incident(
        incident_id(verdict.rule, sighting, document),
        verdict,
        sighting,
        tally,
        findings,
        document.unread,
        owner.department if owner else "",
        tuple(_to_notify(verdict, owner, company)),
        policy,
    )


def incident_id(rule: str, sighting: Sighting, document: Document) -> str:
    """The same for the same thing: a rule and a path; for a message, its content and recipients."""
    about = [rule, sighting.path]
    if sighting.act is Act.SENT:
        about = [rule, document.digest or sighting.path, *sorted(r.address for r in sighting.to)]
    joined = "\0".join(about).encode("utf-8", "surrogateescape")
    return hashlib.sha256(joined).hexdigest()[:_ID_CHARACTERS]


def _to_notify(verdict: Verdict, owner: Employee | None, company: Company) -> Iterable[str]:
    head = company.head_of(owner) if owner else None
    if Response.NOTIFY_HEAD in verdict.responses and head:
        yield head.mail or head.account
    if Response.NOTIFY_LEAD in verdict.responses:
        yield company.lead_mail
