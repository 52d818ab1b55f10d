"""dlp extract: what text the scanner sees."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import click

from dlp.cli import CLEAN, INCOMPLETE, common
from dlp.cli.source import reading
from dlp.model import Block, Document
from dlp.readers import Reading
from dlp.record import shown_path, unread_data
from dlp.words import REASONS, STATUSES


@click.command("extract")
@click.argument("file")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
@common.ocr_option
def command(file: str, form: str, ocr: bool) -> int:
    """显示扫描程序从文件（或标准输入 -）中读到的文字，以及没有读到的部分。

    The text that the scanner sees in a file, or in standard input (-), and what it cannot read.

    \b
    退出码 exit codes: 0 全部读取 all read · 3 没有完全读取 not fully read
    """
    with reading(file, common.settings_of(common.ocr_flag(ocr))) as document:
        (_jsonl if form == "jsonl" else _text)(document)
        read = document.document()
    if form == "jsonl":
        _line(status_line(file, read))
    else:
        _tell(file, read)
    return INCOMPLETE if read.unread else CLEAN


def status_line(file: str, document: Document) -> dict[str, Any]:
    """The last line: true type, how far it was read, and what was not."""
    unread = unread_data(document.unread)
    return {"file": shown_path(file), "type": document.type, "status": document.status.value, "unread": unread}


def _parts(document: Reading) -> Iterator[tuple[str, Iterator[Block]]]:
    return groupby(document.blocks(), key=lambda block: block.locator.part)


def _jsonl(document: Reading) -> None:
    for part, blocks in _parts(document):
        _line({"part": part, "text": "".join(block.text for block in blocks)})


def _text(document: Reading) -> None:
    for part, blocks in _parts(document):
        sys.stdout.write(f"──── {part} ────\n")
        last = ""
        for block in blocks:
            sys.stdout.write(block.text)
            last = block.text[-1:] or last
        sys.stdout.write("" if last == "\n" else "\n")


def _tell(file: str, document: Document) -> None:
    click.echo(f"{shown_path(file)}: {document.type} · {STATUSES[document.status]}", err=True)
    for unread in document.unread:
        click.echo(f"  未读取 not read: {unread.part} {REASONS[unread.reason]}", err=True)


def _line(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
