"""Deliveries: queued with their incident, tried until taken, told twice under one id at worst."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dlp.delivery import DeliveryError, drain, wait
from dlp.ledger import Ledger
from dlp.model import Level, Stage
from tests.ledger.making import make, problems

SOON = timedelta(seconds=5)


class Fake:
    """A receiver that knows ids, and fails as often as it is told to."""

    def __init__(self, failing=0):
        self.failing, self.calls, self.taken = failing, 0, {}

    def send(self, delivery):
        self.calls += 1
        if self.failing:
            self.failing -= 1
            raise DeliveryError("connection refused")
        self.taken[delivery.id] = delivery.payload


@pytest.fixture
def ledger(state):
    return Ledger(state)


def now():
    return datetime.now(UTC) + SOON


def test_what_is_recorded_is_told_once(ledger, state):
    ledger.record([make(1), make(2)])
    ledger.record([make(1)])
    sender = Fake()
    assert drain(ledger, sender, now()).delivered == 2
    assert drain(ledger, sender, now()).delivered == 0
    assert {payload["incident"] for payload in sender.taken.values()} == {f"{n:016x}" for n in (1, 2)}
    assert [r.event for r in ledger.records(limit=2)] == ["delivered", "delivered"]
    assert problems(state) == []


def test_no_path_and_no_finding_leaves_the_ledger(ledger):
    ledger.record([make(1, path="/客户/赵敏.xlsx")])
    sender = Fake()
    drain(ledger, sender, now())
    (payload,) = sender.taken.values()
    assert "赵敏" not in str(payload)
    assert "139****9001" not in str(payload)


def test_a_graver_level_is_told_again_and_the_same_is_not(ledger):
    ledger.record([make(1, level=Level.MEDIUM)])
    ledger.record([make(1, level=Level.CRITICAL), make(1, level=Level.CRITICAL)])
    assert ledger.waiting()[0] == 2


def test_nobody_is_told_of_what_is_suppressed_or_on_trial(ledger):
    trial = make(1)
    ledger.record([replace(trial, verdict=replace(trial.verdict, stage=Stage.TRIAL)), replace(make(2), suppressed="x")])
    assert ledger.waiting()[0] == 0


def test_a_failure_is_tried_again_later_for_ever(ledger):
    ledger.record([make(1)])
    sender, moment = Fake(failing=30), now()
    for _ in range(31):
        drain(ledger, sender, moment, chance=lambda: 1.0)
        moment += timedelta(hours=1, seconds=1)
    assert sender.calls == 31
    assert len(sender.taken) == 1


def test_it_is_not_tried_again_before_its_time(ledger):
    ledger.record([make(1)])
    sender, moment = Fake(failing=1), now()
    assert drain(ledger, sender, moment, chance=lambda: 0.5).failed == 1
    assert drain(ledger, sender, moment).failed == drain(ledger, sender, moment).delivered == 0
    assert drain(ledger, sender, moment + timedelta(seconds=5)).delivered == 1


def test_after_a_crash_it_is_sent_again_under_the_same_id(ledger, monkeypatch):
    ledger.record([make(1)])
    sender = Fake()
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "delivered", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            drain(ledger, sender, now())
    assert drain(ledger, sender, now()).delivered == 1
    assert (sender.calls, len(sender.taken)) == (2, 1)


def test_a_delivery_put_off_by_hand_is_tried_all_the_same(ledger):
    ledger.record([make(1)])
    ledger.undelivered(ledger.due(now())[0], datetime(9999, 1, 1, tzinfo=UTC), "x")
    assert drain(ledger, Fake(), now()).delivered == 1


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 5), (1, 10), (5, 160), (10, 3600), (4000, 3600)])
def test_the_wait_doubles_up_to_an_hour_and_half_of_it_is_chance(attempts, seconds):
    assert wait(attempts, 1.0).total_seconds() == seconds
    assert wait(attempts, 0.0).total_seconds() == seconds / 2


def test_who_is_late_is_told_once(ledger, state):
    ledger.record([make(1)])
    (entry,) = ledger.unacknowledged()
    assert ledger.escalate(entry, "6.1 high")
    assert not ledger.escalate(entry, "6.1 high")
    assert [d.kind for d in ledger.due(now())] == ["raised", "escalated"]
    assert problems(state) == []
