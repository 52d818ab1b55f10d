"""dlp places: which applications keep files where on this machine."""

from __future__ import annotations

import json

import click

from dlp import policy
from dlp.channels import Found
from dlp.cli import CLEAN, common
from dlp.text import printable
from dlp.words import PLACES


@click.command("places")
@common.lines_option
def command(form: str) -> int:
    """列出本机上聊天、网盘、邮件等软件存放文件的目录，按策略的 channels.yml 寻找。

    List the folders of chat, sync, mail and other applications on this machine, found by the steps
    of the policy's channels.yml. Exit code 0.
    """
    found = policy.load(common.settings_of()).places.found
    for each in found:
        click.echo(json.dumps(_data(each), ensure_ascii=False) if form == "jsonl" else _line(each))
    if not found and form == "text":
        click.echo("本机没有找到任何软件的目录 / no application's folder was found on this machine")
    return CLEAN


def _data(found: Found) -> dict[str, object]:
    return {
        "path": found.path,
        "place": found.place.kind.value,
        "application": str(found.title),
    }


def _line(found: Found) -> str:
    place = PLACES[found.place.kind]
    return f"{place.zh}\t{found.title.zh}\t{printable(found.path)}\t{place.en}, {found.title.en}"
