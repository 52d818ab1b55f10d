"""Written scenarios, place × channel × data × people × approval: each with a real file through the whole pipeline.

The scenarios are data: see the *.yml files beside this one. The world they happen in: world.py.

    name      what happens, in a sentence
    in        the folder below the test's own root; an outbox for a message
    file      its name; the ending says what is made
    people    how many customers are in it; from: the number of the first (the first 60 are on the company's list)
    kinds     what is known of each (default: name and mobile)
    text      a line above them, or the whole of it; paper: the registered document or the destroyed one,
              `characters` of it
    sender, to  makes a message with the file attached, in an outbox
    act, as, direction   what another source would say of the sighting: `as` is the kind of place
    told      facts that the machine would be asked for: devices, readers, guards, encryption
    expect    the rules that hold; nothing else may; unread: the reasons that must be named
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlp.judging import Judging
from dlp.model import Act, Direction, Inspection, Place, PlaceKind, Sighting
from dlp.pipeline import Pipeline
from tests.scenarios.making import made, message
from tests.scenarios.world import CONFIDENTIAL, DESTROYED, Told, world

HERE = Path(__file__).parent
SCENARIOS: list[dict[str, Any]] = [
    scenario for file in sorted(HERE.glob("*.yml")) for scenario in yaml.safe_load(file.read_text(encoding="utf-8"))
]
KEYS = set("name in file people from kinds text paper characters sender to act as direction told expect unread".split())
PAPERS = {"registered": CONFIDENTIAL, "destroyed": DESTROYED}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    with world(tmp_path_factory.mktemp("world")) as ready:
        yield ready


def put(scenario: dict[str, Any], root: Path) -> Path:
    """Make the file of a scenario."""
    folder = root / scenario.get("in", "outbox")
    folder.mkdir(parents=True)
    first = scenario.get("from", 0)
    people = range(first, first + scenario.get("people", 0))
    text = PAPERS[scenario["paper"]][: scenario.get("characters")] if "paper" in scenario else scenario.get("text", "")
    content = made(scenario["file"], people, scenario.get("kinds", ["name", "mobile"]), text)
    path = folder / scenario["file"]
    if "to" in scenario:
        sender = scenario.get("sender", "wangfang@yunhai.example")
        content, path = message(sender, scenario["to"], scenario["file"], content), folder / "1.eml"
    path.write_bytes(content)
    return path


def seen(scenario: dict[str, Any], path: Path, pipeline: Pipeline) -> Sighting:
    """The sighting of it as its source would give it."""
    kind = PlaceKind(scenario["as"]) if "as" in scenario else None
    sighting = pipeline.sighting(path, Act(scenario.get("act", "at_rest")), kind)
    return replace(sighting, direction=Direction(scenario.get("direction", "unknown")))


def inspected(scenario: dict[str, Any], root: Path, pipeline: Pipeline) -> Inspection:
    """What the program makes of a scenario."""
    told = [Told(scenario["told"])] if "told" in scenario else []
    if "file" not in scenario:  # a machine or a device, no document
        sighting = Sighting("machine", Place(PlaceKind(scenario["as"])), Act(scenario["act"]), datetime.now(UTC))
        return Judging(pipeline.policy, told).stated(sighting)
    pipeline.sources.extend(told)
    try:
        return pipeline.inspect(seen(scenario, put(scenario, root), pipeline))
    finally:
        del pipeline.sources[len(pipeline.sources) - len(told) :]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario["name"] for scenario in SCENARIOS])
def test_it_comes_out_as_written(scenario, pipeline, tmp_path):
    assert set(scenario) <= KEYS
    inspection = inspected(scenario, tmp_path, pipeline)
    assert sorted(i.verdict.rule for i in inspection.incidents) == sorted(scenario["expect"]), inspection.facts
    assert sorted({u.reason.value for u in inspection.document.unread}) == sorted(scenario.get("unread", []))
    if scenario.get("people") and not scenario.get("unread"):
        assert inspection.tally.persons == scenario["people"]


def test_there_are_enough_of_both_kinds():
    silent = sum(not scenario["expect"] for scenario in SCENARIOS)
    assert len(SCENARIOS) >= 140
    assert silent >= len(SCENARIOS) // 2
    assert not [name for name, times in Counter(s["name"] for s in SCENARIOS).items() if times > 1]


def test_every_rule_that_raises_something_has_a_scenario(shipped):
    raised = {rule for scenario in SCENARIOS for rule in scenario["expect"]}
    assert {rule.id for rule in shipped.rulebook.rules if rule.level} <= raised
