"""The whole run: every contestant on every corpus, each in a process of its own on one core."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import ours, result, score
from bench.contestants import CONTESTANTS, Contestant
from bench.corpus import Corpus, corpus, facts_of
from bench.dense import planted
from bench.job import Outcome
from bench.result import Result, Row

_ROOT = Path(__file__).parent.parent
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "GOMAXPROCS"), "1"
)


@dataclass(frozen=True)
class Options:
    """What is asked for: megabytes a corpus, runs, a cache folder, manual pages, and a choice of both sides."""

    size: float
    runs: int
    patience: float
    cache: Path
    manual: Path
    core: int | None
    corpora: tuple[str, ...]
    contestants: tuple[str, ...]


Say = Callable[[str], None]


def one_core(wanted: int | None) -> int | None:
    """Bind this process and its children to one core. Returns it, or None where that cannot be done."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0)) if wanted is None else wanted
    os.sched_setaffinity(0, {core})
    return core


def run(options: Options, say: Say) -> Result:
    """Measure everything that is asked for."""
    core = one_core(options.core)
    machine = result.machine(core)
    made = []
    for name in options.corpora:
        say(f"corpus {name}")
        made.append(corpus(name, options.cache, options.size, options.manual))
    rows = list(_rows(options, made, say))
    packages = [c.package for c in CONTESTANTS]
    versions = {"kedun": ours.version()} | result.versions([*packages, "google-re2", "spacy", "onnxruntime"])
    command = f"python -m bench --size {options.size:g} --runs {options.runs} --patience {options.patience:g}"
    return Result({c.name: facts_of(c) for c in made}, rows, machine, versions, result.today(), command)


def _rows(options: Options, made: list[Corpus], say: Say) -> Iterator[Row]:
    for one in made:
        for contestant in CONTESTANTS:
            if one.name in contestant.on and contestant.name in options.contestants:
                row = _row(contestant, one, options)
                say(_line(row))
                yield row


def _line(row: Row) -> str:
    if row.outcome is None:
        return f"{row.corpus:6} {row.contestant:15} MISSING: {row.missing}"
    rate, peak, size = row.outcome.rate, row.outcome.peak, row.outcome.size / (1 << 20)
    return f"{row.corpus:6} {row.contestant:15} {rate:9.2f} MB/CPU-s {peak:6.0f} MB peak, over {size:.2f} MB"


def _row(contestant: Contestant, one: Corpus, options: Options) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        findings = Path(folder) / "findings"
        answer = _child(contestant, one, options, findings)
        if "missing" in answer:
            return Row(contestant.name, one.name, missing=str(answer["missing"]))
        return _scored(Row(contestant.name, one.name, Outcome(**answer)), one, findings)  # type: ignore[arg-type]


def _child(contestant: Contestant, one: Corpus, options: Options, findings: Path) -> dict[str, object]:
    """The child's answer; a child that fails is a missing contestant, and says why."""
    asked = [contestant.name, one.path, contestant.on[one.name], options.runs, options.patience, findings]
    done = subprocess.run(
        [sys.executable, "-m", "bench.child", *map(str, asked)],
        cwd=_ROOT,
        env=os.environ | _ONE_THREAD,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"missing": f"failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}"}
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _scored(row: Row, one: Corpus, findings: Path) -> Row:
    found = list(score.read(findings))
    row.findings = len(found)
    if one.truth and row.outcome:
        characters = row.outcome.characters
        text = one.path.read_text(encoding="utf-8")[:characters]
        row.scores, row.mistaken = score.of_dense(text, list(planted(one.truth, characters)), found)
    elif one.name != "table":
        row.false = score.false_findings(found)
    return row
