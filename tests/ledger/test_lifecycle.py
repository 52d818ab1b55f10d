"""An incident's life: each step with who and why, refused steps say why, everything on the audit."""

import pytest

from dlp.errors import ConfigError
from dlp.ledger import Ledger, State, Step
from dlp.ledger.states import Handling, seen_again, taken
from tests.ledger.making import make, problems

ID = f"{1:016x}"


@pytest.fixture
def ledger(state):
    ledger = Ledger(state)
    ledger.record([make(1)])
    return ledger


def step(ledger, to, by="zhaomin", why="核实过", assignee=""):
    return ledger.step(ID, Step(to, by, why, assignee)).handling


def test_the_whole_way_is_on_the_audit(ledger, state):
    step(ledger, State.ASSIGNED, assignee="liqiang")
    step(ledger, State.CONFIRMED)
    step(ledger, State.REMEDIATED, by="liqiang")
    step(ledger, State.VERIFIED, by="zhaomin")
    end = step(ledger, State.CLOSED)
    assert (end.state, end.assignee, end.outcome) == (State.CLOSED, "liqiang", "remediated")
    events = [record.event for record in ledger.history(ID)]
    assert events == ["closed", "verified", "remediated", "confirmed", "assigned", "recorded"]
    assert ledger.history(ID)[2].detail == {"by": "liqiang", "why": "核实过", "state": "remediated"}
    assert problems(state) == []


@pytest.mark.parametrize(
    ("to", "by", "why", "words"),
    [
        (State.CLOSED, "a", "x", "must first be: false positive, risk accepted, verified"),
        (State.REMEDIATED, "a", "x", "must first be: confirmed"),
        (State.FALSE_POSITIVE, "a", " ", "say why"),
        (State.ACCEPTED, "a", "", "say why"),
    ],
)
def test_refused_steps_say_why_and_change_nothing(ledger, to, by, why, words):
    with pytest.raises(ConfigError, match=words):
        step(ledger, to, by, why)
    assert next(ledger.entries()).handling == Handling()
    assert [record.event for record in ledger.history(ID)] == ["recorded"]


def test_nobody_verifies_his_own_work(ledger):
    step(ledger, State.CONFIRMED)
    step(ledger, State.REMEDIATED, by="liqiang")
    with pytest.raises(ConfigError, match="cannot be the one who verifies"):
        step(ledger, State.VERIFIED, by="liqiang")


def test_what_was_put_right_and_is_seen_again_begins_anew_and_is_told_again(ledger):
    step(ledger, State.CONFIRMED)
    step(ledger, State.REMEDIATED)
    ledger.record([make(1)])
    entry = next(ledger.entries())
    assert (entry.handling.state, entry.handling.outcome, entry.handling.acknowledged) == (State.NEW, "", "")
    assert ledger.history(ID)[0].event == "reopened"
    assert ledger.waiting()[0] == 2


def test_what_was_accepted_or_wrong_stays_so_when_it_is_seen_again():
    for outcome in (State.ACCEPTED, State.FALSE_POSITIVE):
        done = taken(Handling(), Step(outcome, "a", "x"), "2026-10-01")
        assert seen_again(done) == done


def test_assigning_later_keeps_the_state():
    confirmed = taken(Handling(), Step(State.CONFIRMED, "a"), "2026-10-01")
    assert taken(confirmed, Step(State.ASSIGNED, "a", assignee="b"), "2026-10-02").state is State.CONFIRMED


def test_giving_out_is_on_the_audit_before_it_happens(ledger):
    given = ledger.disclosed(ledger.entries(), "exported", {"form": "html"})
    next(given)
    record = next(ledger.records())
    assert (record.event, record.detail) == ("exported", {"form": "html", "incidents": [ID]})


def test_the_same_person_and_content_or_recipient_are_one_story(state):
    ledger = Ledger(state)
    ledger.record([make(1, prints=["a" * 32, "b" * 32])])
    ledger.record([make(2, prints=["b" * 32, "a" * 32], to=("x@qq.com",))])
    ledger.record([make(3, prints=["c" * 32], to=("x@qq.com",)), make(4, prints=["d" * 32], to=("x@qq.com",))])
    ledger.record([make(5, prints=["a" * 32], who="liqiang"), make(6, prints=[])])
    stories = {story["story"]: story["incidents"] for story in ledger.stories()}
    assert stories == {f"{1:016x}": 4, f"{5:016x}": 1, f"{6:016x}": 1}
    assert len(list(ledger.entries(story=f"{1:016x}"))) == 4
