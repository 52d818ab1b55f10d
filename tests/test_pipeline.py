"""The one function: whatever happens to a document, there is an inspection."""

from pathlib import Path

import pytest

from dlp.errors import SpillError
from dlp.model import Act, Inspection, PlaceKind, Reason, Status, Text
from dlp.pipeline import Pipeline, run
from dlp.readers import reading
from dlp.settings import load


@pytest.fixture(scope="module")
def pipeline_maker(shipped):
    made = []

    def make():
        made.append(Pipeline(load().settings, shipped))
        return made[-1]

    yield make
    for pipeline in made:
        pipeline.__exit__()


@pytest.fixture
def pipeline(pipeline_maker):
    return pipeline_maker()


def test_a_source_and_two_sinks(pipeline, tmp_path):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    one: list[Inspection] = []
    two: list[Inspection] = []
    run(pipeline, [pipeline.sighting(tmp_path / "a.txt")], [one.append, two.append])
    assert one == two
    assert one[0].tally.persons == 1
    assert one[0].facts["place"] == ["workstation"]


def test_an_unexpected_failure_is_a_crash_never_clean(pipeline, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    monkeypatch.setattr(pipeline.engine, "document", lambda: 1 / 0)
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt"))
    assert inspection.document.status is Status.UNREAD
    assert inspection.document.unread[0].reason is Reason.CRASH
    assert inspection.failures == {"ZeroDivisionError": 1}
    assert not inspection.complete


def test_a_count_that_the_disk_cannot_hold_is_not_an_inspection(pipeline, tmp_path, monkeypatch):
    def full(*_):
        raise SpillError(Text("磁盘已满", "the disk is full"))

    (tmp_path / "a.txt").write_text("手机13900139001 和 13900139002", encoding="utf-8")
    monkeypatch.setattr("dlp.counting.spill.Table._spill", full)
    monkeypatch.setattr(pipeline.scratch, "rows", 1)
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt"))
    assert inspection.document.status is Status.UNREAD
    assert inspection.failures == {"SpillError": 1}
    assert inspection.tally.persons == 0
    assert not inspection.complete


def test_owner_by_folder_then_by_file(pipeline, tmp_path):
    assert pipeline.sighting(Path("/home/liqiang/a.txt")).who == "liqiang"
    (tmp_path / "a").touch()
    assert pipeline.sighting(tmp_path / "a").who == (tmp_path / "a").owner()
    assert pipeline.sighting(tmp_path / "gone").who == ""


def test_a_message_without_recipients_is_an_ordinary_file(pipeline, tmp_path):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt", place=PlaceKind.OUTBOX))
    assert (inspection.sighting.act, inspection.sighting.place.kind) == (Act.AT_REST, PlaceKind.WORKSTATION)


def test_failures_make_an_inspection_incomplete(pipeline, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    monkeypatch.setattr("dlp.engine.matcher.Evidence.weigh", lambda *_: 1 / 0)
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt"))
    assert inspection.failures == {"CN_MOBILE": 1}
    assert not inspection.complete


@pytest.mark.parametrize("kind", [PlaceKind.WEB_UPLOAD, PlaceKind.AI_CHAT, PlaceKind.CHAT, PlaceKind.PRINT])
def test_what_is_sent_without_being_a_mail_keeps_its_place(pipeline, tmp_path, kind):
    (tmp_path / "a.txt").write_text("客户手机13900139001", encoding="utf-8")
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt", Act.SENT, kind))
    assert (inspection.facts["act"], inspection.facts["place"]) == ("sent", [kind.value])


def test_what_lies_in_an_outbox_and_is_no_message_is_an_ordinary_file(pipeline, tmp_path):
    (tmp_path / "a.txt").write_text("客户手机13900139001", encoding="utf-8")
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt", Act.SENT, PlaceKind.OUTBOX))
    assert (inspection.facts["act"], inspection.facts["place"]) == ("at_rest", ["workstation"])


def changing(pipeline, monkeypatch, file, times):
    """Have somebody write to a file as often as it is read, so many times."""
    digest, seen = reading.digest, []

    def disturbed(descriptor):
        if len(seen) < times:
            with open(file, "a", encoding="utf-8") as out:
                out.write("，13900139002")
        seen.append(descriptor)
        return digest(descriptor)

    monkeypatch.setattr(reading, "digest", disturbed)
    return seen


def test_a_file_that_changed_meanwhile_is_read_again(pipeline, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    seen = changing(pipeline, monkeypatch, tmp_path / "a.txt", 1)
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt"))
    assert len(seen) == 2
    assert inspection.complete
    assert inspection.tally.entities["CN_MOBILE"].hits == 2


def test_a_file_that_keeps_changing_is_not_fully_inspected(pipeline, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    seen = changing(pipeline, monkeypatch, tmp_path / "a.txt", 9)
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt"))
    assert len(seen) == 2
    assert [u.reason for u in inspection.document.unread] == [Reason.CHANGED]
    assert inspection.document.status is Status.PARTIAL
    assert not inspection.complete
