"""dlp baseline: what is already known of an old share, so that only what is new is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.cli.period import since_option
from dlp.suppressions import BaselineHead, write_baseline


@click.command("baseline")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@since_option
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="有效到哪一天 / the last day it holds")
@click.option("--reason", required=True, help="为什么 / why")
@click.option("--by", required=True, help="谁决定的 / who decided so")
@click.option(
    "-o", "--output", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / the file"
)
def command(paths: tuple[Path, ...], since: str, until: datetime, reason: str, by: str, file: Path) -> int:
    """把已记录的事件写成基线；设置 policy.baselines 指向它之后，同样的事件只记录不报告，客户人数变多则照常报告。

    Write the incidents on record as a baseline. Once the setting policy.baselines names it, the same incidents
    are recorded without being told, until more customers are in one. PATHS: only what lies there.
    """
    settings = common.settings_of()
    loaded = policy.load(settings)
    roots = [path.absolute() for path in paths]
    made = datetime.now(UTC).isoformat(timespec="seconds")
    head = BaselineHead(reason=reason, by=by, made=made, until=until.date().isoformat(), policy=loaded.version)
    found = (entry.incident for entry in common.ledger_of(settings).entries(since=since))
    known = [i for i in found if not roots or any(Path(i.sighting.path).is_relative_to(root) for root in roots)]
    with common.output(file) as out:
        out.writelines(f"{line}\n" for line in write_baseline(head, known))
    click.echo(f"{len(known)} 起事件 incidents → {file}")
    return CLEAN
