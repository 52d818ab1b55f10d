"""dlp simulate: another policy, tried on what was recorded."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.cli.period import since_option
from dlp.simulate import Change, Simulation
from dlp.state import State
from dlp.text import printable
from dlp.words import LEVELS

_SHOWN = 10
_KINDS = {"gained": "新增 gained", "lost": "减少 lost", "changed": "级别变化 changed"}


@click.command("simulate")
@click.option(
    "--policy",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="要试的策略目录 / the policy folder to try",
)
@since_option
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
def command(folder: Path, since: str, form: str) -> int:
    """用另一套策略重新判断已记录的检查，列出会增加和减少的事件；不读取任何文件，不记录。

    Judge what was recorded by another policy: incidents gained and lost. No file is read, nothing is recorded.
    Drafts in the other policy count as if they were in force.
    """
    settings = common.settings_of()
    old = policy.load(settings)
    new = policy.load(
        settings.model_copy(update={"policy": settings.policy.model_copy(update={"folder": str(folder)})})
    )
    simulation = Simulation(old, new)
    changes = simulation.changes(State(settings.state_folder, old.version).recorded(since))
    if form == "jsonl":
        _jsonl(changes, simulation)
    else:
        for line in _text(changes, simulation):
            click.echo(line)
    return CLEAN


def _jsonl(changes: Iterator[Change], simulation: Simulation) -> None:
    kinds: Counter[str] = Counter()
    for change in changes:
        kinds[change.kind] += 1
        sys.stdout.write(json.dumps({"change": change.kind, **asdict(change)}, ensure_ascii=False) + "\n")
    total = {"inspections": simulation.inspections, "before": simulation.before, "after": simulation.after}
    sys.stdout.write(json.dumps({"summary": {**total, **{kind: kinds[kind] for kind in _KINDS}}}) + "\n")


def _text(changes: Iterator[Change], simulation: Simulation) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    samples: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        key = change.rule, change.kind
        counts[key] += 1
        kept = samples.setdefault(key, [])
        kept.append(change)
        kept.sort(key=lambda c: -c.persons)
        del kept[_SHOWN:]
    for (rule, kind), count in sorted(counts.items()):
        yield f"{_KINDS[kind]} {count} · {rule}"
        for change in samples[rule, kind]:
            levels = " → ".join(LEVELS[level].zh if level else "—" for level in (change.before, change.after))
            yield f"    {levels} · {change.persons} 人 · {printable(change.path)}"
    yield (
        f"{simulation.inspections} 次检查 inspections · 事件 incidents {simulation.before} → {simulation.after}"
        " · 每个路径只有最近一次检查 the latest inspection of each path"
    )
