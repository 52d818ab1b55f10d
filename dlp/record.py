"""Incidents as plain data and back: one line of JSON for reports, one row for the ledger.

The fields are the program's public contract. Nothing here can hold a raw value: an incident
knows only masks and fingerprints.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dlp.model import (
    Act,
    Count,
    Direction,
    Finding,
    Incident,
    Level,
    Locator,
    Place,
    PlaceKind,
    Reason,
    Recipient,
    Response,
    Sighting,
    Stage,
    Tally,
    Text,
    Unread,
    Verdict,
)

Data = dict[str, Any]


def incident_data(incident: Incident) -> Data:
    """An incident as the public contract has it."""
    sighting, tally, verdict = incident.sighting, incident.tally, incident.verdict
    return {
        "incident": incident.id,
        "time": sighting.seen.isoformat(timespec="seconds"),
        "rule": verdict.rule,
        "clause": verdict.clause,
        "level": verdict.level.value,
        "title": str(verdict.title),
        "path": shown_path(sighting.path),
        "place": sighting.place.kind.value,
        "act": sighting.act.value,
        "grade": tally.grade,
        "persons": tally.persons,
        "entities": {entity: count.hits for entity, count in tally.entities.items()},
        "findings": [finding_data(f) for f in incident.findings],
        "why": dict(verdict.why),
        "place_name": sighting.place.name,
        "direction": sighting.direction.value,
        "who": sighting.who,
        "to": [[r.address, r.kind.value] for r in sighting.to],
        "department": incident.department,
        "notify": list(incident.notify),
        "responses": [r.value for r in verdict.responses],
        "advice": str(verdict.advice),
        "distinct": {entity: count.distinct for entity, count in tally.entities.items()},
        "classes": list(tally.classes),
        "unread": unread_data(incident.unread),
        "policy": incident.policy,
        "status": verdict.stage.value,
        "facts": dict(incident.facts),
        "hints": list(incident.hints),
        **({"suppressed": incident.suppressed} if incident.suppressed else {}),
        **{name: word for name, word in (("sender", sighting.sender), ("client", sighting.client)) if word},
    }


def finding_data(finding: Finding) -> Data:
    """A finding: mask and fingerprint, never the value."""
    return {
        "entity": finding.entity,
        "masked": finding.masked,
        "fingerprint": finding.fingerprint,
        "part": finding.locator.part,
        "locator": str(finding.locator),
        "start": finding.start,
        "end": finding.end,
        "confidence": finding.confidence,
        "why": list(finding.why),
    }


def unread_data(unread: tuple[Unread, ...]) -> list[dict[str, str]]:
    """What was not inspected, part by part."""
    return [{"part": u.part, "reason": u.reason.value} for u in unread]


def shown_path(path: str) -> str:
    """A path as valid Unicode: bytes that are none become backslash escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def incident_from(data: Mapping[str, Any]) -> Incident:
    """An incident read back from the ledger."""
    place = Place(PlaceKind(data["place"]), data["place_name"])
    to = tuple(Recipient(address, PlaceKind(kind)) for address, kind in data["to"])
    seen = datetime.fromisoformat(data["time"])
    sighting = Sighting(
        data["path"],
        place,
        Act(data["act"]),
        seen,
        Direction(data["direction"]),
        data["who"],
        to,
        sender=data.get("sender", ""),
        client=data.get("client", ""),
    )
    counts = {entity: Count(hits, data["distinct"][entity]) for entity, hits in data["entities"].items()}
    tally = Tally(counts, data["persons"], classes=tuple(data["classes"]), grade=data["grade"])
    responses = tuple(Response(word) for word in data["responses"])
    level = Level(data["level"])
    title, advice, stage = _text(data["title"]), _text(data["advice"]), Stage(data.get("status", Stage.STABLE))
    verdict = Verdict(data["rule"], data["clause"], level, title, advice, responses, data["why"], stage)
    return Incident(
        data["incident"],
        verdict,
        sighting,
        tally,
        tuple(_finding(f) for f in data["findings"]),
        tuple(Unread(u["part"], Reason(u["reason"])) for u in data["unread"]),
        data["department"],
        tuple(data["notify"]),
        data["policy"],
        data.get("facts", {}),
        data.get("suppressed", ""),
        tuple(data.get("hints", ())),
    )


def _text(both: str) -> Text:
    zh, _, en = both.partition(" / ")
    return Text(zh, en or zh)


def _finding(data: Mapping[str, Any]) -> Finding:
    locator = Locator(data["locator"])
    return Finding(
        data["entity"],
        data["masked"],
        data["fingerprint"],
        locator,
        data["start"],
        data["end"],
        data["confidence"],
        tuple(data["why"]),
    )
