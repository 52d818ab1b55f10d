"""Clocks: by when somebody must take an incident up (clause 6.1), and by when law may want a report, as advice.

The figures are data (`clocks.yml`) with source, article and edition; a clock starts when an incident was first seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from dlp.model import Incident, Level, Stage, Text
from dlp.schema import Strict, Words, check, load_yaml, nearest

NAME = "clocks.yml"
SECTORS = ("general", "critical_infrastructure", "government", "industry")
Minutes = Annotated[int, Field(ge=0)]


class AcknowledgeShape(Strict):
    """The company's own clock as written: minutes by level; a level that is left out has none."""

    clause: str
    minutes: dict[str, Minutes]


class ClockShape(Strict):
    """A clock of the law as written."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    source: Words
    article: str
    edition: date
    in_force: date
    sectors: list[str] = []
    persons: int = Field(ge=1)
    levels: list[str] = []
    minutes: Minutes
    confirmed: bool
    advice: Words


class ClocksShape(Strict):
    """The file clocks.yml."""

    sectors: list[str]
    acknowledge: AcknowledgeShape
    clocks: list[ClockShape] = []


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of the law, ready for use. levels: empty for all. confirmed: checked against the text of the law."""

    id: str
    source: Text
    article: str
    edition: date
    in_force: date
    persons: int
    levels: frozenset[str]
    within: timedelta
    confirmed: bool
    advice: Text

    def runs(self, incident: Incident, first: datetime) -> bool:
        """Whether it may apply to an incident that was first seen then."""
        enough = incident.tally.persons >= self.persons and first.date() >= self.in_force
        return enough and (not self.levels or incident.verdict.level.value in self.levels)

    def line(self, first: datetime) -> str:
        """What it says, with the deadline."""
        due = (first + self.within).astimezone().isoformat(timespec="minutes")
        by = Text(f"截止 {due}", f"by {due}") if self.within else Text("立即", "at once")
        unsure = "" if self.confirmed else "（未核对原文 not checked against the text）"
        return f"{self.source} {self.article}, {self.edition.isoformat()}{unsure}: {by} · {self.advice}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a clock runs out."""

    clock: str
    due: datetime


@dataclass(frozen=True)
class Clocks:
    """The company's clock, and those of the law for its sectors."""

    minutes: Mapping[str, int] = field(default_factory=dict)
    clause: str = ""
    statutory: tuple[Clock, ...] = ()

    def acknowledge(self, incident: Incident, first: datetime) -> Deadline | None:
        """By when somebody must have taken it up; None for one on trial, or of a level without a clock."""
        level = incident.verdict.level.value
        if incident.verdict.stage is not Stage.STABLE or level not in self.minutes:
            return None
        return Deadline(f"{self.clause} {level}", first + timedelta(minutes=self.minutes[level]))

    def lines(self, incident: Incident, first: datetime) -> Iterator[str]:
        """What every clock says of an incident that was first seen then."""
        own = self.acknowledge(incident, first)
        if own:
            due = own.due.astimezone().isoformat(timespec="minutes")
            yield str(Text(f"公司时限 {self.clause}：{due} 前要有人处理", f"to be taken up by {due} ({self.clause})"))
        yield from (clock.line(first) for clock in self.statutory if clock.runs(incident, first))


def load(file: Path) -> Clocks:
    """Read clocks.yml; no file means no clocks. Raises RuleError."""
    if not file.exists():
        return Clocks()
    source = load_yaml(file)
    shape = check(source, ClocksShape, source.data)
    for word in shape.sectors:
        if word not in SECTORS:
            source.fail(
                Text(f"没有“{word}”这个行业", f"there is no sector '{word}'"), ("sectors",), nearest(word, SECTORS)
            )
    for index, each in enumerate(shape.clocks):
        for word in (*each.sectors, *each.levels):
            if word not in (*SECTORS, *Level):
                what = Text(f"没有“{word}”", f"there is no '{word}'")
                source.fail(what, ("clocks", index), nearest(word, (*SECTORS, *Level)))
    mine = (c for c in shape.clocks if not c.sectors or not set(c.sectors).isdisjoint(shape.sectors))
    return Clocks(shape.acknowledge.minutes, shape.acknowledge.clause, tuple(map(_clock, mine)))


def _clock(shape: ClockShape) -> Clock:
    return Clock(
        shape.id,
        shape.source.text,
        shape.article,
        shape.edition,
        shape.in_force,
        shape.persons,
        frozenset(shape.levels),
        timedelta(minutes=shape.minutes),
        shape.confirmed,
        shape.advice.text,
    )
