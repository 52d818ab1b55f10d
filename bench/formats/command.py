"""python -m bench formats FOLDER: our readers on other people's documents."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import platformdirs
from rich.console import Console

from bench import ours, page, result, tables
from bench.formats import judges, measure, show
from bench.formats.verdict import Row, Verdict

_PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
MARKS = ("<!-- measured: begin; written by `python -m bench formats --page` -->", "<!-- measured: end -->")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench formats", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="of documents, read recursively")
    parser.add_argument("--sample", type=int, metavar="N", help="of each file name extension; default all")
    parser.add_argument(
        "--python", default=sys.executable, metavar="FILE", help="the interpreter that has the judges' libraries"
    )
    parser.add_argument("--without", nargs="+", default=(), metavar="JUDGE", help="judges not to ask")
    parser.add_argument(
        "--cache", type=Path, default=Path(platformdirs.user_cache_dir("kedun-bench")) / "formats", metavar="DIR"
    )
    parser.add_argument("--stored", type=Path, metavar="FILE", help="show an earlier --json FILE; run nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every file's row")
    parser.add_argument("--worst", type=Path, metavar="FILE", help="write the list of the worst files there")
    parser.add_argument(
        "--page", type=Path, nargs="?", const=_PAGE, metavar="FILE", help=f"write the tables into {_PAGE.name}"
    )
    parser.add_argument("--check", action="store_true", help="exit 1 after a crash, a timeout or a file wrongly read")
    return parser


def main(arguments: list[str]) -> int:
    """Measure, print, write; the exit code."""
    asked = _parser().parse_args(arguments)
    facts = _stored(asked.stored) if asked.stored else _measured(asked)
    rows: list[Row] = facts["rows"]
    console = Console(highlight=False)
    made = [*show.tables(rows), show.basis(facts)]
    tables.show(made, console)
    lines = list(show.worst(rows))
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
    if asked.worst:
        asked.worst.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if asked.json:
        plain = facts | {"rows": [asdict(row) for row in rows]}
        asked.json.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked.page:
        page.between(asked.page, MARKS, [*map(tables.markdown, made)])
    bad = {Verdict.CRASH.value, Verdict.TIMEOUT.value, Verdict.WRONG.value}
    return int(asked.check and any(row.verdict in bad for row in rows))


def _stored(file: Path) -> dict[str, Any]:
    facts = json.loads(file.read_text(encoding="utf-8"))
    return dict(facts) | {"rows": [Row(**row) for row in facts["rows"]]}


def _measured(asked: argparse.Namespace) -> dict[str, Any]:
    if asked.folder is None or not asked.folder.is_dir():
        _parser().error("FOLDER must be a folder, unless there is a --stored FILE")
    options = measure.Options(asked.folder, asked.sample, asked.python, asked.cache, frozenset(asked.without))
    progress = Console(stderr=True, highlight=False)
    rows = measure.run(options, lambda line: progress.print(line, markup=False))
    return {
        "date": result.today(),
        "kedun": ours.version(),
        "machine": result.machine(None),
        "judges": judges.versions(asked.python, options.without),
        "sample": asked.sample,
        "rows": rows,
    }
