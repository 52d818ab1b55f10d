"""dlp report-incident: any employee can report a leak, or what may become one (clauses 3.3 and 6.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.cli.freetext import without_values
from dlp.errors import ConfigError
from dlp.judge import Seen
from dlp.judging import Judging
from dlp.model import Act, Document, Place, PlaceKind, Sighting, Tally, Text
from dlp.record import incident_data
from dlp.rulebook import Value


@dataclass(frozen=True, slots=True)
class _Reported:
    """The fact that somebody said so."""

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """Reported."""
        return {"reported": seen.sighting.act is Act.REPORTED}


@click.command("report-incident")
@click.argument("text")
@click.option("--persons", type=click.IntRange(min=0), default=0, help="大约涉及多少客户 / about how many customers")
@common.place_option
@click.option("--file", "path", default="", help="涉及的文件 / the file it is about")
@common.lines_option
def command(text: str, persons: int, place: str | None, path: str, form: str) -> int:
    """报告一起泄密或风险：TEXT 写明发生了什么。其中的客户资料会被遮盖；按 6.1 通知部门负责人和牵头部门。

    Report a leak or a risk: say in TEXT what happened. Customers' values in it are masked. Head and lead department are told.
    """
    settings = common.settings_of()
    loaded, ledger, now = policy.load(settings), common.ledger_of(settings), datetime.now(UTC)
    said = without_values(text, settings)
    name = path or f"report:{now.isoformat(timespec='milliseconds')}"
    where = Place(PlaceKind(place)) if place else Place(PlaceKind.WORKSTATION)
    sighting = Sighting(name, where, Act.REPORTED, now, who=ledger.who)
    seen = Seen(sighting, Document("", 0, "", 0), Tally(persons=persons))
    found = Judging(loaded, (_Reported(),)).judged(seen)
    raised = (*found.incidents, *found.suppressed)
    if not raised:
        raise ConfigError(Text("策略里没有员工报告的规则", "no rule of the policy speaks of reports by staff"))
    ledger.record(raised)
    for incident in raised:
        ledger.note(incident.id, "reported", {"by": ledger.who, "text": said})
        told = ", ".join(incident.notify) or "-"
        line = json.dumps(incident_data(incident), ensure_ascii=False)
        click.echo(line if form == "jsonl" else f"{incident.id} {incident.verdict.title} → {told}")
    return CLEAN
