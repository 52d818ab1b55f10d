"""dlp customers: the index of the company's own customers, and of its staff."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dlp.cli import CLEAN, common
from dlp.errors import ConfigError
from dlp.model import Text
from dlp.text import printable
from dlp.words import REASONS

if TYPE_CHECKING:
    from dlp.customers.header import Header
    from dlp.customers.intake import Intake
    from dlp.customers.register import Register

_LARGE = 1 << 40
_HOURS = 12 * 3600
_MANY = 0.05
"""The share of unusable rows from which a list looks wrong."""


@click.group("customers")
def command() -> None:
    """本公司客户名单的索引：在文件里认出自己的客户。

    The index of the company's own customers, by which they are known in documents.
    """


_file = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_staff = click.option("--staff", is_flag=True, help="员工名单，而不是客户名单 / the list of staff, not of customers")
_columns = click.option(
    "--columns",
    default="",
    metavar="A,B,…",
    help="逐列指明内容，- 表示跳过，如 姓名,手机,- / what stands in each column, - to skip one",
)


@command.command("build")
@_file
@_columns
@_staff
def build(file: Path, columns: str, staff: bool) -> int:
    """用一份名单（CSV、XLSX 等）建立索引 / make the index of a list (CSV, XLSX and others)."""
    return _change(file, columns, staff=staff, new=True, work=lambda register, t: register.build(t.done(), t.rows))


@command.command("add")
@_file
@_columns
@_staff
def add(file: Path, columns: str, staff: bool) -> int:
    """加入名单里的行，不需要原来的名单 / take in more rows, without the list they are added to."""
    return _change(file, columns, staff=staff, new=False, work=lambda register, t: register.add(t.done(), t.rows))


@command.command("remove")
@_file
@_columns
@_staff
def remove(file: Path, columns: str, staff: bool) -> int:
    """删除与名单里的行相符的行，一个号码就够 / take out the rows that match; a number alone will do."""

    def work(register: Register, taken: Intake) -> Header:
        taken.done()
        return register.remove(taken.rows.chunks())

    return _change(file, columns, staff=staff, new=False, single=True, work=work)


@command.command("status")
@_staff
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
def status(staff: bool, form: str) -> int:
    """索引里有什么，是否在用 / what is in the index, and whether it is used."""
    from dlp.customers import lists
    from dlp.customers.header import told

    settings = common.settings_of()
    file = lists.index_file(settings, staff=staff)
    facts = _told(told(file), file)
    facts["used"] = bool(settings.customers.staff if staff else settings.customers.index)
    if form == "jsonl":
        click.echo(json.dumps(facts, ensure_ascii=False))
        return CLEAN
    for name, value in facts.items():
        click.echo(f"{name:12} {value}")
    return CLEAN


@command.command("export")
@click.option(
    "--endpoint",
    "file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到这个文件：只有成对的列，供工作站使用 / write the copy for workstations, pairs of columns only",
)
@click.option(
    "--key",
    "key_copy",
    type=click.Path(path_type=Path, dir_okay=False),
    help="密钥写到另一个目录的文件，分开传送 / write the key too, in another folder; send it by another way",
)
@_staff
def export(file: Path, key_copy: Path | None, staff: bool) -> int:
    """导出工作站用的索引 / a copy of the index for workstations."""
    from dlp.customers import Index, lists
    from dlp.fingerprint import key_from

    if key_copy and key_copy.resolve().parent == file.resolve().parent:
        what = Text("索引和密钥不能放在同一个目录", "index and key do not go into one folder")
        raise ConfigError(what, file=key_copy)
    settings = common.settings_of()
    source, key = lists.index_file(settings, staff=staff), lists.key_file(settings)
    Index(source, key_from(key))
    _copy(source, file)
    if key_copy:
        _copy(key, key_copy)
    click.echo(f"{file}")
    return CLEAN


def _change(
    file: Path,
    columns: str,
    *,
    staff: bool,
    new: bool,
    work: Callable[[Register, Intake], Header],
    single: bool = False,
) -> int:
    """Read a list, change the register with it, and write the index anew."""
    from dlp.counting.spill import Scratch
    from dlp.customers import lists
    from dlp.customers.intake import Intake, taken_in
    from dlp.customers.register import PIECE, Register
    from dlp.fingerprint import Fingerprinter, key_from

    settings = common.settings_of()
    key = key_from(lists.key_file(settings), make=new)
    scratch = Scratch(settings.state_folder / "counting", PIECE)
    register = Register(lists.register_file(settings, staff=staff), key, scratch)
    like: Sequence[Sequence[str]] = () if new else register.header().columns
    wanted = [name for name in columns.split(",") if columns]
    intake = Intake(Fingerprinter(key), scratch, wanted, like, single)
    with _blocks(file) as blocks:
        taken_in(intake, blocks)
    work(register, intake)
    index = lists.index_file(settings, staff=staff)
    _tell(register.write_index(index), index, intake)
    if not (settings.customers.staff if staff else settings.customers.index):
        click.echo(f"启用 to use it: customers.{'staff' if staff else 'index'} = {json.dumps(str(index))}")
    return CLEAN


@contextmanager
def _blocks(file: Path) -> Iterator[Iterator[Any]]:
    """The text of a list, all of it. Raises ConfigError where a part cannot be read."""
    from dlp.readers import Limits, Reader

    whole = Limits(
        file_bytes=_LARGE, text_characters=_LARGE, member_bytes=_LARGE, unpacked_bytes=_LARGE, seconds=_HOURS
    )
    with Reader(whole) as reader:
        reading = reader.open(file)
        yield reading.blocks()
        unread = reading.document().unread
    if unread:
        reasons = "; ".join(f"{printable(u.part)} {REASONS[u.reason]}".strip() for u in unread)
        raise ConfigError(Text(f"名单没有完全读取：{reasons}", f"the list was not fully read: {reasons}"), file=file)


def _tell(header: Header, file: Path, intake: Intake) -> None:
    kinds = ", ".join("|".join(column) for column in header.columns)
    click.echo(f"列 columns: {kinds}")
    click.echo(f"读入 rows taken: {intake.taken} · 跳过 left out: {intake.left_out}")
    for column in intake.columns:
        if column.refused:
            click.echo(f"  {column.kind}: {column.refused} 个单元格不是有效的值 cells hold no valid value")
    click.echo(f"索引 index: {file} · {header.rows} 行 rows · {header.entries} 对 pairs · {_megabytes(file)} MB")
    if intake.left_out > _MANY * (intake.taken + intake.left_out):
        click.echo(
            "警告 warning: 跳过的行很多，请检查名单和 --columns / many rows were left out; check the list and --columns",
            err=True,
        )


def _told(header: Header, file: Path) -> dict[str, object]:
    return {
        "index": str(file),
        "rows": header.rows,
        "pairs": header.entries,
        "columns": ["|".join(column) for column in header.columns],
        "megabytes": _megabytes(file),
        "made": header.made,
    }


def _megabytes(file: Path) -> float:
    return round(file.stat().st_size / 1e6, 1)


def _copy(source: Path, target: Path) -> None:
    """A copy that its owner alone may read. Raises StateError."""
    from dlp.customers.header import writing

    with source.open("rb") as data, writing(target) as out:
        shutil.copyfileobj(data, out)
