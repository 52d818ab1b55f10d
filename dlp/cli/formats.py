"""dlp formats: what this installation reads, and how well its readers are walled in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import click

from dlp.cli import CLEAN, common
from dlp.machine import Wall
from dlp.model import Text
from dlp.readers import Limits, Reader, catalogue
from dlp.readers.catalogue import Format, Library, State

WALLS = {
    Wall.MEMORY: Text("内存不超过上限", "takes no more memory than the limit"),
    Wall.TIME: Text("时间不超过上限", "takes no longer than the limit"),
    Wall.WRITING: Text("不写任何文件", "writes, makes and removes no file"),
    Wall.PATHS: Text("只能读取交给它的文件和程序自身的库", "reads only what it is handed, and libraries"),
    Wall.NETWORK: Text("没有网络", "opens no connection"),
    Wall.PROGRAMS: Text("不启动其他程序", "starts no other program"),
    Wall.PROCESSES: Text("不干预其他进程", "signals and traces no other process"),
    Wall.PRIVILEGES: Text("不取得权限", "gains no privilege"),
    Wall.ORPHAN: Text("随主程序结束", "ends with the program that asked"),
}
STATES = {
    State.READ: Text("可以读取", "read"),
    State.MISSING: Text("缺少可选组件", "an optional library is missing"),
    State.RECOGNISED: Text("能识别，不读取文字", "recognised, its text is not read"),
}
TITLES = {
    "access": Text("Access 数据库", "Access databases"),
    "appledouble": Text("macOS 附属文件", "AppleDouble files"),
    "archive": Text("压缩包", "zip archives"),
    "cards": Text("联系人和日历", "contacts and calendars"),
    "cms": Text("签名或加密的邮件", "signed and sealed messages"),
    "compressed": Text("压缩文件", "compressed files"),
    "dbf": Text("dBASE 表", "dBASE tables"),
    "doc": Text("Word 97–2003 文档", "Word 97-2003 documents"),
    "foreign": Text("其他归档", "other archives"),
    "image": Text("图片", "pictures"),
    "jsontext": Text("JSON", "JSON"),
    "ldif": Text("LDIF 目录", "LDIF directories"),
    "mail": Text("邮件", "messages"),
    "markup": Text("网页", "web pages"),
    "mbox": Text("邮箱文件", "mail folders"),
    "msg": Text("Outlook 邮件", "Outlook messages"),
    "ofd": Text("OFD 版式文档（GB/T 33190）", "OFD documents (GB/T 33190)"),
    "opendocument": Text("ODF 文档", "OpenDocument files"),
    "pdf": Text("PDF 文档", "PDF documents"),
    "plain": Text("纯文本和分隔表格", "plain text and delimited tables"),
    "plist": Text("属性列表", "property lists"),
    "ppt": Text("PowerPoint 97–2003 演示文稿", "PowerPoint 97-2003 presentations"),
    "ppt95": Text("PowerPoint 95 演示文稿（仅文字流）", "PowerPoint 95 presentations (their stream of texts)"),
    "rar": Text("RAR 压缩包", "RAR archives"),
    "rtf": Text("RTF 文档", "RTF documents"),
    "sevenzip": Text("7z 压缩包", "7z archives"),
    "sheet": Text("电子表格", "spreadsheets"),
    "slides": Text("演示文稿", "presentations"),
    "sqlite": Text("SQLite 数据库", "SQLite databases"),
    "tar": Text("tar 归档", "tar archives"),
    "tnef": Text("TNEF（winmail.dat）", "TNEF (winmail.dat)"),
    "unix_ar": Text("ar 归档和 deb 包", "ar archives, deb packages"),
    "visio": Text("Visio 绘图", "Visio drawings"),
    "word": Text("Word 文档", "Word documents"),
    "xmlfile": Text("XML", "XML"),
}
"""What a reader is called; one that is not listed is called by its module and says what it does in English."""

_WIDE = 100


@click.command("formats")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
def command(form: str) -> int:
    """列出本机能读取的文件类型、所用的库、可选组件，以及生效的隔离。

    What this installation reads, with which libraries; what extras would add; which types are
    recognised but not read; and which walls stand round the readers.
    """
    limits = common.settings_of().limits
    with Reader(Limits(seconds=limits.seconds, memory_mb=limits.memory_mb)) as reader:
        walls = reader.walls()
    formats = catalogue.formats()
    for line in _jsonl(formats, walls) if form == "jsonl" else _text(formats, walls):
        click.echo(line)
    return CLEAN


def _jsonl(formats: Iterable[Format], walls: frozenset[Wall]) -> Iterator[str]:
    for item in formats:
        yield _line(
            {
                "type": item.type,
                "status": item.state.value,
                "title": str(title(item)),
                "libraries": _data(item.libraries),
            }
        )
    for extra, libraries in catalogue.extras().items():
        yield _line(
            {"extra": extra, "installed": all(library.version for library in libraries), "libraries": _data(libraries)}
        )
    yield _line({"walls": {wall.value: wall in walls for wall in Wall}})


def _data(libraries: Iterable[Library]) -> list[dict[str, Any]]:
    return [
        {"name": library.name, "version": library.version or None, "extra": library.extra or None}
        for library in libraries
    ]


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _text(formats: Iterable[Format], walls: frozenset[Wall]) -> Iterator[str]:
    formats = tuple(formats)
    for state in State:
        groups = _by_reader(item for item in formats if item.state is state)
        if groups:
            yield f"{STATES[state].zh}  {STATES[state].en}"
            for items in groups:
                yield from _group(items)
            yield ""
    yield "可选组件  extras"
    for extra, libraries in catalogue.extras().items():
        there = all(library.version for library in libraries)
        yield f"  {'✓' if there else '✗'} kedun[{extra}]: {_names(libraries)}{'' if there else '  （未安装 not installed）'}"
    yield ""
    yield "读取文件的进程受到的隔离  walls round the process that reads"
    for wall, words in WALLS.items():
        yield f"  {'✓' if wall in walls else '✗'} {words.zh}  {words.en}"


def _by_reader(formats: Iterable[Format]) -> list[list[Format]]:
    groups: dict[str, list[Format]] = {}
    for item in formats:
        groups.setdefault(item.reader, []).append(item)
    return list(groups.values())


def _group(items: list[Format]) -> Iterator[str]:
    """A reader's types, and below them what reads them."""
    first, types = items[0], " ".join(item.type for item in items)
    if not first.reader:
        yield from (f"  {line}" for line in _wrapped(types))
        return
    called = title(first)
    yield f"  {called.zh}  {called.en}" if called.zh != called.en else f"  {called.en}"
    yield from (f"      {line}" for line in _wrapped(types))
    if first.libraries:
        yield f"      ← {_names(first.libraries)}"


def title(item: Format) -> Text:
    """What a type's reader is called."""
    said = item.about or item.type
    return TITLES.get(item.reader, Text(said, said))


def _names(libraries: Iterable[Library]) -> str:
    return ", ".join(f"{library.name} {library.version or '—'}" for library in libraries)


def _wrapped(words: str) -> Iterator[str]:
    line = ""
    for word in words.split():
        if line and len(line) + len(word) + 1 > _WIDE:
            yield line
            line = ""
        line += f" {word}" if line else word
    yield line
