"""Automata are kept between starts; whatever is wrong with one costs time and nothing else."""

import os

import pytest

from dlp.engine.automata import Automata
from dlp.engine.gates import HyperscanSearch

EXPRESSIONS = (b"[0-9]{11}", b"abc")
DATA = b"x abc 13900139001 abc"


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "state" / "cache"


def events(kept):
    return sorted(HyperscanSearch(EXPRESSIONS, kept).events(DATA))


def test_what_is_kept_finds_the_same(kept, monkeypatch):
    first = events(kept)
    assert first == sorted(HyperscanSearch(EXPRESSIONS).events(DATA))
    monkeypatch.setattr(Automata, "save", lambda *_: pytest.fail("made anew"))
    assert events(kept) == first


def test_only_its_owner_can_read_it(kept):
    events(kept)
    (file,) = kept.iterdir()
    if os.name == "posix":
        assert (file.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    "damage", [lambda d: d[:0], lambda d: d[:-1], lambda d: d[:100] + b"\xff" + d[101:], lambda d: d * 2]
)
def test_a_damaged_one_is_made_anew(kept, damage):
    first = events(kept)
    (file,) = kept.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert events(kept) == first
    assert len(list(kept.iterdir())) == 1


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path):
    (tmp_path / "cache").write_text("a file in its place")
    assert events(tmp_path / "cache")


def test_old_ones_are_forgotten(kept):
    for number in range(7):
        HyperscanSearch((b"x%d" % number,), kept)
    assert len(list(kept.iterdir())) == 4
