"""Facts of where something lies: what cannot be told is left out."""

import pytest

from dlp.judge import Seen, facts_of
from dlp.machine import host
from dlp.machine.access import Exposure
from dlp.machine.posture import Posture
from dlp.media import Media
from dlp.model import Act, Document, Place, PlaceKind, Reason, Sighting, Tally, Unread
from dlp.storage import Connected, Guards, Storage, who_reads
from tests.test_judge import NOW


def seen(path="/srv/a.csv", kind=PlaceKind.APPROVED_SHARE, act=Act.AT_REST, document=None):
    return Seen(Sighting(str(path), Place(kind), act, NOW), document or Document("txt", 1, "d", 1), Tally())


@pytest.fixture
def open_to_all(monkeypatch, tmp_path):
    (tmp_path / "a.csv").touch()
    monkeypatch.setattr(host, "readers_of", lambda *_: Exposure(True, True, ("sales",), ("liqiang",), "wangfang"))
    return tmp_path / "a.csv"


def test_readers_of_a_share(open_to_all):
    facts = Storage(Media()).facts(seen(open_to_all))
    assert facts == {
        "readable_by": {"everyone", "owner", "group", "named"},
        "reader_groups": {"sales"},
    }
    assert who_reads(seen(open_to_all)) == {"sales", "liqiang", "wangfang", "everyone"}


@pytest.mark.parametrize("kind", [PlaceKind.WORKSTATION, PlaceKind.REMOVABLE, PlaceKind.CHAT])
def test_other_places_are_not_asked(open_to_all, kind):
    assert Storage(Media()).facts(seen(open_to_all, kind)) == {}
    assert who_reads(seen(open_to_all, kind)) is None


def test_what_cannot_be_told_is_left_out(open_to_all, monkeypatch):
    assert Storage(Media()).facts(seen("/no/such/file")) == {}
    assert Storage(Media()).facts(seen(open_to_all.parent)) == {}
    monkeypatch.setattr(host, "readers_of", lambda *_: None)
    assert Storage(Media()).facts(seen(open_to_all)) == {}
    assert who_reads(seen(open_to_all)) is None


def test_guards_speak_of_the_machine_only():
    guards = Guards(Posture(firewall=False, lock_minutes=5, disk_encrypted=True))
    machine = seen("machine:x", PlaceKind.WORKSTATION, Act.POSTURE)
    assert guards.facts(machine) == {"firewall": False, "lock_minutes": 5, "encrypted": True}
    assert guards.facts(seen()) == {}
    assert facts_of(machine, [guards])["antivirus"] is None


def test_a_device_that_was_connected():
    device = seen("device:x", PlaceKind.REMOVABLE, Act.CONNECTED)
    assert Connected(False).facts(device) == {"device_approved": False}
    assert Connected(None).facts(device) == {}
    assert Connected(True).facts(seen()) == {}


@pytest.mark.parametrize(
    ("document", "locked"),
    [
        (Document("xlsx", 1, "d", 2), False),
        (Document("encrypted-office", 1, "d", 0, (Unread("", Reason.ENCRYPTED),)), True),
        (Document("encrypted-office", 1, "d", 3), True),
        (Document("zip", 1, "d", 1, (Unread("a", Reason.ENCRYPTED),)), True),
        (Document("pdf", 1, "d", 0, (Unread("", Reason.CORRUPT),)), None),
        (Document("", 0, "", 0), None),
    ],
)
def test_a_file_that_is_encrypted_itself(document, locked):
    assert facts_of(seen(document=document))["file_encrypted"] is locked
