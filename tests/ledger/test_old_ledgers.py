"""Ledgers of revisions 0001 and 0002 are brought up to date with their incidents, which come under seal as they are."""

import json
import sqlite3
from importlib import resources

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config

from dlp.ledger import Ledger
from dlp.record import incident_data
from tests.ledger.making import make, opened, problems, restored


def old(state, revision):
    """A ledger as that revision made it, with three incidents."""
    state.mkdir(mode=0o700)
    engine = sqlalchemy.create_engine(f"sqlite:///{state / 'ledger.db'}")
    config = Config()
    config.set_main_option("script_location", str(resources.files("dlp.ledger") / "migrations"))
    config.attributes["engine"] = engine
    command.upgrade(config, revision)
    engine.dispose()
    with sqlite3.connect(state / "ledger.db") as db:
        for number in (1, 2, 3):
            incident = make(number, prints=["a" * 32])
            row = (incident.id, "2026-10-01", "2026-10-02", 2, "4.2.2-x", "4.2.2", "high", 3, "零售业务部")
            body = json.dumps(incident_data(incident), ensure_ascii=False, sort_keys=True)
            names = "id, first_seen, last_seen, times, rule, clause, level, rank, department, place, persons, body"
            marks = ", ".join("?" * 12)
            db.execute(f"INSERT INTO incidents ({names}) VALUES ({marks})", (*row, "personal_sync", 3, body))


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_incidents_are_kept_and_sealed(state, revision):
    old(state, revision)
    ledger = Ledger(state)
    entries = list(ledger.entries())
    assert [each.times for each in entries] == [2, 2, 2]
    assert {each.story for each in entries} == {f"{1:016x}"}
    assert [record.event for record in ledger.records()] == ["adopted"] * 3 + ["begun"]
    assert problems(state) == []
    ledger.record([make(2), make(9)])
    assert problems(state) == []


def test_an_old_ledger_edited_later_is_not_adopted_again(state):
    old(state, "0002")
    Ledger(state)
    db = opened(state)
    db.execute("DELETE FROM audit")
    db.execute("DELETE FROM head")
    db.execute("UPDATE incidents SET persons = 1, sealed = 0")
    restored(db)
    Ledger(state).record([make(9)])
    assert len([where for where, _ in problems(state) if where.startswith("incident")]) == 3
