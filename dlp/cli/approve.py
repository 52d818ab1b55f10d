"""dlp approve: permissions to give customer data away (clause 4.2.3)."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dlp import machine, policy
from dlp.approvals import Grant, Paper, Papers, Revocations
from dlp.approvals.keys import PrivateKey, load_key, make_key
from dlp.approvals.papers import FOLDER, paper_of
from dlp.approvals.signed import write
from dlp.approvals.trust import newest_list, now_or_later
from dlp.cli import CLEAN, common
from dlp.cli.period import Until
from dlp.errors import ConfigError
from dlp.model import PlaceKind, Text
from dlp.policy import Policy
from dlp.register import Register
from dlp.settings import Settings
from dlp.text import printable

if TYPE_CHECKING:
    from dlp.cli.granting import Content

_format = click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
_key = click.option(
    "--key", type=click.Path(path_type=Path), required=True, help="签发人的私钥 / the approver's private key"
)
_passphrase = click.option("--passphrase", is_flag=True, help="询问私钥口令 / ask for the key's passphrase")
_SET_BACK = timedelta(minutes=10)
"""A clock that is less far back than this is only inexact."""


@click.group("approve")
def command() -> None:
    """签发、导入、查看和撤销对外提供客户资料的批准 / approvals for giving customer data away (clause 4.2.3)."""


@command.command("keygen")
@click.argument("file", type=click.Path(path_type=Path))
@_passphrase
def keygen(file: Path, passphrase: bool) -> int:
    """生成签发人的密钥对；私钥不要放到工作电脑上。

    Make an approver's key pair; the private key does not belong on workstations. Prints the lines for approvers.yml.
    """
    asked = click.prompt("口令 passphrase", hide_input=True, confirmation_prompt=True) if passphrase else ""
    key = make_key(file, asked)
    click.echo("  - name: {zh: …, en: …}")
    click.echo(f'    public_key: "{key.public.hex()}"')
    return CLEAN


@command.command("grant")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_key
@_passphrase
@click.option("--to", multiple=True, help="收件地址，或 @合作方域名 / an address, or @ and a partner's domain")
@click.option(
    "--channel",
    "channels",
    multiple=True,
    required=True,
    type=click.Choice(common.PLACES),
    help="允许的渠道 / by which channel",
)
@click.option("--purpose", required=True, help="用途 / what for")
@click.option("--until", required=True, type=Until(), help="有效期至 / until: 30d, 2026-12-31")
@click.option("--from", "sender", default="", help="只限此人使用 / who alone may use it")
@click.option("--uses", type=click.IntRange(1), default=1, show_default=True, help="可用次数 / how often")
@click.option("--exact", is_flag=True, help="只批准这些文件原样，不批准其中的客户 / these very files only")
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
def grant(
    files: tuple[Path, ...],
    key: Path,
    passphrase: bool,
    to: tuple[str, ...],
    channels: tuple[str, ...],
    purpose: str,
    until: datetime,
    sender: str,
    uses: int,
    exact: bool,
    out: Path | None,
) -> int:
    """批准把这些文件（或其中的客户资料）交给指定的人。

    Approve that these files, or data of the customers in them, go to somebody. Everybody in what
    goes must be among the customers of these files; fewer are covered, one more is not.
    """
    from dlp.cli.granting import content_of

    private = _private(key, passphrase)
    settings = common.settings_of()
    loaded = policy.load(settings)
    content = content_of(files, settings, loaded, exact=exact)
    made = _granted(content, private, loaded, to, channels, purpose, until, sender, uses)
    target = out or Path(f"approval-{made.id}.json")
    _write(target, write(made.body(), private))
    click.echo(f"{made.id} · 客户 {made.people} 人 customers · {len(made.files)} 个文件 files → {target}")
    if private.id not in loaded.approvers:
        click.echo(
            "注意：策略的 approvers.yml 里没有这个公钥 / note: approvers.yml does not hold this key yet", err=True
        )
    return CLEAN


def _granted(
    content: Content,
    key: PrivateKey,
    loaded: Policy,
    to: tuple[str, ...],
    channels: tuple[str, ...],
    purpose: str,
    until: datetime,
    sender: str,
    uses: int,
) -> Grant:
    now = datetime.now(UTC).replace(microsecond=0)
    approver = loaded.approvers.get(key.id)
    return Grant(
        secrets.token_hex(8),
        now,
        now,
        until,
        approver.name.zh if approver else key.id,
        purpose,
        content.files,
        content.persons,
        content.people,
        content.secret,
        frozenset(address.strip().lower() for address in to),
        frozenset(PlaceKind(channel) for channel in channels),
        sender,
        uses,
    )


@command.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def add(files: tuple[Path, ...]) -> int:
    """导入批准或撤销清单 / take approvals or lists of withdrawn ones into this machine's state."""
    settings = common.settings_of()
    loaded = policy.load(settings)
    folder = settings.state_folder / FOLDER
    for file in files:
        paper = paper_of(file, loaded.approvers)
        if not paper.trusted:
            what = Text("不是可信签发人签名的批准或清单", "no paper that a known approver has signed")
            raise ConfigError(what, file=file)
        name = f"{paper.grant.id}.json" if paper.grant else f"revoked-{_number(paper)}.json"
        machine.private_folder(settings.state_folder)
        machine.private_folder(folder)
        _write(folder / name, file.read_bytes(), replace=True)
        click.echo(f"已导入 added: {name}")
    newest_list(_papers(settings, loaded), Register(settings.state_folder))
    return CLEAN


@command.command("revoke")
@click.argument("ids", nargs=-1, required=True)
@_key
@_passphrase
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
def revoke(ids: tuple[str, ...], key: Path, passphrase: bool, out: Path | None) -> int:
    """撤销批准：写出签名清单，用 add 导入各电脑或放进策略的 approvals 目录。

    Withdraw approvals: writes a signed list, to be added on each machine or put into the policy's folder.
    """
    private = _private(key, passphrase)
    settings = common.settings_of()
    loaded = policy.load(settings)
    register = Register(settings.state_folder)
    withdrawn = newest_list(_papers(settings, loaded), register)
    number = register.revocation()[0] + 1
    made = Revocations(number, datetime.now(UTC).replace(microsecond=0), withdrawn | set(ids))
    target = out or Path(f"revoked-{number}.json")
    _write(target, write(made.body(), private))
    register.keep_revocation(number, target.read_text(encoding="utf-8"))
    click.echo(f"第 {number} 号清单 list {number} · 共 {len(made.ids)} 份 withdrawn → {target}")
    return CLEAN


@command.command("list")
@_format
def list_(form: str) -> int:
    """列出批准及其状态 / list approvals and how each stands."""
    settings = common.settings_of()
    loaded = policy.load(settings)
    register, papers = Register(settings.state_folder), _papers(settings, loaded)
    _warn_of_clock(register)
    revoked = newest_list(papers, register)
    count = 0
    for paper in papers.papers:
        if paper.grant:
            count += 1
            _say(grant_data(paper, paper.grant, revoked, register), form)
        elif not paper.revocations:
            click.echo(f"不是批准 no paper: {printable(str(paper.file))}", err=True)
    if form == "text":
        click.echo(f"{count} 份批准 approvals")
    return CLEAN


@command.command("show")
@click.argument("which")
@_format
def show(which: str, form: str) -> int:
    """显示一份批准及其使用记录；写编号或文件 / one approval and its uses, by id or file."""
    settings = common.settings_of()
    loaded = policy.load(settings)
    register, papers = Register(settings.state_folder), _papers(settings, loaded)
    revoked = newest_list(papers, register)
    file = Path(which)
    among = [paper_of(file, loaded.approvers)] if file.is_file() else papers.papers
    found = [(p, p.grant) for p in among if p.grant and (file.is_file() or p.grant.id.startswith(which))]
    if not found:
        raise ConfigError(Text(f"没有批准 {which}", f"there is no approval {which}"))
    for paper, each in found:
        _say(grant_data(paper, each, revoked, register), form, full=True)
        for use in register.uses(each.id):
            if form == "text":
                click.echo(f"  {use.time} {use.who or '-'} {use.place} {printable(use.path)}")
            else:
                _line({"use": use.id, "approval": use.approval, "time": use.time, "who": use.who, "place": use.place})
    return CLEAN


def grant_data(paper: Paper, of: Grant, revoked: frozenset[str], register: Register) -> dict[str, Any]:
    """An approval as plain data, without the persons' numbers."""
    used = len(register.uses(of.id))
    return {
        "approval": of.id,
        "standing": _standing(paper, of, revoked, used, now_or_later(register, datetime.now(UTC))),
        "purpose": of.purpose,
        "to": sorted(of.recipients),
        "channels": sorted(of.channels),
        "customers": of.people,
        "files": len(of.files),
        "sender": of.sender,
        "from": of.first.isoformat(),
        "until": of.until.isoformat(),
        "uses": of.uses,
        "used": used,
        "approver": of.approver,
        "file": str(paper.file),
    }


def _standing(paper: Paper, of: Grant, revoked: frozenset[str], used: int, now: datetime) -> str:
    faults = (
        ("bad_signature", not paper.trusted),
        ("revoked", of.id in revoked),
        ("expired", not of.first <= now <= of.until),
        ("used_up", used >= of.uses),
    )
    return next((name for name, is_so in faults if is_so), "valid")


def _say(data: dict[str, Any], form: str, *, full: bool = False) -> None:
    if form == "jsonl":
        _line(data)
        return
    to = ", ".join(map(printable, data["to"])) or "-"
    click.echo(
        f"{data['approval']}  {data['standing']:13} {printable(data['purpose'])} → {to} · {data['customers']} 人 · 至 until {data['until'][:10]} · {data['used']}/{data['uses']} 次 uses"
    )
    for line in _details(data) if full else ():
        click.echo(f"  {line}")


def _details(data: dict[str, Any]) -> Iterator[str]:
    yield f"签发人 approver: {printable(data['approver'])} · 使用人 sender: {data['sender'] or '不限 anybody'}"
    yield f"渠道 channels: {', '.join(data['channels'])} · 文件 files: {data['files']}"


def _line(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")


def _warn_of_clock(register: Register) -> None:
    newest = register.newest()
    if newest and newest - datetime.now(UTC) > _SET_BACK:
        click.echo(
            f"注意：时钟比见过的最新时间 {newest.isoformat(timespec='seconds')} 还早，批准按后者判断 / note: the clock is behind the newest time seen; approvals are judged by that",
            err=True,
        )


def _papers(settings: Settings, loaded: Policy) -> Papers:
    papers = Papers((loaded.folder / FOLDER, settings.state_folder / FOLDER), loaded.approvers)
    papers.refresh()
    return papers


def _number(paper: Paper) -> int:
    assert paper.revocations
    return paper.revocations.number


def _private(file: Path, passphrase: bool) -> PrivateKey:
    return load_key(file, click.prompt("口令 passphrase", hide_input=True, err=True) if passphrase else "")


def _write(file: Path, data: bytes, *, replace: bool = False) -> None:
    try:
        with file.open("wb" if replace else "xb") as out:
            out.write(data)
    except OSError as error:
        raise ConfigError(Text("无法写入文件", f"cannot write this file ({error.strerror})"), file=file) from error
