"""The bench can be believed: its corpora are what they say, its scores and tables count right."""

import io
import json
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import pytest

from bench import (
    chart,
    clock,
    corpus,
    dense,
    floors,
    gates,
    labelled,
    page,
    prose,
    ripgrep,
    rust,
    score,
    tables,
    values,
)
from bench.__main__ import main
from bench.contestants import CONTESTANTS
from bench.job import MB, Job, Outcome, beginning, blocks
from bench.result import Result, Row, load
from bench.score import Score
from detectors import cn_bank_card, cn_mobile, cn_resident_id, cn_uscc, email_address

SIZE = 2_000_000
VALID = {
    "CN_RESIDENT_ID": cn_resident_id.is_valid,
    "CN_MOBILE": cn_mobile.is_valid,
    "CN_BANK_CARD": cn_bank_card.is_valid,
    "CN_USCC": cn_uscc.is_valid,
    "EMAIL_ADDRESS": email_address.is_valid,
}


def make(seed):
    text, truth = io.StringIO(), io.StringIO()
    dense.write_dense(text, truth, SIZE, seed)
    return text.getvalue(), truth.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    text, truth = make(1)
    file = tmp_path_factory.mktemp("dense") / "truth.tsv"
    file.write_text(truth, encoding="utf-8")
    return text, list(dense.planted(file, len(text)))


def test_the_same_seed_gives_the_same_bytes():
    assert make(7) == make(7)
    assert make(7)[0] != make(8)[0]


@pytest.mark.parametrize("write", [corpus.write_logs, corpus.write_table])
def test_the_other_corpora_too(write):
    first, second = io.StringIO(), io.StringIO()
    write(first, 20_000)
    write(second, 20_000)
    assert first.getvalue() == second.getvalue()
    assert len(first.getvalue().encode()) >= 20_000


def test_a_corpus_is_made_once_and_complete(tmp_path):
    first = corpus.corpus("table", tmp_path, 0.02)
    before = first.path.stat().st_mtime_ns
    again = corpus.corpus("table", tmp_path, 0.02)
    assert again == first
    assert again.path.stat().st_mtime_ns == before
    rows = first.path.read_text(encoding="utf-8").splitlines()
    assert first.persons == len(rows) - 1
    assert {row.count(",") for row in rows} == {11}
    for column in (2, 4, 5, 7):  # those that tell customers apart
        assert len({row.split(",")[column] for row in rows}) == len(rows)
    assert not list(tmp_path.glob("*.part"))


def test_the_truth_is_really_in_the_text(made):
    text, truth = made
    assert {p.entity for p in truth} == {*dense.PLANTED, ""}
    for p in truth:
        if p.entity in VALID:
            assert VALID[p.entity](score.canonical(p.entity, text[p.start : p.end])), p
        assert "\n" not in text[p.start : p.end]


def test_about_one_identifier_a_kilobyte(made):
    text, truth = made
    planted = sum(1 for p in truth if p.entity)
    assert 0.8 < planted / (len(text.encode()) / 1024) < 1.2


def test_all_ways_of_typing_occur(made):
    assert {p.variant for p in made[1] if p.entity} >= {
        "plain",
        "dashes",
        "spaces",
        "+86",
        "full width",
        "lower case",
        "key=value",
        "CSV row",
    }


def test_hard_negatives_are_really_invalid(made):
    text, truth = made
    innocent = [p for p in truth if not p.entity]
    assert {p.variant for p in innocent} == set(values.INNOCENT)
    for p in innocent:
        value = text[p.start : p.end]
        assert not any(valid(value) for entity, valid in VALID.items() if entity != "EMAIL_ADDRESS"), (p.variant, value)


@pytest.mark.parametrize(("entity", "make_one"), [(e, m) for e, m in dense.PLANTED.items() if e in VALID])
def test_identifiers_are_valid_by_the_detectors_own_rules(entity, make_one):
    rnd = Random(3)
    for _ in range(300):
        assert VALID[entity](make_one(rnd))


def test_published_examples_of_check_digits():
    assert values.id_check("11010519491231002") == "X"  # GB 11643-1999, annex
    assert values.luhn_check("7992739871") == "3"  # the usual example of the formula
    assert values.code_check("91350100M000100Y4") == "3"  # GB 32100-2015, annex


def test_prose_and_logs_hold_nothing_by_accident():
    text = "".join(prose.sentences(Random(1))[:3_000])
    assert not re.search(r"[0-9０-９]{7}|@", text)
    logs = io.StringIO()
    corpus.write_logs(logs, 50_000)
    assert "@" not in logs.getvalue()


def test_manual_pages_are_read_where_there_are_enough(tmp_path, monkeypatch):
    import gzip

    folder = tmp_path / "man1"
    folder.mkdir()
    lines = [
        ".TH 标题不算",
        *(f"这是第{i}行说明文字，讲的是命令的用法。" for i in range(5)),
        "译者邮箱见 somebody@somewhere 这一行不要",
    ]
    (folder / "a.1.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    assert prose.manual_lines(tmp_path) == []
    monkeypatch.setattr(prose, "_ENOUGH", 5)
    assert prose.manual_lines(tmp_path) == lines[1:6]
    assert prose.manual_lines(tmp_path / "none") == []


def test_blocks_end_at_lines_and_lose_nothing(tmp_path):
    text = "".join(f"第{i}行\n" for i in range(1_000)) + "没有行尾"
    assert "".join(blocks(text, 50)) == text
    assert all(b.endswith("\n") for b in list(blocks(text, 50))[:-1])
    assert list(blocks("甲\n乙", 0)) == ["甲\n", "乙"]
    assert "".join(blocks("长" * 500, 50)) == "长" * 500
    file = tmp_path / "t"
    file.write_text(text, encoding="utf-8", newline="\n")
    assert "".join(beginning(file, 1)) == text
    part = "".join(beginning(file, 100 / MB))
    assert text.startswith(part)
    assert part.endswith("\n")
    assert 100 <= len(part.encode()) < 120


class Slow:
    """A scanner that takes longest with large blocks, and finds every 1."""

    block = 0

    def prepare(self, text):
        return text

    def scan(self, text):
        return [m.start() for _ in range(len(text)) for m in re.finditer("1", text)][: text.count("1")]

    def found(self, results, text):
        return [("ONE", at, at + 1) for at in results]


def test_the_clock_counts_runs_sizes_and_findings(tmp_path):
    text = "一1二\n" * 2_000
    file = tmp_path / "t"
    file.write_text(text, encoding="utf-8", newline="\n")
    job = Job(file, 1, 3, 100, tmp_path / "found")
    scanner = Slow()
    scanner.block = clock.best_block(scanner, job, (100, 4_000))
    assert scanner.block == 100
    outcome = clock.measure(scanner, job)
    assert (outcome.size, outcome.characters, len(outcome.seconds)) == (len(text.encode()), len(text), 3)
    assert outcome.peak > 1
    assert list(score.read(job.findings)) == [("ONE", 4 * i + 1, 4 * i + 2) for i in range(2_000)]
    assert len(clock.measure(scanner, replace(job, patience=0)).seconds) == 1


def planted(entity, start, end, variant="plain"):
    return dense.Planted(entity, variant, start, end)


def test_scores_count_right():
    text = "手机 139-0013-9001，订单 20260101123456，姓名王小明在此"
    truth = [planted("CN_MOBILE", 3, 16), planted("", 20, 34, "order number"), planted("PERSON", 37, 40)]
    found = [("CN_MOBILE", 3, 16), ("CN_MOBILE", 22, 33), ("PERSON", 36, 39), ("QQ_NUMBER", 20, 30)]
    scores, mistaken = score.of_dense(text, truth, found)
    assert scores["CN_MOBILE"] == Score(1, 1, 2, 1)
    assert (scores["CN_MOBILE"].precision, scores["CN_MOBILE"].recall) == (0.5, 1)
    assert scores["PERSON"] == Score(1, 1, 1, 1)
    assert scores["CN_USCC"].precision is None
    assert scores["CN_USCC"].recall is None
    assert mistaken == {"order number": 1}


def test_another_number_at_the_same_place_is_not_right():
    text = "+86 13900139001"
    truth = [planted("CN_MOBILE", 0, 15)]
    assert score.of_dense(text, truth, [("CN_MOBILE", 4, 15)])[0]["CN_MOBILE"].right == 1
    assert score.of_dense(text, truth, [("CN_MOBILE", 4, 12)])[0]["CN_MOBILE"].right == 0


def test_addresses_of_machines_in_logs_are_no_mistake():
    assert score.false_findings([("IP_ADDRESS", 0, 8), ("CN_MOBILE", 9, 20)]) == {"CN_MOBILE": 1}


def outcome(rate, peak=50.0, note=""):
    return Outcome(32 * MB, 1, [32 / rate], peak, note)


@pytest.fixture
def result():
    facts = {"name": "dense", "size": 2 * MB, "sha256": "ab" * 32, "about": "text", "persons": None}
    rows = [
        Row(
            "ours",
            "dense",
            outcome(100),
            scores=dict.fromkeys(dense.PLANTED, Score()) | {"CN_MOBILE": Score(4, 3, 3, 3)},
            mistaken={"UUID": 2},
            findings=3,
        ),
        Row("ripgrep-same", "dense", missing="rg is not installed"),
        Row("presidio-same", "dense", outcome(0.5, note="blocks | of 1000")),
        Row("ripgrep", "dense", outcome(200)),
        Row("ours", "logs", outcome(40), false={"CN_MOBILE": 6}, findings=6),
    ]
    return Result(
        {"dense": facts, "logs": facts}, rows, {"processor": "x"}, {"rg": "missing"}, "2026-01-02", "python -m bench"
    )


def verdict(result, english):
    return next(v for v in floors.verdicts(result) if v.floor.title.en == english)


def test_floors_are_met_or_not(result):
    over = verdict(result, "dense text, no names, over Presidio with the same patterns and context")
    assert (over.measured, over.met) == (200, True)
    assert not verdict(result, "false findings in 32 MB of access logs").met
    result.rows[4].false = {"CN_MOBILE": 5}
    assert verdict(result, "false findings in 32 MB of access logs").met


def test_floors_are_over_the_same_work_and_five_patterns_stand_beside(result):
    beside = {v.floor.title.en: v for v in floors.comparisons(result)}
    over = beside["dense text, no names, over ripgrep with five patterns"]
    assert (over.measured, over.floor.wanted, over.met) == (0.5, None, False)
    assert not any("five" in v.floor.title.en for v in floors.verdicts(result))
    lines = tables.markdown(tables.all_tables(result)[0]).splitlines()
    shown = next(line for line in lines if "no names, over ripgrep with five patterns" in line)
    assert "0.50 ×" in shown
    assert "供比较 / for comparison, no floor" in shown


def test_our_expressions_are_written_for_ripgrep():
    assert rust.translated(r"(?<![0-9A-Za-z])1\d{2}([ -])\d\1\d(?![0-9A-Za-z])") == (
        r"(?-u:\b)1(?:[0-9]){2,2}(?:[ \-])[0-9](?:[ \-])[0-9](?-u:\b)"
    )
    assert rust.translated(r"(?<![0-9A-Za-z])(?:\+|00)8") == r"(?:\+|(?-u:\b)00)8"
    assert rust.translated(r"(?<![0-9A-Za-z])\(?1") == r"(?:\(1|(?-u:\b)1)"
    assert rust.translated(r"(?<=86)a[^\n;]b?\s(?!x)") == r"a[^;\n](?:b)?[ \t\r\x0b\x0c]"
    assert rust.translated("(?P<value>号\\.)|线\n下") == r"(?:(?:号\.))"
    assert rust.translated("(?:(?![的了])[一-龥]){2}") == "(?:[[一-龥]&&[^[的了]]]){2,2}"
    with pytest.raises(ValueError, match="for Rust's regex"):
        rust.translated("(?>a)")


@pytest.mark.skipif(shutil.which("rg") is None, reason="rg is not installed")
def test_ripgrep_finds_what_is_planted_with_all_our_expressions(tmp_path):
    text, truth = make(2)
    file = tmp_path / "dense.txt"
    file.write_text(text[:100_000], encoding="utf-8", newline="\n")
    (tmp_path / "truth").write_text(truth, encoding="utf-8")
    outcome = ripgrep.measure("same")(Job(file, 1, 1, 1, tmp_path / "found"))
    assert outcome.rate > 0
    found = list(score.read(tmp_path / "found"))
    assert len({entity for entity, _, _ in found}) > 5
    scores, _ = score.of_dense(text, list(dense.planted(tmp_path / "truth", outcome.characters)), found)
    for entity in VALID:
        assert scores[entity].recall > 0.9, entity


@pytest.mark.skipif(shutil.which("rg") is None, reason="rg is not installed")
def test_ripgrep_takes_every_expression(tmp_path):
    (tmp_path / "t").write_text("没有\n", encoding="utf-8")
    patterns = rust.expressions(names=True)
    assert set(patterns) >= {*VALID, "PERSON", "ADDRESS", "ORGANIZATION", "PASSPORT_MRZ"}
    outcome = ripgrep.measure("same", "names")(Job(tmp_path / "t", 1, 1, 1, tmp_path / "found"))
    assert outcome.note.startswith(f"{len(patterns)} 条表达式")


def test_presidio_with_our_expressions_checks_as_our_detectors_do():
    from bench import presidio

    scanner = presidio.Presidio(presidio.idle(), presidio.ours(), 0.5)
    text = "身份证11010519491231002X，错的110105194912310021，出生日期:1990-01-31，出生日期:1990-02-31，手机13900139001"
    found = {(entity, text[start:end]) for entity, start, end in scanner.found(scanner.scan(text), text)}
    assert {("CN_RESIDENT_ID", "11010519491231002X"), ("CN_MOBILE", "13900139001")} <= found
    assert not {value for _, value in found} & {"110105194912310021", "1990-02-31"}
    assert any(entity == "BIRTH_DATE" and "1990-01-31" in value for entity, value in found)
    assert not any("1990-02-31" in value for _, value in found)


def test_few_false_findings_in_few_logs_prove_nothing(result):
    result.rows[4] = replace(result.rows[4], outcome=Outcome(MB, 1, [1.0]), false={})
    found = verdict(result, "false findings in 32 MB of access logs")
    assert not found.met
    assert found.missing == "in 1.0 MB only"


def test_what_is_missing_is_named_and_never_met(result):
    over = verdict(result, "dense text, no names, over ripgrep with the same patterns")
    assert not over.met
    assert over.measured is None
    assert "ripgrep-same MISSING: rg is not installed" in over.missing
    assert not verdict(result, "peak memory with names").met
    page_text = "\n".join(map(tables.markdown, tables.all_tables(result)))
    assert "**MISSING**" in page_text
    assert page_text.count("rg is not installed") >= 2


def test_every_row_of_a_table_has_all_its_cells(result):
    for table in tables.all_tables(result):
        lines = [line for line in tables.markdown(table).splitlines() if line.startswith("|")]
        assert {line.count("|") for line in lines} == {len(table.head) + 1}, table.title.en
        assert len(lines) == len(table.rows) + 2


@pytest.mark.parametrize(
    ("value", "said"), [(1234.5, "1,234"), (100, "100"), (45.67, "45.7"), (0.256, "0.26"), (0.004, "0.004"), (0, "0")]
)
def test_figures(value, said):
    assert tables.figure(value) == said


def test_only_a_flawless_score_reads_one():
    assert tables._share(0.9999) == ".999"
    assert tables._share(1) == "1"


def test_a_stored_result_is_the_same_result(result, tmp_path, capsys):
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    first.write_text(json.dumps(asdict(result)), encoding="utf-8")
    assert load(first) == result
    assert main(["--stored", str(first), "--json", str(second), "--check"]) == 1
    assert load(second) == result
    assert "rg is not installed" in capsys.readouterr().out


def test_the_chart_shows_everybody(result):
    import xml.etree.ElementTree as ET

    drawn = ET.fromstring(chart.svg(result))
    words = {"".join(e.itertext()) for e in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Kedun without names", "Presidio, all our patterns, blank zh, with context", "100", "0.50"} <= words
    assert "MISSING: rg is not installed" in words


def test_the_page_keeps_what_a_person_wrote(result, tmp_path):
    file = tmp_path / "page.md"
    file.write_text(f"前言\n{page.BEGIN}\nold\n{page.END}\n后记\n", encoding="utf-8")
    page.write(file, result)
    page.write(file, result)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("前言\n")
    assert text.endswith("\n后记\n")
    assert "old" not in text
    assert text.count("### 底线 / Floors") == 1
    assert (tmp_path / "page.svg").exists()
    file.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="must have both marks"):
        page.write(file, result)


def test_every_contestant_can_be_loaded_by_name():
    for contestant in CONTESTANTS:
        assert callable(contestant.load())
        assert set(contestant.on) <= set(corpus.MAKERS)


def test_byte_offsets_of_ripgrep_become_characters(tmp_path):
    data = "手机13900139001，又一个13900139002\n".encode()
    (tmp_path / "output").write_bytes(b"6:13900139001\n29:13900139002\n")
    found = list(ripgrep._in_characters("CN_MOBILE", data, tmp_path / "output"))
    assert [data.decode()[start:end] for _, start, end in found] == ["13900139001", "13900139002"]


def test_labelled_text_is_scored_by_touch_and_exactly(tmp_path):
    class Fake:
        def find(self, text):
            from dlp.model import Details, Hit, Locator

            at = text.index("王")
            return [Hit("PERSON", "", at, at + 2, lambda: Details("", "", Locator("text"), 1.0))]

    file = tmp_path / "labelled.jsonl"
    lines = [
        {"text": "姓名王小明", "entities": [[2, 5, "PERSON"]]},
        {"text": "姓名王二", "spans": [[2, 4, "PER"]]},
        {"text": "王府井，李四", "entities": [[4, 6, "PERSON"]]},
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    marks = labelled.score(file, Fake())["PERSON"]
    assert marks["touch"] == labelled.Marks(there=3, found=2, given=3, right=2)
    assert marks["exact"] == labelled.Marks(there=3, found=1, given=3, right=1)
    assert marks["touch"].f1 == pytest.approx(2 / 3)


def test_what_is_open_to_debate_is_neither_right_nor_wrong():
    truth = {(0, 4, "IGN"), (6, 8, "PERSON"), (7, 9, "IGN")}
    given = {(1, 3, "PERSON"), (6, 8, "PERSON"), (10, 12, "PERSON")}
    assert labelled._settled(truth, given) == {(6, 8, "PERSON"), (10, 12, "PERSON")}


def test_a_peer_does_not_carry_our_engine_in_its_memory():
    code = "import sys, bench.peers, bench.ripgrep, bench.rust, bench.gates, bench.child; print([m for m in ('spacy', 'dlp.engine') if m in sys.modules])"
    root = Path(__file__).parent.parent
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_gates_are_those_of_the_engine_and_let_identifiers_through():
    pytest.importorskip("hyperscan")
    given = gates.expressions()
    assert {flags for _, flags in given} == {0}
    found = [re.compile(expression) for expression, _ in given]
    rnd = Random(5)
    for make_one in dense.PLANTED.values():
        if make_one not in (values.name, values.address):
            value = make_one(rnd)
            assert any(gate.search(f"：{value}，\n".encode()) for gate in found), value


def test_the_program_does_not_know_its_bench():
    root = Path(__file__).parent.parent
    for room in ("dlp", "detectors", "rules", "agent", "reports"):
        for file in (root / room).rglob("*.py"):
            assert not re.search(r"^\s*(from|import) bench\b", file.read_text(encoding="utf-8"), re.MULTILINE), file


def test_a_small_run_from_end_to_end(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("bench.run.one_core", lambda core: core)  # the tests after this one want all cores
    out = tmp_path / "result.json"
    asked = ["--size", "0.02", "--runs", "1", "--cache", str(tmp_path), "--corpora", "dense", "--contestants", "helan"]
    assert main([*asked, "--json", str(out), "--check"]) == 1
    said = json.loads(out.read_text(encoding="utf-8"))
    assert said["rows"][0]["outcome"]["size"] > 20_000
    assert said["rows"][0]["scores"]["EMAIL_ADDRESS"]["recalled"] > 0
    assert {floor["met"] for floor in said["floors"]} == {False}
    assert "MISSING" in capsys.readouterr().out
