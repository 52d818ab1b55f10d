"""Slow leaks: ninety mails of one customer each count like one mail of ninety, and no value is kept for it."""

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dlp.cli import common
from dlp.judge import leak_id
from dlp.leaks import Leaks, recipients
from dlp.ledger import Ledger
from dlp.model import Act, Place, PlaceKind, Recipient, Sighting
from dlp.pipeline import Pipeline
from dlp.settings import load

FRIEND = Recipient("somebody@qq.com", PlaceKind.PERSONAL_MAIL)
RULE = "5.4-slow-leak"
DAY = datetime(2026, 10, 12, 4, tzinfo=UTC)


@pytest.fixture
def pipeline(shipped):
    with Pipeline(load({"detection.names": False}).settings, shipped) as pipeline:
        yield pipeline


@pytest.fixture
def send(pipeline, state, tmp_path):
    """Sends a message about some mobile numbers, as the outbox would, and puts on record what comes of it."""
    leaks, ledger = Leaks(state, 30), Ledger(state)

    def send(numbers, day, to=(FRIEND,), who="wangfang"):
        file = tmp_path / f"{day}-{numbers[0]}.txt"
        file.write_text("".join(f"客户电话 {13900130000 + n}\n\n" for n in numbers), encoding="utf-8")
        place = Place(to[0].kind)
        seen = Sighting(str(file), place, Act.SENT, DAY + timedelta(days=day), who=who, to=tuple(to))
        inspection = pipeline.inspect(seen)
        assert inspection.tally.persons == len(numbers)
        ledger.record(inspection.incidents)
        leaks.record(inspection)
        return {i.verdict.rule: i for i in inspection.incidents}, inspection.facts

    return send


def test_five_days_ninety_people_one_mailbox_are_one_incident(send, state):
    raised = []
    for mail in range(90):
        found, _ = send([mail], mail // 18)
        raised += [found[RULE]] if RULE in found else []
    assert raised[0].tally.persons == 50
    assert raised[-1].verdict.why["leaked_persons_30d"] == 90
    assert raised[-1].verdict.why["leaked_days"] == 5
    assert {i.id for i in raised} == {leak_id(RULE, raised[0].sighting)}
    (entry,) = Ledger(state).entries(rule=RULE)
    assert (entry.incident.tally.persons, entry.times) == (90, 41)
    stories = list(Ledger(state).stories())
    assert len(stories) == 1
    assert stories[0]["persons"] == 90


def test_the_same_customers_again_are_no_more(send):
    for day in range(5):
        found, facts = send(list(range(20)), day)
    assert RULE not in found
    assert (facts["leaked_persons_30d"], facts["leaked_days"]) == (20, 5)


def test_what_is_older_than_the_window_is_forgotten(send):
    for day in (0, 1, 2):
        send(list(range(day * 20, day * 20 + 20)), day)
    _, facts = send([100], 31)
    assert facts["leaked_persons_30d"] == 21


@pytest.mark.parametrize(
    "other",
    [
        {"who": "lihong"},
        {"to": (Recipient("other@qq.com", PlaceKind.PERSONAL_MAIL),)},
        {"to": (Recipient("colleague@yunhai.example", PlaceKind.COMPANY_MAIL),)},
    ],
)
def test_others_and_colleagues_are_another_matter(send, other):
    for day in range(3):
        send(list(range(day * 20, day * 20 + 20)), day)
    found, facts = send([70], 3, **other)
    assert RULE not in found
    assert facts["leaked_persons_30d"] == 0


def test_addresses_of_one_company_are_one_recipient():
    to = tuple(Recipient(a, PlaceKind.EXTERNAL_MAIL) for a in ("a@rival.example", "B@rival.example"))
    seen = Sighting("/a", Place(PlaceKind.EXTERNAL_MAIL), Act.SENT, DAY, who="x", to=(*to, FRIEND))
    assert recipients(seen) == ["rival.example", "somebody@qq.com"]


def test_what_was_approved_is_no_leak(send, pipeline, state, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("客户电话 13900130001", encoding="utf-8")
    seen = Sighting(str(file), Place(PlaceKind.PERSONAL_MAIL), Act.SENT, DAY, who="wangfang", to=(FRIEND,))
    inspection = pipeline.inspect(seen)
    Leaks(state, 30).record(replace(inspection, facts={**inspection.facts, "approved": True}))
    _, facts = send([2], 1)
    assert facts["leaked_days"] == 0


def test_only_numbers_are_kept_and_never_more_than_so_many(send, state, monkeypatch):
    monkeypatch.setattr("dlp.leaks.MOST", 50)
    for day in range(30):
        send([day, day + 100], day)
    with sqlite3.connect(state / "leaks.db") as db:
        rows = list(db.execute("SELECT a, b, c FROM sent"))
        dump = "\n".join(db.iterdump())
    assert 0 < len(rows) <= 50
    assert "1390013" not in dump
    assert "qq.com" not in dump


def test_the_outbox_feeds_it(state, tmp_path, capsys):
    from dlp.cli import run

    file = tmp_path / "a.txt"
    file.write_text("客户电话 13900130001", encoding="utf-8")
    assert (
        run(
            [
                "outbox",
                str(file),
                "--from",
                "w@yunhai.example",
                "--to",
                "somebody@qq.com",
                "--no-names",
                "--format",
                "jsonl",
            ]
        )
        == 1
    )
    assert json.loads(capsys.readouterr().out.splitlines()[0])["incident"]
    assert (state / "leaks.db").exists()
    assert common.settings_of().leaks.days == 30
