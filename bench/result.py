"""What a whole run gives: plain data, written as JSON and turned into tables."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bench.job import Outcome
from bench.score import Score


@dataclass
class Row:
    """One contestant on one corpus: measured, or missing and why."""

    contestant: str
    corpus: str
    outcome: Outcome | None = None
    missing: str = ""
    scores: dict[str, Score] = field(default_factory=dict)
    mistaken: dict[str, int] = field(default_factory=dict)
    false: dict[str, int] = field(default_factory=dict)
    findings: int = 0


@dataclass
class Result:
    """All rows, and what one must know to believe them."""

    corpora: dict[str, dict[str, object]]
    rows: list[Row]
    machine: dict[str, str]
    versions: dict[str, str]
    date: str
    command: str

    def row(self, contestant: str, corpus: str) -> Row | None:
        """The row of a contestant on a corpus, None if it was not asked for."""
        return next((r for r in self.rows if (r.contestant, r.corpus) == (contestant, corpus)), None)

    def rate(self, contestant: str, corpus: str) -> float | None:
        """MB per CPU-second, None if it was not measured."""
        row = self.row(contestant, corpus)
        return row.outcome.rate if row and row.outcome else None


def load(file: Path) -> Result:
    """A result as `--json` wrote it."""
    facts = json.loads(file.read_text(encoding="utf-8"))
    for judged in ("floors", "comparisons"):  # worked out anew
        facts.pop(judged, None)
    return Result(**facts | {"rows": [_row(row) for row in facts["rows"]]})


def _row(facts: dict[str, Any]) -> Row:
    outcome = facts["outcome"] and Outcome(**facts["outcome"])
    scores = {entity: Score(**counts) for entity, counts in facts["scores"].items()}
    return Row(**facts | {"outcome": outcome, "scores": scores})


def today() -> str:
    """The date of the run."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def machine(core: int | None) -> dict[str, str]:
    """What it ran on."""
    return {
        "processor": _processor(),
        "cores": f"{psutil.cpu_count()} in all, the bench on " + ("any" if core is None else f"core {core} only"),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f} when it began",
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The version of each distribution, and of rg."""
    return {package: _version(package) for package in dict.fromkeys(packages) if package}


def _version(package: str) -> str:
    if package == "rg":
        program = shutil.which("rg")
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True) if program else None
        return said.stdout.split()[1] if said else "missing"
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"
