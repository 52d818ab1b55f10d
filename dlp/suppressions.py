"""What a company has chosen not to be told of: by suppressions.yml, or by a baseline.

Nothing is thrown away: a suppressed incident stands in the ledger with the reason, and neither
raises an alarm nor changes an exit code. Every suppression has a reason, a name and a last day.
A baseline is the list of what a first look at an old share found; it covers the same incident
as long as no more customers are in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from dlp.errors import ConfigError
from dlp.model import Act, Incident, Text
from dlp.paths import Patterns, compiled, matches
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest

NAME = "suppressions.yml"
Model = TypeVar("Model", bound=BaseModel)


class SuppressionShape(Strict):
    """One suppression as written: a rule, where or whose, why, by whom, until which day."""

    rule: str
    paths: list[str] = []
    who: list[str] = []
    to: list[str] = []
    reason: Words
    by: str = Field(min_length=1)
    until: date


class SuppressionsShape(Strict):
    """The file suppressions.yml."""

    suppressions: list[SuppressionShape]


class BaselineHead(Strict):
    """The first line of a baseline."""

    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    made: str
    until: str
    policy: str = ""


class _Head(Strict):
    baseline: BaselineHead


class BaselineEntry(Strict):
    """Each other line of a baseline: an incident's id, and how many customers were in it."""

    incident: str = Field(pattern=r"^[0-9a-f]{16}$")
    persons: int = Field(ge=0)


@dataclass(frozen=True)
class Suppression:
    """A suppression ready for use. All of paths, people and recipients that it names must fit."""

    rule: str
    paths: Patterns | None
    who: frozenset[str]
    to: frozenset[str]
    reason: Text
    by: str
    until: date
    line: int = 0

    def covers(self, incident: Incident, today: date) -> bool:
        """Whether it speaks of this incident, on this day."""
        seen = incident.sighting
        if incident.verdict.rule != self.rule or today > self.until:
            return False
        if self.paths and not matches(self.paths, seen.path):
            return False
        if self.who and seen.who.lower() not in self.who:
            return False
        return not self.to or (bool(seen.to) and all(self._sent_to(r.address.lower()) for r in seen.to))

    def _sent_to(self, address: str) -> bool:
        return address in self.to or address.rpartition("@")[2] in self.to

    def __str__(self) -> str:
        return f"{self.reason} ({self.by}, {self.until.isoformat()})"


@dataclass(frozen=True)
class Baseline:
    """What was known when a baseline was made: customers by incident."""

    head: BaselineHead
    known: Mapping[str, int]

    @property
    def until(self) -> date:
        """The last day on which it holds."""
        return date.fromisoformat(self.head.until)

    def covers(self, incident: Incident, today: date) -> bool:
        """Whether the incident was known, with no fewer customers."""
        return today <= self.until and incident.tally.persons <= self.known.get(incident.id, -1)

    def __str__(self) -> str:
        return f"基线 baseline: {self.head.reason} ({self.head.by}, {self.head.until})"


@dataclass(frozen=True)
class Suppressions:
    """All suppressions and baselines in force."""

    entries: tuple[Suppression, ...] = ()
    baselines: tuple[Baseline, ...] = field(default=())

    def reason(self, incident: Incident) -> str:
        """Why an incident is not to be told, empty if it is."""
        today = incident.sighting.seen.date()
        every: Iterable[Suppression | Baseline] = (*self.entries, *self.baselines)
        return next((str(each) for each in every if each.covers(incident, today)), "")

    def expired(self, today: date) -> list[Suppression]:
        """Those that no longer hold."""
        return [entry for entry in self.entries if entry.until < today]


def load(file: Path, rules: Iterable[str]) -> tuple[Suppression, ...]:
    """Read suppressions.yml; no file means none. rules: the ids there are. Raises RuleError."""
    if not file.exists():
        return ()
    source = load_yaml(file)
    shapes = check(source, SuppressionsShape, source.data).suppressions
    known = set(rules)
    return tuple(_suppression(source, index, shape, known) for index, shape in enumerate(shapes))


def _suppression(source: Yaml, index: int, shape: SuppressionShape, rules: set[str]) -> Suppression:
    where = ("suppressions", index)
    if shape.rule not in rules:
        what = Text(f"没有规则“{shape.rule}”", f"there is no rule '{shape.rule}'")
        source.fail(what, (*where, "rule"), nearest(shape.rule, rules))
    if not (shape.paths or shape.who or shape.to):
        what = Text("要写明 paths、who 或 to", "say where or whose: paths, who or to")
        source.fail(what, where, Text("不能把整条规则关掉，可把它改为 draft", "to turn a rule off, make it a draft"))
    return Suppression(
        shape.rule,
        compiled(shape.paths) if shape.paths else None,
        frozenset(who.lower() for who in shape.who),
        frozenset(address.lower().lstrip("@") for address in shape.to),
        shape.reason.text,
        shape.by,
        shape.until,
        source.line(where),
    )


def append(file: Path, rules: Iterable[str], incident: Incident, scope: str, reason: str, by: str, until: date) -> None:
    """Add a suppression of one incident's rule to suppressions.yml: of its file, its folder, or its sender and recipients.

    Raises:
        ConfigError: the file cannot be written; it is as it was.
        RuleError: what it would then hold is wrong.
    """
    written = json.dumps(_written(incident, scope, reason, by), ensure_ascii=False)
    entry = f"{written[:-1]}, until: {until.isoformat()}}}"
    before = file.read_text(encoding="utf-8").rstrip() if file.exists() else "suppressions:"
    before = "suppressions:" if before.endswith("suppressions: []") and "\n" not in before else before
    draft = file.with_name(f".{file.name}.new")
    try:
        draft.write_text(f"{before}\n  - {entry}\n", encoding="utf-8")
        load(draft, rules)
        draft.replace(file)
    except OSError as error:
        raise ConfigError(Text("无法写入", f"cannot be written ({error.strerror})"), file=file) from error
    finally:
        draft.unlink(missing_ok=True)


def _written(incident: Incident, scope: str, reason: str, by: str) -> dict[str, object]:
    seen = incident.sighting
    sent = seen.act is Act.SENT
    path = seen.path if scope == "file" else f"{seen.path.replace(chr(92), '/').rpartition('/')[0]}/**"
    about: dict[str, object] = {"paths": [_literal(path, scope)]}
    if sent and seen.to:
        about = {"who": [seen.who] if seen.who else [], "to": sorted({r.address for r in seen.to})}
    words = {"zh": reason, "en": reason}
    return {"rule": incident.verdict.rule, **about, "reason": words, "by": by}


def _literal(path: str, scope: str) -> str:
    """A path as a pattern that means only itself."""
    stem, tail = (path.removesuffix("/**"), "/**") if scope == "folder" else (path, "")
    rooted = stem if stem.startswith("/") else "/" + stem.replace("\\", "/")
    return re.sub(r"([*?\[\]!#\\]| $)", r"\\\1", rooted) + tail


def write_baseline(head: BaselineHead, known: Iterable[Incident]) -> Iterable[str]:
    """The lines of a baseline: JSON, the head first."""
    yield json.dumps({"baseline": head.model_dump()}, ensure_ascii=False)
    for incident in known:
        yield json.dumps({"incident": incident.id, "persons": incident.tally.persons})


def load_baseline(file: Path) -> Baseline:
    """Read a baseline. Raises ConfigError, which names the line."""
    try:
        first, *others = file.read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        raise _no_baseline(file, 0, error) from error
    head = _parsed(file, 1, first, _Head).baseline
    try:
        date.fromisoformat(head.until)
    except ValueError as error:
        raise _no_baseline(file, 1, error) from error
    entries = (_parsed(file, number, line, BaselineEntry) for number, line in enumerate(others, 2))
    return Baseline(head, {entry.incident: entry.persons for entry in entries})


def _parsed(file: Path, number: int, line: str, shape: type[Model]) -> Model:
    try:
        return shape.model_validate_json(line)
    except ValidationError as error:
        raise _no_baseline(file, number, error) from error


def _no_baseline(file: Path, line: int, error: Exception) -> ConfigError:
    what = Text("不是基线文件", f"this is no baseline ({type(error).__name__})")
    return ConfigError(what, file=file, line=line, fix=Text("用 dlp baseline 生成", "make one with dlp baseline"))
