"""Text for people: an incident in a few lines, what was not inspected, and a sum."""

from __future__ import annotations

from typing import TextIO

from dlp.model import Document, Incident, Level, Sighting, Stage, Summary
from dlp.record import shown_path
from dlp.stores import Sum
from dlp.text import printable
from dlp.words import ACTS, LEVELS, PLACES, REASONS
from reports.writer import About

_COLOURS = {Level.CRITICAL: "1;97;41", Level.HIGH: "1;31", Level.MEDIUM: "1;33", Level.LOW: "36", Level.INFO: "2"}
_SAMPLES = 3
_PARTS = 5
_LESS_TELLING = frozenset({"EMAIL_ADDRESS", "CUSTOMER_TABLE"})
"""Shown last: a message's own headers hold addresses, and a table's title row names nobody."""


class TerminalWriter:
    """Writes each incident at once."""

    def __init__(self, out: TextIO, about: About) -> None:
        self._out, self._about = out, about

    def incident(self, incident: Incident) -> None:
        """Level and clause, path, what and whose it is, a few masked values, advice."""
        verdict, sighting, tally = incident.verdict, incident.sighting, incident.tally
        level = LEVELS[verdict.level]
        badge = self._paint(f" {level.zh} {level.en.upper()} ", _COLOURS[verdict.level])
        trial = self._paint(" 试行 TRIAL ", "7") + " " if verdict.stage is Stage.TRIAL else ""
        self._say(f"{badge} {trial}{verdict.clause} {verdict.title.zh}  {self._dim(verdict.title.en)}")
        self._say(f"    {printable(shown_path(sighting.path))}")
        self._say(f"    {self._where(sighting)}{self._owner(incident)}")
        if tally.entities:
            self._say(f"    客户 {tally.persons} 人 persons · {tally.grade} 级 grade · {self._kinds(incident)}")
        for finding in self._samples(incident):
            self._say(f"      {finding}")
        for unread in incident.unread[:_PARTS]:
            self._say(f"      未检查 not inspected: {printable(unread.part)} {REASONS[unread.reason]}".rstrip())
        for hint in incident.hints:
            self._say(f"    {self._dim('提示 hint: ' + hint)}")
        self._say(f"    → {verdict.advice.zh}")
        self._say(f"      {self._dim(verdict.advice.en)}")
        self._say(f"    {self._dim(f'{verdict.rule} · {incident.id}' + self._notify(incident))}")
        self._say("")

    def unread(self, sighting: Sighting, document: Document) -> None:
        """One line a part, up to a few."""
        for unread in document.unread[:_PARTS]:
            part = f" [{printable(unread.part)}]" if unread.part else ""
            mark = self._paint(" 未检查 UNREAD ", "30;47")
            self._say(f"{mark} {printable(shown_path(sighting.path))}{part}: {REASONS[unread.reason]}")
        if len(document.unread) > _PARTS:
            self._say(f"     … 另有 {len(document.unread) - _PARTS} 处 more")

    def volume(self, sighting: Sighting, document: Document) -> None:
        """A line that says where its text is to be found."""
        head = printable(shown_path(document.volume_of))
        self._say(self._dim(f"分卷 volume {printable(shown_path(sighting.path))} → {head}"))

    def store(self, found: Sum) -> None:
        """A line for the whole store."""
        mark = self._paint(" 未检查 UNREAD ", "30;47")
        why = "；".join(f"{REASONS[reason]} {count}" for reason, count in sorted(found.reasons.items()))
        self._say(f"{mark} {found.store.name}: {printable(shown_path(found.store.folder))}")
        self._say(f"     {found.files} 个文件 files · {found.bytes / 1e6:.1f} MB · {why}")

    def finish(self, summary: Summary | None) -> None:
        """The sum of the run."""
        if summary is None:
            return
        s = summary
        left = s.partial + s.unread
        self._say("")
        quiet = f" · 另有 {s.suppressed} 起已抑制 suppressed" if s.suppressed else ""
        self._say(f"{s.incidents} 起事件 incidents · 涉及客户 {s.persons} 人 customers{quiet}")
        parts = (
            f"已检查 {s.read} read · 部分 {s.partial} partial · 未检查 {s.unread} unread · 排除 {s.excluded} excluded"
        )
        self._say(f"{s.files} 个文件 files · {parts} · {s.bytes / 1e6:.1f} MB · {s.seconds:.1f} s")
        if s.volumes:
            self._say(
                f"其中 {s.volumes} 个分卷随首卷一同检查 / {s.volumes} of them are volumes, inspected with the first"
            )
        if left:
            self._say(
                self._paint(
                    f"{left} 个文件没有完全检查，不能视为没有问题 / {left} files were not fully inspected and are not clean",
                    "33",
                )
            )

    def _where(self, sighting: Sighting) -> str:
        place, act = PLACES[sighting.place.kind], ACTS[sighting.act]
        name = f" {sighting.place.name}" if sighting.place.name not in ("", place.zh) else ""
        to = " → " + ", ".join(printable(r.address) for r in sighting.to) if sighting.to else ""
        return (
            f"{act.zh}于 {place.zh}{name}{to}  {self._dim(f'{act.en}, {place.en}')}"
            if not to
            else f"{act.zh}{to}  {self._dim(place.zh + ' ' + place.en)}"
        )

    def _owner(self, incident: Incident) -> str:
        who = printable(incident.sighting.who)
        return f" · {incident.department or '部门未知 department unknown'} {who}".rstrip() if who else ""

    def _kinds(self, incident: Incident) -> str:
        return "，".join(f"{self._about.entity(e).zh} {c.hits}" for e, c in incident.tally.entities.items())

    def _samples(self, incident: Incident) -> list[str]:
        shown: dict[str, str] = {}
        for f in sorted(incident.findings, key=lambda f: f.entity in _LESS_TELLING):
            shown.setdefault(
                f.entity, f"{printable(str(f.locator))}: {self._about.entity(f.entity).zh} {printable(f.masked)}"
            )
        return list(shown.values())[:_SAMPLES]

    def _notify(self, incident: Incident) -> str:
        return " · 报告 report to " + ", ".join(incident.notify) if incident.notify else ""

    def _say(self, line: str) -> None:
        self._out.write(line.rstrip() + "\n")

    def _dim(self, text: str) -> str:
        return self._paint(text, "2")

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._about.colour else text
