"""Reports: one writer for each form, all fed the same way.

A writer takes incidents and documents that were not fully inspected as they come, and a
`Summary` at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from dlp.model import Text
from reports.csvfile import CsvWriter
from reports.html import HtmlWriter
from reports.jsonl import JsonlWriter
from reports.terminal import TerminalWriter
from reports.writer import About, Writer

__all__ = ["FORMATS", "About", "Writer", "open_writer"]

FORMATS: dict[str, tuple[Callable[[TextIO, About], Writer], Text]] = {
    "text": (TerminalWriter, Text("供人阅读的文字", "text for people")),
    "jsonl": (JsonlWriter, Text("每行一个 JSON", "one JSON object a line")),
    "html": (HtmlWriter, Text("单个网页文件", "a web page in one file")),
    "csv": (CsvWriter, Text("事件表格", "a table of incidents")),
}


def open_writer(form: str, out: TextIO, about: About) -> Writer:
    """The writer of a form."""
    return FORMATS[form][0](out, about)
