"""dlp check: settings, rules, examples: is all in order?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

import detectors
from dlp import policy, schemas, suppressions
from dlp.clausetable import markdown
from dlp.cli import CLEAN, FAILED, common
from dlp.customers import Lists
from dlp.documents import Registered
from dlp.engine import Engine
from dlp.engine.examples import failing
from dlp.errors import ConfigError
from dlp.model import Stage, Text
from dlp.policy import Policy
from dlp.rulebook import Rule
from dlp.words import STAGES


@click.command("check")
@click.option(
    "--schemas",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="把策略文件的 JSON Schema 写到这个目录，供编辑器使用 / write JSON Schemas of the policy files for editors",
)
@click.option(
    "--table", is_flag=True, help="只输出条款、规则、测试对照表（Markdown） / only print the table of clauses"
)
def command(folder: Path | None, table: bool) -> int:
    """检查设置、策略文件、每条规则的测试和每个识别器的例子，并列出条款与规则。

    Check settings, policy files, each rule's tests and each detector's examples, and print
    the table of clauses and rules. Exit code 0 in order, 2 not in order.
    """
    if folder:
        return _write_schemas(folder)
    settings = common.settings_of()
    loaded = policy.load(settings)
    if table:
        click.echo(markdown(loaded), nl=False)
        return CLEAN
    Lists.of(settings)
    Registered.of(settings)
    wrong = list(failing(loaded.entities))
    model = Engine(
        names=settings.detection.names, model=settings.detection.model, kept=settings.state_folder / "cache"
    ).namer.check()
    for line in clause_table(loaded):
        click.echo(line)
    tests = sum(rule.tests for rule in loaded.rulebook.rules)
    all_detectors = (*detectors.load(), *loaded.entities)
    examples = sum(len(d.examples) for d in all_detectors)
    click.echo("")
    click.echo(
        f"{len(loaded.rulebook.rules)} 条规则 rules，{tests} 个测试 tests · {len(all_detectors)} 个识别器 detectors，{examples} 个例子 examples"
    )
    click.echo(f"策略 policy {loaded.folder} · 版本 version {loaded.version} · 状态目录 state {settings.state_folder}")
    if loaded.company.example:
        click.echo(
            "注意：策略里仍是示例公司的资料 / note: the policy still holds the made-up company's data (company.yml, people.csv, places.yml)"
        )
    for entry in loaded.suppressions.expired(datetime.now(UTC).date()):
        click.echo(
            f"注意：抑制已过期 / note: this suppression has expired: {suppressions.NAME}:{entry.line} {entry.rule} {entry}"
        )
    if model:
        click.echo(f"注意：{model.zh} / note: {model.en}")
    for message in wrong:
        click.echo(f"错误 error: {message}", err=True)
    return FAILED if wrong else CLEAN


def _write_schemas(folder: Path) -> int:
    try:
        for file in schemas.write(folder):
            click.echo(file)
    except OSError as error:
        raise ConfigError(Text("无法写入", f"cannot write ({error.strerror})"), file=folder) from error
    return CLEAN


def clause_table(loaded: Policy) -> list[str]:
    """A line for each clause: its rules, or why it has none."""
    lines = []
    for number, clause in loaded.rulebook.clauses.items():
        rules = loaded.rulebook.of_clause(number)
        lines.append(f"{number:6} {clause.title.zh}  {clause.title.en}")
        lines += [f"         {(rule.level or 'none'):8} {rule.id}  {rule.title.zh}{_stage(rule)}" for rule in rules]
        if clause.no_rule:
            lines.append(f"         —        {clause.no_rule.zh}")
    return lines


def _stage(rule: Rule) -> str:
    stage = STAGES[rule.stage]
    return "" if rule.stage is Stage.STABLE else f"（{stage.zh} {stage.en}）"
