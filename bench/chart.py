"""A chart of the rates on one corpus, as SVG: a dot for the median, a line from slowest to fastest run.

The scale is logarithmic, so dots are compared by their place and nothing is drawn as a bar.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from bench.contestants import by_name
from bench.result import Result, Row
from bench.tables import figure

_LEFT, _WIDTH, _ROW, _TOP = 330, 900, 40, 64
_OURS, _OTHERS, _INK, _PALE, _PAPER = "#b3261e", "#3c5a78", "#1f2328", "#d0d7de", "#ffffff"


def svg(result: Result, corpus: str = "dense") -> str:
    """The chart as an SVG document."""
    rows = [r for r in result.rows if r.corpus == corpus]
    rows.sort(key=lambda r: -r.outcome.rate if r.outcome else 1.0)
    height = _TOP + _ROW * len(rows) + 40
    low, high = _decades(rows)
    body = [*_frame(height, low, high), *(line for i, row in enumerate(rows) for line in _dot(i, row, low, high))]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        'font-family="system-ui, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" role="img" '
        'aria-label="MB of dense customer text per CPU-second, by program">'
    )
    return "\n".join([opening, *body, "</svg>"]) + "\n"


def _decades(rows: list[Row]) -> tuple[int, int]:
    """The powers of ten below the slowest and above the fastest."""
    rates = [rate for row in rows if row.outcome for rate in row.outcome.rates] or [1.0]
    return math.floor(math.log10(min(rates))), max(
        math.ceil(math.log10(max(rates))), math.floor(math.log10(min(rates))) + 1
    )


def _x(rate: float, low: int, high: int) -> float:
    return round(_LEFT + (math.log10(rate) - low) / (high - low) * (_WIDTH - _LEFT - 70), 1)


def _frame(height: int, low: int, high: int) -> Iterator[str]:
    yield f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>'
    yield _text(16, 26, "密集客户文本：每 CPU 秒处理的 MB（对数刻度，越右越快）", 16, bold=True)
    yield _text(16, 46, "Dense customer text: MB per CPU-second on one core (log scale; right is faster)", 12)
    for power in range(low, high + 1):
        x = _x(10.0**power, low, high)
        yield f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{height - 34}" stroke="{_PALE}"/>'
        yield _text(x, height - 16, f"{10.0**power:g}", 12, anchor="middle")


def _dot(number: int, row: Row, low: int, high: int) -> Iterator[str]:
    contestant, y = by_name(row.contestant), _TOP + _ROW * number + 20
    colour = _OURS if contestant.ours else _OTHERS
    yield _text(16, y - 1, contestant.title.zh, 13, colour=colour, bold=contestant.ours)
    if contestant.title.en != contestant.title.zh:
        yield _text(16, y + 13, contestant.title.en, 10)
    if row.outcome is None:
        yield _text(_LEFT, y + 5, f"MISSING: {row.missing}", 12)
        return
    slow, fast, middle = (_x(r, low, high) for r in (min(row.outcome.rates), max(row.outcome.rates), row.outcome.rate))
    yield f'<line x1="{_LEFT}" y1="{y}" x2="{middle}" y2="{y}" stroke="{_PALE}" stroke-dasharray="2 4"/>'
    yield f'<line x1="{slow}" y1="{y}" x2="{fast}" y2="{y}" stroke="{colour}" stroke-width="3"/>'
    yield f'<circle cx="{middle}" cy="{y}" r="6" fill="{colour}"/>'
    yield _text(max(middle, fast) + 11, y + 5, figure(row.outcome.rate), 13, colour=colour, bold=True)


def _text(
    x: float, y: float, words: str, size: int, *, colour: str = _INK, anchor: str = "start", bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
