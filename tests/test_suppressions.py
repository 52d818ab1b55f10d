"""What a company has chosen not to be told of: recorded with a reason, never lost, never for ever."""

import shutil
from datetime import UTC, date, datetime

import pytest

from dlp import policy, suppressions
from dlp.cli import run
from dlp.errors import ConfigError, RuleError
from dlp.judge import Seen, facts_of, incident, judge
from dlp.ledger import Ledger
from dlp.model import Act, Document, Place, PlaceKind, Recipient, Sighting, Tally
from dlp.settings import load as load_settings

ENTRY = """suppressions:
  - rule: 4.2.2-personal-storage
    paths: ["/home/wangfang/Nutstore/old/"]
    who: [wangfang]
    reason: {zh: 正在迁移, en: Being moved}
    by: sunli
    until: 2026-10-31
"""


def made(shipped, path="/home/wangfang/Nutstore/old/a.xlsx", who="wangfang", persons=3, to=()):
    act = Act.SENT if to else Act.AT_REST
    place = Place(PlaceKind.PERSONAL_MAIL if to else PlaceKind.PERSONAL_SYNC)
    seen = Sighting(path, place, act, datetime(2026, 10, 1, tzinfo=UTC), who=who, to=to)
    found = Seen(seen, Document("xlsx", 1, "d" * 64, 1), Tally(persons=persons))
    facts = facts_of(found)
    (verdict,), _ = judge(shipped.rulebook.rules, facts)
    return incident(verdict, found, facts, shipped.company, "v")


def loaded(tmp_path, text, rules=("4.2.2-personal-storage", "5.4-personal-mail")):
    file = tmp_path / suppressions.NAME
    file.write_text(text, encoding="utf-8")
    return suppressions.Suppressions(suppressions.load(file, rules))


def test_it_needs_rule_path_and_person(shipped, tmp_path):
    chosen = loaded(tmp_path, ENTRY)
    assert chosen.reason(made(shipped)) == "正在迁移 / Being moved (sunli, 2026-10-31)"
    assert not chosen.reason(made(shipped, path="/home/wangfang/Nutstore/new/a.xlsx"))
    assert not chosen.reason(made(shipped, who="liqiang"))


def test_it_ends_on_its_last_day(shipped, tmp_path):
    chosen = loaded(tmp_path, ENTRY.replace("2026-10-31", "2026-09-30"))
    assert not chosen.reason(made(shipped))
    assert [e.line for e in chosen.expired(date(2026, 10, 1))] == [2]
    assert not chosen.expired(date(2026, 9, 30))


def test_every_recipient_must_be_named(shipped, tmp_path):
    text = ENTRY.replace("4.2.2-personal-storage", "5.4-personal-mail").replace(
        '    paths: ["/home/wangfang/Nutstore/old/"]\n', "    to: [qq.com]\n"
    )
    chosen = loaded(tmp_path, text)
    friend, other = (Recipient(a, PlaceKind.PERSONAL_MAIL) for a in ("a@qq.com", "b@163.com"))
    assert chosen.reason(made(shipped, to=(friend,)))
    assert not chosen.reason(made(shipped, to=(friend, other)))


@pytest.mark.parametrize(
    ("old", "new", "say"),
    [
        ("4.2.2-personal-storage", "4.2.2-personal-storag", "did you mean '4.2.2-personal-storage'"),
        ('    paths: ["/home/wangfang/Nutstore/old/"]\n    who: [wangfang]\n', "", "say where or whose"),
        ("    by: sunli\n", "", "'by' is missing"),
        ("    until: 2026-10-31\n", "", "'until' is missing"),
        ("until: 2026-10-31", "until: some day", "until"),
    ],
)
def test_a_wrong_one_is_refused_with_its_line(tmp_path, old, new, say):
    with pytest.raises(RuleError) as error:
        loaded(tmp_path, ENTRY.replace(old, new))
    assert say in str(error.value)
    assert error.value.line > 0


def test_a_scan_records_it_and_is_clean(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "policy"
    shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "Nutstore" / "客户.txt"
    file.parent.mkdir()
    file.write_text("客户 王晓明 手机 13912345678", encoding="utf-8")
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(folder))
    assert run(["scan", str(tmp_path / "Nutstore"), "--no-names"]) == 1
    (folder / suppressions.NAME).write_text(
        ENTRY.replace("/home/wangfang/Nutstore/old/", "Nutstore/")
        .replace("    who: [wangfang]\n", "")
        .replace("2026-10-31", "2099-12-31"),
        encoding="utf-8",
    )
    assert run(["scan", str(tmp_path / "Nutstore"), "--no-names"]) == 0
    assert "1 起已抑制 suppressed" in capsys.readouterr().out
    ledger = Ledger(load_settings().settings.state_folder)
    assert not list(ledger.entries())
    (entry,) = ledger.entries(suppressed=True)
    assert entry.incident.suppressed.startswith("正在迁移")
    assert entry.incident.notify == ()
    assert run(["incidents", "list", "--suppressed"]) == 0
    assert entry.incident.id in capsys.readouterr().out


def test_a_baseline_covers_what_was_known_and_no_more(tmp_path, monkeypatch):
    share = tmp_path / "Nutstore"
    share.mkdir()
    file = share / "客户.txt"
    file.write_text("客户手机 13912345678", encoding="utf-8")
    baseline = tmp_path / "baseline.jsonl"
    assert run(["scan", str(share), "--no-names"]) == 1
    arguments = ["--until", "2099-12-31", "--reason", "旧共享盘", "--by", "sunli", "-o", str(baseline)]
    assert run(["baseline", str(share), *arguments]) == 0
    assert "13912345678" not in baseline.read_text(encoding="utf-8")
    monkeypatch.setenv("DLP_POLICY_BASELINES", f'["{baseline}"]')
    assert run(["scan", str(share), "--no-names"]) == 0
    file.write_text("客户手机 13912345678，另一位客户手机 13812345679", encoding="utf-8")
    assert run(["scan", str(share), "--no-names"]) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{}", 1),
        ('{"baseline": {"reason": "r", "by": "b", "made": "m", "until": "soon"}}', 1),
        ('{"baseline": {"reason": "r", "by": "b", "made": "m", "until": "2099-01-01"}}\n{"incident": 1}', 2),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path, text, line):
    file = tmp_path / "baseline.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        suppressions.load_baseline(file)
    assert error.value.line == line
