"""dlp formats: what is read, with what, and behind which walls."""

import json

import pytest

from dlp.cli import run
from dlp.cli.formats import WALLS
from dlp.machine import Wall
from dlp.readers import catalogue, dispatch
from dlp.readers.catalogue import State


@pytest.fixture
def lines(capsys):
    assert run(["formats", "--format", "jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_reader_and_its_libraries_are_listed(lines):
    types = {line["type"]: line for line in lines if "type" in line}
    assert set(dispatch.FORMATS) <= set(types)
    assert types["text"] == {
        "type": "text",
        "status": "read",
        "title": "纯文本和分隔表格 / plain text and delimited tables",
        "libraries": [],
    }
    libraries = {library["name"]: library["version"] for library in types["xlsx"]["libraries"]}
    assert libraries["python-calamine"]
    assert types["audio"]["status"] == "recognised"


def test_the_walls_are_told_one_by_one(lines):
    assert set(lines[-1]["walls"]) == {wall.value for wall in Wall} == {wall.value for wall in WALLS}
    assert lines[-1]["walls"]["time"] is True


def test_for_people_it_is_chinese_first(capsys):
    assert run(["formats"]) == 0
    out = capsys.readouterr().out
    assert "  PDF 文档  PDF documents\n      pdf\n      ← pdfminer-six" in out
    assert "✓ 时间不超过上限  takes no longer than the limit" in out


@pytest.fixture
def optional(monkeypatch):
    """An installation whose metadata names an extra that is not there."""
    monkeypatch.setattr(catalogue, "_optional", lambda: {"pypdfium2": "pictures", "py9zr": "9z"})
    monkeypatch.setattr(catalogue, "_version", lambda name: "" if name in ("pypdfium2", "py9zr") else "1")
    catalogue._libraries.cache_clear()
    yield
    catalogue._libraries.cache_clear()


def test_what_an_extra_would_add(optional):
    formats = {item.type: item for item in catalogue.formats()}
    assert formats["pdf"].state is State.MISSING
    assert formats["text"].state is State.READ
    assert [library.name for library in catalogue.extras()["9z"]] == ["py9zr"]


def test_a_missing_extra_is_shown_as_such(optional, capsys):
    assert run(["formats"]) == 0
    assert "✗ kedun[9z]: py9zr —  （未安装 not installed）" in capsys.readouterr().out


def test_the_libraries_of_a_reader_are_those_it_reaches():
    assert {library.name for library in catalogue._libraries("mail")} >= {"selectolax"}
    assert catalogue._libraries("plain") == ()
