"""Ledger, state, key: durable, private, idempotent, and clear about what is wrong."""

import json
import os
import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from dlp.errors import StateError
from dlp.fingerprint import Fingerprinter, load_key
from dlp.ledger import Ledger
from dlp.model import (
    Act,
    Count,
    Document,
    Finding,
    Incident,
    Inspection,
    Level,
    Locator,
    Place,
    PlaceKind,
    Reason,
    Recipient,
    Response,
    Sighting,
    Stamp,
    Tally,
    Text,
    Unread,
    Verdict,
)
from dlp.record import incident_data, incident_from
from dlp.register import Register
from dlp.state import State

NOW = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)


def make(number=1, level=Level.HIGH, department="零售业务部", when=NOW, persons=3) -> Incident:
    to = (Recipient("a@qq.com", PlaceKind.PERSONAL_MAIL),)
    sighting = Sighting(
        f"/a/{number}.xlsx", Place(PlaceKind.PERSONAL_SYNC, "坚果云"), Act.AT_REST, when, who="wangfang", to=to
    )
    responses = (Response.RECORD, Response.NOTIFY_LEAD)
    verdict = Verdict(
        "4.2.2-x", "4.2.2", level, Text("标题", "title"), Text("建议", "advice"), responses, {"persons": persons}
    )
    tally = Tally({"CN_MOBILE": Count(5, 3)}, persons=persons, classes=("contact",), grade=2)
    finding = Finding("CN_MOBILE", "139****9001", "ab" * 16, Locator("body line 3"), 1, 12, 0.9, ("x",))
    return Incident(
        f"id{number:014}",
        verdict,
        sighting,
        tally,
        (finding,),
        (Unread("p", Reason.SCANNED),),
        department,
        ("s@x.y",),
        "v1",
    )


def test_an_incident_survives_the_way_to_json_and_back():
    assert incident_from(json.loads(json.dumps(incident_data(make())))) == make()


def test_seeing_again_updates_and_raises_nothing_twice(state):
    ledger = Ledger(state)
    ledger.record([make()])
    ledger.record([make(when=NOW + timedelta(days=1), persons=9)])
    (entry,) = ledger.entries()
    assert (entry.times, entry.incident.tally.persons) == (2, 9)
    assert entry.first_seen < entry.last_seen
    assert ledger.find("id0")[0].incident.id == entry.incident.id
    assert ledger.find("nothing") == []
    assert ledger.find("%") == []


def test_entries_are_filtered_and_ordered(state):
    ledger = Ledger(state)
    ledger.record(
        [make(1, Level.LOW), make(2, Level.CRITICAL, "客户服务部"), make(3, Level.HIGH, when=NOW - timedelta(days=9))]
    )
    assert [e.incident.id[-1] for e in ledger.entries()] == ["2", "3", "1"]
    assert [e.incident.id[-1] for e in ledger.entries(department="客户服务部")] == ["2"]
    assert [e.incident.id[-1] for e in ledger.entries(since="2026-09-30")] == ["2", "1"]
    assert list(ledger.entries(rule="other")) == []


def test_the_ledger_is_durable_and_private(state):
    ledger = Ledger(state)
    with ledger._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    assert stat.S_IMODE(os.stat(state).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(ledger.file).st_mode) == 0o600


def test_the_second_opening_needs_no_alembic(state, monkeypatch):
    Ledger(state)
    monkeypatch.setattr("dlp.database._upgrade", lambda *_: pytest.fail("upgraded again"))
    Ledger(state)


def test_the_schema_in_code_is_the_one_the_migrations_make(state):
    from dlp.ledger import tables as ledger_tables
    from dlp.register import tables as register_tables
    from dlp.state import tables as state_tables

    Ledger(state)
    State(state, "v")
    Register(state).tick(NOW)
    for file, metadata in (
        ("ledger.db", ledger_tables.metadata),
        ("state.db", state_tables.metadata),
        ("register.db", register_tables.metadata),
    ):
        with sqlite3.connect(state / file) as db:
            for table in metadata.sorted_tables:
                columns = {row[1]: (row[2], bool(row[3])) for row in db.execute(f"PRAGMA table_info({table.name})")}
                assert columns == {c.name: (str(c.type.compile()), not c.nullable) for c in table.columns}
                assert {row[1] for row in db.execute(f"PRAGMA index_list({table.name})")} >= {
                    i.name for i in table.indexes
                }


@pytest.mark.parametrize("content", [b"not a database, not at all", b""])
def test_a_damaged_ledger_is_refused_and_kept(state, content):
    state.mkdir()
    (state / "ledger.db").write_bytes(content)
    if not content:
        Ledger(state)  # an empty file is a new database
        return
    with pytest.raises(StateError, match="not a database"):
        Ledger(state)
    assert (state / "ledger.db").read_bytes() == content


def test_a_newer_database_is_refused(state):
    Ledger(state)
    with sqlite3.connect(state / "ledger.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StateError, match="newer than the program"):
        Ledger(state)


def test_a_read_only_ledger_says_what_to_do(state):
    ledger = Ledger(state)
    ledger._engine.dispose()
    event.listen(ledger._engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=1"))
    with pytest.raises(StateError, match="readonly") as caught:
        ledger.record([make()])
    assert caught.value.fix is not None
    assert list(ledger.entries()) == []


def test_every_inspection_is_recorded_clean_ones_too(state):
    seen = Sighting("/a/\udcff.txt", Place(PlaceKind.WORKSTATION), Act.AT_REST, NOW)
    document = Document("text", 3, "d" * 64, 1, stamp=Stamp(1, (1 << 64) - 2, 3, 5, 6))
    inspection = Inspection(seen, document, facts={"persons": 0})
    with State(state, "v1") as record:
        record.record(inspection)
        record.record(replace(inspection, document=replace(document, unread=(Unread("", Reason.IO),), parts=0)))
    with sqlite3.connect(state / "state.db") as db:
        rows = list(db.execute("SELECT path, inode, status, facts, unread, policy FROM inspections"))
    assert rows == [("/a/\\xff.txt", -2, "unread", '{"persons": 0}', '[{"part": "", "reason": "io"}]', "v1")]
    assert State(state, "v1").count() == {"unread": 1}


def test_the_key_is_made_once_and_private(state):
    key = load_key(state)
    assert load_key(state) == key
    assert len(key) == 32
    assert stat.S_IMODE(os.stat(state / "keys" / "fingerprint.key").st_mode) == 0o600
    assert os.listdir(state / "keys") == ["fingerprint.key"]


def test_a_damaged_key_is_refused(state):
    load_key(state)
    (state / "keys" / "fingerprint.key").write_bytes(b"short")
    with pytest.raises(StateError, match="damaged"):
        load_key(state)


def test_a_state_folder_that_cannot_be_made_says_what_to_do(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StateError) as caught:
        load_key(tmp_path / "file" / "state")
    assert "DLP_STATE" in str(caught.value)


def test_fingerprints_depend_on_key_and_kind():
    one, two = Fingerprinter(b"1" * 32), Fingerprinter(b"2" * 32)
    assert one.digest("A", "x") == one.digest("A", "x")
    assert len({one.digest("A", "x"), one.digest("B", "x"), two.digest("A", "x")}) == 3
    assert one.number("A", "x") < 1 << 64


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is nothing to fork")
def test_a_fork_does_not_use_its_parents_connection(state):
    ledger = Ledger(state)
    list(ledger.entries())
    assert ledger._engine.pool.checkedin() == 1
    child = os.fork()
    if child == 0:
        os._exit(ledger._engine.pool.checkedin())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ledger._engine.pool.checkedin() == 1


def test_the_names_of_a_long_list_of_staff_are_hashed_once(fingerprints, shipped, monkeypatch):
    from dlp.tally import Counter

    staff = shipped.company.staff
    Counter(fingerprints, shipped.grades, shipped.company)
    monkeypatch.setattr(fingerprints, "numbers", None)
    Counter(fingerprints, shipped.grades, shipped.company)
    assert fingerprints.names(staff) == fingerprints.names(staff)
