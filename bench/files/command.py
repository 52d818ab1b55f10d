"""python -m bench readers: what the whole program costs over the bare libraries on the same files.

CPU seconds of the program and of all its children, by the kernel's own account; the median of a
few runs. A second figure leaves out what the program needs to start, measured on an empty folder.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from bench.corpus import SEED
from bench.files import made

_EXTRACT = """
import sys; from pathlib import Path; from dlp.readers import Limits, Reader
with Reader(Limits(seconds=600)) as reader:
    reading = reader.open(Path(sys.argv[1]))
    print(sum(len(block.text) for block in reading.blocks()))
    sys.exit(2 * bool(reading.document().unread))
"""


@dataclass(frozen=True)
class Measured:
    """One job: CPU seconds of ours, of what ours needs to start, and of the bare libraries; the floor (a ceiling)."""

    what: str
    ours: float
    start: float
    bare: float
    wanted: float

    @property
    def ratio(self) -> float:
        """Ours over theirs, without what we need to start."""
        return (self.ours - self.start) / self.bare

    @property
    def met(self) -> bool:
        """Whether the floor is reached."""
        return self.ratio <= self.wanted


def main(arguments: list[str]) -> int:
    """Make, measure, print; the exit code."""
    parser = argparse.ArgumentParser("python -m bench readers", description=__doc__)
    parser.add_argument("--files", type=int, default=2000, metavar="N", help="small files; default 2000")
    parser.add_argument("--pages", type=int, default=500, metavar="N", help="of the long PDF; default 500")
    parser.add_argument("--rows", type=int, default=100_000, metavar="N", help="of the long workbook; default 100000")
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts; default 3")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    parser.add_argument("--check", action="store_true", help="exit 1 if a floor is not met")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder), asked)
    Console(highlight=False).print(table(results))
    if asked.json:
        data = [
            {"what": r.what, "ours": r.ours, "start": r.start, "bare": r.bare, "ratio": r.ratio, "met": r.met}
            for r in results
        ]
        asked.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(asked.check and not all(result.met for result in results))


def measure(folder: Path, asked: argparse.Namespace) -> list[Measured]:
    """All jobs in a folder."""
    tree, empty, long_pdf, long_sheet = folder / "tree", folder / "empty", folder / "a.pdf", folder / "a.xlsx"
    empty.mkdir()
    (empty / "a.txt").write_text("x")
    made.tree(tree, asked.files, SEED)
    long_pdf.write_bytes(made.pdf(Random(SEED), asked.pages))
    long_sheet.write_bytes(made.xlsx(Random(SEED), asked.rows))
    runs = asked.runs
    scan, read = _scan(folder, empty, runs), _read(folder, empty / "a.txt", runs)
    return [
        Measured(f"scan, {asked.files} files", _scan(folder, tree, runs), scan, _bare(tree, runs), 1.4),
        Measured(f"pdf, {asked.pages} pages", _read(folder, long_pdf, runs), read, _bare(long_pdf, runs), 2),
        Measured(f"xlsx, {asked.rows} rows", _read(folder, long_sheet, runs), read, _bare(long_sheet, runs), 2),
    ]


def _scan(folder: Path, path: Path, runs: int) -> float:
    return _median(
        folder, ["-m", "dlp", "scan", str(path), "--no-names", "--format", "jsonl", "-o", str(folder / "out")], runs
    )


def _read(folder: Path, path: Path, runs: int) -> float:
    return _median(folder, ["-c", _EXTRACT, str(path)], runs)


def _median(folder: Path, command: list[str], runs: int) -> float:
    return statistics.median(_seconds(folder, command) for _ in range(runs))


def _seconds(folder: Path, command: list[str]) -> float:
    """CPU seconds of a program of ours and its children."""
    with tempfile.TemporaryDirectory(dir=folder) as state:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, *command], capture_output=True, env={**os.environ, "DLP_STATE": state}, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):  # 1: a scan that found something
        raise RuntimeError(done.stderr.decode()[-2000:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _bare(path: Path, runs: int) -> float:
    command = [sys.executable, "-m", "bench.files.bare", str(path)]
    answers = (subprocess.run(command, capture_output=True, check=True).stdout.split() for _ in range(runs))
    return statistics.median(float(answer[0]) for answer in answers)


def table(results: list[Measured]) -> Table:
    """What was measured, for people."""
    shown = Table("读取 reading", "我们 ours, s", "启动 start, s", "仅用库 bare, s", "倍数 ratio", "上限 at most", "")
    for r in results:
        numbers = (f"{number:.2f}" for number in (r.ours, r.start, r.bare, r.ratio, r.wanted))
        shown.add_row(r.what, *numbers, "✓" if r.met else "✗")
    return shown
