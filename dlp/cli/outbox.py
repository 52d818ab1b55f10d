"""dlp outbox: judge a message before it leaves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from dlp import policy
from dlp.cli import common
from dlp.errors import ConfigError
from dlp.mailboxes import called, each_message
from dlp.model import Act, PlaceKind, Text
from dlp.readers import Stored
from dlp.walk import Seen, absolute


@click.command("outbox")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--from", "sender", default="", help="发件人 / sender")
@click.option("--to", "to", multiple=True, help="收件人，可多次 / recipient, may be repeated")
@common.format_option
@common.output_option
@common.no_names_option
@common.ocr_option
def command(
    files: tuple[Path, ...], sender: str, to: tuple[str, ...], form: str, file: Path | None, no_names: bool, ocr: bool
) -> int:
    """在发出前判断邮件（.eml）或将作为附件的文件。没有 --to 时看邮件头。

    Judge a message (.eml), or files about to be attached, before they leave. Without --to
    the message's own headers say who gets it. Exit codes are those of scan.
    """
    for path in files:
        if not path.is_file():
            raise ConfigError(Text("没有这个文件", "there is no such file"), file=path)
    settings = common.settings_of(common.names_flag(no_names) | common.ocr_flag(ocr))
    loaded = policy.load(settings)
    recipients = loaded.places.recipients(tuple(address.strip().lower() for address in to))
    with common.running(settings, loaded, form, file, map(str, files)) as (pipeline, run):
        for seen in each_message(map(Seen, files), loaded.places, PlaceKind.OUTBOX):
            sighting = pipeline.sighting(absolute(seen.path), place=PlaceKind.OUTBOX)
            sighting = replace(sighting, act=Act.SENT, to=recipients, who=sender or sighting.who)
            stored = Stored(seen.path, *seen.message) if seen.message else None
            name = called(absolute(seen.path), stored) if stored else sighting.path
            run(pipeline.inspect(replace(sighting, path=name), stored))
        return run.finish()
