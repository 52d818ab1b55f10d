"""The benches of what is looked up make nobody's data, measure, and say what is missed."""

import csv

import pytest

from bench import customers, documents, index, page, values
from dlp.model import Text


def test_the_list_is_valid_and_the_same_for_the_same_seed(tmp_path):
    for name in ("a", "b"):
        customers.write(tmp_path / name, 500)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with (tmp_path / "a").open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["姓名", "身份证号", "手机"]
    assert len(rows) == 501
    assert all(values.is_resident_id(row[1]) and len(row[2]) == 11 and len(row[0]) == 3 for row in rows[1:])


def test_what_is_over_its_limit_is_missed():
    assert index.Measured(Text("一", "one"), 5, "MB", 5).met
    assert "MISSED" in index._cells(index.Measured(Text("一", "one"), 6, "MB", 5))[2]


def test_the_page_has_a_place_for_both(tmp_path):
    for bench in (index, documents):
        copy = tmp_path / "page.md"
        copy.write_text(bench.PAGE.read_text(encoding="utf-8"), encoding="utf-8")
        page.between(copy, bench.MARKS, ["measured here"])
        assert "measured here" in copy.read_text(encoding="utf-8")


def test_a_made_up_run_finds_every_excerpt(monkeypatch, capsys, tmp_path):
    real = documents._made_up
    monkeypatch.setattr(documents, "_made_up", lambda seed, _count: real(seed, 3))
    (tmp_path / "x.md").write_text("与登记的文字无关。", encoding="utf-8")
    assert documents.main(["--unrelated", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "100.0%" in out
    assert "1, 0.0 M" in out


def test_a_short_list_is_built_asked_and_changed(capsys, monkeypatch):
    monkeypatch.setattr(index, "_SINGLE", 200)
    monkeypatch.setattr(index, "_BATCH", 10_000)
    monkeypatch.setattr(index, "_STRANGERS", 10_000)
    assert index.main(["--rows", "3000"]) in (0, 1)  # so short a list has more frame than content
    assert "µs" in capsys.readouterr().out


@pytest.mark.parametrize("length", [25, 66])
def test_an_excerpt_that_is_not_there_is_not_found(length):
    from dlp.documents.winnow import Grams

    registered = documents._registered(
        Grams(documents._KEY), ["甲乙丙丁" * 3 + "".join(map(chr, range(0x5000, 0x5400)))]
    )
    strangers = ["".join(map(chr, range(0x6000, 0x6800)))]
    assert documents._recall(registered, strangers, length) == 0
