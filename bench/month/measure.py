"""The real pipeline over the month: reader, engine, tally, shipped rules."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.month.plan import Made, by_title
from dlp import policy
from dlp.model import Act, Incident
from dlp.pipeline import Pipeline
from dlp.settings import Policy as PolicySettings
from dlp.settings import Scan, Settings

BUDGET = 1.0
"""How many wrong incidents the shipped rules may raise for 100 employees on a working day."""

_KEPT, _SHOWN = 5_000, 12
_LAST = ("IP_ADDRESS", "MAC_ADDRESS", "ORGANIZATION", "CN_USCC", "BUSINESS_RECORD", "EMAIL_ADDRESS")
"""Shown only where there is nothing else: these make nobody a customer."""


@dataclass(frozen=True)
class Alarm:
    """A file that raised something: the rules, and its findings in safe form."""

    path: str
    kind: str
    argued: bool
    rules: tuple[str, ...]
    persons: int
    findings: tuple[str, ...]


@dataclass
class Month:
    """What came of it. `unread` are the files that were not fully inspected."""

    workstations: int
    days: int
    seed: int
    files: int = 0
    bytes: int = 0
    seconds: float = 0.0
    alarms: list[Alarm] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    def rates(self, *, argued: bool) -> dict[str, float]:
        """Incidents for 100 employees on a working day, by rule."""
        counts = Counter(rule for a in self.alarms if a.argued == argued for rule in a.rules)
        return {rule: 100 * n / (self.workstations * self.days) for rule, n in counts.most_common()}

    @property
    def wrong(self) -> float:
        """Wrong incidents for 100 employees on a working day."""
        return sum(self.rates(argued=False).values())


def run(folder: Path, made: list[Made], month: Month, say: Callable[[int, Alarm | None], None]) -> Month:
    """Inspect every file; `say` hears of each, with its alarm if it raised one."""
    argued = {title for title, kind in by_title().items() if kind.argued}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as state:
        people = PolicySettings(people=str(folder / "people.csv"))
        settings = Settings(state=state, policy=people, scan=Scan(findings=_KEPT))
        with Pipeline(settings, policy.load(settings)) as pipeline:
            for number, one in enumerate(made, 1):
                alarm = _inspect(pipeline, folder, one, month, wanted=one.kind in argued)
                say(number, alarm)
    month.seconds = time.monotonic() - began
    return month


def _inspect(pipeline: Pipeline, folder: Path, one: Made, month: Month, *, wanted: bool) -> Alarm | None:
    sighting = pipeline.sighting(folder / one.path)
    if sighting.act is not Act.SENT:
        sighting = replace(sighting, who=one.account)  # on a workstation the path's beginning says so
    seen = pipeline.inspect(sighting)
    month.files += 1
    month.bytes += seen.document.size
    month.kinds[one.kind] = month.kinds.get(one.kind, 0) + 1
    if not seen.complete:
        month.unread.append(one.path)
    if not seen.incidents:
        return None
    alarm = Alarm(
        one.path,
        one.kind,
        wanted,
        tuple(i.verdict.rule for i in seen.incidents),
        seen.tally.persons,
        tuple(_safe(seen.incidents[0])),
    )
    month.alarms.append(alarm)
    return alarm


def _safe(incident: Incident) -> Iterator[str]:
    """Masked findings, at most a dozen, those first that speak of persons."""
    for f in sorted(incident.findings, key=lambda f: f.entity in _LAST)[:_SHOWN]:
        yield f"{f.entity} {f.masked} [{f.locator}] {f.confidence:.2f} {'; '.join(f.why)}"
