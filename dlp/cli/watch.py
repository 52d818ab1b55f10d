"""dlp watch: the agent in the foreground."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from dlp import machine, policy
from dlp.cli import CLEAN, common
from dlp.errors import ConfigError, KedunError
from dlp.model import Inspection, PlaceKind, Text
from dlp.policy import Policy
from dlp.settings import Flat, Settings, user_file


@dataclass(frozen=True)
class _Asked:
    """What the command line asks for."""

    folders: tuple[Path, ...]
    boxes: tuple[Path, ...]
    place: PlaceKind | None
    form: str
    file: Path | None
    flags: Flat


@dataclass
class _Turn:
    """What the settings say now. stop: set by a signal."""

    settings: Settings
    policy: Policy
    stop: bool = False


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
    """在前台监视目录和发件箱，发现事件立即记录并显示；按 Ctrl-C 结束。

    Follow folders and outboxes in the foreground; incidents are recorded and shown at once.
    Without PATH the settings watch.folders and watch.outboxes say what. Ctrl-C ends it.
    """
    flags = common.names_flag(no_names) | common.ocr_flag(ocr)
    asked = _Asked(paths, outboxes, PlaceKind(place) if place else None, form, file, flags)
    settings = common.settings_of(flags)
    turn = _Turn(settings, policy.load(settings))
    _followed(asked, settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(turn, "stop", True))
    while not turn.stop:
        _session(asked, turn)
    return CLEAN


def _followed(asked: _Asked, settings: Settings) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Folders and outboxes. Raises ConfigError: there are none."""
    folders = asked.folders or tuple(Path(folder).expanduser() for folder in settings.watch.folders)
    boxes = asked.boxes or tuple(Path(folder).expanduser() for folder in settings.watch.outboxes)
    if not folders and not boxes:
        fix = Text("写上目录，或设置 watch.folders", "name a folder, or set watch.folders")
        raise ConfigError(Text("没有要监视的目录", "there is nothing to watch"), fix=fix)
    return folders, boxes


def _session(asked: _Asked, turn: _Turn) -> None:
    """Watch until stopped, or until the settings have changed and are good: then everything is judged by them."""
    from agent.loop import Agent
    from agent.watch import Followed, Watcher
    from dlp.counting.spill import Scratch
    from dlp.edition import edition
    from dlp.fingerprint import load_key
    from dlp.state.stamps import Stamps
    from dlp.state.watching import Watching
    from dlp.workers import Crew, suitable

    settings, loaded = turn.settings, turn.policy
    state = settings.state_folder
    load_key(state)  # made before several want to make it
    policy.limits(settings, loaded)  # complains here, not in every worker
    folders, boxes = _followed(asked, settings)
    record = Watching(state)
    stamps = Stamps(state, loaded.version, edition(settings))
    watcher = Watcher(Followed(folders, boxes, state, settings.watch), record, stamps)
    scratch = Scratch(state / "counting")
    crew = Crew(settings, loaded.version, scratch, max(2, suitable(settings.scan.workers, ocr=settings.ocr)))
    scope = list(map(str, (*folders, *boxes)))
    with common.recording(settings, loaded, scratch, asked.form, asked.file, scope) as run:
        click.echo(f"正在监视 watching: {', '.join(scope)}（Ctrl-C 结束 to end）", err=True)
        Agent(watcher, crew, _Shown(run), asked.place).run(_ends(asked, turn, record.open_gap, scope))
        run.finish()


class _Shown:
    """The sinks of a run; what is reported through a pipe goes out at once."""

    def __init__(self, run: common.Run) -> None:
        self.flush, self.mailbox = run.flush, run.state.mailbox
        self._run = run

    def __call__(self, inspection: Inspection) -> None:
        self._run(inspection)
        sys.stdout.flush()


def _ends(asked: _Asked, turn: _Turn, gap: Callable[..., int], scope: list[str]) -> Callable[[], bool]:
    """Says when a session ends. Settings that are wrong change nothing, and are put on record."""
    from agent.changes import Changes

    changes = Changes((policy.folder_of(turn.settings), user_file(), machine.admin_config_file()))

    def over() -> bool:
        if turn.stop or not changes.changed():
            return turn.stop
        try:
            settings = common.settings_of(asked.flags)
            turn.settings, turn.policy = settings, policy.load(settings)
            _followed(asked, settings)
        except KedunError as error:
            click.echo(f"设置有误，沿用原设置 settings are wrong, the old ones stay: {error}", err=True)
            gap("bad_settings", scope)
            return False
        gap("settings", scope)
        return True

    return over
