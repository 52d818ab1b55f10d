"""python -m bench ledger: what a durable incident costs, and how fast a large ledger is listed and verified.

The disk is measured in the same run: a bare file that is written to its end 4 KB at a time, each time with fdatasync,
is the least that anything durable can cost. Both take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import page
from dlp.ledger import Ledger
from dlp.model import (
    Act,
    Count,
    Finding,
    Incident,
    Level,
    Locator,
    Place,
    PlaceKind,
    Response,
    Sighting,
    Tally,
    Text,
    Verdict,
)

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- ledger: begin; written by `python -m bench ledger --page` -->", "<!-- ledger: end -->")
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_BLOCK = b"\0" * 4096
_ROUNDS = 10
_PER_ROUND = 50
_BATCH = 1000
_LOOKS = 5


@dataclass(frozen=True)
class Measured:
    """One line: what was measured, how much, and how much it must be at least or may be at most."""

    what: Text
    value: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        """Whether it is within its floor."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)


def main(arguments: list[str]) -> int:
    """Fill a ledger, list, verify; 1 if a floor is not met."""
    parser = argparse.ArgumentParser("python -m bench ledger", description=__doc__)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="on the disk to measure; default the temporary folder")
    parser.add_argument("--page", action="store_true", help=f"write the table into {PAGE.name}")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        lines = list(_measure(Path(folder), asked.incidents))
    _show(lines, asked.incidents)
    if asked.page:
        page.between(PAGE, MARKS, _markdown(lines, asked.incidents))
    return int(not all(line.met for line in lines))


def incident(number: int) -> Incident:
    """A made-up incident with ten findings, about 3 KB as JSON; of one of 5,000 people and 40 departments."""
    who = number * 7919 % 5000
    kind = (PlaceKind.PERSONAL_SYNC, PlaceKind.REMOVABLE, PlaceKind.WORKSTATION)[number % 3]
    level = (Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL)[number % 4]
    seen = _BEGAN + timedelta(seconds=number * 20)
    sighting = Sighting(f"/home/u{who}/资料/{number}.xlsx", Place(kind), Act.AT_REST, seen, who=f"u{who}")
    persons = number * 31 % 997 + 1
    why = {"act": "at_rest", "place": [kind.value], "persons": persons}
    rule = f"4.2.2-rule-{number % 30}"
    advice = Text("移到公司指定的存储，删除这一份", "move it to designated storage and delete this one")
    verdict = Verdict(rule, "4.2.2", level, Text("客户资料存放不当", "misplaced"), advice, (Response.RECORD,), why)
    found = tuple(
        Finding("CN_MOBILE", "139****9001", f"{number * 16 + n:032x}", Locator(f"sheet:客户 row {n}"), n, n + 11, 0.9)
        for n in range(10)
    )
    tally = Tally({"CN_MOBILE": Count(persons, persons)}, persons, classes=("contact",), grade=2)
    department = f"部门{who % 40}"
    return Incident(
        f"{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}",
        verdict,
        sighting,
        tally,
        found,
        (),
        department,
        ("head@yunhai.example",),
        "v1",
    )


def _measure(folder: Path, incidents: int) -> Iterator[Measured]:
    yield from _single(folder)
    ledger = Ledger(folder / "many")
    taken = spent = 0.0
    for start in range(0, incidents, _BATCH):
        batch = [incident(number) for number in range(start, min(start + _BATCH, incidents))]
        began, before = time.perf_counter(), time.process_time()
        ledger.record(batch)
        taken, spent = taken + time.perf_counter() - began, spent + time.process_time() - before
    what = Text("成批写入", f"incidents recorded, {_BATCH} a transaction")
    yield Measured(what, incidents / taken, "/s", least=2000)
    yield Measured(Text("成批写入，处理器时间", "the same, for each CPU second"), incidents / spent, "/CPU-s")
    yield from _lists(ledger, incidents)
    yield from _verified(ledger)
    yield from _grouped(ledger)


def _single(folder: Path) -> Iterator[Measured]:
    """Single transactions and bare appends, in turns."""
    ledger, number = Ledger(folder / "single"), 0
    bare: list[float] = []
    ours: list[float] = []
    with closing(os.fdopen(os.open(folder / "bare", os.O_WRONLY | os.O_CREAT, 0o600), "wb", buffering=0)) as file:
        for _ in range(_ROUNDS):
            for _ in range(_PER_ROUND):
                began = time.perf_counter()
                file.write(_BLOCK)
                os.fdatasync(file.fileno())
                bare.append(time.perf_counter() - began)
            for _ in range(_PER_ROUND):
                one = incident(number)
                began = time.perf_counter()
                ledger.record([one])
                ours.append(time.perf_counter() - began)
                number += 1
    both = len(bare) / sum(bare), len(ours) / sum(ours)
    yield Measured(Text("4 KB 追加并落盘", "bare 4 KB append and fdatasync"), both[0], "/s")
    yield Measured(Text("单个事件落盘", "single durable incidents"), both[1], "/s")
    yield Measured(Text("两者之比", "the second by the first"), both[1] / both[0], "×", least=0.5)
    yield Measured(Text("单个事件，中位数", "a single incident, median"), statistics.median(ours) * 1000, "ms")


def _lists(ledger: Ledger, incidents: int) -> Iterator[Measured]:
    recent = (_BEGAN + timedelta(seconds=incidents * 20) - timedelta(days=7)).isoformat()
    half = (_BEGAN + timedelta(seconds=incidents * 10)).isoformat()
    ways: tuple[tuple[Text, dict[str, str]], ...] = (
        (Text("列出前 100 起", "the first 100"), {}),
        (Text("一个部门的前 100 起", "of a department"), {"department": "部门7"}),
        (Text("一条规则的前 100 起", "of a rule"), {"rule": "4.2.2-rule-7"}),
        (Text("最近 7 天的前 100 起", "of the last 7 days"), {"since": recent}),
        (Text("后一半时间的前 100 起", "of the later half"), {"since": half}),
        (
            Text("一个部门最近 7 天的前 100 起", "of a department, last 7 days"),
            {"department": "部门7", "since": recent},
        ),
        (Text("未处理的前 100 起", "of those that are new"), {"state": "new"}),
        (Text("已关闭的（没有）", "of those that are closed, which none is"), {"state": "closed"}),
    )
    for what, given in ways:
        yield Measured(what, _best(ledger, given) * 1000, "ms", most=200)


def _best(ledger: Ledger, given: dict[str, str]) -> float:
    taken = []
    for _ in range(_LOOKS):
        began = time.perf_counter()
        list(ledger.entries(limit=100, **given))  # type: ignore[arg-type]
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _verified(ledger: Ledger) -> Iterator[Measured]:
    began, before = time.perf_counter(), time.process_time()
    with ledger.verification() as check:
        wrong = list(check.problems())
    assert not wrong
    taken, spent = time.perf_counter() - began, time.process_time() - before
    yield Measured(Text("校验", f"rows verified, of {check.rows:,}"), check.rows / taken, "/s", least=100_000)
    yield Measured(Text("校验，处理器时间", "the same, for each CPU second"), check.rows / spent, "/CPU-s")


def _grouped(ledger: Ledger) -> Iterator[Measured]:
    began = time.perf_counter()
    list(ledger.stories(limit=100))
    yield Measured(Text("前 100 个故事", "the first 100 stories"), (time.perf_counter() - began) * 1000, "ms")


def _show(lines: list[Measured], incidents: int) -> None:
    table = Table(title=f"账本 the ledger, {incidents:,} incidents")
    for title in ("", "实测 measured", "应 wanted", ""):
        table.add_column(title)
    for line in lines:
        table.add_row(str(line.what), _amount(line), _wanted(line), "" if line.met else "✗")
    Console(highlight=False).print(table)


def _amount(line: Measured) -> str:
    return f"{line.value:,.2f} {line.unit}" if line.value < 10 else f"{line.value:,.0f} {line.unit}"


def _wanted(line: Measured) -> str:
    if line.least is not None:
        return f"≥ {line.least:g}"
    return "" if line.most is None else f"≤ {line.most:g}"


def _markdown(lines: list[Measured], incidents: int) -> list[str]:
    rows = [f"| {incidents:,} 起事件 incidents | 测得 measured | 应 wanted |", "| --- | ---: | ---: |"]
    return [*rows, *(f"| {line.what} | {_amount(line)} | {_wanted(line)} |" for line in lines), ""]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
