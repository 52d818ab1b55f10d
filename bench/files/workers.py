"""How much sooner two workers are done than one, by the clock."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

_WANTED = 1.6


@dataclass(frozen=True)
class Sped:
    """Seconds by the clock of one and of two workers, and of that what each needs to start.

    busy: the load of the machine when it began, in waiting processes.
    """

    one: float
    one_start: float
    two: float
    two_start: float
    busy: float

    @property
    def ratio(self) -> float:
        """How many times as quick two are, without the start."""
        return (self.one - self.one_start) / (self.two - self.two_start)

    @property
    def met(self) -> bool:
        """Whether the floor is reached."""
        return self.ratio >= _WANTED


def measure(folder: Path, runs: int) -> Sped:
    """Scan the tree and the few files of the folder; each figure is the best of some runs in turn."""
    busy, best = os.getloadavg()[0], dict.fromkeys([(w, name) for w in (1, 2) for name in ("tree", "few")], 1e9)
    for _ in range(runs):
        for workers, name in best:
            best[workers, name] = min(best[workers, name], _seconds(folder, folder / name, workers))
    return Sped(best[1, "tree"], best[1, "few"], best[2, "tree"], best[2, "few"], busy)


def _seconds(folder: Path, path: Path, workers: int) -> float:
    from bench.files.command import run, scanning

    began = time.monotonic()
    run(folder, scanning(folder, path, workers))
    return time.monotonic() - began


def table(sped: Sped) -> Table:
    """What was measured, for people."""
    shown = Table("工作进程 workers", "一个 one, s", "两个 two, s", "启动 start, s", "倍数 ratio", "至少 at least", "")
    numbers = f"{sped.one:.2f}", f"{sped.two:.2f}", f"{sped.one_start:.2f}, {sped.two_start:.2f}", f"{sped.ratio:.2f}"
    shown.add_row(f"scan (load {sped.busy:.1f})", *numbers, f"{_WANTED}", "✓" if sped.met else "✗")
    return shown
