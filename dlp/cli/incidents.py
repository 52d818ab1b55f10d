"""dlp incidents: what is on record."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.cli.period import since_option
from dlp.errors import ConfigError
from dlp.ledger import Entry, Ledger
from dlp.model import Stage, Text
from dlp.policy import Policy
from dlp.record import incident_data
from dlp.text import printable
from dlp.words import ACTS, LEVELS, PLACES, REASONS

_TRIAL = ("", "试行 trial ")
_format = click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)


@click.group("incidents")
def command() -> None:
    """查看已记录的事件 / incidents on record."""


@command.command("list")
@since_option
@click.option("--department", help="只看一个部门 / one department only")
@click.option("--rule", help="只看一条规则 / one rule only")
@click.option("--suppressed", is_flag=True, help="只看已抑制的 / only those the company chose not to be told of")
@_format
def list_(since: str, department: str | None, rule: str | None, suppressed: bool, form: str) -> int:
    """列出事件，最严重的在前 / list incidents, the gravest first."""
    count = 0
    ledger = Ledger(common.settings_of().state_folder)
    for entry in ledger.entries(since=since, department=department, rule=rule, suppressed=suppressed):
        count += 1
        if form == "jsonl":
            _line(entry)
        else:
            i = entry.incident
            level = LEVELS[i.verdict.level]
            click.echo(
                f"{i.id}  {level.zh:2} {_TRIAL[i.verdict.stage is Stage.TRIAL]}{i.verdict.clause:6} {i.verdict.title.zh} · {i.tally.persons} 人 · {i.department or '-'} · {printable(i.sighting.path)}"
            )
    if form == "text":
        click.echo(f"{count} 起事件 incidents")
    return CLEAN


@command.command("show")
@click.argument("incident")
@_format
def show(incident: str, form: str) -> int:
    """显示一起事件，编号可以只写开头 / show an incident; the first characters of its id will do."""
    settings = common.settings_of()
    loaded = policy.load(settings)
    entries = Ledger(settings.state_folder).find(incident)
    if not entries:
        raise ConfigError(
            Text(f"没有编号以 {incident} 开头的事件", f"there is no incident whose id begins with {incident}")
        )
    for entry in entries:
        if form == "jsonl":
            _line(entry)
        else:
            click.echo("\n".join(entry_lines(entry, loaded)))
    return CLEAN


def _line(entry: Entry) -> None:
    seen = {"first_seen": entry.first_seen, "last_seen": entry.last_seen, "times": entry.times}
    sys.stdout.write(json.dumps({**incident_data(entry.incident), **seen}, ensure_ascii=False) + "\n")


def entry_lines(entry: Entry, loaded: Policy) -> Iterator[str]:
    """An incident in full, for people."""
    i, words = entry.incident, common.about(loaded)
    yield f"{i.id} · {LEVELS[i.verdict.level]} · {i.verdict.clause} {i.verdict.title}"
    yield f"  路径 path: {printable(i.sighting.path)}"
    yield f"  位置 place: {PLACES[i.sighting.place.kind]} {i.sighting.place.name} · {ACTS[i.sighting.act]}"
    if i.sighting.to:
        yield "  收件人 to: " + ", ".join(printable(r.address) for r in i.sighting.to)
    yield f"  人员 who: {i.department or '部门未知 department unknown'} {printable(i.sighting.who)}"
    yield f"  客户 customers: {i.tally.persons} 人 · {i.tally.grade} 级 grade"
    for entity, count in i.tally.entities.items():
        yield f"    {words.entity(entity)}: {count.hits} 处 hits, {count.distinct} 个不同 distinct"
    yield "  依据 why: " + json.dumps(i.verdict.why, ensure_ascii=False)
    for finding in i.findings[:10]:
        yield f"    {printable(str(finding.locator))}: {finding.entity} {printable(finding.masked)} ({finding.confidence}) {'; '.join(finding.why)}"
    for unread in i.unread[:10]:
        yield f"    未检查 not inspected: {printable(unread.part)} {REASONS[unread.reason]}"
    yield f"  建议 advice: {i.verdict.advice}"
    yield from (f"  提示 hint, not legal advice: {hint}" for hint in i.hints)
    yield f"  报告 notify: {', '.join(i.notify) or '-'}"
    if i.suppressed:
        yield f"  已抑制 suppressed: {printable(i.suppressed)}"
    if i.verdict.stage is Stage.TRIAL:
        yield "  试行规则，只记录不通知 / a rule on trial: recorded, nobody is told"
    yield f"  首次 first {entry.first_seen} · 最近 last {entry.last_seen} · {entry.times} 次 times · 策略 policy {i.policy}"
