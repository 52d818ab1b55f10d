"""The register: durable, counted exactly, made only when something is written."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from dlp.errors import StateError
from dlp.register import Destroyed, Register, Use

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)


def use(number: int, approval="a") -> Use:
    return Use(f"{approval}{number}", approval, f"2026-10-01T08:00:{number:02}", "li", "partner_mail", "/x")


def test_reading_makes_nothing(state):
    register = Register(state)
    assert register.uses() == []
    assert (register.newest(), register.revocation(), register.destroyed("d")) == (None, (0, ""), None)
    assert not register.file.exists()


def test_uses_are_counted_over_restarts(state):
    assert [Register(state).take(use(n), 2) for n in (1, 2, 3, 2)] == [True, True, False, True]
    assert Register(state).take(use(1, "b"), 1)
    assert [u.id for u in Register(state).uses("a")] == ["a1", "a2"]
    assert len(Register(state).uses()) == 3
    assert stat.S_IMODE(Register(state).file.stat().st_mode) == 0o600


def test_the_last_use_is_given_once(state):
    registers = [Register(state) for _ in range(4)]
    registers[0].tick(NOW)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda n: registers[n % 4].take(use(n), 3), range(20)))
    assert sum(taken) == len(Register(state).uses()) == 3


def test_time_only_goes_forward_unless_trusted(state):
    register = Register(state)
    for step in (0, 2, 1):
        register.tick(NOW + timedelta(days=step))
    assert register.newest() == NOW + timedelta(days=2)
    register.tick(NOW, trusted=True)
    assert register.newest() == NOW


def test_the_newest_list_counts(state):
    register = Register(state)
    for number in (2, 5, 3):
        register.keep_revocation(number, f"list {number}")
    assert Register(state).revocation() == (5, "list 5")


def test_what_was_destroyed_stays_on_record_as_it_was_first(state):
    register = Register(state)
    register.destroy([Destroyed("d", "t1", "li", "p1")])
    register.destroy([Destroyed("d", "t2", "li", "p2"), Destroyed("e", "t2", "li", "p2")])
    register.destroy([])
    assert register.destroyed("d").proof == "p1"
    assert register.destroyed("e").proof == "p2"
    assert register.destroyed("") is None


def test_a_damaged_register_is_refused(state):
    state.mkdir()
    (state / "register.db").write_bytes(b"not a database, not at all")
    with pytest.raises(StateError, match="not a database"):
        Register(state).uses()
