"""A report as one web page: Chinese first, English beside it, no script, nothing loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TextIO, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from dlp.model import Document, Incident, Level, Sighting, Summary, Text, Unread
from dlp.record import shown_path
from dlp.stores import Sum
from dlp.words import ACTS, LEVELS, PLACES, REASONS
from reports.writer import About

SHOWN = 500
"""How many incidents and uninspected files a page lists; the figures count them all."""

FINDINGS = 20
K = TypeVar("K", bound=Hashable)
_UNKNOWN = Text("未知部门", "department unknown")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; share is its length from 0 to 1."""

    label: Text
    value: int
    share: float


@dataclass(slots=True)
class HtmlWriter:
    """Collects everything and writes the page at the end."""

    out: TextIO
    about: About
    incidents: list[Incident] = field(default_factory=list)
    left: list[tuple[str, Unread]] = field(default_factory=list)
    stores: list[Sum] = field(default_factory=list)

    def incident(self, incident: Incident) -> None:
        """Keep an incident for the page."""
        self.incidents.append(incident)

    def unread(self, sighting: Sighting, document: Document) -> None:
        """Keep what was not inspected for the page."""
        self.left += [(shown_path(sighting.path), unread) for unread in document.unread]

    def volume(self, sighting: Sighting, document: Document) -> None:
        """Nothing: the figures count it, and it was inspected with its first volume."""

    def store(self, found: Sum) -> None:
        """Keep an application's store for the page."""
        self.stores.append(found)

    def finish(self, summary: Summary | None) -> None:
        """Write the page."""
        environment = Environment(
            loader=PackageLoader("reports"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        page = environment.get_template("report.html").stream(
            about=self.about,
            summary=summary,
            incidents=self._gravest(),
            more=max(0, len(self.incidents) - SHOWN),
            total=len(self.incidents),
            levels=self._levels(),
            charts=self._charts(),
            stores=self.stores,
            left=self.left[:SHOWN],
            left_more=max(0, len(self.left) - SHOWN),
            left_by_reason=bars(Counter(u.reason for _, u in self.left), REASONS),
            findings=FINDINGS,
            words={"level": LEVELS, "act": ACTS, "place": PLACES, "reason": REASONS},
            shown_path=shown_path,
        )
        for piece in page:
            self.out.write(piece)

    def _gravest(self) -> list[Incident]:
        order = sorted(self.incidents, key=lambda i: (-i.verdict.level.rank, -i.tally.persons, i.sighting.path))
        return order[:SHOWN]

    def _levels(self) -> list[tuple[Level, int]]:
        counts = Counter(i.verdict.level for i in self.incidents)
        return [(level, counts[level]) for level in reversed(Level) if counts[level]]

    def _charts(self) -> list[tuple[Text, list[Bar]]]:
        departments = Counter(i.department for i in self.incidents)
        clauses = Counter(i.verdict.clause for i in self.incidents)
        entities: Counter[str] = Counter()
        for incident in self.incidents:
            entities.update({entity: count.hits for entity, count in incident.tally.entities.items()})
        names = {d: Text(d, d) if d else _UNKNOWN for d in departments}
        titles = {n: Text(f"{n} {c.title.zh}", c.title.en) for n, c in self.about.clauses.items()}
        return [
            (Text("按部门（事件）", "By department (incidents)"), bars(departments, names)),
            (Text("按条款（事件）", "By clause (incidents)"), bars(clauses, titles)),
            (Text("按数据种类（处）", "By kind of data (hits)"), bars(entities, self.about.entities)),
        ]


def bars(counts: Counter[K], labels: Mapping[K, Text], most: int = 12) -> list[Bar]:
    """A chart's bars, longest first."""
    top = counts.most_common(most)
    longest = top[0][1] if top else 1
    return [Bar(labels.get(key, Text(str(key), str(key))), value, value / longest) for key, value in top]
