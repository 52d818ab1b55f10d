"""The command line: each command in a file of its own, loaded only when it is called.

Exit codes: 0 clean and complete · 1 findings · 2 could not run · 3 something was not
inspected · 130 interrupted · 141 the reader of our output went away.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from dlp import __version__

CLEAN, FOUND, FAILED, INCOMPLETE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141

COMMANDS = {
    "scan": "检查文件和目录 / look into files and folders",
    "detect": "列出文件中的客户资料，不按策略判断 / what is in a file, no policy",
    "extract": "显示能读到的文字 / the text that the scanner sees",
    "watch": "持续监视目录和发件箱 / follow folders and an outbox",
    "status": "客户端的状态 / how the agent does",
    "outbox": "在发出前判断一封邮件 / judge a message before it leaves",
    "relay": "邮件提交中继：先判断再转发 / the mail relay: judges, then passes on",
    "incidents": "查看已记录的事件 / incidents on record",
    "report-incident": "员工自行报告一起泄密风险 / report a risk or a leak yourself",
    "audit": "核对账本是否被改动 / whether the record was tampered with",
    "customers": "本公司客户名单的索引 / the index of the company's own customers",
    "documents": "登记机密文件，认出副本和摘录 / confidential documents, to know their copies and excerpts",
    "lineage": "一份内容最早在哪里，副本在哪里 / where a content was first seen, and its copies",
    "report": "从记录生成报告 / a report from the record",
    "coverage": "检查到了哪里，哪里没有 / what is looked at, and what is not",
    "places": "软件存放文件的目录 / where applications keep files on this machine",
    "devices": "已接入的移动存储 / removable devices that are connected",
    "posture": "本机的安全状态 / how this machine is guarded",
    "approve": "签发和管理对外提供的批准 / approvals for giving data away",
    "people": "谁没有承诺、培训或保密协议 / who lacks pledge, training or agreement",
    "leaver": "离职清退检查和证明 / clearance of somebody who leaves",
    "destroyed": "销毁证明 / proof that content is gone",
    "formats": "能读取哪些文件，有哪些隔离 / which files are read, and how walled in",
    "check": "检查设置、规则和识别器 / are settings, rules and detectors in order",
    "simulate": "用另一套策略重新判断已记录的检查 / try another policy on what was recorded",
    "baseline": "把已知的事件写成基线 / what is already known of an old share",
    "explain": "解释条款、规则、数据种类或事件 / explain a clause, a rule, an entity, an incident",
    "config": "列出每项设置及其来源 / every setting, and what set it",
}


class Lazy(click.Group):
    """A group that knows its commands' names and loads a command's module on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None for an unknown word."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"dlp.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in --help, without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's own, but an unknown word is answered with the nearest right one."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"是不是“{close[0]}”？ did you mean '{close[0]}'?" if close else "dlp --help"
            raise click.UsageError(f"没有“{args[0]}”这个命令 / no such command '{args[0]}'\n  → {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="dlp")
def cli() -> None:
    """客盾 Kedun：把《客户资料保密管理规范》变成程序。 A written policy on customer data, as a program."""


def run(arguments: list[str]) -> int:
    """Run a command line in this process and give its exit code. Raises nothing."""
    from dlp.errors import KedunError

    try:
        return _code(cli.main(arguments, prog_name="dlp", standalone_mode=False))
    except KedunError as error:
        click.echo(f"错误 error: {error}", err=True)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit:  # click's answer to a closed pipe, and to nothing else here
        _forget_output()
        return PIPE_CLOSED
    return FAILED


def _code(result: Any) -> int:
    return result if isinstance(result, int) else CLEAN


def _forget_output() -> None:
    """Keep the interpreter from complaining about the closed pipe when it shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))
