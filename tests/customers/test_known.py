"""Persons of a document are told apart: customers, staff, strangers; without an index nobody knows."""

import json
import stat

import pytest

from dlp.cli import run
from dlp.errors import ConfigError, StateError
from dlp.pipeline import Pipeline
from dlp.settings import load
from tests.customers.lists import people
from tests.readers import makers

OWN, STAFF, STRANGERS = people(40, 1), people(20, 2), people(30, 3)


def csv(rows):
    return "\n".join(["姓名,身份证号,手机", *(",".join(row) for row in rows)]) + "\n"


@pytest.fixture
def lists(tmp_path, state, monkeypatch):
    (tmp_path / "c.csv").write_bytes(csv(OWN).encode("gb18030"))
    (tmp_path / "s.xlsx").write_bytes(makers.xlsx({"员工": [["姓名", "身份证号", "手机"], *STAFF]}))
    assert run(["customers", "build", str(tmp_path / "c.csv")]) == 0
    assert run(["customers", "build", "--staff", str(tmp_path / "s.xlsx")]) == 0
    monkeypatch.setenv("DLP_CUSTOMERS_INDEX", str(state / "customers" / "customers.index"))
    monkeypatch.setenv("DLP_CUSTOMERS_STAFF", str(state / "customers" / "staff.index"))
    return tmp_path


def known(policy, file):
    with Pipeline(load().settings, policy) as pipeline:
        facts = pipeline.inspect(pipeline.sighting(file)).facts
    return tuple(facts[name] for name in ("persons", "own_customers", "staff", "strangers"))


def test_a_table_of_all_three(lists, shipped):
    (lists / "x.csv").write_text(csv([*OWN[:12], *STAFF[:5], *STRANGERS]), encoding="utf-8")
    assert known(shipped, lists / "x.csv") == (47, 12, 5, 30)


def test_of_a_number_alone_nobody_can_say_whose_it_is(lists, shipped):
    (lists / "x.csv").write_text("手机\n" + "".join(f"{row[2]}\n" for row in STRANGERS), encoding="utf-8")
    assert known(shipped, lists / "x.csv") == (30, 0, 0, 0)


def test_without_an_index_it_is_unknown(tmp_path, shipped):
    (tmp_path / "x.csv").write_text(csv(OWN), encoding="utf-8")
    assert known(shipped, tmp_path / "x.csv") == (40, None, None, None)


def test_two_values_of_one_row_are_needed(lists, shipped):
    """Customers' numbers beside strangers' names, and customers' mobiles alone."""
    strange = [[a[0], b[1], a[2]] for a, b in zip(OWN, STRANGERS, strict=False)]
    rows = [["", "", row[2]] for row in OWN[:10]] + [
        [b[0], b[1], a[2]] for a, b in zip(OWN[10:], STRANGERS, strict=False)
    ]
    (lists / "x.csv").write_text(csv(rows), encoding="utf-8")
    assert known(shipped, lists / "x.csv")[1] == 0
    (lists / "y.csv").write_text(csv(strange), encoding="utf-8")
    assert known(shipped, lists / "y.csv")[1] == 30  # the name and mobile are a customer's


def test_running_text_and_a_person_seen_twice(lists, shipped):
    name, identity, mobile = OWN[3]
    text = (
        f"客户姓名：{name}，身份证号{identity}。\n\n" * 3
        + f"客户{name}，手机{mobile}。\n\n联系人：{STRANGERS[0][0]}，手机{STRANGERS[0][2]}"
    )
    (lists / "x.txt").write_text(text, encoding="utf-8")
    assert known(shipped, lists / "x.txt") == (2, 1, 0, 1)


def test_the_rules_see_it(lists, capfd):
    (lists / "x").mkdir()
    (lists / "x" / "x.csv").write_text(csv(people(120, 9)), encoding="utf-8")
    capfd.readouterr()
    run(["scan", str(lists / "x"), "--format", "jsonl"])
    rules = {line.get("rule"): line for line in map(json.loads, capfd.readouterr().out.splitlines())}
    assert rules["4.2.1-strangers"]["why"] == {"strangers": 120, "own_customers": 0}


def test_add_remove_status_and_export(lists, tmp_path, state, capfd, shipped):
    (lists / "more.csv").write_text(csv(STRANGERS[:10]), encoding="utf-8")
    (lists / "less.csv").write_text("手机\n" + "\n".join(row[2] for row in OWN[:5]), encoding="utf-8")
    assert run(["customers", "add", str(lists / "more.csv")]) == 0
    assert run(["customers", "remove", str(lists / "less.csv")]) == 0
    capfd.readouterr()
    assert run(["customers", "status", "--format", "jsonl"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["rows"], told["pairs"], told["used"]) == (45, 135, True)
    (lists / "x.csv").write_text(csv([*OWN, *STRANGERS]), encoding="utf-8")
    assert known(shipped, lists / "x.csv")[1] == 45
    out, key = tmp_path / "out" / "i", tmp_path / "key" / "k"
    assert run(["customers", "export", "--endpoint", str(out), "--key", str(key)]) == 0
    assert out.read_bytes() == (state / "customers" / "customers.index").read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == stat.S_IMODE(out.stat().st_mode) == 0o600
    assert run(["customers", "export", "--endpoint", str(out), "--key", str(out.with_name("k"))]) == 2


def test_a_list_that_cannot_be_used_changes_nothing(lists, state, capfd):
    index = state / "customers" / "customers.index"
    before = index.read_bytes()
    (lists / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (lists / "broken.xlsx").write_bytes(makers.xlsx({"x": [["姓名", "手机"], *([r[0], r[2]] for r in OWN)]})[:-300])
    for name in ("bad.csv", "broken.xlsx"):
        assert run(["customers", "build", str(lists / name)]) == 2
    assert index.read_bytes() == before
    assert not any(row[2] in text for row in OWN for text in capfd.readouterr())


def test_an_index_that_is_named_must_be_usable(lists, state, monkeypatch, shipped, tmp_path):
    monkeypatch.setenv("DLP_CUSTOMERS_INDEX", str(tmp_path / "nothing"))
    with pytest.raises(StateError, match="cannot read the index"):
        known(shipped, tmp_path / "c.csv")
    monkeypatch.setenv("DLP_CUSTOMERS_INDEX", "")
    with pytest.raises(ConfigError, match="none of customers"):
        known(shipped, tmp_path / "c.csv")


def test_numbers_for_findings_stay_those_of_the_machine(lists, shipped):
    (lists / "x.csv").write_text(csv(OWN), encoding="utf-8")
    with Pipeline(load().settings, shipped) as pipeline:
        findings = pipeline.inspect(pipeline.sighting(lists / "x.csv")).findings
    one = next(f for f in findings if f.entity == "CN_MOBILE")
    assert one.fingerprint == pipeline.fingerprints.digest("CN_MOBILE", OWN[0][2])[:16].hex()
