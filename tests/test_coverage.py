"""Blind spots are shown: kinds of place without a source, what was not read, folders never looked at."""

import json
from dataclasses import replace

import pytest

from dlp.channels import Found
from dlp.cli import run
from dlp.coverage import SOURCES, coverage
from dlp.model import Place, PlaceKind, Reason, Text
from dlp.settings import Settings, Watch
from dlp.state import State


@pytest.fixture
def folder(tmp_path, capsys, monkeypatch, engine):
    monkeypatch.setattr("dlp.pipeline.Engine", lambda **_: engine)
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    (tmp_path / "xwechat_files").mkdir()
    (tmp_path / "xwechat_files/b.txt").write_text("手机13900139002", encoding="utf-8")
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    run(["scan", str(tmp_path), "--format", "jsonl"])
    capsys.readouterr()
    return tmp_path


def found(path, kind):
    return Found(str(path), Text("甲", "A"), Place(kind, "甲"))


def test_every_kind_of_place_has_an_answer():
    assert set(SOURCES) == set(PlaceKind)
    assert {kind for kind, sources in SOURCES.items() if not sources} == {
        PlaceKind.WEB_UPLOAD,
        PlaceKind.AI_CHAT,
        PlaceKind.CLIPBOARD,
    }


def test_by_the_record(folder, state, shipped, monkeypatch):
    places = [found(folder / "xwechat_files", PlaceKind.CHAT), found(folder / "shots", PlaceKind.SCREENSHOT)]
    monkeypatch.setattr(shipped.places, "found", places)
    settings = Settings(watch=Watch(folders=[str(folder), str(folder / "no")], outboxes=[str(folder / "box")]))
    covered = coverage(settings, shipped, State(state, "v"))
    kinds = {each.kind: each for each in covered.places}
    assert kinds[PlaceKind.CHAT].seen == 1
    assert kinds[PlaceKind.CHAT].folders == (str(folder / "xwechat_files"),)
    assert kinds[PlaceKind.SCREENSHOT].sources == ("scan", "watch")
    assert kinds[PlaceKind.PHONE].sources == kinds[PlaceKind.PRINT].sources == ()
    assert {left.reason: (left.count, left.paths) for left in covered.left} == {
        Reason.CORRUPT: (1, (str(folder / "c.zip"),)),
        Reason.VANISHED: (1, (str(folder / "gone"),)),
    }
    assert [each.path for each in covered.never] == [str(folder / "shots")]
    assert covered.missing == (("watch.folders", str(folder / "no")), ("watch.outboxes", str(folder / "box")))


def test_a_folder_beside_is_not_the_folder(folder, state):
    record = State(state, "v")
    assert record.inspected_below(str(folder / "xwechat_files")) == 1
    assert record.inspected_below(str(folder / "xwechat")) == 0
    assert record.inspected_below(str(folder / "a.txt")) == 1


def test_for_people_and_for_programs(folder, capsys, monkeypatch):
    monkeypatch.setenv("DLP_WATCH_FOLDERS", json.dumps([str(folder / "no")]))
    assert run(["coverage", "--format", "jsonl"]) == 3
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    by_place = {line["place"]: line for line in lines if "sources" in line}
    assert by_place["ai_chat"] == {"place": "ai_chat", "sources": [], "folders": [], "seen": 0}
    assert by_place["chat"]["seen"] == 1
    assert {"missing": str(folder / "no"), "setting": "watch.folders"} in lines
    assert {"reason": "corrupt", "count": 1, "paths": [str(folder / "c.zip")]} in lines
    assert run(["coverage"]) == 3
    said = capsys.readouterr().out
    assert "AI 对话 AI chat: 没有来源 no source" in said
    assert "要监视但不存在的目录" in said
    assert "文件损坏 / damaged: 1" in said


def test_with_nothing_left_out_it_is_in_order(capsys):
    assert run(["coverage"]) == 0
    assert "没有来源 no source" in capsys.readouterr().out


def test_long_lists_are_cut_and_say_so(state, shipped, capsys):
    from dlp.cli.coverage import _lines
    from dlp.coverage import Left

    covered = coverage(Settings(), shipped, State(state, "v"))
    said = "\n".join(_lines(replace(covered, left=(Left(Reason.DENIED, 30, ("/a",)),))))
    assert "另有 29 个 more" in said
