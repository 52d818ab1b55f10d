"""Whatever is edited, removed, swapped, cut off or put back to an older copy is found, and named."""

import random
import shutil
import sqlite3

import pytest

from dlp.ledger import Ledger
from dlp.ledger.checkpoint import read
from tests.ledger.making import fill, make, opened, problems, restored

TRIES = 200
KEYS = {"audit": "number", "incidents": "id", "deliveries": "id", "head": "id"}
FREE = {"deliveries": {"due", "attempts", "error"}}
"""How far a delivery has come is no evidence: it is tried again at the latest in two hours, whatever stands there."""


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    state = tmp_path_factory.mktemp("ledger") / "state"
    ledger = fill(state)
    ledger.checkpoint(state / "points.jsonl")
    older = state / "older.db"
    _everything_in_one_file(state)
    shutil.copy(state / "ledger.db", older)
    ledger.record([make(100), make(101)])
    ledger.checkpoint(state / "points.jsonl")
    _everything_in_one_file(state)
    return state


def _everything_in_one_file(state):
    with sqlite3.connect(state / "ledger.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture
def state(original, tmp_path):
    shutil.copytree(original, tmp_path / "state", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return tmp_path / "state"


def test_an_untouched_ledger_has_nothing_wrong(state):
    assert problems(state) == []
    assert Ledger(state).against(read(state / "points.jsonl")) == []


def _some(db, table, chance):
    key = KEYS[table]
    keys = [row[0] for row in db.execute(f"SELECT {key} FROM {table} ORDER BY {key}")]
    return key, chance.choice(keys), keys


def edit(db, chance):
    """One value in one column of one row."""
    table = chance.choice(list(KEYS))
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    column = chance.choice([c for c in columns if c not in FREE.get(table, ())])
    key, which, _ = _some(db, table, chance)
    (old,) = db.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (which,)).fetchone()
    new = old + 100_000 if column == "number" else _other(old, chance)
    db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (new, which))
    return table if table == "head" else f"{table} {which} {column}"


def _other(old, chance):
    if isinstance(old, int):
        return old + chance.choice([-1, 1, 7, 100_000])
    if isinstance(old, bytes):
        at = chance.randrange(len(old))
        return old[:at] + bytes([old[at] ^ 1 << chance.randrange(8)]) + old[at + 1 :]
    at = chance.randrange(len(old) + 1)
    return old[:at] + chance.choice("0a客 ") + old[at:]


def delete(db, chance):
    """One row, or some in a row."""
    table = chance.choice(list(KEYS))
    key, which, keys = _some(db, table, chance)
    at = keys.index(which)
    for each in keys[at : at + chance.choice([1, 1, 3])]:
        db.execute(f"DELETE FROM {table} WHERE {key} = ?", (each,))
    return f"{table} {which}"


def swap(db, chance):
    """The contents of two rows, the keys left as they are."""
    table = chance.choice(["audit", "incidents", "deliveries"])
    key, one, keys = _some(db, table, chance)
    other = chance.choice([each for each in keys if each != one])
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != key]
    names, marks = ", ".join(columns), ", ".join(f"{c} = ?" for c in columns)
    rows = {k: db.execute(f"SELECT {names} FROM {table} WHERE {key} = ?", (k,)).fetchone() for k in (one, other)}
    db.execute(f"UPDATE {table} SET {marks} WHERE {key} = ?", (*rows[other], one))
    db.execute(f"UPDATE {table} SET {marks} WHERE {key} = ?", (*rows[one], other))
    return f"{table} {one} {other}"


def truncate(db, chance):
    """The end of the audit, with or without what it speaks of and with the head set to the last row left."""
    (last,) = db.execute("SELECT max(number) FROM audit").fetchone()
    cut = chance.randrange(1, last)
    db.execute("DELETE FROM audit WHERE number > ?", (cut,))
    if chance.random() < 0.7:
        db.execute("DELETE FROM incidents WHERE sealed > ?", (cut,))
        db.execute("DELETE FROM deliveries WHERE queued > ?", (cut,))
    if chance.random() < 0.5:
        db.execute("UPDATE head SET number = ?, last = (SELECT mac FROM audit WHERE number = ?)", (cut, cut))
    elif chance.random() < 0.3:
        db.execute("DELETE FROM head")
    return f"after {cut}"


@pytest.mark.parametrize("seed", range(4))
def test_everything_that_is_done_to_the_file_is_found(original, tmp_path, seed):
    chance = random.Random(seed)
    for number in range(TRIES // 4):
        state = tmp_path / str(number)
        state.mkdir()
        shutil.copy(original / "ledger.db", state)
        shutil.copytree(original / "keys", state / "keys")
        db = opened(state)
        what = chance.choice([edit, delete, swap, truncate])
        said = what(db, chance)
        restored(db)
        assert problems(state), f"seed {seed}, try {number}: {what.__name__} {said}"
        shutil.rmtree(state)


@pytest.mark.parametrize(
    "column", ["persons", "level", "department", "rule", "suppressed", "state", "last_seen", "body"]
)
def test_an_edited_column_of_an_incident_is_named(state, column):
    db = opened(state)
    db.execute(f"UPDATE incidents SET {column} = '{{}}' WHERE id = ?", (f"{2:016x}",))
    restored(db)
    ((where, words),) = problems(state)
    assert where == f"incident {2:016x}"
    if column in ("persons", "level", "department", "rule", "suppressed"):
        assert column in words


def test_removed_and_edited_rows_of_the_audit_are_named(state):
    db = opened(state)
    db.execute("DELETE FROM audit WHERE number IN (5, 6)")
    db.execute("UPDATE audit SET who = 'somebody else' WHERE number = 9")
    restored(db)
    found = dict(problems(state))
    assert found["audit 5-6"] == "removed"
    assert "edited" in found["audit 9"]
    assert "audit 10" not in found


def test_an_older_row_of_an_incident_is_not_taken_for_its_last(state):
    db = opened(state)
    old = db.execute("SELECT * FROM incidents WHERE id = ?", (f"{5:016x}",)).fetchone()
    restored(db)
    Ledger(state).note(f"{5:016x}", "viewed", {})
    db = opened(state)
    db.execute("DELETE FROM incidents WHERE id = ?", (f"{5:016x}",))
    db.execute(f"INSERT INTO incidents VALUES ({', '.join('?' * len(old))})", old)
    restored(db)
    assert (f"incident {5:016x}", "is not what the audit sealed last") in problems(state)


def test_an_older_copy_of_the_whole_ledger_is_told_by_a_checkpoint_only(state):
    shutil.copy(state / "older.db", state / "ledger.db")
    assert problems(state) == []
    (problem,) = Ledger(state).against(read(state / "points.jsonl"))
    assert "older copy" in problem.what.en
    Ledger(state).record([make(number) for number in range(200, 230)])
    (problem,) = Ledger(state).against(read(state / "points.jsonl"))
    assert "is not what it was then" in problem.what.en


def test_a_new_ledger_in_the_old_ones_place_is_told_by_a_checkpoint(state):
    for file in ("ledger.db", "keys/audit.key"):
        (state / file).unlink()
    Ledger(state).record([make(1)])
    assert problems(state) == []
    words = " ".join(each.what.en for each in Ledger(state).against(read(state / "points.jsonl")))
    assert "another ledger" in words
    assert "the key is another" in words


def test_an_edited_or_shortened_file_of_checkpoints_is_told(state):
    file = state / "points.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text(lines[1])
    assert [each.where for each in Ledger(state).against(read(file))] == ["checkpoint 1"]


def test_rows_cut_off_leave_a_gap_although_the_program_goes_on(state):
    db = opened(state)
    db.execute("DELETE FROM audit WHERE number > 10")
    db.execute("DELETE FROM incidents WHERE sealed > 10")
    db.execute("DELETE FROM deliveries WHERE queued > 10")
    db.execute("DELETE FROM head")
    restored(db)
    Ledger(state).record([make(300)])
    assert ("audit 11", "removed") in problems(state)


def test_incidents_put_in_beside_the_program_do_not_come_under_seal(state):
    db = opened(state)
    db.execute("DELETE FROM audit")
    db.execute("DELETE FROM head")
    restored(db)
    Ledger(state).record([make(300)])
    assert any(where == f"incident {2:016x}" for where, _ in problems(state))


def test_the_audit_refuses_to_be_changed(state):
    with sqlite3.connect(state / "ledger.db") as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute("UPDATE audit SET who = '' WHERE number = 1")
    with sqlite3.connect(state / "ledger.db") as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute("DELETE FROM audit WHERE number = 1")


def test_a_trigger_that_is_not_ours_is_named(state):
    with sqlite3.connect(state / "ledger.db") as db:
        db.execute("CREATE TRIGGER gone AFTER INSERT ON incidents BEGIN DELETE FROM incidents WHERE id = new.id; END")
    assert [where for where, _ in problems(state)] == ["trigger gone"]
