"""python -m bench month: make the month, run the pipeline over it, show what was wrong."""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from bench import page, tables
from bench.corpus import SEED
from bench.month import measure, plan, show
from bench.month.measure import BUDGET, Alarm, Month

_EVERY = 500
_PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
MARKS = ("<!-- month: begin; written by `python -m bench month --page` -->", "<!-- month: end -->")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench month", description=__doc__)
    parser.add_argument("--workstations", type=int, default=100, metavar="N", help="default 100")
    parser.add_argument("--days", type=int, default=22, metavar="N", help="working days; default 22")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default {SEED}")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="write the files there and keep them")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every alarm, masked")
    parser.add_argument(
        "--page", type=Path, nargs="?", const=_PAGE, metavar="FILE", help=f"write the tables into {_PAGE.name}"
    )
    parser.add_argument("--check", action="store_true", help="exit 1 if over the budget, or if a file was not read")
    return parser


def main(arguments: list[str]) -> int:
    """Make, run, print; the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.workstations < 1 or asked.days < 1:
        _parser().error("--workstations and --days count from 1")
    progress = Console(stderr=True, highlight=False)
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = plan.write(folder, asked.workstations, asked.days, asked.seed)
        progress.print(f"{len(made)} files made")
        month = Month(asked.workstations, asked.days, asked.seed)
        measure.run(folder, made, month, lambda n, alarm: _tell(progress, n, alarm))
    _show(month)
    if asked.json:
        asked.json.write_text(json.dumps(asdict(month), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked.page:
        page.between(asked.page, MARKS, [tables.markdown(table) for table in show.tables(month)])
    return int(asked.check and (month.wrong > BUDGET or bool(month.unread)))


def _tell(progress: Console, number: int, alarm: Alarm | None) -> None:
    if number % _EVERY == 0:
        progress.print(f"{number} files inspected")
    if alarm and not alarm.argued:
        progress.print(f"wrong: {alarm.kind}: {alarm.path}", markup=False)


def _show(month: Month) -> None:
    console = Console(highlight=False)
    tables.show(show.tables(month), console)
    for line in show.lines(month):
        console.print(line, markup=False, soft_wrap=True)
    for path in month.unread:
        console.print(f"没有完全读取 not fully read: {path}", markup=False, soft_wrap=True)
