"""The docs leave nothing out: every command, option, entity, rule, fact, setting and place."""

import importlib
import re
from pathlib import Path

import click
import pytest

import detectors
from dlp import settings
from dlp.cli import COMMANDS
from dlp.model import PlaceKind, Reason, Response
from dlp.rulebook import VOCABULARY
from reports import FORMATS

DOCS = Path(__file__).parent.parent / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(command: str) -> str:
    match = re.search(rf"^## dlp {command}(?![\w-]).*?(?=^## |\Z)", text("commands.md"), re.MULTILINE | re.DOTALL)
    assert match, f"docs/commands.md has no section on {command}"
    return match[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described(name):
    command = importlib.import_module(f"dlp.cli.{name.replace('-', '_')}").command
    commands = [command, *getattr(command, "commands", {}).values()]
    for each in commands:
        for option in each.params:
            if isinstance(option, click.Option):
                assert any(f"`{word}`" in section(name) for word in option.opts), f"{name} {option.opts}"
    for sub in getattr(command, "commands", {}):
        assert sub in section(name)


def test_no_command_is_described_that_does_not_exist():
    assert set(re.findall(r"^## dlp ([\w-]+)", text("commands.md"), re.MULTILINE)) == set(COMMANDS)


def test_every_entity_is_described():
    assert set(re.findall(r"^\| `([A-Z_]+)`", text("entities.md"), re.MULTILINE)) == set(detectors.by_entity())


def test_every_rule_is_described_with_its_level(shipped):
    rows = dict(re.findall(r"^\| `(\d[\w.-]+)` \| (\w+) \|", text("rules.md"), re.MULTILINE))
    assert rows == {rule.id: (rule.level or "none") for rule in shipped.rulebook.rules}


def test_every_fact_response_and_place_is_described():
    assert set(re.findall(r"^\| `([a-z0-9_]+)` \| (?:one word|set|number|yes)", text("rules.md"), re.MULTILINE)) == set(
        VOCABULARY
    )
    for word in (*Response, *PlaceKind):
        assert f"`{word}`" in text("rules.md"), word


def test_every_setting_is_described_with_its_default():
    found = re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", text("settings.md"), re.MULTILINE)
    rows = {key: default.strip("`") for key, default in found}
    assert set(rows) == set(settings.keys())
    defaults = settings._flatten(settings.Settings().model_dump())
    for key, value in defaults.items():
        if value != "":
            assert rows[key].strip() == str(value).replace("True", "true").replace("False", "false"), key


def test_every_reason_and_format_is_described():
    for reason in Reason:
        assert f"`{reason}`" in text("operations.md"), reason
    for form in FORMATS:
        assert form in section("scan")


def test_the_floors_are_those_that_are_enforced():
    from tests.test_architecture import FLOORS

    drawn = text("architecture.md").split("```")[3]
    for rooms in FLOORS:
        for room in rooms - {"dlp"}:
            assert room in drawn, room


def test_links_lead_somewhere():
    root = DOCS.parent
    for file in [*DOCS.glob("*.md"), *root.glob("*.md")]:
        for link in re.findall(r"\]\((?!http)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / link).exists(), f"{file.name}: {link}"


def test_both_readmes_show_the_same_commands():
    def commands(name):
        blocks = re.findall(r"```sh\n(.*?)```", (DOCS.parent / name).read_text(encoding="utf-8"), re.DOTALL)
        return [line.split("  #")[0].rstrip() for block in blocks for line in block.splitlines()]

    assert commands("README.md") == commands("README.zh-CN.md")
