"""Whether an approval covers a sighting (clause 4.2.3), and what is lacking where one nearly does.

An approval that covers is used by being asked for: the use is on record before the answer is
given, so that two messages cannot both have the last one. The same message again is the same use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from dlp import database
from dlp.approvals import Asked, Grant, Papers, answer
from dlp.approvals.papers import FOLDER
from dlp.approvals.trust import newest_list, now_or_later
from dlp.fingerprint import Fingerprinter
from dlp.judge import Seen, incident_id
from dlp.model import Act, Approval
from dlp.policy import Policy
from dlp.record import shown_path
from dlp.register import Register, Use
from dlp.rulebook import Value


class ApprovalFacts:
    """The approvals on hand, asked for each sighting that holds customers or is named as a file."""

    def __init__(self, policy: Policy, state: Path, register: Register, fingerprints: Fingerprinter) -> None:
        self._company, self._register = policy.company, register
        self._papers = Papers((policy.folder / FOLDER, state / FOLDER), policy.approvers)
        self._secret = secret_id(fingerprints)
        self._revoked: frozenset[str] = frozenset()

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """`approved` and `approval`."""
        if self._papers.refresh():
            self._revoked = newest_list(self._papers, self._register)
        grants = [(paper.grant, paper.trusted) for paper in self._papers.grants if paper.grant]
        if not grants:
            return {}
        now = now_or_later(self._register, seen.sighting.seen)
        found, _ = answer(self._asked(seen, now), grants, lambda grant: self._take(grant, seen, now))
        return {"approved": found is Approval.VALID, "approval": found.value}

    def _asked(self, seen: Seen, now: datetime) -> Asked:
        sighting, company = seen.sighting, self._company
        return Asked(
            seen.document.digest,
            seen.tally.subjects,
            not seen.document.unread,
            sighting.to,
            sighting.kinds,
            sighting.act is Act.SENT,
            now,
            self._secret,
            self._revoked,
            lambda name: _same(company.find(name) or name.lower(), company.find(sighting.who) or sighting.who.lower()),
            lambda address, on: partner.agrees(on) if (partner := company.partner_of(address)) else None,
        )

    def _take(self, grant: Grant, seen: Seen, now: datetime) -> bool:
        sighting = seen.sighting
        about = incident_id(f"approval {grant.id}", sighting, seen.document)
        if sighting.act is not Act.SENT:  # another content under the same path is another use
            about = hashlib.sha256(f"{about} {seen.document.digest}".encode()).hexdigest()[: len(about)]
        use = Use(
            about,
            grant.id,
            database.utc(sighting.seen),
            sighting.who,
            sighting.place.kind.value,
            shown_path(sighting.path),
        )
        self._register.tick(now)
        return self._register.take(use, grant.uses)


def _same(one: object, other: object) -> bool:
    return bool(one) and one == other


def secret_id(fingerprints: Fingerprinter) -> str:
    """A number that tells one company key from another and says nothing of it."""
    return fingerprints.digest("KEY", "id")[:8].hex()
