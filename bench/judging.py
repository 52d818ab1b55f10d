"""python -m bench policy: how quickly facts are judged, and how long a simulation takes.

Facts are drawn at random, with a seed, from the words that each fact can have, so that hardly any
two are alike: a real company's files are judged more quickly, because most of them are.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dlp import policy
from dlp.judge import Judge
from dlp.model import Act, Document, Inspection, Place, PlaceKind, Sighting
from dlp.rulebook import VOCABULARY, recorded_facts
from dlp.rulebook.facts import Kind
from dlp.settings import Settings
from dlp.simulate import Simulation
from dlp.state import State

_FLOOR, _SECONDS = 20_000, 10.0


def some_facts(draw: random.Random) -> dict[str, object]:
    """Facts of one sighting, as they are recorded."""
    facts: dict[str, object] = {}
    for name, fact in VOCABULARY.items():
        if name == "raised" or draw.random() < 0.5:
            continue
        match fact.kind:
            case Kind.FLAG:
                facts[name] = draw.random() < 0.2
            case Kind.NUMBER:
                facts[name] = int(10 ** draw.uniform(0, 4)) - 1
            case Kind.SET:
                facts[name] = draw.sample(fact.words or ("CN_MOBILE", "CN_RESIDENT_ID"), 1)
            case Kind.CHOICE:
                facts[name] = draw.choice(fact.words)
    return {"act": "at_rest", **facts}


def verdicts_per_second(loaded: policy.Policy, number: int, draw: random.Random) -> float:
    """Sightings judged in a second of one core, all rules loaded."""
    every = [recorded_facts(some_facts(draw)) for _ in range(number)]
    judge = Judge(loaded.rulebook.rules)
    began = time.process_time()
    for facts in every:
        judge.judge(facts)
    return number / (time.process_time() - began)


def _inspections(number: int, draw: random.Random) -> Iterator[Inspection]:
    now = datetime.now(UTC)
    for at in range(number):
        folder = draw.choice(("Nutstore", "Documents", "run/media/wangfang/USB", "WeChat Files", "work"))
        seen = Sighting(f"/home/wangfang/{folder}/{at % 997}/{at}.xlsx", Place(PlaceKind.WORKSTATION), Act.AT_REST, now)
        yield Inspection(seen, Document("xlsx", 1, f"{at:064x}", 1), facts=some_facts(draw))


def simulation_seconds(loaded: policy.Policy, number: int, draw: random.Random) -> float:
    """CPU seconds of a simulation over so many recorded inspections."""
    with tempfile.TemporaryDirectory() as folder:
        state = State(Path(folder), loaded.version)
        for inspection in _inspections(number, draw):
            state.record(inspection)
        state.flush()
        simulation = Simulation(loaded, loaded)
        began = time.process_time()
        for _ in simulation.changes(state.recorded()):
            pass
        return time.process_time() - began


def main(arguments: list[str]) -> int:
    """Measure and print; 1 if `--check` is given and a floor is not met."""
    parser = argparse.ArgumentParser("python -m bench policy", description=__doc__)
    parser.add_argument("--inspections", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit 1 if a floor is not met")
    asked = parser.parse_args(arguments)
    draw, loaded = random.Random(asked.seed), policy.load(Settings())
    speed = verdicts_per_second(loaded, min(asked.inspections, 50_000), draw)
    seconds = simulation_seconds(loaded, asked.inspections, draw)
    told = {
        "rules": len(loaded.rulebook.rules),
        "verdicts_per_cpu_second": round(speed),
        "wanted": _FLOOR,
        "simulation_inspections": asked.inspections,
        "simulation_cpu_seconds": round(seconds, 2),
        "allowed": _SECONDS,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return int(asked.check and (speed < _FLOOR or seconds > _SECONDS))
