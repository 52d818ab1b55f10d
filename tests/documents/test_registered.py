"""Copies and excerpts of registered documents are known, whatever was done to their looks; other texts are not."""

import json
import stat
from pathlib import Path
from random import Random

import pytest

from bench import prose
from dlp.cli import run
from dlp.errors import StateError
from dlp.pipeline import Pipeline
from dlp.settings import load
from tests.documents.test_winnow import made
from tests.readers import makers

SECRET = made(3000, 11)
OTHER = made(3000, 12)
SURE = 66
"""An excerpt of so many characters is always called one: 40, and what two windows may cut off."""


@pytest.fixture
def registered(tmp_path, state, monkeypatch):
    (tmp_path / "a.docx").write_bytes(
        makers.docx("".join(makers.paragraph(SECRET[at : at + 300]) for at in range(0, 3000, 300)))
    )
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    assert run(["documents", "register", str(tmp_path / "a.docx"), "--label", "报价策略"]) == 0
    assert run(["documents", "register", str(tmp_path / "b.txt"), "--label", "投标底价"]) == 0
    monkeypatch.setenv("DLP_DOCUMENTS_INDEX", str(state / "documents" / "documents.index"))
    return tmp_path


@pytest.fixture
def facts(registered, shipped, tmp_path):
    with Pipeline(load().settings, shipped) as pipeline:

        def of(text: str | bytes, name: str = "x.txt"):
            data = text.encode("utf-8") if isinstance(text, str) else text
            (tmp_path / name).write_bytes(data)
            seen = pipeline.inspect(pipeline.sighting(tmp_path / name)).facts
            return seen["registered"], seen["registered_share"], seen["excerpt"]

        yield of


def test_the_whole_document_in_another_format(facts):
    labels, share, excerpt = facts(SECRET)
    assert labels == ["报价策略"]
    assert share == 100
    assert excerpt > 2950


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: "\n".join(text[at : at + 17] for at in range(0, len(text), 17)),
        " ".join,
        lambda text: "，".join(text[at : at + 5] for at in range(0, len(text), 5)),
        "\u200b".join,
        lambda text: "> " + "\n> ".join(text[at : at + 30] for at in range(0, len(text), 30)),
    ],
)
def test_an_excerpt_flowed_anew(facts, disguise):
    labels, share, excerpt = facts(made(500, 3) + "\n" + disguise(SECRET[700:1000]) + "\n" + made(500, 4))
    assert labels == ["报价策略"]
    assert 7 <= share <= 12
    assert 270 <= excerpt <= 310


def test_every_excerpt_that_is_long_enough_is_found(facts):
    for start in range(0, 2900, 290):
        text = made(200, start) + SECRET[start : start + SURE] + made(200, start + 1)
        assert facts(text)[0] == ["报价策略"], start


def test_parts_of_two_documents(facts):
    labels, _, excerpt = facts(SECRET[:200] + made(50, 5) + OTHER[100:400])
    assert labels == sorted(["报价策略", "投标底价"])
    assert 270 <= excerpt <= 310


def test_a_set_phrase_is_no_excerpt(facts):
    assert facts(made(300, 6) + SECRET[50:80] + made(300, 7)) == ([], 0, 0)


def test_unrelated_prose_is_silent(facts):
    random = Random(3)
    text = "\n".join(prose.paragraph(random, prose.sentences(random), 300_000))
    assert facts(text) == ([], 0, 0)


def test_an_excerpt_over_the_edge_of_blocks(facts):
    labels, _, excerpt = facts(made(65_400, 8) + "\n" + SECRET[:1000] + "\n" + made(65_000, 9))
    assert labels == ["报价策略"]
    assert 970 <= excerpt <= 1015


def test_without_registered_documents_it_is_unknown(tmp_path, shipped):
    (tmp_path / "x.txt").write_text(SECRET, encoding="utf-8")
    with Pipeline(load().settings, shipped) as pipeline:
        seen = pipeline.inspect(pipeline.sighting(tmp_path / "x.txt")).facts
    assert (seen["registered"], seen["registered_share"], seen["excerpt"]) == (None, None, None)


def test_the_rules_see_it(registered, capfd):
    (registered / "Nutstore").mkdir()
    (registered / "Nutstore" / "x.txt").write_text(SECRET[:300] + made(200, 5), encoding="utf-8")
    (registered / "Nutstore" / "y.txt").write_text(SECRET[:2000], encoding="utf-8")
    capfd.readouterr()
    run(["scan", str(registered / "Nutstore"), "--format", "jsonl"])
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    rules = {Path(line["path"]).name: line["rule"] for line in lines if "rule" in line}
    assert rules == {"x.txt": "5.4-registered-excerpt", "y.txt": "5.4-registered-copy"}


def test_the_file_is_private_and_holds_no_text(registered, state):
    file = state / "documents" / "documents.index"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    data = file.read_bytes()
    assert not any(SECRET[at : at + 6].encode() in data for at in range(0, 2990, 10))


def test_list_and_remove(registered, capfd):
    capfd.readouterr()
    assert run(["documents", "list", "--format", "jsonl"]) == 0
    told = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [(t["label"], t["characters"]) for t in told] == [("报价策略", 3000), ("投标底价", 3000)]
    assert run(["documents", "register", str(registered / "b.txt"), "--label", "投标底价"]) == 0
    assert run(["documents", "remove", "报价策略"]) == 0
    assert run(["documents", "remove", "报价策略"]) == 2
    capfd.readouterr()
    run(["documents", "list"])
    assert capfd.readouterr().out.count("投标底价") == 1


def test_after_removing_one_the_other_is_still_known(facts, registered, shipped):
    run(["documents", "remove", "报价策略"])
    (registered / "x.txt").write_text(OTHER + SECRET, encoding="utf-8")
    with Pipeline(load().settings, shipped) as pipeline:
        seen = pipeline.inspect(pipeline.sighting(registered / "x.txt")).facts
    assert (seen["registered"], seen["registered_share"]) == (["投标底价"], 100)


def test_what_cannot_be_registered_changes_nothing(registered, state, capfd):
    file = state / "documents" / "documents.index"
    before = file.read_bytes()
    (registered / "short.txt").write_text("太短", encoding="utf-8")
    (registered / "broken.docx").write_bytes((registered / "a.docx").read_bytes()[:-300])
    for name in ("short.txt", "broken.docx"):
        assert run(["documents", "register", str(registered / name), "--label", "x"]) == 2
    assert run(["documents", "register", str(registered / "b.txt"), "--label", " "]) == 2
    assert file.read_bytes() == before


@pytest.mark.parametrize("harm", [lambda d: d[:-1], lambda d: b"x" + d[1:], lambda d: d[:5], lambda _: b""])
def test_a_damaged_file_is_refused(registered, state, shipped, harm):
    file = state / "documents" / "documents.index"
    file.write_bytes(harm(file.read_bytes()))
    with pytest.raises(StateError, match="damaged"):
        Pipeline(load().settings, shipped)


def test_another_key_is_told(registered, state, shipped):
    (state / "keys" / "documents.key").write_bytes(b"x" * 32)
    with pytest.raises(StateError, match="another key"):
        Pipeline(load().settings, shipped)
