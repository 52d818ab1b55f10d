"""Clocks: figures come from the file with source and edition, and are said as advice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dlp import clocks, policy
from dlp.errors import RuleError
from dlp.model import Level, Stage, Tally
from tests.ledger.making import make

FIRST = datetime(2026, 10, 1, 8, tzinfo=UTC)


def written(tmp_path, *changes):
    text = (policy.shipped() / clocks.NAME).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / clocks.NAME).write_text(text, encoding="utf-8")
    return clocks.load(tmp_path / clocks.NAME)


def about(persons, level=Level.HIGH):
    return replace(make(1, level=level), tally=Tally(persons=persons))


def test_the_companys_clock_goes_by_level(shipped):
    due = {level: shipped.clocks.acknowledge(about(3, level), FIRST) for level in Level}
    assert due[Level.CRITICAL].due == FIRST + timedelta(hours=1)
    assert due[Level.HIGH].due == FIRST + timedelta(hours=4)
    assert due[Level.INFO] is None
    trial = replace(make(1), verdict=replace(make(1).verdict, stage=Stage.TRIAL))
    assert shipped.clocks.acknowledge(trial, FIRST) is None


@pytest.mark.parametrize(("sector", "hours"), [("general", 4), ("critical_infrastructure", 1), ("government", 2)])
def test_a_million_people_start_the_clock_of_the_sector(tmp_path, sector, hours):
    loaded = written(tmp_path, ("sectors: [general]", f"sectors: [{sector}]"))
    assert not any("2025-09-11" in line for line in loaded.lines(about(999_999), FIRST))
    lines = [line for line in loaded.lines(about(1_000_000), FIRST) if "art. 4" in line]
    assert len(lines) == 1
    assert "2025-09-11" in lines[0]
    assert (FIRST + timedelta(hours=hours)).astimezone().isoformat(timespec="minutes") in lines[0]


def test_what_was_not_checked_says_so_and_what_was_not_in_force_does_not_run(tmp_path):
    loaded = written(tmp_path, ("sectors: [general]", "sectors: [industry]"))
    assert any("not checked against the text" in line for line in loaded.lines(about(1_000_000), FIRST))
    before = datetime(2025, 10, 1, tzinfo=UTC)
    assert not any("2025-09-11" in line for line in loaded.lines(about(1_000_000), before))


@pytest.mark.parametrize(
    ("old", "new", "say"),
    [
        ("sectors: [general]", "sectors: [generel]", "did you mean 'general'"),
        ("levels: [critical]", "levels: [critcal]", "did you mean 'critical'"),
        ("    confirmed: true\n", "", "'confirmed' is missing"),
        ("minutes: 240\n", "minutes: -1\n", "minutes"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, old, new, say):
    with pytest.raises(RuleError, match=say) as caught:
        written(tmp_path, (old, new))
    assert caught.value.line > 0


def test_without_a_file_there_are_no_clocks(tmp_path):
    assert list(clocks.load(tmp_path / clocks.NAME).lines(about(5_000_000), FIRST)) == []
