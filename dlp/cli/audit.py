"""dlp audit: is the ledger still what the program wrote."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from dlp.cli import CLEAN, FOUND, common
from dlp.cli.period import since_option
from dlp.ledger import Record
from dlp.ledger.checkpoint import read
from dlp.text import printable


@click.group("audit")
def command() -> None:
    """核对账本和审计记录是否被改动过 / whether ledger and audit were tampered with."""


@command.command("verify")
@click.option(
    "--checkpoint",
    "points",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="与检查点文件比较，可发现退回到旧副本 / compare with a file of checkpoints, to find a rollback",
)
@common.lines_option
def verify(points: Path | None, form: str) -> int:
    """核对每一行；退出码 0 完好，1 有问题 / check every row; exit code 0 intact, 1 not."""
    ledger, began, wrong = common.ledger_of(common.settings_of()), time.monotonic(), 0
    compared = ledger.against(read(points)) if points else []
    with ledger.verification() as check:
        for problem in (*compared, *check.problems()):
            wrong += 1
            line = {"where": problem.where, "what": str(problem.what)}
            click.echo(
                json.dumps(line, ensure_ascii=False) if form == "jsonl" else f"✗ {problem.where}: {problem.what}"
            )
        last = check.last.hex()
    if form == "jsonl":
        said = {"rows": check.rows, "audit": check.number, "last": last, "problems": wrong}
        click.echo(json.dumps({"verified": said}))
    else:
        result = "完好 intact" if not wrong else f"{wrong} 处问题 problems"
        click.echo(f"{check.rows} 行 rows · {time.monotonic() - began:.1f} s · {result} · 链尾 ends with {last[:16]}")
        if not points:
            click.echo(
                "没有检查点，看不出是否退回到旧副本 / without --checkpoint a rollback to an older copy is not seen"
            )
    return FOUND if wrong else CLEAN


@command.command("checkpoint")
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="追加到这个文件，应放在本机所有者不能改写的地方 / add to this file, where the machine's owner cannot rewrite it",
)
def checkpoint(file: Path) -> int:
    """记下链的长度和末尾 / note how long the chain is and how it ends."""
    made = common.ledger_of(common.settings_of()).checkpoint(file)
    click.echo(f"{file}: {made.number} 行 rows · {made.last[:16]}")
    return CLEAN


@command.command("log")
@since_option
@click.option("--incident", default="", help="只看一起事件 / one incident only")
@click.option(
    "--limit", type=click.IntRange(min=0), default=100, show_default=True, help="最多几行，0 为全部 / at most"
)
@common.lines_option
def log(since: str, incident: str, limit: int, form: str) -> int:
    """列出审计记录，最近的在前 / the audit, the latest first."""
    shown = 0
    for record in common.ledger_of(common.settings_of()).records(since):
        if incident and not _is_about(record, incident):
            continue
        shown += 1
        _show(record, form)
        if shown == limit:
            break
    return CLEAN


def _is_about(record: Record, incident: str) -> bool:
    given_out = record.detail.get("incidents", ())
    return record.incident.startswith(incident) or any(str(each).startswith(incident) for each in given_out)


def _show(record: Record, form: str) -> None:
    if form == "jsonl":
        line = {
            "number": record.number,
            "time": record.time,
            "event": record.event,
            "incident": record.incident,
            "who": record.who,
            "detail": dict(record.detail),
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    click.echo(record_line(record))


def record_line(record: Record) -> str:
    """A row of the audit, for people."""
    detail = {name: len(value) if name == "incidents" else value for name, value in record.detail.items()}
    said = " ".join(f"{name}={printable(str(value))}" for name, value in detail.items())
    return f"{record.number} {record.time} {record.event} {record.incident} {record.who} {said}".rstrip()
