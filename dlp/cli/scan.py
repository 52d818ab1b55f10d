"""dlp scan: look into files and folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlp import policy
from dlp.cli import common
from dlp.cli.progress import shown
from dlp.errors import ConfigError
from dlp.model import Inspection, PlaceKind, Text
from dlp.walk import Walk

if TYPE_CHECKING:
    from dlp.pipeline import Pipeline


@click.command("scan")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@common.format_option
@common.output_option
@common.place_option
@common.no_names_option
@common.ocr_option
def command(paths: tuple[Path, ...], form: str, file: Path | None, place: str | None, no_names: bool, ocr: bool) -> int:
    """检查文件和目录，按策略判断，记录事件并出报告。

    Look into files and folders, judge by the policy, record incidents, report.

    \b
    退出码 exit codes: 0 没有问题且全部检查 clean and complete · 1 有事件 incidents
    2 无法运行 could not run · 3 有内容未检查 something was not inspected
    """
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise ConfigError(Text("没有这个文件或目录", "there is no such file or folder"), file=path)
    settings = common.settings_of(common.names_flag(no_names) | common.ocr_flag(ocr))
    loaded = policy.load(settings)
    walk = Walk.of(paths, skip=settings.state_folder)
    with common.running(settings, loaded, form, file, map(str, walk.roots)) as (pipeline, run):
        for inspection in _inspections(pipeline, walk, place, quiet=file is None):
            run(inspection)
        for left in walk.left_out:
            click.echo(f"未跟随 not followed: {left}（指向目录外的链接 a link out of the folder）", err=True)
        return run.finish(len(walk.left_out))


def _inspections(pipeline: Pipeline, walk: Walk, place: str | None, *, quiet: bool) -> Iterator[Inspection]:
    kind = PlaceKind(place) if place else None
    for seen in shown(walk, quiet=quiet):
        sighting = pipeline.sighting(seen.path, place=kind)
        if seen.missed:
            yield pipeline.missed(sighting, seen.missed)
        elif seen.volume_of:
            yield pipeline.volume(sighting, seen.volume_of)
        else:
            yield pipeline.inspect(sighting)
