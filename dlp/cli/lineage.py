"""dlp lineage: where a content was first seen, and where its copies are."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlp.cli import CLEAN, FOUND, common
from dlp.errors import ConfigError
from dlp.model import PlaceKind, Text
from dlp.text import printable
from dlp.words import PLACES

if TYPE_CHECKING:
    from dlp.state.lineage import Copy, Lineage


@click.command("lineage")
@click.argument("what", metavar="FILE|HASH")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
def command(what: str, form: str) -> int:
    """一份内容最早在哪里出现，副本在哪里。给出文件，或 SHA-256 的开头（至少 8 位）。

    Where a content was first seen, and where its copies are: of a file, or of the first characters (8 or more) of its SHA-256.

    \b
    退出码 exit codes: 0 没有记录 nothing on record · 1 有记录 something is
    """
    from dlp.state.lineage import Lineage

    with closing(Lineage(common.settings_of().state_folder)) as known:
        copies = [copy for digest in _digests(what, known) for copy in known.chain(digest)]
    for number, copy in enumerate(copies):
        click.echo(json.dumps(asdict(copy), ensure_ascii=False) if form == "jsonl" else _line(number, copy))
    if form == "text" and not copies:
        click.echo("没有记录 nothing on record")
    return FOUND if copies else CLEAN


def _digests(what: str, known: Lineage) -> list[str]:
    """The digest of a file, or those on record that begin so. Raises ConfigError."""
    file = Path(what)
    if file.is_file():
        try:
            with file.open("rb") as source:
                return [hashlib.file_digest(source, "sha256").hexdigest()]
        except OSError as error:
            raise ConfigError(Text("无法读取文件", f"cannot read this file ({error.strerror})"), file=file) from error
    if not re.fullmatch("[0-9a-f]{8,64}", what.lower()):
        raise ConfigError(
            Text("没有这个文件，也不是 SHA-256 的开头", "neither a file nor the beginning of a SHA-256"), file=what
        )
    return known.digests(what.lower())


def _line(number: int, copy: Copy) -> str:
    which = "首次 first" if number == 0 else "相似 alike" if copy.alike else "副本 copy "
    place = f"{PLACES[PlaceKind(copy.place)]} {copy.place_name}".strip()
    times = copy.first_seen if copy.first_seen == copy.last_seen else f"{copy.first_seen} – {copy.last_seen}"
    return f"{which}  {times}  {place}  {printable(copy.who) or '-'}  {printable(copy.path)}  {copy.digest[:16]}"
