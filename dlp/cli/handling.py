"""dlp incidents assign, confirm, resolve, comment, close: what people do about an incident, each with who and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from dlp import policy, suppressions
from dlp.cli import CLEAN, common
from dlp.cli.freetext import without_values
from dlp.cli.period import Until
from dlp.errors import ConfigError
from dlp.ledger import Entry, Ledger, State, Step
from dlp.ledger.states import RESOLUTIONS, STATES
from dlp.model import Text
from dlp.settings import Settings

_id = click.argument("incident")
_by = click.option("--by", default="", help="谁决定的，默认当前账号 / who decides; this account if left out")
_why = click.option("--why", default="", help="理由 / why")


@click.command("assign")
@_id
@click.option("--to", "assignee", required=True, help="谁来处理 / who is to handle it")
@_by
@_why
def assign(incident: str, assignee: str, by: str, why: str) -> int:
    """指派一个人处理 / give an incident to somebody."""
    return _step(incident, State.ASSIGNED, by, why, assignee)


@click.command("confirm")
@_id
@_by
@_why
def confirm(incident: str, by: str, why: str) -> int:
    """确认属实 / the incident is what it seems to be."""
    return _step(incident, State.CONFIRMED, by, why)


@click.command("resolve")
@_id
@click.option(
    "--as", "outcome", type=click.Choice([each.value for each in RESOLUTIONS]), required=True, help="结论 / as what"
)
@_by
@_why
@click.option(
    "--suppress",
    type=click.Choice(("file", "folder")),
    help="误报时：今后不再报这个文件（目录）的这条规则 / of a false positive: be told no more of this rule on this file, in this folder",
)
@click.option("--until", type=Until(), help="到哪一天为止，与 --suppress 同用 / the last day of that: 90d, 2026-12-31")
def resolve(incident: str, outcome: str, by: str, why: str, suppress: str | None, until: datetime | None) -> int:
    """作出结论：误报、接受风险、已整改、已复核 / say what came of it."""
    if suppress and outcome != State.FALSE_POSITIVE:
        what = Text("--suppress 只用于误报", "--suppress goes with --as false_positive only")
        raise ConfigError(what)
    if bool(suppress) != bool(until):
        raise ConfigError(Text("--suppress 和 --until 要一起写", "--suppress and --until go together"))
    settings = common.settings_of()
    file = _suppressions_file(settings) if suppress else None
    code = _step(incident, State(outcome), by, why)
    if file and suppress and until:
        _suppress(incident, settings, file, suppress, until, by, why)
    return code


@click.command("close")
@_id
@_by
@_why
def close(incident: str, by: str, why: str) -> int:
    """关闭 / close it."""
    return _step(incident, State.CLOSED, by, why)


@click.command("comment")
@_id
@click.argument("text")
@_by
def comment(incident: str, text: str, by: str) -> int:
    """写一条说明；其中的客户资料会被遮盖 / add a remark; customers' values in it are masked."""
    settings = common.settings_of()
    ledger = common.ledger_of(settings)
    entry = only(ledger, incident)
    ledger.note(entry.incident.id, "commented", {"by": by or ledger.who, "text": without_values(text, settings)})
    return CLEAN


COMMANDS: tuple[click.Command, ...] = (assign, confirm, resolve, comment, close)


def only(ledger: Ledger, start: str) -> Entry:
    """The one incident whose id begins so. Raises ConfigError."""
    found = ledger.find(start)
    if len(found) == 1:
        return found[0]
    if found:
        what = Text(
            f"有 {len(found)} 起事件的编号以 {start} 开头", f"{len(found)} incidents have ids that begin with {start}"
        )
        raise ConfigError(what, fix=Text("请写完整", "write it in full"))
    raise ConfigError(Text(f"没有编号以 {start} 开头的事件", f"there is no incident whose id begins with {start}"))


def _step(start: str, to: State, by: str, why: str, assignee: str = "") -> int:
    settings = common.settings_of()
    ledger = common.ledger_of(settings)
    entry = only(ledger, start)
    step = Step(to, by or ledger.who, without_values(why, settings), assignee)
    after = ledger.step(entry.incident.id, step)
    click.echo(f"{entry.incident.id} {STATES[after.handling.state]} {after.handling.assignee}".rstrip())
    return CLEAN


def _suppressions_file(settings: Settings) -> Path:
    """Where suppressions are written: a policy folder of the company's own. Raises ConfigError."""
    if not settings.policy.folder:
        what = Text("自带的策略不能写入抑制", "suppressions cannot be written into the shipped policy")
        raise ConfigError(
            what, fix=Text("用 policy.folder 指定公司的策略目录", "name the company's own in policy.folder")
        )
    return policy.folder_of(settings) / suppressions.NAME


def _suppress(start: str, settings: Settings, file: Path, scope: str, until: datetime, by: str, why: str) -> None:
    """Write the suppression, and that it was written."""
    ledger = common.ledger_of(settings)
    incident = only(ledger, start).incident
    reason = without_values(why, settings)
    rules = [rule.id for rule in policy.load(settings).rulebook.rules]
    day = until.astimezone().date()
    suppressions.append(file, rules, incident, scope, reason, by or ledger.who, day)
    ledger.note(incident.id, "suppression", {"by": by or ledger.who, "scope": scope, "until": day.isoformat()})
    click.echo(f"{file}: {incident.verdict.rule} → {day.isoformat()}")
