"""The made-up company of samples/: a scan finds what each expected.yml says, and nothing else."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dlp.cli import run
from dlp.ledger import Ledger
from dlp.readers import Reader
from dlp.register import Register

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
FOLDERS = ("share", "workstation", "outbox", "clean", "unread")


def expected(folder: str) -> dict:
    return yaml.safe_load((SAMPLES / folder / "expected.yml").read_text(encoding="utf-8"))


def wanted_incidents(folder: str) -> list[tuple]:
    found = expected(folder)["incidents"]
    return [(f"{folder}/{i['path']}", i["rule"], i["level"], i["persons"], i["entities"]) for i in found]


def wanted_unread(folder: str) -> list[tuple]:
    return [(f"{folder}/{u['path']}", u["status"], u["parts"]) for u in expected(folder)["unread"]]


class Scan:
    """The lines of a scan in jsonl, with paths as expected.yml writes them."""

    def __init__(self, code: int, out: str):
        self.code = code
        *lines, last = map(json.loads, out.splitlines())
        self.summary = last["summary"]
        self.raw = [line for line in lines if "incident" in line]
        self.incidents = [(name(i["path"]), i["rule"], i["level"], i["persons"], i["entities"]) for i in self.raw]
        self.unread = [
            (name(u["file"]), u["status"], {p["part"]: p["reason"] for p in u["unread"]}) for u in lines if "file" in u
        ]


def name(path: str) -> str:
    return Path(path).relative_to(SAMPLES).as_posix()


@pytest.fixture
def scan(capsys):
    def call(*paths: Path) -> Scan:
        code = run(["scan", *map(str, paths), "--format", "jsonl", "--workers", "1"])  # workers would ask this machine
        return Scan(code, capsys.readouterr().out)

    return call


def same(found: list, wanted: list) -> None:
    """Compare without regard to order, and show each difference by itself."""
    assert [f for f in found if f not in wanted] == []
    assert [w for w in wanted if w not in found] == []
    assert len(found) == len(wanted)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_yields_what_its_expected_yml_says(scan, folder):
    told = expected(folder)
    found = scan(SAMPLES / folder)
    same(found.incidents, wanted_incidents(folder))
    same(found.unread, wanted_unread(folder))
    assert found.code == told["exit_code"]
    sums, statuses = found.summary, [u["status"] for u in told["unread"]]
    files = sum(path.is_file() for path in (SAMPLES / folder).rglob("*"))
    excluded = len(told["excluded"])
    assert (sums["files"], sums["incidents"]) == (files, len(told["incidents"]))
    assert (sums["partial"], sums["unread"]) == (statuses.count("partial"), statuses.count("unread"))
    assert (sums["excluded"], sums["read"]) == (excluded, files - excluded - len(statuses))


def test_excluded_and_accepted_files_need_no_inspection(scan):
    excluded = [SAMPLES / folder / path for folder in FOLDERS for path in expected(folder)["excluded"]]
    accepted = [SAMPLES / folder / path for folder in FOLDERS for path in expected(folder).get("accepted", ())]
    found = scan(*excluded, *accepted)
    assert (found.code, found.incidents, found.unread) == (0, [], [])
    assert (found.summary["excluded"], found.summary["read"]) == (len(excluded), len(accepted)) == (2, 1)


def test_customer_data_on_designated_storage_is_no_incident(scan):
    folder = SAMPLES / "share" / "云海金服共享盘" / "客户资料专用"
    archived = folder / "归档" / "2019年前客户资料.xlsx"
    found = scan(*(folder / name for name in ("零售业务部", "信贷部", "保险合作")), archived)
    assert (found.code, found.incidents, found.summary["files"]) == (0, [], 5)
    assert found.summary["persons"] >= 131


def test_the_whole_company_scanned_twice_raises_nothing_twice(scan, state):
    first = scan(SAMPLES)
    same(first.incidents, [i for folder in FOLDERS for i in wanted_incidents(folder)])
    same(first.unread, [u for folder in FOLDERS for u in wanted_unread(folder)])
    assert first.code == 1

    second = scan(SAMPLES)
    ids = [i["incident"] for i in first.raw]
    assert [i["incident"] for i in second.raw] == ids
    assert len(set(ids)) == len(ids)
    on_record = list(Ledger(state).entries())
    assert {entry.incident.id for entry in on_record} == set(ids)
    assert len(on_record) == len(ids)
    assert {entry.times for entry in on_record} == {2}


def test_incidents_name_their_department_and_whom_to_tell(scan):
    by_path = {name(i["path"]): i for i in scan(SAMPLES / "outbox").raw}
    mine = by_path["outbox/01-全部客户到私人邮箱.eml"]
    assert (mine["who"], mine["department"]) == ("wangfang@yunhai.example", "零售业务部")
    assert mine["notify"] == ["chenguodong@yunhai.example", "security@yunhai.example"]


def test_an_approved_message_raises_nothing_and_its_use_is_on_record(scan, state):
    found = scan(SAMPLES / "outbox" / "11-经批准发给律所.eml")
    assert (found.code, found.incidents, found.summary["persons"]) == (0, [], 2)
    (use,) = Register(state).uses()
    assert (use.who, use.place) == ("liqiang@yunhai.example", "partner_mail")


def test_making_the_samples_anew_gives_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "left over.txt").write_text("from an earlier run")
    (tmp_path / "clean" / "expected.yml").write_text("written by people")
    subprocess.run([sys.executable, SAMPLES / "make.py", "--into", tmp_path], check=True, capture_output=True)
    assert (tmp_path / "clean" / "expected.yml").read_text() == "written by people"
    assert list(SAMPLES.rglob("__pycache__")) == []
    for folder in FOLDERS:
        made, kept = files_of(tmp_path / folder), files_of(SAMPLES / folder)
        assert sorted(made) == sorted(kept)
        assert [path for path in made if made[path] != kept[path]] == []


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "expected.yml")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_demo_ends_with_the_path_of_its_report(tmp_path):
    shutil.copytree(SAMPLES, tmp_path / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    dlp = Path(sys.executable).with_name("dlp")
    shown = subprocess.run(["sh", "samples/demo.sh", dlp], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (shown.returncode, shown.stderr) == (0, "")
    report = tmp_path / "demo" / "report.html"
    assert shown.stdout.splitlines()[-1].endswith(str(report))
    assert "01-全部客户到私人邮箱.eml" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert "身份证照片.png" in report.read_text(encoding="utf-8")


def test_the_demo_fails_where_the_program_does_not_find_what_it_must(tmp_path):
    (tmp_path / "samples").mkdir()
    shutil.copy(SAMPLES / "demo.sh", tmp_path)
    shown = subprocess.run(["sh", "demo.sh", "true"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert shown.returncode == 1
    assert "退出码是 0" in shown.stderr


def test_every_customer_is_counted_once_over_all_documents(scan):
    listing = "from makers.people import customers\nfor p in customers(): print(p.mobile, p.identity)"
    made = subprocess.run(
        [sys.executable, "-B", "-c", listing], cwd=SAMPLES, check=True, capture_output=True, text=True
    )
    planted = [line.split() for line in made.stdout.splitlines()]
    with Reader() as reader:
        paths = [path for folder in FOLDERS[:3] for path in (SAMPLES / folder).rglob("*") if path.is_file()]
        text = "\n".join(block.text for path in paths for block in reader.open(path).blocks())
    present = sum(any(number in text for number in numbers) for numbers in planted)
    assert present > 300
    assert scan(SAMPLES).summary["persons"] == present
