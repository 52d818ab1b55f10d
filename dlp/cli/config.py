"""dlp config: every value with the layer that set it."""

from __future__ import annotations

import json

import click

from dlp import machine
from dlp.cli import CLEAN
from dlp.settings import load, user_file


@click.command("config")
def command() -> int:
    """列出每项设置、它的值和决定它的来源 / every setting, its value, and what set it."""
    loaded = load()
    values = {}
    for key in loaded.origin:
        value: object = loaded.settings
        for step in key.split("."):
            value = getattr(value, step)
        values[key] = json.dumps(value, ensure_ascii=False)
    width, room = max(map(len, values)), max(map(len, values.values()))
    for key, shown in values.items():
        click.echo(f"{key:{width}}  {shown:{room}}  {loaded.origin[key]}")
    click.echo("")
    click.echo(f"管理员设置 administrator's file: {machine.admin_config_file()}")
    click.echo(f"用户设置 user's file: {user_file()}")
    click.echo(f"状态目录 state folder: {loaded.settings.state_folder}")
    return CLEAN
