"""Our engine on text that somebody else labelled.

A line of the file is `{"text": …, "entities": [[start, end, label], …]}`, offsets in characters.
Two scores for each label: touching (the right label and any overlap, which is what an incident
needs) and exact (the same first and last character). Labels may be ours, or PER, LOC and ORG; what
is labelled IGN is open to debate, so finding it is neither right nor wrong.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bench import ours, tables
from bench.score import Span, touching
from dlp.engine import Engine
from dlp.model import Text

_WORDS = {"PER": "PERSON", "LOC": "ADDRESS", "ORG": "ORGANIZATION"}

_OPEN = "IGN"

Labels = set[tuple[int, int, str]]


@dataclass
class Marks:
    """Counts of one label: how many there are, were found, were given, and were right."""

    there: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """The share of what was given that is right."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.found / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, truth: list[Span], given: list[Span], *, exact: bool) -> None:
        """Count one text."""
        pairs = [(t, g) for t, g in touching(truth, given) if not exact or truth[t] == given[g]]
        self.there, self.given = self.there + len(truth), self.given + len(given)
        self.found, self.right = self.found + len({t for t, _ in pairs}), self.right + len({g for _, g in pairs})


def read(file: Path) -> Iterator[tuple[str, Labels]]:
    """Texts and their labels; `spans` is taken for `entities`."""
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        labels = item.get("entities", item.get("spans"))
        yield item["text"], {(start, end, _WORDS.get(label, label)) for start, end, label in labels}


def score(file: Path, engine: Engine) -> dict[str, dict[str, Marks]]:
    """By label that occurs in the file: the marks by touch and exactly."""
    texts = list(read(file))
    labels = {label for _, truth in texts for *_, label in truth} - {_OPEN}
    marks = {label: {"touch": Marks(), "exact": Marks()} for label in sorted(labels)}
    for text, truth in texts:
        given = _settled(truth, {(hit.start, hit.end, hit.entity) for hit in engine.find(text)})
        for label, each in marks.items():
            for kind, mark in each.items():
                mark.add(_spans(truth, label), _spans(given, label), exact=kind == "exact")
    return marks


def _settled(truth: Labels, given: Labels) -> Labels:
    """What was given, without what touches a span that is open to debate and none of its own label."""
    return {g for g in given if _touches(g, truth, g[2]) or not _touches(g, truth, _OPEN)}


def _touches(given: tuple[int, int, str], truth: Labels, label: str) -> bool:
    return any(start < given[1] and given[0] < end for start, end, name in truth if name == label)


def _spans(labels: Labels, label: str) -> list[Span]:
    return sorted((start, end) for start, end, name in labels if name == label)


def table(marks: dict[str, dict[str, Marks]], tier: str) -> tables.Table:
    """The marks as a table."""
    rows: list[tuple[tables.Cell, ...]] = [
        (
            label,
            kind,
            str(mark.there),
            str(mark.given),
            *(f"{100 * v:.1f}" for v in (mark.precision, mark.recall, mark.f1)),
        )
        for label, each in marks.items()
        for kind, mark in each.items()
    ]
    counts = (Text("实有", "there"), Text("给出", "given"))
    head = (Text("标签", "label"), Text("方式", "match"), *counts, Text("精确率", "P %"), Text("召回率", "R %"), "F1 %")
    return tables.Table(Text(f"带标注文本，{tier}", f"Labelled text, {tier}"), head, rows)


def main(arguments: list[str]) -> int:
    """Score and print; the exit code."""
    parser = argparse.ArgumentParser("python -m bench score", description=__doc__)
    parser.add_argument("file", type=Path)
    built = [tier for tier, how in ours.TIERS.items() if how is not None]
    parser.add_argument("--tier", choices=built, default=built[-1], help=f"how names are found; default {built[-1]}")
    asked = parser.parse_args(arguments)
    marks = score(asked.file, ours.engine(asked.tier))
    tables.show([table(marks, asked.tier)], Console(highlight=False))
    return 0
