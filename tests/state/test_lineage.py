"""The same content is linked wherever it is seen, the first place first."""

import hashlib
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dlp import database
from dlp.cli import run
from dlp.model import Act, Document, Inspection, Place, PlaceKind, Sighting, Unread
from dlp.pipeline import Pipeline
from dlp.settings import load
from dlp.state import State
from dlp.state.lineage import ALIKE, Lineage
from dlp.terms import Reason
from tests.documents.test_winnow import made
from tests.readers import makers

DAY = datetime(2026, 10, 1, 8, tzinfo=UTC)
ONE, OTHER = "a1" * 32, "b2" * 32
TEXT = (1 << 63, 2, 3, 4, 5, 6, 7, (1 << 64) - 1)


def seen(path, kind=PlaceKind.WORKSTATION, days=0, who=""):
    return Sighting(path, Place(kind), Act.AT_REST, DAY + timedelta(days=days), who=who)


def document(digest=ONE, content=(), **more):
    return Document("text", 9, digest, 1, content=content, **more)


def note(state, *inspections):
    with State(state, "v") as record:
        for sighting, read in inspections:
            record.record(Inspection(sighting, read))


def paths(copies):
    return [copy.path for copy in copies]


def test_a_chain_begins_where_it_was_first_seen(state):
    note(
        state,
        (seen("/usb/c", PlaceKind.REMOVABLE, 5, "lili"), document()),
        (seen("/share/a", PlaceKind.APPROVED_SHARE), document()),
        (seen("/home/b", days=2), document()),
        (seen("/home/x", days=1), document(OTHER)),
        (seen("/share/a", PlaceKind.APPROVED_SHARE, 9), document()),
    )
    chain = Lineage(state).chain(ONE)
    assert paths(chain) == ["/share/a", "/home/b", "/usb/c"]
    assert (chain[0].first_seen[:10], chain[0].last_seen[:10]) == ("2026-10-01", "2026-10-10")
    assert (chain[2].place, chain[2].who) == ("removable", "lili")
    assert Lineage(state).chain("c3" * 32) == []


def test_a_path_with_another_content_keeps_what_it_was(state):
    note(state, (seen("/a"), document()), (seen("/a", days=1), document(OTHER)))
    assert paths(Lineage(state).chain(ONE)) == paths(Lineage(state).chain(OTHER)) == ["/a"]


def test_texts_that_are_nearly_the_same_are_linked(state):
    near, far = (*TEXT[:ALIKE], 11, 12, 13), (*TEXT[: ALIKE - 1], 11, 12, 13, 14)
    note(
        state,
        (seen("/a.docx"), document(ONE, TEXT)),
        (seen("/a.pdf", days=1), document(OTHER, near)),
        (seen("/far", days=1), document("c3" * 32, far)),
    )
    chain = Lineage(state).chain(ONE)
    assert [(copy.path, copy.alike) for copy in chain] == [("/a.docx", False), ("/a.pdf", True)]


def test_facts_name_earlier_places_of_other_paths(state):
    note(state, (seen("/share/a", PlaceKind.APPROVED_SHARE), document()), (seen("/home/b", days=1), document()))
    lineage = Lineage(state)
    assert lineage.facts(seen("/usb/c", PlaceKind.REMOVABLE, 4), document()) == {
        "copy_of": frozenset({"approved_share", "workstation"}),
        "seen_before": frozenset({"share", "machine"}),
        "copy_days": 4,
    }
    assert lineage.facts(seen("/share/a"), document())["copy_of"] == {"workstation", "removable"}
    assert lineage.facts(seen("/new"), document("d4" * 32)) == {"copy_of": frozenset(), "seen_before": frozenset()}


def test_what_is_not_written_yet_counts(state):
    State(state, "v")
    lineage = Lineage(state)
    assert lineage.facts(seen("/a", PlaceKind.CHAT), document())["copy_of"] == frozenset()
    assert lineage.facts(seen("/b"), document())["copy_of"] == {"chat"}


def test_what_has_no_content_is_not_linked(state):
    note(
        state,
        (seen("/a"), document("")),
        (seen("/b"), replace(document(), size=0)),
        (seen("/c"), document(excluded=True)),
    )
    with sqlite3.connect(state / "state.db") as db:
        assert db.execute("SELECT count(*) FROM copies").fetchone() == (0,)
    assert Lineage(state).facts(seen("/d"), document("")) == {}


def test_what_cannot_be_read_is_linked_by_its_bytes(state):
    sealed = replace(document(), parts=0, unread=(Unread("", Reason.ENCRYPTED),))
    note(state, (seen("/a"), sealed), (seen("/b", days=1), sealed))
    assert paths(Lineage(state).chain(ONE)) == ["/a", "/b"]


def test_without_a_record_nothing_is_known_and_none_is_made(state):
    assert Lineage(state).facts(seen("/a"), document()) == {}
    assert not state.exists()


def test_a_record_of_an_older_program_is_brought_up_to_date(state, monkeypatch):
    monkeypatch.setattr("dlp.state.HEAD", "0001")
    real = database._upgrade

    def to_first(engine, package, file, current, head):
        from alembic import command

        monkeypatch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
        real(engine, package, file, current, head)

    from alembic import command

    upgrade = command.upgrade
    monkeypatch.setattr(database, "_upgrade", to_first)
    State(state, "v")
    monkeypatch.undo()
    with sqlite3.connect(state / "state.db") as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    note(state, (seen("/a"), document()))
    assert paths(Lineage(state).chain(ONE)) == ["/a"]


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "seen"
    (folder / "Nutstore").mkdir(parents=True)
    (folder / "a.txt").write_text("同样的内容", encoding="utf-8")
    (folder / "Nutstore" / "b.txt").write_text("同样的内容", encoding="utf-8")
    (folder / "c.txt").write_text("别的内容", encoding="utf-8")
    return folder


def test_the_command_tells_the_chain(files, capfd):
    run(["scan", str(files / "a.txt")])
    run(["scan", str(files)])
    capfd.readouterr()
    assert run(["lineage", str(files / "Nutstore" / "b.txt"), "--format", "jsonl"]) == 1
    told = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [(line["path"], line["place"]) for line in told] == [
        (str(files / "a.txt"), "workstation"),
        (str(files / "Nutstore" / "b.txt"), "personal_sync"),
    ]
    digest = hashlib.sha256((files / "a.txt").read_bytes()).hexdigest()
    assert run(["lineage", digest[:10].upper()]) == 1
    out = capfd.readouterr().out
    assert out.index("首次 first") < out.index("副本 copy")
    assert run(["lineage", "0" * 64]) == 0
    assert run(["lineage", "no such file"]) == 2


def test_the_facts_reach_the_rules(files, shipped):
    State(load().settings.state_folder, "v")
    with Pipeline(load().settings, shipped) as pipeline:
        found = [
            pipeline.inspect(pipeline.sighting(files / name)).facts for name in ("a.txt", "Nutstore/b.txt", "c.txt")
        ]
    assert [facts["copy_of"] for facts in found] == [[], ["workstation"], []]
    assert [facts["copy_days"] for facts in found] == [None, 0, None]


def test_a_text_in_two_formats_is_one_content(files, state, shipped, monkeypatch, capfd):
    text = made(4000, 21)
    (files / "x.txt").write_text(text, encoding="utf-8")
    body = "".join(makers.paragraph(text[at : at + 400]) for at in range(0, 4000, 400))
    (files / "x.docx").write_bytes(makers.docx(body + makers.paragraph("新加的一段话，只有几个字。")))
    assert run(["documents", "register", str(files / "c.txt"), "--label", "x"]) == 2  # too short
    (files / "c.txt").write_text(made(100, 3), encoding="utf-8")
    assert run(["documents", "register", str(files / "c.txt"), "--label", "x"]) == 0
    monkeypatch.setenv("DLP_DOCUMENTS_INDEX", str(state / "documents" / "documents.index"))
    run(["scan", str(files)])
    capfd.readouterr()
    run(["lineage", str(files / "x.txt"), "--format", "jsonl"])
    told = {json.loads(line)["path"]: json.loads(line)["alike"] for line in capfd.readouterr().out.splitlines()}
    assert told == {str(files / "x.txt"): False, str(files / "x.docx"): True}
