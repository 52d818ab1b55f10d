"""Written scenarios, place × channel × data × people: each with a real file through the whole pipeline.

The scenarios are data: see the *.yml files beside this one.

    name      what happens, in a sentence
    in        the folder below the test's own root; an outbox for a message
    file      its name; the ending says what is made
    people    how many customers are in it; kinds: what is known of each (default: name and mobile)
    text      a line above them, or the whole of it
    from, to  makes a message with the file attached, in an outbox
    act, as, direction   what another source would say of the sighting: `as` is the kind of place
    expect    the rules that hold; nothing else may; unread: the reasons that must be named
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlp.model import Act, Direction, PlaceKind, Sighting
from dlp.pipeline import Pipeline
from dlp.settings import load
from tests.scenarios.making import made, message

HERE = Path(__file__).parent
SCENARIOS: list[dict[str, Any]] = [
    scenario for file in sorted(HERE.glob("*.yml")) for scenario in yaml.safe_load(file.read_text(encoding="utf-8"))
]
KEYS = {"name", "in", "file", "people", "kinds", "text", "from", "to", "act", "as", "direction", "expect", "unread"}


@pytest.fixture(scope="module")
def pipeline(shipped):
    with Pipeline(load({"detection.names": False}).settings, shipped) as made_once:
        yield made_once


def seen(scenario: dict[str, Any], root: Path, pipeline: Pipeline) -> Sighting:
    """Make the file; the sighting of it as its source would give it."""
    folder = root / scenario.get("in", "outbox")
    folder.mkdir(parents=True)
    content = made(
        scenario["file"], scenario.get("people", 0), scenario.get("kinds", ["name", "mobile"]), scenario.get("text", "")
    )
    path = folder / scenario["file"]
    if "to" in scenario:
        sender = scenario.get("from", "wangfang@yunhai.example")
        content, path = message(sender, scenario["to"], scenario["file"], content), folder / "1.eml"
    path.write_bytes(content)
    kind = PlaceKind(scenario["as"]) if "as" in scenario else None
    sighting = pipeline.sighting(path, Act(scenario.get("act", "at_rest")), kind)
    return replace(sighting, direction=Direction(scenario.get("direction", "unknown")))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario["name"] for scenario in SCENARIOS])
def test_it_comes_out_as_written(scenario, pipeline, tmp_path):
    assert set(scenario) <= KEYS
    inspection = pipeline.inspect(seen(scenario, tmp_path, pipeline))
    assert sorted(i.verdict.rule for i in inspection.incidents) == sorted(scenario["expect"]), inspection.facts
    assert sorted({u.reason.value for u in inspection.document.unread}) == sorted(scenario.get("unread", []))
    if scenario.get("people") and not scenario.get("unread"):
        assert inspection.tally.persons == scenario["people"]


def test_there_are_enough_of_both_kinds():
    silent = sum(not scenario["expect"] for scenario in SCENARIOS)
    assert len(SCENARIOS) >= 80
    assert silent >= len(SCENARIOS) // 2
    assert not [name for name, times in Counter(s["name"] for s in SCENARIOS).items() if times > 1]


def test_every_rule_that_raises_something_has_a_scenario(shipped):
    raised = {rule for scenario in SCENARIOS for rule in scenario["expect"]}
    assert {rule.id for rule in shipped.rulebook.rules if rule.level} <= raised
