"""dlp scan: look into files and folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import click

from dlp import policy
from dlp.cli import common, progress
from dlp.errors import ConfigError
from dlp.mailboxes import each_message
from dlp.model import Inspection, PlaceKind, Text
from dlp.policy import Policy
from dlp.settings import Settings
from dlp.walk import Seen, Walk

FEW = 48
"""With fewer files than that, starting workers takes longer than they save, unless they are asked for."""


@dataclass(frozen=True)
class _Job:
    """What is to be scanned, and how. show: whether a progress bar runs."""

    settings: Settings
    policy: Policy
    seen: Iterable[Seen]
    place: PlaceKind | None
    show: bool


@click.command("scan")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@common.format_option
@common.output_option
@common.place_option
@common.no_names_option
@common.ocr_option
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="同时检查的进程数，默认按处理器和内存 / processes that inspect; default by cores and memory",
)
def command(
    paths: tuple[Path, ...],
    form: str,
    file: Path | None,
    place: str | None,
    no_names: bool,
    ocr: bool,
    workers: int | None,
) -> int:
    """检查文件和目录，按策略判断，记录事件并出报告。

    Look into files and folders, judge by the policy, record incidents, report.

    \b
    退出码 exit codes: 0 没有问题且全部检查 clean and complete · 1 有事件 incidents
    2 无法运行 could not run · 3 有内容未检查 something was not inspected
    """
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise ConfigError(Text("没有这个文件或目录", "there is no such file or folder"), file=path)
    flags = common.names_flag(no_names) | common.ocr_flag(ocr) | {"scan.workers": workers}
    settings = common.settings_of(flags)
    walk = Walk.of(paths, skip=settings.state_folder)
    seen, number = _shared_out(walk, settings)
    loaded, kind = policy.load(settings), PlaceKind(place) if place else None
    seen = each_message(seen, loaded.places, kind)
    job = _Job(settings, loaded, seen, kind, progress.wanted(quiet=file is None))
    running = _alone(job, form, file, walk) if number == 1 else _with_workers(job, number, form, file, walk)
    with running as (inspections, run):
        for inspection in inspections:
            run(inspection)
        for left in walk.left_out:
            click.echo(f"未跟随 not followed: {left}（指向目录外的链接 a link out of the folder）", err=True)
        return run.finish(len(walk.left_out))


def _shared_out(walk: Walk, settings: Settings) -> tuple[Iterable[Seen], int]:
    """What the walk sees, and how many workers that is worth. 1 means that this process does it itself."""
    from dlp.workers.sizing import suitable

    if settings.scan.workers:
        return walk, settings.scan.workers
    seen = iter(walk)
    first = list(islice(seen, FEW))
    return chain(first, seen), suitable(ocr=settings.ocr) if len(first) == FEW else 1


_Running = tuple[Iterator[Inspection], common.Run]


@contextmanager
def _alone(job: _Job, form: str, file: Path | None, walk: Walk) -> Iterator[_Running]:
    """Inspections made in this process."""
    from dlp.workers.unit import inspect

    with common.running(job.settings, job.policy, form, file, map(str, walk.roots)) as (pipeline, run):
        seen = progress.shown(job.seen) if job.show else job.seen
        yield (inspect(pipeline, each, job.place) for each in seen), run


@contextmanager
def _with_workers(job: _Job, number: int, form: str, file: Path | None, walk: Walk) -> Iterator[_Running]:
    """Inspections made by workers; this process records and reports, and never loads the engine."""
    from dlp.counting.spill import Scratch
    from dlp.fingerprint import load_key
    from dlp.workers import Pool, units

    settings = job.settings
    load_key(settings.state_folder)  # made before several want to make it
    policy.limits(settings, job.policy)  # complains here, not in every worker
    scratch = Scratch(settings.state_folder / "counting")
    with (
        Pool(settings, job.policy.version, scratch, number) as pool,
        common.recording(settings, job.policy, scratch, form, file, map(str, walk.roots)) as run,
    ):
        seen = list(job.seen) if job.show else job.seen
        inspections = pool.inspect(units(seen, job.place))
        yield progress.counted(inspections, len(seen)) if isinstance(seen, list) else inspections, run
