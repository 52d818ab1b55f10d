"""dlp coverage: what is looked at, and what is not."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from dlp import policy
from dlp.cli import CLEAN, INCOMPLETE, common
from dlp.cli.status import gap_line, gap_row, latest, survey_line, survey_row
from dlp.coverage import Coverage, Covered, Left, coverage
from dlp.record import shown_path
from dlp.state import State
from dlp.state.watching import Gap, Survey, Watching
from dlp.text import printable
from dlp.words import PLACES, REASONS

GAPS = 50
"""So many gaps are listed, the open ones first."""


@click.command("coverage")
@common.lines_option
def command(form: str) -> int:
    """每种位置由什么来源检查、哪些没有来源；哪些内容没有检查到；哪些要监视的目录不存在；监视的缺口。

    Which kinds of place are fed by which source and which by none; what was not inspected; which
    watched folders are not there; when the agent cannot have seen everything. Exit code 3 if something
    was left out, else 0.
    """
    settings = common.settings_of()
    loaded = policy.load(settings)
    covered = coverage(settings, loaded, State(settings.state_folder, loaded.version))
    record = Watching(settings.state_folder)
    gaps, surveys = record.gaps(GAPS), latest(record.surveys(500))
    rows = map(json.dumps, (*_rows(covered), *map(gap_row, gaps), *map(survey_row, surveys)))
    for line in rows if form == "jsonl" else (*_lines(covered), *_watched(gaps, surveys)):
        click.echo(line)
    open_gap = any(not gap.ended for gap in gaps)
    return INCOMPLETE if covered.left or covered.never or covered.missing or open_gap else CLEAN


def _watched(gaps: list[Gap], surveys: list[Survey]) -> Iterator[str]:
    if gaps:
        yield "\n监视缺口 times in which the agent cannot have seen everything"
        yield from map(gap_line, gaps)
    if surveys:
        yield "\n最近一次核对 the last survey of each followed folder"
        yield from map(survey_line, surveys)


def _rows(covered: Coverage) -> Iterator[dict[str, object]]:
    for place in covered.places:
        yield {
            "place": place.kind.value,
            "sources": list(place.sources),
            "folders": [shown_path(folder) for folder in place.folders],
            "seen": place.seen,
        }
    for left in covered.left:
        yield {"reason": left.reason.value, "count": left.count, "paths": list(left.paths)}
    for never in covered.never:
        yield {"never": shown_path(never.path), "place": never.place.kind.value, "application": str(never.title)}
    for setting, folder in covered.missing:
        yield {"missing": shown_path(folder), "setting": setting}


def _lines(covered: Coverage) -> Iterator[str]:
    yield "位置与来源 kinds of place and their sources"
    yield from map(_place, covered.places)
    if covered.left:
        yield "\n未检查的内容 what was not inspected"
        for left in covered.left:
            yield from _left(left)
    if covered.never:
        yield "\n从未检查过的软件目录 applications' folders that were never looked at"
        yield from (f"  {each.title.zh} {each.title.en}: {printable(each.path)}" for each in covered.never)
    if covered.missing:
        yield "\n要监视但不存在的目录 watched folders that are not there"
        yield from (f"  {setting}: {printable(folder)}" for setting, folder in covered.missing)


def _place(covered: Covered) -> str:
    words = PLACES[covered.kind]
    fed = ", ".join(covered.sources) or "没有来源 no source"
    found = f"，本机有 {len(covered.folders)} 个目录 folders here" if covered.folders else ""
    return f"  {words.zh} {words.en}: {fed} · 已检查 {covered.seen} seen{found}"


def _left(left: Left) -> Iterator[str]:
    yield f"  {REASONS[left.reason]}: {left.count}"
    yield from (f"    {printable(path)}" for path in left.paths)
    if left.count > len(left.paths):
        yield f"    …… 另有 {left.count - len(left.paths)} 个 more"
