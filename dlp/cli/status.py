"""dlp status: how the agent on this machine does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import click

from dlp import machine
from dlp.cli import CLEAN, INCOMPLETE, common
from dlp.state.watching import Alive, Gap, Survey, Watching
from dlp.text import printable
from dlp.words import GAPS

STALE = 90.0
"""Seconds after which an agent that said nothing is not well."""
_GAPS = 20


@click.command("status")
@common.lines_option
def command(form: str) -> int:
    """客户端是否在运行、队列、工作进程、最近一次核对、监视缺口。

    Whether the agent runs, its queue and workers, the last survey of each folder, and gaps. Exit code 3
    if it does not run or a gap is open, else 0.
    """
    record = Watching(common.settings_of().state_folder)
    alive, gaps, surveys = record.alive(), record.gaps(_GAPS), latest(record.surveys(500))
    rows = [_agent(alive), *map(survey_row, surveys), *map(gap_row, gaps)]
    for line in map(_json, rows) if form == "jsonl" else _lines(rows[0], surveys, gaps):
        click.echo(line)
    return CLEAN if runs(alive) and all(gap.ended for gap in gaps) else INCOMPLETE


def runs(alive: Alive | None) -> bool:
    """Whether an agent is at work: its process is there, and it spoke lately."""
    if alive is None or alive.body.get("stopped"):
        return False
    silent = (datetime.now(UTC) - datetime.fromisoformat(alive.at)).total_seconds()
    return silent < STALE and machine.is_running(int(alive.body.get("pid", 0)))


def latest(surveys: list[Survey]) -> list[Survey]:
    """The last survey of each folder; surveys come newest first."""
    by_root: dict[str, Survey] = {}
    for survey in surveys:
        by_root.setdefault(survey.root, survey)
    return list(by_root.values())


def survey_row(survey: Survey) -> dict[str, Any]:
    """A survey as a line of JSON has it."""
    return {
        "survey": survey.root,
        "why": survey.why,
        "began": survey.began,
        "seconds": survey.seconds,
        "seen": survey.seen,
        "changed": survey.changed,
        "scanned": survey.scanned,
        "skipped": survey.skipped,
        "complete": survey.complete,
    }


def gap_row(gap: Gap) -> dict[str, Any]:
    """A gap as a line of JSON has it."""
    row = {"gap": gap.why, "began": gap.began, "ended": gap.ended, "roots": list(gap.roots)}
    return row | ({"folders": gap.count} if gap.count else {})


def survey_line(survey: Survey) -> str:
    """A survey for people: the proof of what was met and what became of it."""
    skipped = ", ".join(f"{reason} {number}" for reason, number in sorted(survey.skipped.items())) or "0"
    numbers = f"见到 seen {survey.seen} · 有变化 changed {survey.changed} · 已检查 scanned {survey.scanned}"
    state = "" if survey.complete else " · 不完整 incomplete"
    root = printable(survey.root)
    return f"  {root}: {survey.began[:19]} {survey.why} {survey.seconds:.1f} s · {numbers} · 跳过 skipped: {skipped}{state}"


def gap_line(gap: Gap) -> str:
    """A gap for people."""
    folders = f" · {gap.count} 个目录 folders" if gap.count else ""
    ended = gap.ended[:19] or "仍未补上 still open"
    return f"  {GAPS[gap.why]}: {gap.began[:19]} → {ended}{folders} · {', '.join(map(printable, gap.roots))}"


def _agent(alive: Alive | None) -> dict[str, Any]:
    body: Mapping[str, Any] = alive.body if alive else {}
    return {"agent": "running" if runs(alive) else "stopped", "alive": alive.at if alive else "", **body}


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _lines(agent: Mapping[str, Any], surveys: list[Survey], gaps: list[Gap]) -> Iterator[str]:
    running = agent["agent"] == "running"
    yield f"客户端 agent: {'正在运行 running' if running else '没有运行 not running'} · {agent['alive'][:19]}"
    if running:
        queue = ", ".join(f"{name} {number}" for name, number in agent["queue"].items())
        yield f"队列 queue: {queue}"
        yield f"工作进程 workers: {agent.get('workers', 0)}，正在检查 working on {agent.get('working', 0)}"
        yield from (f"  {printable(root)}: {mode}" for root, mode in agent["roots"].items())
    if surveys:
        yield "最近一次核对 last survey"
        yield from map(survey_line, surveys)
    if gaps:
        yield "监视缺口 gaps"
        yield from map(gap_line, gaps)
