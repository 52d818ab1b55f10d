"""dlp documents: confidential documents, registered so that copies and excerpts of them are known."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlp.cli import CLEAN, common
from dlp.errors import ConfigError
from dlp.model import Text
from dlp.settings import Settings
from dlp.text import printable
from dlp.words import REASONS

if TYPE_CHECKING:
    from dlp.documents import Entry, Store
    from dlp.documents.winnow import Grams
    from dlp.readers import Reader


@click.group("documents")
def command() -> None:
    """登记机密文件的指纹，以便认出它们的副本和摘录。

    Confidential documents, registered so that copies and excerpts are known. No text of them is kept.
    """


@command.command("register")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--label", required=True, help="规则和报告里的名称 / what rules and reports call them")
def register(files: tuple[Path, ...], label: str) -> int:
    """登记文件；内容相同、名称相同的会被替换 / register documents; the same again is replaced."""
    from dlp import policy
    from dlp.documents.compare import index_file, key_file
    from dlp.documents.winnow import Grams
    from dlp.fingerprint import key_from
    from dlp.readers import Reader

    settings = common.settings_of()
    if not label.strip() or not label.isprintable():
        raise ConfigError(Text("名称不能为空", "the label is empty or cannot be printed"))
    key = key_from(key_file(settings), make=True)
    grams, store = Grams(key), _store(settings, key)
    with Reader(policy.limits(settings, policy.load(settings))) as reader:
        for file in files:
            store = _with(store, reader, grams, file, label)
    store.write(index_file(settings), key)
    click.echo(f"{len(store.entries)} 份 documents · {index_file(settings)}")
    if not settings.documents.index:
        click.echo(f"启用 to use it: documents.index = {json.dumps(str(index_file(settings)))}")
    return CLEAN


@command.command("list")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
def list_(form: str) -> int:
    """已登记的文件 / what is registered."""
    for entry in _known(common.settings_of()).entries:
        if form == "jsonl":
            told = {name: getattr(entry, name) for name in ("label", "digest", "characters", "fingerprints", "made")}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{entry.digest[:16]}  {entry.made}  {entry.characters:>9} 字 characters  {entry.label}")
    return CLEAN


@command.command("remove")
@click.argument("which")
def remove(which: str) -> int:
    """删除登记，WHICH 是名称或摘要的开头 / forget documents by label, or by the first characters of the digest."""
    from dlp.documents.compare import index_file, key_file
    from dlp.fingerprint import key_from

    settings = common.settings_of()
    store = _known(settings)

    def unwanted(entry: Entry) -> bool:
        return entry.label == which or (len(which) >= 8 and entry.digest.startswith(which))

    left = store.without(unwanted)
    if len(left.entries) == len(store.entries):
        raise ConfigError(Text(f"没有登记过“{which}”", f"nothing is registered as '{which}'"))
    left.write(index_file(settings), key_from(key_file(settings)))
    click.echo(f"{len(left.entries)} 份 documents")
    return CLEAN


def _known(settings: Settings) -> Store:
    from dlp.documents import Store
    from dlp.documents.compare import index_file, key_file
    from dlp.fingerprint import key_from

    return Store.read(index_file(settings), key_from(key_file(settings)))


def _store(settings: Settings, key: bytes) -> Store:
    """What is registered so far; nothing where there is no file yet."""
    from dlp.documents import Store
    from dlp.documents.compare import index_file

    file = index_file(settings)
    return Store.read(file, key) if file.exists() else Store.empty()


def _with(store: Store, reader: Reader, grams: Grams, file: Path, label: str) -> Store:
    """One document more. Raises ConfigError where it cannot be read whole, or is too short."""
    from dlp.documents import Entry
    from dlp.documents.compare import LEAST, fingerprints_of

    reading = reader.open(file)
    fingerprints, characters = fingerprints_of(grams, reading.blocks())
    document = reading.document()
    if document.unread:
        reasons = "; ".join(f"{printable(u.part)} {REASONS[u.reason]}".strip() for u in document.unread)
        raise ConfigError(Text(f"文件没有完全读取：{reasons}", f"not fully read: {reasons}"), file=file)
    if characters < LEAST:
        raise ConfigError(Text("文字太少，无法登记", f"fewer than {LEAST} characters of text"), file=file)
    click.echo(f"{characters:>9} 字 characters  {printable(str(file))}")
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return store.with_document(Entry(label, document.digest, characters, len(fingerprints), made), fingerprints)
