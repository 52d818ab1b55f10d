"""What the relay puts on record: only what leaves counts among what somebody gave away."""

from datetime import UTC, datetime

from agent.relay.assessor import Records
from dlp.model import Act, Document, Inspection, Place, PlaceKind, Recipient, Sighting
from dlp.settings import load


def test_what_stays_here_is_no_leak(shipped, monkeypatch):
    counted = []
    monkeypatch.setattr("dlp.leaks.Leaks.record", lambda _, inspection: counted.append(inspection))
    to = (Recipient("a@qq.com", PlaceKind.PERSONAL_MAIL),)
    seen = Sighting("relay:1", Place(PlaceKind.PERSONAL_MAIL), Act.SENT, datetime(2026, 10, 1, tzinfo=UTC), to=to)
    gone, held = (Inspection(seen, Document("eml", 1, digest * 64, 1)) for digest in "ab")
    records = Records(load().settings, shipped)
    records(gone, leaves=True)
    records(held)
    assert counted == [gone]


def test_the_chain_is_made_as_the_settings_say(shipped, state):
    records = Records(load({"ledger.algorithm": "sm3"}).settings, shipped)
    assert records._ledger._algorithm.value == "sm3"
