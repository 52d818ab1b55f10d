"""python -m bench index: what the index of customers takes, how fast it answers, how often it is wrong."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import customers, page
from dlp.customers import Index
from dlp.customers.index import TARGET
from dlp.customers.pairs import pair_of, paired
from dlp.fingerprint import Fingerprinter, key_from
from dlp.model import Text

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- index: begin; written by `python -m bench index --page` -->", "<!-- index: end -->")
_STRANGERS = 3_000_000
_BATCH = 1_000_000
_SINGLE = 20_000
_RUNS = 3


@dataclass(frozen=True)
class Measured:
    """One line: what was measured, how much, and how much it may be."""

    what: Text
    value: float
    unit: str
    most: float | None = None

    @property
    def met(self) -> bool:
        """Whether it is not more than it may be."""
        return self.most is None or self.value <= self.most


def main(arguments: list[str]) -> int:
    """Make a list, build, look up; 1 if something takes more than it may."""
    parser = argparse.ArgumentParser("python -m bench index", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--page", action="store_true", help=f"write the table into {PAGE.name}")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        lines = list(_measure(Path(folder), asked.rows))
    _show(lines, asked.rows)
    if asked.page:
        page.between(PAGE, MARKS, [_markdown(lines, asked.rows)])
    return int(not all(line.met for line in lines))


def _measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Every line, in order."""
    file, more = folder / "list.csv", folder / "more.csv"
    customers.write(file, rows)
    customers.write(more, max(1, rows // 1000), seed=2)
    share = rows / 10_000_000
    yield from _built(folder, "build", file, Text("建立", "build"))
    index, register = (folder / "state" / "customers" / f"customers.{name}" for name in ("index", "register"))
    yield Measured(Text("索引（工作站上的全部）", "index, all that a workstation holds"), _mb(index), "MB", 400 * share)
    yield Measured(Text("索引和登记", "index and register"), _mb(index) + _mb(register), "MB", 400 * share)
    yield from _asked(folder, index)
    yield from _built(folder, "add", more, Text("再加千分之一", "add a thousandth"))
    yield from _built(folder, "remove", more, Text("删除千分之一", "remove a thousandth"))


def _built(folder: Path, verb: str, file: Path, what: Text) -> Iterator[Measured]:
    """CPU seconds and memory of a command, its reader included."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "DLP_STATE": str(folder / "state")}
    command = [sys.executable, "-m", "dlp", "customers", verb, str(file)]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield Measured(what, spent, "CPU s")
    yield Measured(what, wall, "s")
    if verb == "build":
        yield Measured(Text("建立时内存", "memory while building"), after.ru_maxrss / 1000, "MB")


def _asked(folder: Path, file: Path) -> Iterator[Measured]:
    """What look-ups take, and what they are worth."""
    key = key_from(folder / "state" / "keys" / "customers.key")
    index, fingerprints = Index(file, key), Fingerprinter(key)
    random = np.random.default_rng(5)
    with (folder / "list.csv").open(encoding="utf-8") as lines:
        rows = [line.strip().split(",") for line in islice(lines, 1, _SINGLE + 1)]

    def one() -> None:
        for name, _, mobile in rows:
            pair = pair_of(fingerprints.number("PERSON", name), fingerprints.number("CN_MOBILE", mobile))
            assert pair in index

    def strangers() -> None:
        index.contains(random.integers(0, 1 << 64, _BATCH, np.uint64))

    def many() -> None:
        names, mobiles = ([row[column] for row in rows] for column in (0, 2))
        numbers = (fingerprints.numbers(*each) for each in (("PERSON", names), ("CN_MOBILE", mobiles)))
        pairs = paired(*(np.frombuffer(each, "<u8").astype(np.uint64) for each in numbers))
        assert index.contains(pairs).all()

    yield Measured(Text("查一对，从原值算起", "one look-up, from the values"), _each(one, _SINGLE), "µs", 5)
    yield Measured(Text("成批查，从原值算起", "in a batch, from the values"), _each(many, _SINGLE), "µs", 2)
    yield Measured(Text("成批查陌生的对", "pairs of strangers, in a batch"), _each(strangers, _BATCH), "µs", 2)
    yield _chance(index, random)


def _chance(index: Index, random: np.random.Generator) -> Measured:
    """How often a stranger with a value in every column is taken for a customer."""
    wrong = sum(
        int(np.any([index.contains(random.integers(0, 1 << 64, _BATCH, np.uint64)) for _ in range(3)], axis=0).sum())
        for _ in range(_STRANGERS // _BATCH)
    )
    what = Text(f"{_STRANGERS:,} 个陌生人中误认", f"taken for a customer, of {_STRANGERS:,} strangers")
    most = TARGET * _STRANGERS
    return Measured(what, wrong, "", most + 3 * most**0.5)  # three standard deviations of what chance allows


def _each(work: Callable[[], None], times: int) -> float:
    """CPU microseconds for each of so many, best of three."""
    best = float("inf")
    for _ in range(_RUNS):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best / times * 1e6


def _mb(file: Path) -> float:
    return file.stat().st_size / 1e6


def _cells(line: Measured) -> tuple[str, str, str]:
    most = "–" if line.most is None else f"≤ {line.most:g} {line.unit}"
    return str(line.what), f"{line.value:,.2f} {line.unit}".strip(), most.strip() + ("" if line.met else " MISSED")


def _show(lines: list[Measured], rows: int) -> None:
    table = Table(title=f"{rows:,} 行 rows")
    for head in ("", "测得 measured", "上限 at most"):
        table.add_column(head)
    for line in lines:
        table.add_row(*_cells(line))
    Console(highlight=False).print(table)


def _markdown(lines: list[Measured], rows: int) -> str:
    cells = (f"| {' | '.join(_cells(line))} |" for line in lines)
    return "\n".join([f"| {rows:,} 行 rows | 测得 measured | 上限 at most |", "| --- | ---: | ---: |", *cells]) + "\n"
