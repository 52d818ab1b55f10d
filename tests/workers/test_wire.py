"""What crosses between workers and the process that records: whole, in pieces, and never a raw value."""

import os
import pickle
from datetime import UTC, datetime
from multiprocessing import Pipe
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.counting.crowd import Crowd
from dlp.counting.headcount import headcount
from dlp.counting.spill import Scratch
from dlp.model import (
    Act,
    Document,
    Finding,
    Incident,
    Inspection,
    Level,
    Locator,
    Place,
    PlaceKind,
    Reason,
    Sighting,
    Tally,
    Text,
    Unread,
    Verdict,
)
from dlp.walk import Seen
from dlp.workers import Unit, suitable, units, wire
from tests.counting.test_headcount import anybody, crowd_of, seen

SIGHTING = Sighting("/a", Place(PlaceKind.WORKSTATION), Act.AT_REST, datetime(2026, 11, 24, tzinfo=UTC))


def inspection(crowd, *, own=False):
    tally = Tally(persons=2, own_document=own, subjects=crowd)
    verdict = Verdict("r", "4.2.2", Level.HIGH, Text("题", "t"), Text("建", "a"), (), {"persons": 2})
    finding = Finding("CN_MOBILE", "139****9001", "f" * 64, Locator("body", line=3), 1, 12, 0.9, ("context",))
    incident = Incident("i", verdict, SIGHTING, tally, (finding,))
    document = Document("text", 9, "d" * 64, 1, (Unread("a", Reason.TIMEOUT),))
    return Inspection(SIGHTING, document, tally, (finding,), (incident,), {"persons": 2})


def sent(made):
    """The inspection as the other side has it, and how many frames that took."""
    ours, theirs = Pipe()
    with ours, theirs:
        wire.send(theirs, made)
        receiver, frames, out = wire.Receiver(Scratch()), 0, None
        while out is None:
            frames, out = frames + 1, receiver.take(ours.recv_bytes())
        assert not ours.poll()
    return out, frames


def test_an_inspection_arrives_as_it_was():
    made = inspection(None)
    assert sent(made) == (made, 1)


def test_the_persons_come_before_their_inspection_and_belong_to_its_incidents_too():
    crowd = crowd_of([seen(201, name=1), seen(202, identity=101)])
    arrived, frames = sent(inspection(crowd))
    assert frames > 1
    assert headcount(arrived.tally.subjects) == 2
    assert arrived.incidents[0].tally is arrived.tally
    assert not any(crowd.tables)


def test_of_a_document_about_its_owner_no_person_is_sent():
    arrived, frames = sent(inspection(crowd_of([seen(201, name=1)]), own=True))
    assert (arrived.tally.subjects, frames) == (None, 1)


@settings(max_examples=40)
@given(st.lists(anybody, max_size=30))
def test_persons_count_the_same_on_the_other_side(everybody):
    expected = headcount(crowd_of(everybody))
    there = Crowd(Scratch(rows=8))
    crowd = crowd_of(everybody, rows=8)
    for number, piece in crowd.rows():
        there.put(number, piece)
    there.flags = crowd.flags
    assert headcount(there) == expected


def test_nothing_but_nouns_is_unpacked():
    with pytest.raises(pickle.UnpicklingError, match=r"\.system"):
        wire.Receiver(Scratch()).take(b"=" + pickle.dumps((os.system, None)))


def test_a_raw_value_cannot_be_sent(engine):
    hits = list(engine.find("联系电话13912345678"))
    assert hits
    with pytest.raises(TypeError, match="never serialised"):
        pickle.dumps(hits[0])


def test_a_unit_survives_any_path():
    unit = Unit((Seen(Path("/客户/\udcff.txt")), Seen(Path("/b"), Reason.LOOP)), PlaceKind.REMOVABLE)
    assert Unit.unpacked(unit.packed()) == unit
    assert Unit.unpacked(Unit((Seen(Path("/b")),)).packed()).place is None


def test_the_rest_of_a_unit_begins_with_what_killed_its_worker():
    unit = Unit(tuple(Seen(Path(name)) for name in "abc"))
    assert unit.rest(1, None).seen == unit.seen[1:]
    assert unit.rest(1, Reason.CRASH).seen == (Seen(Path("b"), Reason.CRASH), unit.seen[2])


def test_a_walk_is_cut_into_units_in_its_order():
    walk = [Seen(Path(str(n))) for n in range(20)]
    cut = list(units(walk, PlaceKind.CHAT, size=8))
    assert [len(unit.seen) for unit in cut] == [8, 8, 4]
    assert [seen for unit in cut for seen in unit.seen] == walk
    assert {unit.place for unit in cut} == {PlaceKind.CHAT}


def test_as_many_workers_as_asked_for_else_as_the_machine_bears(monkeypatch):
    monkeypatch.setattr("dlp.machine.cores", lambda: 8)
    for memory, expected in ((100, 1), (1500, 1), (3000, 3), (64_000, 8)):
        monkeypatch.setattr("dlp.machine.spare_memory_mb", lambda memory=memory: memory)
        assert suitable() == expected
    assert suitable(5) == 5
    monkeypatch.setattr("dlp.machine.spare_memory_mb", lambda: 5000)
    assert (suitable(), suitable(ocr=True)) == (5, 2)
