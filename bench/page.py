"""docs/benchmarks.md: what a person wrote stays, what was measured is put between two marks."""

from __future__ import annotations

from pathlib import Path

from bench import chart, tables
from bench.result import Result

BEGIN = "<!-- measured: begin; written by `python -m bench --page` -->"
END = "<!-- measured: end -->"


def write(page: Path, result: Result) -> None:
    """Put the tables into the page, and the chart beside it.

    Raises:
        ValueError: the page has not both marks, once each.
    """
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{page} must have both marks once: {BEGIN} and {END}")
    picture = page.with_suffix(".svg")
    before, rest = text.split(BEGIN)
    measured = [f"![MB/CPU-s]({picture.name})\n", *(tables.markdown(t) for t in tables.all_tables(result))]
    page.write_text("\n".join([before + BEGIN, "", *measured, END + rest.split(END)[1]]), encoding="utf-8")
    picture.write_text(chart.svg(result), encoding="utf-8")
