"""dlp relay: the SMTP submission relay, and the messages that it holds."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.errors import ConfigError
from dlp.model import Text

if TYPE_CHECKING:
    from agent.relay.spool import Entry, Spool, Stand

_NONE = Text("没有这封邮件，或编号不唯一", "there is no such message, or more than one begins so")


@click.group("relay", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> int:
    """SMTP 提交中继：每封邮件先按策略判断，再转给下一台服务器；按 Ctrl-C 结束。

    The submission relay in the foreground: each message is judged before it goes on to the next
    server. The settings relay.* say how; docs/relay.md tells more. Ctrl-C ends it.
    """
    if context.invoked_subcommand is not None:
        return CLEAN
    from agent.relay.service import Service

    settings = common.settings_of()
    if not settings.relay.next_hop:
        fix = Text('例如 relay.next_hop = "mail.example.com:587"', "set it in the settings file, or DLP_RELAY_NEXT_HOP")
        raise ConfigError(Text("没有设置 relay.next_hop", "relay.next_hop is not set"), fix=fix)
    mode = "执行 enforcing" if settings.relay.enforce else "只记录 dry run"

    def ready(host: str, port: int) -> None:
        click.echo(f"正在监听 listening: {host}:{port} → {settings.relay.next_hop} ({mode})", err=True)

    with Service(settings, policy.load(settings)) as service:
        asyncio.run(service.run(ready))
    return CLEAN


@command.command("list")
@common.lines_option
def list_(form: str) -> int:
    """列出暂存的邮件。 What is in the spool: held, queued and failed messages."""
    from agent.relay.seal import BrokenSealError

    spool = _spool()
    for stand, identity in spool.find(""):
        try:
            _show(stand, identity, spool.get(stand, identity), form)
        except FileNotFoundError:
            continue  # it has just gone on
        except BrokenSealError:
            click.echo(f"{identity}\t{stand}\t已损坏 damaged", err=True)
    return CLEAN


@command.command("show")
@click.argument("message")
@click.option("--reveal", is_flag=True, help="输出邮件原文，含客户资料 / the message itself, with what is in it")
@common.lines_option
def show_(message: str, reveal: bool, form: str) -> int:
    """显示一封暂存的邮件。 One message: envelope and why it is held; --reveal gives the message itself."""
    spool, stand, identity, entry = _one(message)
    if reveal:
        _audit(spool, "revealed", identity)
        click.echo(entry.content, nl=False)
    else:
        _show(stand, identity, entry, form)
    return CLEAN


@command.command("release")
@click.argument("message")
def release(message: str) -> int:
    """放行一封暂存的邮件。 Let a held or failed message go on."""
    from agent.relay.spool import Stand

    spool, stand, identity, _ = _one(message)
    if stand is not Stand.QUEUED:
        spool.move(identity, stand, Stand.QUEUED)
    _audit(spool, "released", identity)
    click.echo(f"已放行 released: {identity}")
    return CLEAN


@command.command("refuse")
@click.argument("message")
def refuse(message: str) -> int:
    """退回一封暂存的邮件。 Refuse a held or failed message: its sender is told why, and it is gone."""
    from agent.relay.courier import bounce
    from agent.relay.dsn import Failure
    from agent.relay.spool import Stand

    spool, stand, identity, entry = _one(message)
    if stand is Stand.QUEUED:
        raise ConfigError(Text("邮件正在发送，不能退回", "the message is on its way and cannot be refused any more"))
    reason = entry.reason
    why = Text("安全部门退回了这封邮件。", "The security team has refused this message.")
    if reason:
        why = Text(
            f"违反第 {reason.clause} 条：{reason.title.zh}。{reason.advice.zh}",
            f"Clause {reason.clause}: {reason.title.en}. {reason.advice.en}",
        )
    failures = tuple(Failure(each, "550 5.7.1 refused by policy") for each in entry.mailing.to)
    made = bounce(_host(), entry, failures, why)
    if made:
        spool.put(Stand.QUEUED, made)
    spool.remove(identity, stand)
    _audit(spool, "refused", identity)
    click.echo(f"已退回 refused: {identity}")
    return CLEAN


def _spool() -> Spool:
    from agent.relay.spool import Spool

    return Spool(common.settings_of().state_folder)


def _one(start: str) -> tuple[Spool, Stand, str, Entry]:
    from agent.relay.seal import BrokenSealError

    spool = _spool()
    found = list(spool.find(start))
    if len(found) != 1:
        raise ConfigError(_NONE, fix=Text("dlp relay list 列出全部", "dlp relay list tells them all"))
    try:
        return spool, *found[0], spool.get(*found[0])
    except (OSError, BrokenSealError) as error:
        raise ConfigError(Text("邮件已损坏或已发出", "the message is damaged, or has just gone on")) from error


def _audit(spool: Spool, what: str, identity: str) -> None:
    from agent.relay.audit import Audit

    Audit(spool.folder).note(what, identity, by=common.account())


def _host() -> str:
    import socket

    return common.settings_of().relay.hostname or socket.getfqdn()


def _show(stand: Stand, identity: str, entry: Entry, form: str) -> None:
    """What is known of a message without opening it."""
    reason = entry.reason
    recipients = [receiver.address for receiver in entry.mailing.to]
    told = {
        "id": identity,
        "stand": stand.value,
        "came": entry.came,
        "sender": entry.mailing.sender,
        "to": recipients,
        "who": entry.who,
        "client": entry.client,
        "bytes": len(entry.content),
        "rule": reason.rule if reason else "",
        "clause": reason.clause if reason else "",
        "title": str(reason.title) if reason else "",
        "advice": str(reason.advice) if reason else "",
    }
    if form == "jsonl":
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    why = f"\t{reason.clause} {reason.title} → {reason.advice}" if reason else ""
    click.echo(f"{identity}\t{stand}\t{entry.came[:19]}Z\t{entry.who} → {', '.join(recipients)}{why}")
