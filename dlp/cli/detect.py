"""dlp detect: what is in a file, without policy."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from dlp.cli import CLEAN, FOUND, INCOMPLETE, common
from dlp.cli.source import reading
from dlp.model import Document, Hit
from dlp.text import printable
from dlp.words import REASONS


@click.command("detect")
@click.argument("file")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
@click.option("--reveal", is_flag=True, help="显示原值，只在屏幕上使用 / show the values themselves")
@common.no_names_option
@common.ocr_option
def command(file: str, form: str, reveal: bool, no_names: bool, ocr: bool) -> int:
    """列出文件（或标准输入 -）中的客户资料，不按策略判断，不记录。

    What customer data is in a file, or in standard input (-). No policy, nothing recorded.

    \b
    退出码 exit codes: 0 没有发现 nothing · 1 有发现 found · 3 没有完全读取 not fully read
    """
    settings = common.settings_of(common.names_flag(no_names) | common.ocr_flag(ocr))
    engine = common.engine_of(settings)
    found = 0
    with reading(file, settings) as document:
        detection = engine.document()
        for block in document.blocks():
            for hit in detection.hits(block):
                _show(hit, form, reveal=reveal)
                found += 1
        read = document.document()
    _tell_unread(file, read, form)
    for entity, times in detection.failures().items():
        click.echo(f"警告 warning: {entity} 出错 failed × {times}", err=True)
    return FOUND if found else INCOMPLETE if read.unread or detection.failures() else CLEAN


def _show(hit: Hit, form: str, *, reveal: bool) -> None:
    if form == "jsonl":
        sys.stdout.write(json.dumps(finding_line(hit, reveal=reveal), ensure_ascii=False) + "\n")
        return
    value = hit.value if reveal else hit.masked
    click.echo(
        f"{hit.entity:16} {printable(value)}  [{hit.locator} +{hit.start}]  {hit.confidence:.2f}  {'; '.join(hit.why)}"
    )


def finding_line(hit: Hit, *, reveal: bool) -> dict[str, Any]:
    """A finding as the public contract has it; the value only when it was asked for."""
    return {
        "entity": hit.entity,
        "start": hit.start,
        "end": hit.end,
        "masked": hit.masked,
        **({"text": hit.value} if reveal else {}),
        "confidence": hit.confidence,
        "part": hit.locator.part,
        "locator": str(hit.locator),
        "why": list(hit.why),
    }


def _tell_unread(file: str, document: Document, form: str) -> None:
    """What was not read is said on both streams: the answer is not complete without it."""
    if not document.unread:
        return
    if form == "jsonl":
        from reports.jsonl import document_line

        sys.stdout.write(json.dumps(document_line(file, document), ensure_ascii=False) + "\n")
    for unread in document.unread:
        click.echo(f"未读取 not read: {file} {printable(unread.part)} {REASONS[unread.reason]}", err=True)
