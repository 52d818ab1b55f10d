"""python -m bench agent: how soon the agent tells of a file, and what it costs while nothing happens.

Files come at a steady rate, each a made-up customer of its own; an incident counts as told when its line is out.
Then nothing happens in a tree of many files, with one look through all of them in the time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import psutil
from rich.console import Console
from rich.table import Table

from bench import page, values

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- agent: begin; written by `python -m bench agent --page` -->", "<!-- agent: end -->")
_MB = 1 << 20
_PER_FOLDER = 100
_PATIENCE = 120.0


def main(arguments: list[str]) -> int:
    """Measure, show."""
    parser = argparse.ArgumentParser("python -m bench agent", description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="files a second; default 200")
    parser.add_argument("--seconds", type=int, default=20, help="for so long; default 20")
    parser.add_argument("--files", type=int, default=200_000, help="files of the idle tree; default 200000")
    parser.add_argument("--idle", type=int, default=600, help="seconds of doing nothing; default 600")
    parser.add_argument("--page", action="store_true", help=f"write the table into {PAGE.name}")
    asked = parser.parse_args(arguments)
    rows = [*_latency(asked.rate, asked.seconds), *_idle(asked.files, asked.idle)]
    _show(rows)
    if asked.page:
        body = "\n".join(["| | |", "| --- | ---: |", *(f"| {what} | {value} |" for what, value in rows)])
        page.between(PAGE, MARKS, [body + "\n"])
    return 0


def _latency(rate: int, seconds: int) -> Iterator[tuple[str, str]]:
    """How long after it was closed a file's incident is told, at so many files a second."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "watched")
        root.mkdir()
        with _agent(root, Path(folder, "state")) as told:
            told.wait_for(_make(root, "warm", 20, rate))
            closed = _make(root, "file", rate * seconds, rate)
            told.wait_for(closed)
        late = sorted(told.when[path] - when for path, when in closed.items() if path in told.when)
    yield f"文件/秒 files a second, {seconds} s", str(rate)
    yield "有事件的文件 files told of", f"{len(late):,} / {len(closed):,}"
    if len(late) > 1:
        cuts = statistics.quantiles(late, n=100)
        yield "从关闭到事件，中位 from close to incident, median", f"{statistics.median(late):.2f} s"
        yield "99 %", f"{cuts[98]:.2f} s"


def _idle(number: int, seconds: int) -> Iterator[tuple[str, str]]:
    """CPU and memory of all the agent's processes while nothing happens."""
    with tempfile.TemporaryDirectory() as folder:
        root, state = Path(folder, "watched"), Path(folder, "state")
        for at in range(number):
            (root / str(at // _PER_FOLDER)).mkdir(parents=True, exist_ok=True)
            (root / str(at // _PER_FOLDER) / f"{at}.txt").touch()
        with _agent(root, state) as told:
            began = time.monotonic()
            told.rest()
            first = time.monotonic() - began
            before = told.spent()
            time.sleep(seconds)
            used, processes = told.spent() - before, told.processes()
            memory = sum(p.memory_full_info().pss for p in processes) / _MB
    yield "文件 files watched", f"{number:,}"
    yield "第一次全部查看 first look at all of them", f"{first:,.0f} s"
    yield f"空闲时的处理器 CPU while idle, of one core, over {seconds} s", f"{100 * used / seconds:.2f} %"
    yield "空闲时的进程和内存 processes and memory (PSS) while idle", f"{len(processes)}, {memory:,.0f} MB"


class _Told:
    """What an agent tells, and when. when: by path."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.when = process, dict[str, float]()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            now = time.time()
            with suppress(ValueError, KeyError):
                self.when.setdefault(json.loads(line)["path"], now)

    def wait_for(self, paths: dict[str, float]) -> None:
        """Until all were told of, or for so long that they will not be."""
        end = time.monotonic() + _PATIENCE
        while not paths.keys() <= self.when.keys() and time.monotonic() < end:
            time.sleep(0.1)

    def processes(self) -> list[psutil.Process]:
        """The agent and all that it has started."""
        agent = psutil.Process(self.process.pid)
        return [agent, *agent.children(recursive=True)]

    def spent(self) -> float:
        """CPU seconds of them so far."""
        return sum(sum(p.cpu_times()[:4]) for p in self.processes())

    def rest(self) -> None:
        """Until the agent has used next to nothing for two minutes, so that its workers have ended."""
        calm = 0
        while calm < 12:
            before = self.spent()
            time.sleep(10)
            calm = calm + 1 if self.spent() - before < 1.0 else 0


@contextmanager
def _agent(root: Path, state: Path) -> Iterator[_Told]:
    """An agent with the shipped rules and all that detection has."""
    command = [sys.executable, "-m", "dlp", "watch", str(root), "--place", "personal_sync", "--format", "jsonl"]
    environment = {**os.environ, "DLP_STATE": str(state)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as it:
        time.sleep(5)
        try:
            yield _Told(it)
        finally:
            it.terminate()


def _make(root: Path, name: str, number: int, rate: int) -> dict[str, float]:
    """Make so many files at a steady rate; when each was closed."""
    rnd, began, closed = Random(name), time.monotonic(), dict[str, float]()
    for at in range(number):
        path = root / f"{name}-{at}.csv"
        path.write_text(f"姓名,身份证号\n{values.name(rnd)},{values.resident_id(rnd)}\n", encoding="utf-8")
        closed[str(path)] = time.time()
        time.sleep(max(0.0, began + (at + 1) / rate - time.monotonic()))
    return closed


def _show(rows: list[tuple[str, str]]) -> None:
    table = Table("", "", title="客户端 / The agent")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)
