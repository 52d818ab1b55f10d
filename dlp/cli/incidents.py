"""dlp incidents: what is on record."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import click

from dlp import policy
from dlp.cli import CLEAN, FOUND, common, handling
from dlp.cli.audit import record_line
from dlp.cli.period import since_option
from dlp.database import utc
from dlp.errors import ConfigError
from dlp.ledger import Entry, Ledger, State
from dlp.ledger.states import STATES
from dlp.model import Level, PlaceKind, Stage, Text
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
@click.option("--state", type=click.Choice([each.value for each in State]), help="只看这种状态 / in this state only")
@click.option("--story", help="只看一个故事 / of one story only")
@click.option("--stories", is_flag=True, help="同一人、同样客户或收件人的事件合为一行 / a line for each story")
@click.option("--limit", type=click.IntRange(min=0), default=0, help="最多几起，0 为全部 / at most so many, 0 for all")
@_format
def list_(stories: bool, form: str, **wanted: Any) -> int:
    """列出事件，最严重的在前 / list incidents, the gravest first."""
    ledger, count = common.ledger_of(common.settings_of()), 0
    if stories:
        kept = {name: wanted[name] for name in ("since", "department", "limit")}
        return _list_stories(ledger.stories(**kept), form)
    entries = ledger.entries(**wanted)
    if form == "jsonl":
        entries = ledger.disclosed(entries, "exported", {"form": "jsonl", "command": "list"})
    for entry in entries:
        count += 1
        _line(entry) if form == "jsonl" else click.echo(_short(entry))
    if form == "text":
        click.echo(f"{count} 起事件 incidents")
    return CLEAN


def _short(entry: Entry) -> str:
    i, state = entry.incident, STATES[entry.handling.state].zh
    trial = _TRIAL[i.verdict.stage is Stage.TRIAL]
    about = f"{i.verdict.title.zh} · {i.tally.persons} 人 · {i.department or '-'} · {printable(i.sighting.path)}"
    return f"{i.id}  {LEVELS[i.verdict.level].zh:2} {state:3} {trial}{i.verdict.clause:6} {about}"


def _list_stories(found: Iterator[Mapping[str, Any]], form: str) -> int:
    count = 0
    by_rank = {level.rank: level for level in Level}
    for story in found:
        count += 1
        level = by_rank[story["rank"]]
        if form == "jsonl":
            line = {name: value for name, value in story.items() if name != "rank"} | {"level": level.value}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            continue
        places = "、".join(PLACES[PlaceKind(place)].zh for place in story["places"])
        click.echo(
            f"{story['story']}  {LEVELS[level].zh:2} {story['incidents']} 起 incidents · {story['persons']} 人 · "
            f"{printable(story['who']) or '-'} · {places} · {story['first_seen'][:10]} – {story['last_seen'][:10]}"
        )
    if form == "text":
        click.echo(f"{count} 个故事 stories")
    return CLEAN


@command.command("show")
@click.argument("incident")
@_format
def show(incident: str, form: str) -> int:
    """显示一起事件，编号可以只写开头；查看会记入审计 / show an incident; the first characters of its id will do. It is audited."""
    settings = common.settings_of()
    loaded = policy.load(settings)
    ledger = common.ledger_of(settings)
    entries = ledger.find(incident)
    if not entries:
        raise ConfigError(
            Text(f"没有编号以 {incident} 开头的事件", f"there is no incident whose id begins with {incident}")
        )
    for entry in entries:
        ledger.note(entry.incident.id, "viewed", {"command": "show"})
        if form == "jsonl":
            _line(entry)
        else:
            click.echo("\n".join((*entry_lines(entry, loaded), *history_lines(ledger, entry))))
    return CLEAN


@command.command("overdue")
@click.option("--escalate", is_flag=True, help="上报：为每起排一次通知 / queue a reminder for each, once")
@_format
def overdue(escalate: bool, form: str) -> int:
    """列出没有按时处理的事件；退出码 1 表示有 / incidents that nobody took up in time; exit code 1 if there are any."""
    settings = common.settings_of()
    loaded, ledger, now = policy.load(settings), common.ledger_of(settings), datetime.now(UTC)
    count = 0
    for entry in ledger.unacknowledged():
        deadline = loaded.clocks.acknowledge(entry.incident, datetime.fromisoformat(entry.first_seen))
        if deadline is None or deadline.due > now:
            continue
        count += 1
        queued = escalate and ledger.escalate(entry, deadline.clock)
        _line(entry, {"due": utc(deadline.due)}) if form == "jsonl" else click.echo(_late(entry, deadline.due, queued))
    if form == "text":
        click.echo(f"{count} 起超时 overdue")
    return FOUND if count else CLEAN


def _late(entry: Entry, due: datetime, queued: bool) -> str:
    told = " · 已上报 escalated" if queued else ""
    return f"{_short(entry)} · 应于 due {due.astimezone().isoformat(timespec='minutes')}{told}"


for _each in handling.COMMANDS:
    command.add_command(_each)


def _line(entry: Entry, more: Mapping[str, Any] | None = None) -> None:
    line = {**incident_data(entry.incident), **entry.data, **(more or {})}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def history_lines(ledger: Ledger, entry: Entry) -> Iterator[str]:
    """What was done about an incident, the first first."""
    yield "  经过 history:"
    yield from (f"    {record_line(record)}" for record in reversed(ledger.history(entry.incident.id)))


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
    first = datetime.fromisoformat(entry.first_seen)
    yield from (f"  时限 clock, advice only: {line}" for line in loaded.clocks.lines(i, first))
    yield f"  报告 notify: {', '.join(i.notify) or '-'}"
    if i.suppressed:
        yield f"  已抑制 suppressed: {printable(i.suppressed)}"
    if i.verdict.stage is Stage.TRIAL:
        yield "  试行规则，只记录不通知 / a rule on trial: recorded, nobody is told"
    stands = entry.handling
    yield f"  状态 state: {STATES[stands.state]} {printable(stands.assignee)} · 故事 story {entry.story}"
    yield f"  首次 first {entry.first_seen} · 最近 last {entry.last_seen} · {entry.times} 次 times · 策略 policy {i.policy}"
