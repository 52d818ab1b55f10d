"""The public contract of the command line: fields, exit codes, what is said where."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlp import policy
from dlp.cli import COMMANDS, run
from tests.readers import makers

DLP = [sys.executable, "-c", "from dlp.cli import main; main()"]
ROWS = "姓名,身份证号,手机号\n王小明,440308199901101512,13900139001\n李红,110101198003076638,13900139002\n"


@pytest.fixture
def dlp(capsys):
    def call(*arguments):
        code = run([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home" / "wangfang" / "Nutstore"
    folder.mkdir(parents=True)
    (folder / "名单.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_scan_jsonl_has_the_fields_of_the_contract(dlp, home):
    code, out, _ = dlp("scan", home, "--format", "jsonl")
    incident, summary = lines(out)
    assert code == 1
    assert (
        list(incident)[:14]
        == "incident time rule clause level title path place act grade persons entities findings why".split()
    )
    assert (incident["rule"], incident["place"], incident["persons"]) == ("4.2.2-personal-storage", "personal_sync", 2)
    assert incident["entities"] == {"CUSTOMER_TABLE": 1, "PERSON": 2, "CN_RESIDENT_ID": 2, "CN_MOBILE": 2}
    assert incident["notify"] == ["chenguodong@yunhai.example", "security@yunhai.example"]
    expected = (
        "files bytes read partial unread unchanged excluded incidents persons seconds volumes stores suppressed".split()
    )
    assert list(summary["summary"]) == expected
    assert (summary["summary"]["files"], summary["summary"]["incidents"], summary["summary"]["persons"]) == (1, 1, 2)
    for value in ("王小明", "440308199901101512", "13900139001"):
        assert value not in out


def test_scan_says_what_was_not_inspected(dlp, tmp_path):
    (tmp_path / "photo.png").write_bytes(makers.png(800, 600))
    (tmp_path / "icon.png").write_bytes(makers.png(32, 32))
    (tmp_path / "good.txt").write_text("x")
    (tmp_path / "n.zip").write_bytes(makers.zipped({"a.txt": "y", "p.png": makers.png(800, 600)}))
    code, out, _ = dlp("scan", tmp_path, "--format", "jsonl")
    *files, summary = lines(out)
    assert code == 3
    assert files == [
        {"file": str(tmp_path / "n.zip"), "status": "partial", "unread": [{"part": "p.png", "reason": "scanned"}]},
        {"file": str(tmp_path / "photo.png"), "status": "unread", "unread": [{"part": "", "reason": "scanned"}]},
    ]
    assert {k: summary["summary"][k] for k in ("files", "read", "partial", "unread", "excluded")} == {
        "files": 4,
        "read": 1,
        "partial": 1,
        "unread": 1,
        "excluded": 1,
    }


@pytest.mark.skipif(os.name != "posix", reason="pipes and links as POSIX has them")
def test_odd_things_in_a_folder_hang_nothing_and_are_told(dlp, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("gone")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "empty").touch()
    code, out, err = dlp("scan", tmp_path, "--format", "jsonl")
    reasons = {Path(line["file"]).name: line["unread"][0]["reason"] for line in lines(out)[:-1]}
    assert reasons == {"dangling": "vanished", "pipe": "special", "up": "loop"}
    assert code == 3
    assert "Traceback" not in err


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may read everything")
def test_a_file_nobody_may_read(dlp, tmp_path):
    (tmp_path / "locked").touch(mode=0)
    code, out, _ = dlp("scan", tmp_path, "--format", "jsonl")
    assert lines(out)[0]["unread"] == [{"part": "", "reason": "denied"}]
    assert code == 3


def test_a_file_that_vanishes_during_the_walk(dlp, tmp_path, monkeypatch):
    from dlp.pipeline import Pipeline

    (tmp_path / "a").touch()
    original = Pipeline.sighting

    def sighting(self, path, *args, **more):
        path.unlink()
        return original(self, path, *args, **more)

    monkeypatch.setattr(Pipeline, "sighting", sighting)
    code, out, _ = dlp("scan", tmp_path, "--format", "jsonl")
    assert lines(out)[0]["unread"] == [{"part": "", "reason": "vanished"}]
    assert code == 3


def test_a_clean_folder_is_clean(dlp, tmp_path):
    (tmp_path / "a.txt").write_text("会议纪要", encoding="utf-8")
    code, out, err = dlp("scan", tmp_path, "--format", "jsonl")
    assert (code, len(lines(out)), err) == (0, 1, "")


def test_incidents_beat_what_is_unread(dlp, home):
    (home / "photo.png").write_bytes(makers.png(800, 600))
    assert dlp("scan", home)[0] == 1


def test_an_accepted_encrypted_file_gives_no_3(dlp, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(makers.ole("EncryptionInfo", "EncryptedPackage"))
    assert dlp("scan", tmp_path, "--place", "approved_share")[0] == 0
    assert dlp("scan", tmp_path, "--place", "workstation")[0] == 3
    code, out, _ = dlp("scan", tmp_path, "--place", "removable", "--format", "jsonl")
    assert (code, lines(out)[0]["rule"]) == (3, "5.3-encrypted-on-personal-storage")


def test_scanning_twice_raises_nothing_twice(dlp, home, state):
    first = lines(dlp("scan", home, "--format", "jsonl")[1])
    second = lines(dlp("scan", home, "--format", "jsonl")[1])
    assert first[0]["incident"] == second[0]["incident"]
    _, out, _ = dlp("incidents", "list", "--format", "jsonl")
    assert [(e["incident"], e["times"]) for e in lines(out)] == [(first[0]["incident"], 2)]


def test_relative_and_absolute_paths_are_one_thing(dlp, home, monkeypatch):
    monkeypatch.chdir(home)
    one = lines(dlp("scan", "home", "--format", "jsonl")[1])[0]["incident"]
    assert lines(dlp("scan", home / "home" / ".." / "home", "--format", "jsonl")[1])[0]["incident"] == one


def test_place_overrides_where_it_lies(dlp, home):
    out = dlp("scan", home, "--place", "removable", "--format", "jsonl")[1]
    assert lines(out)[0]["rule"] == "5.2-removable-media"


@pytest.mark.parametrize("form", ["text", "jsonl", "html", "csv"])
def test_reports_go_to_a_private_file(dlp, home, tmp_path, form):
    target = tmp_path / "out" / f"r.{form}"
    target.parent.mkdir()
    code, out, _ = dlp("scan", home, "--format", form, "-o", target)
    assert (code, out) == (1, "")
    text = target.read_text(encoding="utf-8")
    assert "4.2.2" in text
    assert "13900139001" not in text
    assert target.stat().st_mode & 0o777 == 0o600
    assert os.listdir(target.parent) == [target.name]


def test_a_report_file_that_cannot_be_written(dlp, home, tmp_path):
    code, _, err = dlp("scan", home, "-o", tmp_path / "no" / "such" / "r.html")
    assert code == 2
    assert "cannot write" in err


def test_detect_gives_offsets_into_the_input_as_typed(tmp_path):
    text = "😀客户１２３\r\n身份证：４４０３０８１９９９０１１０１５１２，手机 13900139001\r\n"
    done = subprocess.run(
        [*DLP, "detect", "-", "--format", "jsonl", "--reveal"], input=text.encode(), capture_output=True, check=False
    )
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 1
    assert [f["entity"] for f in found] == ["CN_RESIDENT_ID", "CN_MOBILE"]
    assert all(text[f["start"] : f["end"]] == f["text"] for f in found)
    assert list(found[0]) == "entity start end masked text confidence part locator why".split()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_detect_reads_standard_input_in_any_encoding(encoding):
    text = "客户的身份证号码是440308199901101512，谢谢\n"
    done = subprocess.run(
        [*DLP, "detect", "-", "--format", "jsonl", "--reveal"],
        input=text.encode(encoding),
        capture_output=True,
        check=False,
    )
    (found,) = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert text[found["start"] : found["end"]] == "440308199901101512"


def test_detect_shows_masks_unless_asked(dlp, tmp_path):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    code, out, _ = dlp("detect", tmp_path / "a.txt", "--format", "jsonl")
    assert (code, "text" in lines(out)[0], "13900139001" in out) == (1, False, False)
    assert "13900139001" not in dlp("detect", tmp_path / "a.txt")[1]
    assert "13900139001" in dlp("detect", tmp_path / "a.txt", "--reveal")[1]


def test_detect_and_extract_touch_no_state(dlp, tmp_path, state):
    (tmp_path / "a.txt").write_text("手机13900139001", encoding="utf-8")
    dlp("detect", tmp_path / "a.txt")
    dlp("extract", tmp_path / "a.txt")
    assert not state.exists()


@pytest.mark.parametrize("command", ["detect", "extract"])
def test_what_was_not_read_gives_3_and_is_told(dlp, tmp_path, command):
    (tmp_path / "a.png").write_bytes(makers.png(800, 600))
    code, out, err = dlp(command, tmp_path / "a.png", "--format", "jsonl")
    assert code == 3
    assert lines(out)[-1]["unread"] == [{"part": "", "reason": "scanned"}]
    assert command == "extract" or "not read" in err


def test_extract_shows_parts_and_then_how_far_it_came(dlp, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(makers.xlsx({"一": [["a", 1]], "二": [["b"]]}))
    code, out, _ = dlp("extract", tmp_path / "a.xlsx", "--format", "jsonl")
    assert code == 0
    assert lines(out) == [
        {"part": "sheet:一", "text": "a\t1\n"},
        {"part": "sheet:二", "text": "b\n"},
        {"part": "properties", "text": "creator: openpyxl\n"},
        {"file": str(tmp_path / "a.xlsx"), "type": "xlsx", "status": "read", "unread": []},
    ]
    assert "──── sheet:一 ────\na\t1\n" in dlp("extract", tmp_path / "a.xlsx")[1]


def test_detect_offsets_are_those_of_extract(dlp, tmp_path):
    inner = makers.zipped({"a.txt": "手机13900139001"})
    (tmp_path / "m.eml").write_bytes(
        makers.mail("电话13900139002", ("x.zip", inner), ("b.xlsx", makers.xlsx({"s": [["手机"], ["13900139003"]]})))
    )
    parts = {
        line["part"]: line["text"] for line in lines(dlp("extract", tmp_path / "m.eml", "--format", "jsonl")[1])[:-1]
    }
    found = lines(dlp("detect", tmp_path / "m.eml", "--format", "jsonl", "--reveal")[1])
    assert len([f for f in found if f["entity"] == "CN_MOBILE"]) == 3
    assert all(parts[f["part"]][f["start"] : f["end"]] == f["text"] for f in found)


@pytest.mark.parametrize(
    ("to", "rule"),
    [
        (["a@qq.com"], "5.4-personal-mail"),
        (["a@other.com"], "4.2.3-external-without-approval"),
        (["b@yunhai.example", "a@gmail.com"], "5.4-personal-mail"),
        (["b@yunhai.example"], None),
    ],
)
def test_outbox_judges_before_it_leaves(dlp, tmp_path, to, rule):
    (tmp_path / "list.csv").write_text(ROWS, encoding="utf-8")
    options = [option for address in to for option in ("--to", address)]
    code, out, _ = dlp(
        "outbox", tmp_path / "list.csv", "--from", "wangfang@yunhai.example", *options, "--format", "jsonl"
    )
    assert [line["rule"] for line in lines(out)[:-1]] == ([rule] if rule else [])
    assert code == (1 if rule else 0)


def test_outbox_reads_the_messages_own_headers(dlp, tmp_path):
    (tmp_path / "m.eml").write_bytes(makers.mail("见附件", ("名单.csv", ROWS.encode("gb18030"))))
    code, out, _ = dlp("outbox", tmp_path / "m.eml", "--format", "jsonl")
    incident = lines(out)[0]
    assert (code, incident["rule"], incident["department"]) == (1, "5.4-personal-mail", "零售业务部")
    assert incident["to"] == [["a@qq.com", "personal_mail"]]


def test_an_encrypted_attachment_to_a_personal_mailbox(dlp, tmp_path):
    (tmp_path / "m.eml").write_bytes(
        makers.mail("密码另发", ("名单.xlsx", makers.ole("EncryptionInfo", "EncryptedPackage")))
    )
    code, out, _ = dlp("outbox", tmp_path / "m.eml", "--format", "jsonl")
    assert lines(out)[0]["rule"] == "5.3-unread-sent"
    assert code == 3


def test_a_file_in_an_outbox_that_is_no_message(dlp, tmp_path):
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / "list.csv").write_text(ROWS, encoding="utf-8")
    out = dlp("scan", tmp_path, "--format", "jsonl")[1]
    assert lines(out)[0]["rule"] == "4.2.2-not-designated-few"


def test_incidents_and_explain(dlp, home):
    incident = lines(dlp("scan", home, "--format", "jsonl")[1])[0]["incident"]
    assert "1 起事件" in dlp("incidents", "list")[1]
    assert "0 起事件" in dlp("incidents", "list", "--department", "没有这个部门")[1]
    assert "0 起事件" in dlp("incidents", "list", "--since", "2999-01-01")[1]
    shown = dlp("incidents", "show", incident[:6])[1]
    assert "110*************38" in shown
    assert "4.2.2-personal-storage" in dlp("explain", incident)[1]
    assert dlp("incidents", "show", "zzzz")[0] == 2


@pytest.mark.parametrize(
    ("what", "say"),
    [
        ("4.2.2", "4.2.2-personal-storage"),
        ("1.1", "没有规则"),
        ("5.2-removable-media", "may be wrong when"),
        ("CN_RESIDENT_ID", "GB 11643-1999"),
        ("customer_table", "customer list"),
    ],
)
def test_explain(dlp, what, say):
    code, out, _ = dlp("explain", what)
    assert code == 0
    assert say.lower() in out.lower()


def test_explain_something_unknown_names_the_nearest(dlp):
    code, _, err = dlp("explain", "CN_RESIDENT_IDD")
    assert code == 2
    assert "CN_RESIDENT_ID" in err


def test_explain_candidates_says_why_each_was_taken_or_not(dlp, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("订单号13900139001\n身份证号110105194912310021 手机13900139002\n", encoding="utf-8")
    code, out, err = dlp("explain", "--candidate", file, "--format", "jsonl")
    told = {(line["entity"], line["line"], line["column"]): line for line in lines(out)}
    assert (code, err) == (0, "")
    assert told["CN_MOBILE", 1, 4]["fate"] == "below_threshold"
    assert told["CN_MOBILE", 1, 4]["why"][-1]["en"] == "against: 订单号"
    assert told["CN_RESIDENT_ID", 2, 5]["fate"] == "failed_check"
    assert "GB 11643-1999" in told["CN_RESIDENT_ID", 2, 5]["because"]["zh"]
    assert told["CN_MOBILE", 2, 26]["fate"] == "taken"
    plain = dlp("explain", "--candidate", file)[1]
    assert "第 2 行第 26 列" in plain
    for value in ("13900139001", "110105194912310021", "13900139002"):
        assert value not in out + plain
        assert value in dlp("explain", "--candidate", file, "--reveal")[1]


def test_explain_candidates_where_there_are_none(dlp, tmp_path):
    (tmp_path / "a.txt").write_text("会议纪要", encoding="utf-8")
    code, out, _ = dlp("explain", "--candidate", tmp_path / "a.txt")
    assert (code, "nothing looks like customer data" in out) == (1, True)
    code, out, err = dlp("explain", "--candidate", tmp_path / "a.txt", "--format", "jsonl")
    assert (code, out, "nothing looks like" in err) == (1, "", True)
    (tmp_path / "p.png").write_bytes(makers.png(800, 600))
    assert dlp("explain", "--candidate", tmp_path / "p.png")[0] == 3


def test_explain_candidates_of_a_table_says_that_columns_do_not_count(dlp, home):
    code, _, err = dlp("explain", "--candidate", home / "home" / "wangfang" / "Nutstore" / "名单.csv")
    assert (code, "columns count in `dlp detect`" in err) == (0, True)


def test_explain_candidates_of_standard_input():
    asked = [*DLP, "explain", "--candidate", "-", "--reveal"]
    told = subprocess.run(asked, input="手机13900139001".encode(), capture_output=True, check=False)
    assert told.returncode == 0
    assert "13900139001" in told.stdout.decode()


@pytest.mark.parametrize(
    "wrong", [[], ["4.2.2", "--candidate", "-"], ["4.2.2", "--reveal"], ["4.2.2", "--format", "text"]]
)
def test_explain_takes_one_thing(dlp, wrong):
    code, _, err = dlp("explain", *wrong)
    assert (code, "--candidate FILE" in err) == (2, True)


def test_report_comes_from_the_ledger(dlp, home, tmp_path):
    dlp("scan", home)
    assert "personal-storage" in dlp("report")[1]
    assert "personal-storage" not in dlp("report", "--department", "其他部门")[1]
    assert dlp("report", "--since", "7d", "--format", "html", "-o", tmp_path / "r.html")[0] == 0
    assert "坚果云" in (tmp_path / "r.html").read_text(encoding="utf-8")
    code, _, err = dlp("report", "--since", "soon")
    assert (code, "7d" in err) == (2, True)


def test_check_prints_clauses_and_rules(dlp):
    code, out, _ = dlp("check")
    assert code == 0
    for word in ("4.2.2-personal-storage", "1.1", "条规则", "example"):
        assert word in out or word == "example"


def test_a_company_s_own_entities_are_detected_explained_and_checked(dlp, monkeypatch, tmp_path):
    from tests.rulebook.test_entities import CONTRACT

    folder = tmp_path / "policy"
    shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "entities.yml").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(folder))
    (tmp_path / "a.txt").write_text("合同编号：YHXD-2026-000387", encoding="utf-8")
    code, out, _ = dlp("detect", tmp_path / "a.txt")
    assert (code, "YUNHAI_CONTRACT_NO" in out, "YHXD-2026-000387" in out) == (1, True, False)
    code, out, _ = dlp("explain", "YUNHAI_CONTRACT_NO")
    assert (code, "云海合同编号" in out, "entities.yml:3" in out) == (0, True, True)
    assert dlp("check")[0] == 0
    (folder / "entities.yml").write_text(CONTRACT.replace("values: [M100000009]", "values: [M1]"), encoding="utf-8")
    code, _, err = dlp("check")
    assert (code, "YUNHAI_MEMBER" in err) == (2, True)


def test_disguised_numbers_raise_the_level(dlp, tmp_path):
    (tmp_path / "a.txt").write_text("客户姓名：王小明，手机幺三九零零幺三九零零幺", encoding="utf-8")
    code, out, _ = dlp("scan", tmp_path, "--format", "jsonl")
    incidents = {line["rule"]: line for line in map(json.loads, out.splitlines()) if "incident" in line}
    assert code == 1
    assert incidents["5.4-disguised"]["level"] == "high"
    assert incidents["5.4-disguised"]["why"] == {"evasion": True, "persons": 1}
    told = [why for f in incidents["5.4-disguised"]["findings"] for why in f["why"]]
    assert "evasion: spoken digits" in told


def test_config_names_the_layer_of_each_value(dlp, monkeypatch):
    monkeypatch.setenv("DLP_LIMITS_SECONDS", "7")
    code, out, _ = dlp("config")
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("limits.seconds"))
    assert line.split()[1:] == ["7", "environment"]


@pytest.mark.parametrize(
    ("arguments", "say"),
    [
        (["scam"], "scan"),
        (["scan", ".", "--fromat", "jsonl"], "--format"),
        (["scan", ".", "--format", "jsnl"], "jsonl"),
        (["scan"], "PATHS"),
        (["scan", "/no/such/path"], "no such file"),
        (["detect", "/no/such/path"], "no such file"),
        (["scan", ".", "--place", "usb"], "removable"),
    ],
)
def test_wrong_arguments_give_2_and_the_right_word(dlp, arguments, say):
    code, _, err = dlp(*arguments)
    assert code == 2
    assert say in err
    assert "Traceback" not in err


def test_a_missing_policy_folder_gives_2(dlp, monkeypatch, tmp_path):
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(tmp_path / "none"))
    code, _, err = dlp("scan", tmp_path)
    assert code == 2
    assert "policy.folder" in err


def test_a_state_folder_that_cannot_be_used_gives_2(dlp, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DLP_STATE", str(tmp_path / "file"))
    code, _, err = dlp("scan", tmp_path)
    assert code == 2
    assert "DLP_STATE" in err


LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
"""A background job is born deaf to SIGINT, and so are its children."""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_interrupting_a_scan_gives_130(tmp_path):
    (tmp_path / "big.txt").write_text(ROWS * 60_000, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING + "from dlp.cli import main; main()", "scan", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_a_reader_that_goes_away_leaves_no_traceback(home):
    process = subprocess.Popen(
        [*DLP, "scan", str(home), "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 141


def test_nothing_but_the_report_on_standard_output(home):
    done = subprocess.run([*DLP, "scan", str(home), "--format", "jsonl"], capture_output=True, check=False)
    assert all(json.loads(line) for line in done.stdout.decode().splitlines())
    assert done.stderr == b""


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_help_in_both_languages(dlp, command):
    code, out, _ = dlp(command, "--help")
    assert code == 0
    assert any("\u4e00" <= c <= "\u9fff" for c in out)


def test_names_that_are_no_unicode_are_shown(dlp, tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(name, "wb") as out:
        out.write("手机13900139001".encode())
    code, out, _ = dlp("scan", tmp_path, "--format", "jsonl")
    assert code == 1
    assert lines(out)[0]["path"].endswith("\\xff.txt")
    assert dlp("scan", tmp_path)[0] == 1


def test_output_is_text(dlp, home):
    out = dlp("scan", home)[1]
    assert "\x1b" not in out
    assert "客户 2 人" in out
    assert isinstance(io.StringIO(out).read(), str)
