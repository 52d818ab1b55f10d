"""What people do about incidents on the command line, and that every look at evidence is on the audit."""

import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from dlp import policy, suppressions
from dlp.cli import run
from dlp.ledger import Ledger
from tests.ledger.making import make, problems

ID = f"{1:016x}"
MOBILE = "13912345678"


@pytest.fixture
def dlp(capsys):
    def call(*arguments):
        code = run([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def ledger(state):
    ledger = Ledger(state)
    ledger.record([make(1, rule="4.2.2-personal-storage", path="/home/wangfang/Nutstore/名单 [旧].xlsx")])
    return ledger


def events(ledger):
    return [record.event for record in ledger.records()][::-1]


def test_looking_and_giving_out_are_audited(dlp, ledger, tmp_path):
    assert dlp("incidents", "show", ID)[0] == 0
    assert dlp("explain", ID)[0] == 0
    assert dlp("report", "--format", "html", "-o", tmp_path / "r.html")[0] == 0
    assert dlp("incidents", "list", "--format", "jsonl")[0] == 0
    assert dlp("incidents", "list")[0] == 0
    assert events(ledger) == ["begun", "recorded", "viewed", "viewed", "exported", "exported"]
    code, out, _ = dlp("audit", "log", "--incident", ID, "--format", "jsonl")
    assert code == 0
    assert [json.loads(line)["event"] for line in out.splitlines()] == [
        "exported",
        "exported",
        "viewed",
        "viewed",
        "recorded",
    ]


def test_without_the_audit_nothing_is_shown(dlp, ledger, state, monkeypatch):
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def locked(connection, _record):
        connection.execute("PRAGMA query_only=1")

    event.listen(Engine, "connect", locked)
    try:
        code, out, err = dlp("incidents", "show", ID)
    finally:
        event.remove(Engine, "connect", locked)
    assert (code, out) == (2, "")
    assert "readonly" in err


def test_the_fields_of_the_contract_are_all_there(dlp, ledger):
    line = json.loads(dlp("incidents", "show", ID, "--format", "jsonl")[1])
    assert line["status"] == "stable"
    wanted = {"first_seen", "last_seen", "times", "state", "assignee", "outcome", "acknowledged", "story"}
    assert wanted <= line.keys()
    assert (line["state"], line["story"]) == ("new", ID)


def test_a_whole_life(dlp, ledger):
    assert dlp("incidents", "assign", ID[:15], "--to", "liqiang")[0] == 0
    code, _, err = dlp("incidents", "close", ID, "--why", "x")
    assert code == 2
    assert "must first be" in err
    assert dlp("incidents", "confirm", ID)[0] == 0
    assert dlp("incidents", "resolve", ID, "--as", "remediated", "--by", "liqiang", "--why", "已删除")[0] == 0
    assert dlp("incidents", "resolve", ID, "--as", "verified", "--by", "zhaomin", "--why", "看过")[0] == 0
    assert dlp("incidents", "close", ID, "--why", "完成")[0] == 0
    out = dlp("incidents", "show", ID)[1]
    for word in ("assigned", "confirmed", "remediated", "verified", "closed", "by=liqiang", "已关闭"):
        assert word in out


def test_customers_values_in_remarks_are_masked(dlp, ledger, state):
    assert dlp("incidents", "comment", ID, f"打过客户电话 {MOBILE}")[0] == 0
    assert dlp("incidents", "resolve", ID, "--as", "accepted", "--why", f"客户 {MOBILE} 同意")[0] == 0
    assert dlp("report-incident", f"有人把 {MOBILE} 发到群里", "--persons", "5")[0] == 0
    with sqlite3.connect(state / "ledger.db") as db:
        dump = "\n".join(db.iterdump())
    assert MOBILE not in dump
    assert dump.count("139****5678") == 3


def test_an_employees_own_report_is_told_to_the_lead_department(dlp, state):
    code, out, _ = dlp("report-incident", "同事把名单带回家", "--persons", "5", "--format", "jsonl")
    line = json.loads(out)
    assert (code, line["rule"], line["clause"], line["persons"]) == (0, "6.1-employee-report", "6.1", 5)
    assert line["notify"]
    assert Ledger(state).waiting()[0] == 1


def test_a_false_positive_may_be_suppressed_for_this_file_until_a_day(dlp, ledger, tmp_path, monkeypatch):
    folder = tmp_path / "policy"
    shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    asked = ("incidents", "resolve", ID, "--as", "false_positive", "--why", "测试数据", "--by", "sunli")
    code, _, err = dlp(*asked, "--suppress", "file", "--until", "2099-12-31")
    assert (code, events(ledger)) == (2, ["begun", "recorded"])
    assert "policy.folder" in err
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(folder))
    assert dlp(*asked, "--suppress", "file", "--until", "2099-12-31")[0] == 0
    (entry,) = suppressions.load(folder / suppressions.NAME, ["4.2.2-personal-storage"])
    incident = next(ledger.entries()).incident
    assert entry.covers(incident, datetime(2026, 10, 1, tzinfo=UTC).date())
    assert not entry.covers(incident, datetime(2100, 1, 1, tzinfo=UTC).date())
    other = make(2, rule="4.2.2-personal-storage", path="/home/wangfang/Nutstore/名单 旧.xlsx")
    assert not entry.covers(other, datetime(2026, 10, 1, tzinfo=UTC).date())
    assert events(ledger)[-2:] == ["false_positive", "suppression"]


def test_a_second_suppression_stands_beside_the_first_and_a_folder_covers_what_is_in_it(tmp_path):
    file, day = tmp_path / suppressions.NAME, datetime(2099, 1, 1, tzinfo=UTC).date()
    one = make(1, rule="r-1", path="/a/b*/c.xlsx")
    suppressions.append(file, ["r-1"], one, "folder", "x", "y", day)
    suppressions.append(file, ["r-1"], make(2, rule="r-1", to=("a@qq.com",)), "file", "x", "y", day)
    first, second = suppressions.load(file, ["r-1"])
    assert first.covers(make(3, rule="r-1", path="/a/b*/other.xlsx"), day)
    assert not first.covers(make(3, rule="r-1", path="/a/bb/c.xlsx"), day)
    assert second.covers(make(4, rule="r-1", to=("a@qq.com",), path="/elsewhere"), day)
    assert not second.covers(make(4, rule="r-1", to=("b@qq.com",)), day)


def test_who_is_late_is_listed_and_told_once(dlp, state):
    ledger = Ledger(state)
    ledger.record([make(1, when=datetime.now(UTC) - timedelta(hours=5)), make(2, when=datetime.now(UTC))])
    code, out, _ = dlp("incidents", "overdue", "--escalate")
    assert code == 1
    assert ID in out
    assert f"{2:016x}" not in out
    assert "escalated" in out
    assert "escalated" not in dlp("incidents", "overdue", "--escalate")[1]
    dlp("incidents", "assign", ID, "--to", "liqiang")
    assert dlp("incidents", "overdue")[0] == 0


def test_deadlines_stand_in_show_and_reports(dlp, state):
    Ledger(state).record([make(1, persons=2_000_000, when=datetime(2026, 10, 1, tzinfo=UTC))])
    assert "国家网络安全事件报告管理办法" in dlp("incidents", "show", ID)[1]
    assert "国家网络安全事件报告管理办法" in dlp("report")[1]
    assert any(
        "2025-09-11" in hint for hint in json.loads(dlp("report", "--format", "jsonl")[1].splitlines()[0])["hints"]
    )


def test_verify_and_checkpoint(dlp, ledger, state, tmp_path):
    points = tmp_path / "points.jsonl"
    assert dlp("audit", "checkpoint", "-o", points)[0] == 0
    code, out, _ = dlp("audit", "verify", "--checkpoint", points, "--format", "jsonl")
    assert (code, json.loads(out)["verified"]["problems"]) == (0, 0)
    with sqlite3.connect(state / "ledger.db") as db:
        db.execute("UPDATE incidents SET persons = 0")
    code, out, _ = dlp("audit", "verify")
    assert code == 1
    assert f"incident {ID}" in out
    assert "persons" in out


def test_sm3_may_take_over_and_old_rows_still_verify(dlp, ledger, state, monkeypatch):
    monkeypatch.setenv("DLP_LEDGER_ALGORITHM", "sm3")
    assert dlp("incidents", "confirm", ID)[0] == 0
    with sqlite3.connect(state / "ledger.db") as db:
        assert [row[0] for row in db.execute("SELECT algorithm FROM audit")] == ["sha256", "sha256", "sm3"]
    assert problems(state) == []
