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
    picture = page.with_suffix(".svg")
    between(page, (BEGIN, END), [f"![MB/CPU-s]({picture.name})\n", *map(tables.markdown, tables.all_tables(result))])
    picture.write_text(chart.svg(result), encoding="utf-8")


def between(page: Path, marks: tuple[str, str], measured: list[str]) -> None:
    """Put what was measured between two marks; the rest of the page stays.

    Raises:
        ValueError: the page has not both marks, once each.
    """
    text = page.read_text(encoding="utf-8")
    begin, end = marks
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"{page} must have both marks once: {begin} and {end}")
    before, rest = text.split(begin)
    page.write_text("\n".join([before + begin, "", *measured, end + rest.split(end)[1]]), encoding="utf-8")
