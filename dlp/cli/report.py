"""dlp report: a report from the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.cli.period import since_option
from reports import open_writer


@click.command("report")
@since_option
@click.option("--department", help="只看一个部门 / one department only")
@common.format_option
@common.output_option
def command(since: str, department: str | None, form: str, file: Path | None) -> int:
    """从已记录的事件生成报告 / a report from the incidents on record."""
    settings = common.settings_of()
    loaded, ledger = policy.load(settings), common.ledger_of(settings)
    scope = [f"since {since}"] if since else []
    scope += [department] if department else []
    with common.output(file) as out:
        writer = open_writer(form, out, common.about(loaded, scope, colour=file is None and out.isatty()))
        entries = ledger.entries(since=since, department=department)
        for entry in ledger.disclosed(entries, "exported", {"form": form, "command": "report"}):
            lines = loaded.clocks.lines(entry.incident, datetime.fromisoformat(entry.first_seen))
            writer.incident(replace(entry.incident, hints=(*entry.incident.hints, *lines)))
        writer.finish(None)
    return CLEAN
