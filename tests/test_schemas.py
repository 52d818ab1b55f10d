"""The published JSON Schemas are what the loader checks; and no broken rule file is half loaded."""

import json
import re
import shutil
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dlp import policy, schemas
from dlp.errors import RuleError
from dlp.rulebook.rules import load_rules

RULE_FILES = sorted((policy.shipped() / "policy").glob("*.yml"))
LINES = [
    (file.name, number) for file in RULE_FILES for number, _ in enumerate(file.read_text(encoding="utf-8").splitlines())
]


def test_the_published_schemas_are_up_to_date():
    published = {
        f.stem: json.loads(f.read_text(encoding="utf-8")) for f in (policy.shipped() / "schema").glob("*.json")
    }
    assert published == schemas.all_schemas(), "run: dlp check --schemas rules/schema"


def test_every_policy_file_names_its_schema():
    for file in [*policy.shipped().glob("*.yml"), *RULE_FILES]:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
        assert match, file.name
        assert (file.parent / match[1]).exists(), file.name


def test_the_schema_of_rules_knows_every_key_that_the_shipped_rules_use():
    schema = schemas.rules()
    facts = schema["$defs"]["Conditions"]["properties"]
    for file in RULE_FILES:
        for rule in yaml.safe_load(file.read_text(encoding="utf-8")):
            assert set(rule) <= set(schema["items"]["properties"])
            assert set(rule["when"]) <= set(facts)


_NOISE = st.sampled_from(
    ["", " ", "  ", "\t", ":", "- ", "#", '"', "{", "}", "[", "]", "&a", "*a", "!!python/object:x", "null", "~", "1", "5.2",
     "yes", "level: high", "status: trial", "status: maybe", "whne: {persons: 1}", "unless: []", "\x00", "\ufeff", "客户"]
)  # fmt: skip
_CHANGES = st.sampled_from(["delete", "double", "swap", "indent", "cut", "insert", "replace"])


def mutated(lines: list[str], at: int, change: str, noise: str, column: int) -> list[str]:
    """The lines of a file after one change."""
    lines = list(lines)
    line = lines[at]
    spot = column % (len(line) + 1)
    match change:
        case "delete":
            del lines[at]
        case "double":
            lines.insert(at, line)
        case "swap":
            other = (at + 1) % len(lines)
            lines[at], lines[other] = lines[other], lines[at]
        case "indent":
            lines[at] = "  " + line
        case "cut":
            lines[at] = line[:spot]
        case "insert":
            lines[at] = line[:spot] + noise + line[spot:]
        case _:
            lines[at] = line.replace(line.strip() or "x", noise)
    return lines


@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(LINES), _CHANGES, _NOISE, st.integers(0, 200))
@example(("5.2.yml", 1), "delete", "", 0)
def test_a_changed_rule_file_is_valid_or_refused_with_its_line(spot, change, noise, column):
    name, number = spot
    lines = (policy.shipped() / "policy" / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(mutated(lines, number, change, noise, column)) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text(text, encoding="utf-8")
        refused = None
        try:
            rules = load_rules(Path(folder))
        except RuleError as error:
            refused = error
    if refused:
        assert refused.file == str(file)
        assert 1 <= refused.line <= len(text.splitlines()) + 1
        return
    written = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    assert [rule.id for rule in rules] == [entry["id"] for entry in written]
    for rule, entry in zip(rules, written, strict=True):
        assert set(rule.when) == set(entry["when"])
        assert [set(group) for group in rule.unless] == [set(group) for group in entry.get("unless", [])]


@pytest.mark.parametrize(
    "name", ["grades.yml", "places.yml", "company.yml", "clauses.yml", "no_text.yml", "entities.yml"]
)
def test_a_policy_file_that_is_no_mapping_is_refused(tmp_path, name):
    from dlp.settings import Policy as PolicySettings
    from dlp.settings import Settings

    folder = tmp_path / "policy"
    shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / name).write_text("- 1\n", encoding="utf-8")
    with pytest.raises(RuleError) as error:
        policy.load(Settings(policy=PolicySettings(folder=str(folder))))
    assert error.value.line >= 1
