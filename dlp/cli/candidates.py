"""dlp explain --candidate: every lookalike in a text, and what became of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from dlp.cli import CLEAN, FOUND, INCOMPLETE, common
from dlp.cli.source import reading
from dlp.engine.explained import Explained, Explainer, Fate
from dlp.model import Block
from dlp.settings import Settings
from dlp.text import printable
from dlp.words import REASONS

NOTHING = FOUND
"""The exit code where nothing looks like anything: no success, and no failure either."""


def show(file: str, settings: Settings, form: str, *, reveal: bool) -> int:
    """Print every candidate of a file or of standard input; the exit code. Raises ConfigError."""
    engine = common.engine_of(settings)
    explainer = Explainer(engine)
    told, tables = 0, False
    with reading(file, settings) as document:
        for block in document.blocks():
            tables = tables or block.grid is not None
            for one in explainer.explain(block.text):
                _print(block, one, form, reveal=reveal)
                told += 1
        unread = document.document().unread
    if tables:
        click.echo(
            "这里按纯文字看，列标题不起作用；detect 会看 / read as plain text: columns count in `dlp detect`", err=True
        )
    for part in unread:
        click.echo(f"未读取 not read: {file} {printable(part.part)} {REASONS[part.reason]}", err=True)
    if not told:
        click.echo("没有任何像客户资料的东西 / nothing looks like customer data", err=form == "jsonl")
    return CLEAN if told else INCOMPLETE if unread else NOTHING


def _print(block: Block, one: Explained, form: str, *, reveal: bool) -> None:
    if form == "jsonl":
        sys.stdout.write(json.dumps(candidate_line(block, one, reveal=reveal), ensure_ascii=False) + "\n")
        return
    for line in _lines(block, one, reveal=reveal):
        click.echo(line)


def candidate_line(block: Block, one: Explained, *, reveal: bool) -> dict[str, Any]:
    """A candidate as a line of JSON; the value only when it was asked for."""
    return {
        "entity": one.entity,
        "part": block.locator.part,
        "start": block.start + one.start,
        "end": block.start + one.end,
        "line": _line(block, one),
        "column": one.column,
        "masked": one.masked,
        **({"text": one.value} if reveal else {}),
        "confidence": one.confidence,
        "fate": one.fate.value,
        "because": {"zh": one.because.zh, "en": one.because.en},
        "why": [{"zh": why.zh, "en": why.en} for why in one.why],
    }


def _lines(block: Block, one: Explained, *, reveal: bool) -> Iterator[str]:
    mark = "✓" if one.fate is Fate.TAKEN else "✗"
    value = one.value if reveal else one.masked
    sure = "" if one.confidence is None else f"  {one.confidence:.2f}"
    yield f"{mark} {one.entity} {one.title.zh}  {printable(value)}  第 {_line(block, one)} 行第 {one.column} 列{sure}"
    yield f"    {one.because}"
    for why in one.why:
        yield f"      · {why}"


def _line(block: Block, one: Explained) -> int:
    return (block.locator.line or 1) + one.line - 1
