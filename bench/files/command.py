"""python -m bench readers: what the whole program costs over the bare libraries on the same files.

CPU seconds of the program and of all its children, by the kernel's own account; the median of a
few runs. The ratio leaves out, on both sides, what it takes to start and to meet each kind of file
for the first time: a scan of one file of each kind. The bare libraries are told each file's type
and encoding, read of a letter its main part only, and look for nothing.

The last table is the time by the clock that one and two workers take; it says something only on a
machine with two idle cores.
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
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from bench.corpus import SEED
from bench.files import made, workers

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
        sped = workers.measure(Path(folder), asked.runs)
    console = Console(highlight=False)
    console.print(table(results))
    console.print(workers.table(sped))
    if asked.json:
        data = [
            {"what": r.what, "ours": r.ours, "start": r.start, "bare": r.bare, "ratio": r.ratio, "met": r.met}
            for r in results
        ]
        data.append({"what": "workers", **asdict(sped), "ratio": sped.ratio, "met": sped.met})
        asked.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(asked.check and not (sped.met and all(result.met for result in results)))


def measure(folder: Path, asked: argparse.Namespace) -> list[Measured]:
    """All jobs in a folder, but for workers."""
    tree, few, text = folder / "tree", folder / "few", folder / "a.txt"
    long_pdf, long_sheet = folder / "a.pdf", folder / "a.xlsx"
    text.write_text("x")
    made.tree(tree, asked.files, SEED)
    made.tree(few, len(made.MAKERS), SEED)
    long_pdf.write_bytes(made.pdf(Random(SEED), asked.pages))
    long_sheet.write_bytes(made.xlsx(Random(SEED), asked.rows))
    runs = asked.runs
    scan, read = _scan(folder, few, runs), _read(folder, text, runs)
    bare = _bare(tree, runs) - _bare(few, runs)
    return [
        Measured(f"scan, {asked.files} files", _scan(folder, tree, runs), scan, bare, 1.4),
        Measured(f"pdf, {asked.pages} pages", _read(folder, long_pdf, runs), read, _bare(long_pdf, runs), 2),
        Measured(f"xlsx, {asked.rows} rows", _read(folder, long_sheet, runs), read, _bare(long_sheet, runs), 2),
    ]


def _scan(folder: Path, path: Path, runs: int) -> float:
    return _median(folder, scanning(folder, path, 1), runs)


def scanning(folder: Path, path: Path, workers: int) -> list[str]:
    """The arguments of a scan."""
    out = ["--format", "jsonl", "-o", str(folder / "out"), "--workers", str(workers)]
    return ["-m", "dlp", "scan", str(path), "--no-names", *out]


def _read(folder: Path, path: Path, runs: int) -> float:
    return _median(folder, ["-c", _EXTRACT, str(path)], runs)


def _median(folder: Path, command: list[str], runs: int) -> float:
    return statistics.median(_seconds(folder, command) for _ in range(runs))


def _seconds(folder: Path, command: list[str]) -> float:
    """CPU seconds of a program of ours and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(folder, command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(folder: Path, command: list[str]) -> None:
    """Run a program of ours with a state folder of its own. Raises RuntimeError."""
    with tempfile.TemporaryDirectory(dir=folder) as state:
        done = subprocess.run(
            [sys.executable, *command], capture_output=True, env={**os.environ, "DLP_STATE": state}, check=False
        )
    if done.returncode not in (0, 1):  # 1: a scan that found something
        raise RuntimeError(done.stderr.decode()[-2000:])


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
