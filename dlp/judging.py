"""From what was seen to an inspection: facts, verdicts, incidents, and what is accepted as unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dlp.judge import FactSource, Judge, Seen, facts_of, incident, plain
from dlp.model import Document, Incident, Inspection, Reason, Response, Sighting, Tally
from dlp.policy import Policy


class Judging:
    """A policy made ready to judge what is seen; `sources` may grow until the first is judged."""

    def __init__(self, policy: Policy, sources: Sequence[FactSource] = ()) -> None:
        self._policy, self._sources = policy, sources
        self._judge = Judge(policy.rulebook.rules)

    def judged(self, seen: Seen) -> Inspection:
        """The inspection of something that was looked at, with the incidents that the policy makes of it."""
        policy, document = self._policy, seen.document
        store = policy.stores.of(seen.sighting.path, document)
        facts = facts_of(seen, self._sources) | {"store": store is not None}
        verdicts, quiet = self._judge.judge(facts)
        found = [self._weighed(incident(v, seen, facts, policy.company, policy.version)) for v in verdicts]
        raised = tuple(i for i in found if not i.suppressed)
        accepted = Response.ACCEPT_UNREAD in quiet and all(u.reason is Reason.ENCRYPTED for u in document.unread)
        inspection = Inspection(seen.sighting, document, seen.tally, seen.findings, raised, plain(facts), accepted)
        return replace(inspection, suppressed=tuple(i for i in found if i.suppressed), store=store)

    def stated(self, sighting: Sighting) -> Inspection:
        """The inspection of something that is no document: a device that was connected, a machine's guards."""
        return self.judged(Seen(sighting, Document("", 0, "", 0), Tally()))

    def _weighed(self, incident: Incident) -> Incident:
        """The incident, with hints, and the reason if the company has chosen not to be told: then nobody is."""
        tally = incident.tally
        incident = replace(incident, hints=self._policy.grades.standards.advice(tally.classes, tally.persons))
        reason = self._policy.suppressions.reason(incident)
        return replace(incident, suppressed=reason, notify=()) if reason else incident
