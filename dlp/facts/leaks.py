"""What a message adds to what the same person has sent to the same recipient before (clause 5.4)."""

from __future__ import annotations

from collections.abc import Mapping

from dlp.counting.crowd import Crowd
from dlp.judge import Seen
from dlp.leaks import Leaks
from dlp.rulebook import Value


class LeakFacts:
    """`leaked_persons_30d` and `leaked_days`; left out for a message that is the first."""

    def __init__(self, leaks: Leaks) -> None:
        self._leaks = leaks

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """How many customers it makes in all, and on how many days."""
        crowd = seen.tally.subjects
        if not isinstance(crowd, Crowd) or not seen.tally.persons:
            return {}
        leaked = self._leaks.leaked(seen.sighting, crowd)
        return {"leaked_persons_30d": leaked.persons, "leaked_days": leaked.days} if leaked.days > 1 else {}
