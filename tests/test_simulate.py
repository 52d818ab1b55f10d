"""A policy tried on the past: what it would gain and lose, without reading a file."""

import json
import shutil
import time
from pathlib import Path

import pytest

from dlp import policy
from dlp.cli import run
from dlp.judge import Judge, judge
from dlp.rulebook import VOCABULARY, recorded_facts
from dlp.settings import Policy as PolicySettings
from dlp.settings import Settings
from dlp.simulate import Simulation
from dlp.state import Recorded


@pytest.fixture
def folder(tmp_path) -> Path:
    copy = tmp_path / "policy"
    shutil.copytree(policy.shipped(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def load(folder: Path) -> policy.Policy:
    return policy.load(Settings(policy=PolicySettings(folder=str(folder))))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def row(path="/home/wangfang/Nutstore/a.xlsx", **facts) -> Recorded:
    return Recorded(path, "2026-10-01T00:00:00.000+00:00", json.dumps(facts))


AT_REST = {"act": "at_rest", "place": ["personal_sync"], "persons": 3, "entities": ["CN_MOBILE"]}


def test_the_same_policy_changes_nothing(shipped, folder):
    simulation = Simulation(shipped, load(folder))
    assert list(simulation.changes([row(**AT_REST)])) == []
    assert (simulation.inspections, simulation.before, simulation.after) == (1, 1, 1)


def test_gained_lost_and_changed(shipped, folder):
    change(folder / "policy/4.2.2.yml", 'personal_device], persons: ">=1"', 'personal_device], persons: ">=5"')
    change(
        folder / "policy/4.2.2.yml",
        "place: personal_sync, persons: 3}, expect: high",
        "place: personal_sync, persons: 5}, expect: high",
    )
    change(
        folder / "policy/4.2.2.yml",
        "place: personal_device, persons: 1}, expect: high",
        "place: personal_device, persons: 1}, expect: none",
    )
    change(folder / "policy/5.2.yml", "level: high", "level: critical")
    change(folder / "policy/5.2.yml", "expect: high", "expect: critical")
    change(folder / "channels.yml", '"Nutstore/", ', "")
    simulation = Simulation(shipped, load(folder))
    rows = [row(**AT_REST), row("/run/media/wangfang/USB/b.xlsx", **AT_REST | {"place": ["removable"]})]
    found = {(c.path.rpartition("/")[2], c.rule, c.kind) for c in simulation.changes(rows)}
    assert found == {
        ("a.xlsx", "4.2.2-personal-storage", "lost"),
        ("a.xlsx", "4.2.2-not-designated-few", "gained"),
        ("b.xlsx", "5.2-removable-media", "changed"),
    }


def test_grades_are_worked_out_anew(shipped, folder):
    change(
        folder / "grades.yml",
        "  contact:\n    title: {zh: 联系方式, en: Contact}\n    grade: 2",
        "  contact:\n    title: {zh: 联系方式, en: Contact}\n    grade: 4",
    )
    simulation = Simulation(shipped, load(folder))
    mail = {"act": "sent", "place": ["company_mail"], "persons": 2, "entities": ["CN_MOBILE"], "grade": 2}
    (found,) = simulation.changes([row(**mail)])
    assert (found.rule, found.kind) == ("4.2.3-internal-core", "gained")


def test_drafts_are_tried_and_never_judged(folder):
    change(folder / "policy/5.2.yml", "  level: high", "  level: high\n  status: draft")
    drafted = load(folder)
    facts = recorded_facts({"act": "at_rest", "place": ["removable"], "persons": 3})
    assert judge(drafted.rulebook.rules, facts)[0] == []
    simulation = Simulation(drafted, drafted)
    media = row("/run/media/wangfang/USB/b.xlsx", **AT_REST | {"place": ["removable"]})
    assert [(c.rule, c.kind) for c in simulation.changes([media])] == [("5.2-removable-media", "gained")]


def test_a_rule_on_trial_is_recorded_and_nobody_is_told(folder, tmp_path, monkeypatch, capsys):
    change(folder / "policy/4.2.2.yml", "  level: high", "  level: high\n  status: trial")
    trial = load(folder)
    facts = recorded_facts({"act": "at_rest", "place": ["personal_sync"], "persons": 3})
    (verdict,), _ = judge(trial.rulebook.rules, facts)
    assert (verdict.stage, [str(r) for r in verdict.responses]) == ("trial", ["record"])
    file = tmp_path / "Nutstore" / "客户.txt"
    file.parent.mkdir()
    file.write_text("客户手机 13912345678", encoding="utf-8")
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(folder))
    assert run(["scan", str(file.parent), "--no-names"]) == 1
    assert "试行 TRIAL" in capsys.readouterr().out
    assert run(["scan", str(file.parent), "--no-names", "--format", "jsonl"]) == 1
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (first["status"], first["notify"]) == ("trial", [])


def test_the_command_counts_and_shows(folder, tmp_path, capsys):
    file = tmp_path / "Nutstore" / "客户.txt"
    file.parent.mkdir()
    file.write_text("客户手机 13912345678", encoding="utf-8")
    assert run(["scan", str(file.parent), "--no-names"]) == 1
    change(folder / "policy/4.2.2.yml", "  level: high", "  level: critical")
    change(folder / "policy/4.2.2.yml", "expect: high", "expect: critical")
    capsys.readouterr()
    assert run(["simulate", "--policy", str(folder), "--since", "1d"]) == 0
    out = capsys.readouterr().out
    assert "级别变化 changed 1 · 4.2.2-personal-storage" in out
    assert "高 → 严重 · 1 人" in out
    assert run(["simulate", "--policy", str(folder), "--format", "jsonl"]) == 0
    line, total = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["change"], line["before"], line["after"]) == ("changed", "high", "critical")
    assert total["summary"]["changed"] == 1
    assert run(["simulate", "--policy", str(folder), "--since", "2099-01-01", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["inspections"] == 0


def test_what_is_recorded_is_what_was_judged(shipped):
    data = {"act": "sent", "place": ["personal_mail"], "persons": 2, "encrypted": None, "gone": 1}
    facts = recorded_facts(data)
    assert facts["place"] == frozenset({"personal_mail"})
    assert set(facts) == set(VOCABULARY)
    assert Judge(shipped.rulebook.rules).held(facts)


def test_judging_is_quick_enough_for_a_whole_company(shipped):
    """A loose guard, ten times below what one core does; `python -m bench policy` measures."""
    facts = recorded_facts(AT_REST)
    ready = Judge(shipped.rulebook.rules)
    began = time.process_time()
    for _ in range(2_000):
        ready.judge(facts)
    assert 2_000 / (time.process_time() - began) > 2_000
