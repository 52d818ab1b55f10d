"""dlp report: a report from the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.cli.period import since_option
from dlp.ledger import Ledger
from reports import open_writer


@click.command("report")
@since_option
@click.option("--department", help="只看一个部门 / one department only")
@common.format_option
@common.output_option
def command(since: str, department: str | None, form: str, file: Path | None) -> int:
    """从已记录的事件生成报告 / a report from the incidents on record."""
    settings = common.settings_of()
    loaded = policy.load(settings)
    scope = [f"since {since}"] if since else []
    scope += [department] if department else []
    with common.output(file) as out:
        writer = open_writer(form, out, common.about(loaded, scope, colour=file is None and out.isatty()))
        for entry in Ledger(settings.state_folder).entries(since=since, department=department):
            writer.incident(entry.incident)
        writer.finish(None)
    return CLEAN
