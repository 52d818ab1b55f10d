"""From what was seen to an inspection: facts, verdicts, incidents, and what is accepted as unread."""

from __future__ import annotations

from collections.abc import Iterable

from dlp.judge import FactSource, Seen, facts_of, incident, judge, plain
from dlp.model import Document, Inspection, Reason, Response, Sighting, Tally
from dlp.policy import Policy


def judged(policy: Policy, seen: Seen, sources: Iterable[FactSource] = ()) -> Inspection:
    """The inspection of something that was looked at, with the incidents that the policy makes of it."""
    facts = facts_of(seen, sources)
    verdicts, quiet = judge(policy.rulebook.rules, facts)
    incidents = tuple(incident(v, seen, policy.company, policy.version) for v in verdicts)
    document = seen.document
    accepted = Response.ACCEPT_UNREAD in quiet and all(u.reason is Reason.ENCRYPTED for u in document.unread)
    return Inspection(seen.sighting, document, seen.tally, seen.findings, incidents, plain(facts), accepted)


def stated(policy: Policy, sighting: Sighting, sources: Iterable[FactSource] = ()) -> Inspection:
    """The inspection of something that is no document: a device that was connected, a machine's guards."""
    return judged(policy, Seen(sighting, Document("", 0, "", 0), Tally()), sources)
