"""dlp watch: the agent in the foreground."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from agent.outbox import Outboxes
from agent.watch import Watcher
from dlp import policy
from dlp.cli import CLEAN, common
from dlp.errors import ConfigError
from dlp.model import PlaceKind, Text


@click.command("watch")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--outbox",
    "outboxes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="存放 .eml 的发件箱目录，可多次 / a folder of .eml files, may be repeated",
)
@common.place_option
@common.format_option
@common.output_option
@common.no_names_option
@common.ocr_option
def command(
    paths: tuple[Path, ...],
    outboxes: tuple[Path, ...],
    place: str | None,
    form: str,
    file: Path | None,
    no_names: bool,
    ocr: bool,
) -> int:
    """在前台监视目录和发件箱，发现事件立即显示并记录；按 Ctrl-C 结束。

    Follow folders and outboxes in the foreground; incidents are shown and recorded at once.
    Without PATH the settings watch.folders and watch.outboxes say what. Ctrl-C ends it.
    """
    settings = common.settings_of(common.names_flag(no_names) | common.ocr_flag(ocr))
    folders = paths or tuple(Path(folder).expanduser() for folder in settings.watch.folders)
    boxes = outboxes or tuple(Path(folder).expanduser() for folder in settings.watch.outboxes)
    if not folders and not boxes:
        fix = Text("写上目录，或设置 watch.folders", "name a folder, or set watch.folders")
        raise ConfigError(Text("没有要监视的目录", "there is nothing to watch"), fix=fix)
    loaded = policy.load(settings)
    watcher = Watcher((*folders, *boxes), settings.state_folder, settings.watch.quiet_seconds)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: watcher.stop())
    with common.running(settings, loaded, form, file, map(str, (*folders, *boxes))) as (pipeline, run):
        sightings = Outboxes(pipeline, boxes, PlaceKind(place) if place else None)
        click.echo(f"正在监视 watching: {', '.join(map(str, (*folders, *boxes)))}（Ctrl-C 结束 to end）", err=True)
        for happened in watcher:
            for inspection in sightings.inspections(happened):
                run(inspection)
            run.state.flush()
        run.finish()
    return CLEAN
