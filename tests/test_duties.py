"""People, approvals, data sets, life cycle: through the ordinary pipeline, with real files."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dlp import policy
from dlp.approvals.keys import load_key
from dlp.approvals.signed import read, write
from dlp.cli import run
from dlp.register import Register
from tests.readers import makers

PEOPLE = [
    ("王晓萌", "440308199901101512", "13900139001"),
    ("李建业", "110101198003076638", "13900139002"),
    ("赵思远", "320106198806153617", "13900139003"),
    ("孙佳怡", "510107199203127429", "13900139004"),
]
FORMS = "姓名,身份证号,手机号\n"


@pytest.fixture
def dlp(capsys):
    def call(*arguments) -> tuple[int, list[dict], str]:
        code = run([str(a) for a in arguments])
        said = capsys.readouterr()
        lines = [json.loads(line) for line in said.out.splitlines() if line.startswith("{")]
        return code, lines, said.out + said.err

    return call


@pytest.fixture
def office(tmp_path, monkeypatch) -> Path:
    """A company's policy folder of its own, and an approver's key; gives the folder of everything."""
    folder = tmp_path / "policy"
    shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(folder / "approvals")  # the example's, which another key has signed
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(folder))
    monkeypatch.setenv("DLP_DETECTION_NAMES", "false")  # numbers are enough, and the engine starts sooner
    assert run(["approve", "keygen", str(tmp_path / "k.pem")]) == 0
    approvers = (
        f'approvers:\n  - name: {{zh: 甲, en: A}}\n    public_key: "{load_key(tmp_path / "k.pem").public.hex()}"\n'
    )
    (folder / "approvers.yml").write_text(approvers, encoding="utf-8")
    return tmp_path


def rows(*people) -> str:
    return FORMS + "".join(",".join(p) + "\n" for p in people)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rules(lines: list[dict]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if "rule" in line:
            found.setdefault(Path(line["path"]).name, []).append(line["rule"])
    return {name: sorted(each) for name, each in found.items()}


class Desk:
    """Grants, sends and asks what came of it."""

    def __init__(self, office: Path, dlp) -> None:
        self.office, self.dlp, self.sent = office, dlp, 0

    def grant(self, *people, to="case@lvheng-law.example", channel="partner_mail", **more) -> Path:
        source = put(self.office / "批准" / "名单.csv", rows(*people))
        out = self.office / f"grant{len(list(self.office.glob('grant*')))}.json"
        options = {"until": "30d", "purpose": "委托催收", **more}
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        code, _, said = self.dlp(
            "approve",
            "grant",
            source,
            "--key",
            self.office / "k.pem",
            "--to",
            to,
            "--channel",
            channel,
            *flags,
            "-o",
            out,
        )
        assert code == 0, said
        assert self.dlp("approve", "add", out)[0] == 0
        return out

    def mail(self, *people, to="case@lvheng-law.example", sender="liqiang@yunhai.example") -> tuple[list[str], str]:
        """The rules that a message raises, and what its incident says of approvals."""
        self.sent += 1
        text = f"第{self.sent}封\n" + "".join(f"客户姓名：{n}，身份证号{i}，手机{m}\n" for n, i, m in people)
        file = self.office / f"{self.sent}.eml"
        file.write_bytes(makers.mail(text))
        return self.outbox(file, to, sender)

    def outbox(self, file: Path, to="case@lvheng-law.example", sender="liqiang@yunhai.example"):
        _, lines, _ = self.dlp("outbox", file, "--from", sender, "--to", to, "--format", "jsonl")
        found = [line for line in lines if "rule" in line and line["clause"].startswith(("4.2.3", "5.4"))]
        return [line["rule"] for line in found], next((line["why"].get("approval", "") for line in found), "")


@pytest.fixture
def desk(office, dlp) -> Desk:
    return Desk(office, dlp)


REFUSED = "4.2.3-external-without-approval"


def test_what_is_approved_may_go_fewer_too_and_not_one_more(desk):
    desk.grant(*PEOPLE[:3], uses="9")
    assert desk.mail(*PEOPLE[:3]) == ([], "")
    assert desk.mail(PEOPLE[1]) == ([], "")
    assert desk.mail(*PEOPLE[:4]) == ([REFUSED], "other_content")
    assert desk.mail(PEOPLE[3]) == ([REFUSED], "")


def test_recipient_channel_and_sender_are_bound(desk):
    desk.grant(*PEOPLE, uses="9", **{"from": "liqiang"})
    assert desk.mail(PEOPLE[0], to="other@lvheng-law.example") == ([REFUSED], "other_recipient")
    assert desk.mail(PEOPLE[0], to="x@qq.com")[1] == "other_recipient"
    assert desk.mail(PEOPLE[0], sender="wangfang@yunhai.example") == ([REFUSED], "other_sender")
    assert desk.mail(PEOPLE[0]) == ([], "")
    file = put(desk.office / "home" / "liqiang" / "Nutstore" / "a.csv", rows(*PEOPLE))
    _, lines, _ = desk.dlp("scan", file, "--format", "jsonl")
    assert [line["why"]["approval"] for line in lines if "rule" in line] == ["other_channel"]


def test_a_partners_domain_needs_an_agreement_that_holds(desk):
    desk.grant(*PEOPLE, to="@lvheng-law.example", uses="9")
    desk.grant(*PEOPLE, to="@hongda-data.example", uses="9")
    assert desk.mail(PEOPLE[0], to="anyone@lvheng-law.example") == ([], "")
    assert desk.mail(PEOPLE[0], to="x@hongda-data.example") == ([REFUSED], "partner_agreement")


def test_uses_are_counted_over_runs_and_the_same_message_is_one_use(desk, state):
    desk.grant(*PEOPLE, uses="2")
    assert desk.mail(PEOPLE[0]) == ([], "")
    assert desk.outbox(desk.office / "1.eml") == ([], "")
    assert desk.mail(PEOPLE[1]) == ([], "")
    assert desk.mail(PEOPLE[2]) == ([REFUSED], "used_up")
    assert desk.outbox(desk.office / "1.eml") == ([], "")
    _, (listed,), _ = desk.dlp("approve", "list", "--format", "jsonl")
    assert (listed["standing"], listed["used"], listed["customers"]) == ("used_up", 2, 4)
    used = Register(state).uses(listed["approval"])
    assert [u.who for u in used] == ["liqiang@yunhai.example"] * 2
    _, lines, _ = desk.dlp("approve", "show", listed["approval"][:6], "--format", "jsonl")
    assert [line["use"] for line in lines[1:]] == [u.id for u in used]


def test_a_withdrawn_approval_stays_withdrawn(desk, state):
    grant = desk.grant(*PEOPLE, uses="9")
    name = json.loads(grant.read_text(encoding="utf-8"))["paper"]["id"]
    paper = desk.office / "revoked.json"
    assert desk.dlp("approve", "revoke", name, "--key", desk.office / "k.pem", "-o", paper)[0] == 0
    Register(state).file.unlink()  # another machine, which has not heard of it yet
    assert desk.mail(PEOPLE[0]) == ([], "")
    assert desk.dlp("approve", "add", paper)[0] == 0
    assert desk.mail(PEOPLE[0]) == ([REFUSED], "revoked")
    (state / "approvals" / "revoked-1.json").unlink()
    assert desk.mail(PEOPLE[0]) == ([REFUSED], "revoked")
    older = write({**read(paper.read_bytes()).body, "ids": []}, load_key(desk.office / "k.pem"))
    (state / "approvals" / "revoked-0.json").write_bytes(older)
    assert desk.mail(PEOPLE[0]) == ([REFUSED], "revoked")


def test_an_expired_approval_does_not_come_back_with_the_clock(desk, state):
    desk.grant(*PEOPLE, uses="9", until="24h")
    assert desk.mail(PEOPLE[0]) == ([], "")
    Register(state).tick(datetime.now(UTC) + timedelta(days=2))
    assert desk.mail(PEOPLE[1]) == ([REFUSED], "expired")
    assert "clock is behind" in desk.dlp("approve", "list")[2]


def test_a_changed_approval_says_so(desk, state):
    desk.grant(*PEOPLE, uses="2")
    (file,) = (state / "approvals").glob("*.json")
    file.write_text(file.read_text(encoding="utf-8").replace('"uses": 2', '"uses": 9'), encoding="utf-8")
    assert desk.mail(PEOPLE[0]) == ([REFUSED], "bad_signature")


def test_an_approval_of_persons_does_not_cover_what_cannot_be_read(desk):
    desk.grant(*PEOPLE, uses="9")
    text = f"客户{PEOPLE[0][0]}，身份证号{PEOPLE[0][1]}"
    file = desk.office / "locked.eml"
    file.write_bytes(makers.mail(text, ("photo.png", makers.png(800, 600))))
    assert desk.outbox(file) == ([REFUSED], "other_content")


def test_exact_files_are_covered_as_they_are(desk, office):
    desk.grant(*PEOPLE, channel="removable", to="x@lvheng-law.example", uses="9")
    source = office / "批准" / "名单.csv"
    stick = put(office / "run" / "media" / "liqiang" / "U" / "a.csv", source.read_text(encoding="utf-8"))
    assert rules(desk.dlp("scan", stick, "--format", "jsonl")[1]) == {}
    put(stick, rows(*PEOPLE, ("钱多多", "110101199003072316", "13900139009")))
    assert rules(desk.dlp("scan", stick, "--format", "jsonl")[1]) == {"a.csv": ["5.2-removable-media"]}


def test_what_no_known_approver_signed_is_not_taken_in(desk):
    grant = desk.grant(*PEOPLE)
    (desk.office / "policy" / "approvers.yml").unlink()
    code, _, said = desk.dlp("approve", "add", grant)
    assert (code, "known approver" in said) == (2, True)
    assert desk.mail(PEOPLE[0]) == ([REFUSED], "bad_signature")


def test_no_value_stands_in_an_approval(desk, state):
    grant = desk.grant(*PEOPLE)
    desk.mail(PEOPLE[0])
    for file in [grant, *(p for p in state.rglob("*") if p.is_file())]:
        data = file.read_bytes()
        for value in (v for person in PEOPLE for v in person):
            assert value.encode() not in data, file


SHARE = "云海金服共享盘/客户资料专用"


def test_data_sets_basis_retention_and_purpose(office, dlp):
    put(
        office / "policy" / "datasets.yml",
        """datasets:
  - {id: known, title: {zh: 甲, en: A}, where: ["客户资料专用/甲/"], legal_basis: {basis: contract}, purposes: [service],
     retention: [{class: identity, days: 30}, {days: 400}]}
  - {id: bare, title: {zh: 乙, en: B}, where: ["客户资料专用/乙/"]}
""",
    )
    places = office / "policy" / "places.yml"
    special = "places:\n  - {kind: approved_share, name: {zh: 营销, en: m}, paths: [客户资料专用/甲/营销/], purpose: marketing}\n"
    put(places, places.read_text(encoding="utf-8").replace("places:\n", special, 1))
    core = "姓名,身份证号,银行卡号\n" + f"{PEOPLE[0][0]},{PEOPLE[0][1]},6228480402564890018\n"
    share = office / "srv" / SHARE
    old = put(share / "甲" / "old.csv", rows(*PEOPLE))
    middle = put(share / "甲" / "middle.csv", FORMS.replace("身份证号,", "") + f"{PEOPLE[0][0]},{PEOPLE[0][2]}\n")
    for file, days in ((old, 31), (middle, 31)):
        at = datetime.now(UTC).timestamp() - days * 86400
        os.utime(file, (at, at))
    for path in ("甲/new.csv", "甲/营销/m.csv", "乙/b.csv", "丙/few.csv"):
        put(share / path, rows(*PEOPLE[:2]))
    put(share / "丙" / "core.csv", core)
    put(share / "甲" / "core2.csv", core)
    _, lines, said = dlp("scan", office / "srv", "--format", "jsonl")
    assert rules(lines) == {
        "old.csv": ["4.2.4-overdue"],
        "m.csv": ["5.4-other-purpose"],
        "b.csv": ["4.2.1-no-legal-basis"],
        "core.csv": ["4.2.1-unregistered"],
    }, said


def test_without_a_register_nothing_is_unregistered(office, dlp):
    (office / "policy" / "datasets.yml").unlink()
    for name in ("partners.csv", "leftovers.yml", "approvers.yml"):
        (office / "policy" / name).unlink()
    core = "姓名,身份证号,银行卡号\n" + f"{PEOPLE[0][0]},{PEOPLE[0][1]},6228480402564890018\n"
    put(office / "srv" / SHARE / "丙" / "core.csv", core)
    assert dlp("scan", office / "srv", "--format", "jsonl")[0] == 0


def test_readers_beyond_the_data_set(office):
    from dlp.facts import DataSetFacts
    from dlp.pipeline import Pipeline
    from dlp.settings import load

    file = put(office / "srv" / SHARE / "零售业务部" / "a.csv", rows(*PEOPLE))
    settings = load().settings
    with Pipeline(settings, policy.load(settings)) as pipeline:

        def raised(readers):
            (source,) = (s for s in pipeline.sources if isinstance(s, DataSetFacts))
            source.readers = lambda _: readers
            return [i.verdict.rule for i in pipeline.inspect(pipeline.sighting(file)).incidents]

        assert raised(None) == []
        assert raised(frozenset({r"YUNHAI\wangfang", "Administrators", "root"})) == []
        assert raised(frozenset({"wangfang", "zhaomin"})) == ["1.3-read-by-more"]
        assert raised(frozenset({"Everyone"})) == ["1.3-read-by-more"]


def test_duties_of_people_through_a_scan(office, dlp):
    for who in ("wangfang", "zhaomin", "gaojie"):
        put(office / "home" / who / f"{who}.csv", rows(PEOPLE[0]))
    few = "4.2.2-not-designated-few"
    assert rules(dlp("scan", office / "home", "--format", "jsonl")[1]) == {
        "wangfang.csv": [few],
        "zhaomin.csv": [few, "5.1-no-pledge"],
        "gaojie.csv": [few, "4.2.4-leaver-holds"],
    }


def test_people_lists_what_is_lacking(office, dlp):
    code, lines, _ = dlp("people", "--format", "jsonl")
    assert code == 1
    assert [(line["who"], line["lacks"]) for line in lines] == [
        ("zhaomin", ["pledge"]),
        ("hongda-data.example", ["agreement"]),
    ]
    assert dlp("people", "--department", "零售业务部")[0] == 0
    said = dlp("people", "--department", "客户服务部")[2]
    assert "赵敏慧" in said
    assert "未签保密承诺书" in said


def test_a_leavers_clearance(office, dlp):
    home = office / "home" / "gaojie"
    put(home / "客户.csv", rows(*PEOPLE))
    put(home / "Nutstore" / "b.csv", rows(PEOPLE[0]))
    put(home / "无关.txt", "今天下雨")
    (home / "照片.png").write_bytes(makers.png(800, 600))
    put(office / "home" / "wangfang" / "c.csv", rows(*PEOPLE))
    assert dlp("scan", home / "Nutstore")[0] == 1
    (home / "Nutstore" / "b.csv").rename(home / "b.csv")
    code, lines, _ = dlp("leaver", "高洁如", office / "home", "--format", "jsonl")
    *_, last = lines
    assert code == 1
    assert sorted(Path(line["file"]).name for line in lines if "file" in line) == ["b.csv", "客户.csv"]
    assert [line["reason"] for line in lines if "unread" in line] == ["scanned"]
    assert {Path(line["recorded"]).name for line in lines if "recorded" in line} == {"b.csv"}
    told = last["clearance"]
    assert (told["account"], told["held"], told["persons"], told["others"]) == ("gaojie", 2, 4, 1)
    assert "坚果云" in told["not_met"]


def test_a_clearance_can_be_printed_and_holds_no_value(office, dlp):
    home = office / "home" / "gaojie"
    put(home / "客户.csv", rows(*PEOPLE))
    for form in ("html", "text"):
        out = office / form
        assert dlp("leaver", "gaojie", home, "--format", form, "-o", out)[0] == 1
        text = out.read_text(encoding="utf-8")
        assert "清退证明" in text
        assert "部门负责人" in text
        assert "须交还或销毁 1 个文件，涉及客户 4 人" in text
        assert not [v for person in PEOPLE for v in person if v in text]


def test_a_clean_clearance_and_who_is_not_on_file(office, dlp):
    put(office / "stick" / "a.txt", "今天下雨")
    assert dlp("leaver", "gaojie", office / "stick", "--all")[0] == 0
    assert dlp("leaver", "nobody", office / "stick")[0] == 2
    assert dlp("leaver", "gaojie")[0] == 2


def test_destruction_is_proved_recorded_and_noticed_when_undone(office, dlp, state):
    home = office / "home" / "wangfang"
    file = put(home / "客户.csv", rows(*PEOPLE))
    data = file.read_bytes()
    copy = put(home / ".local" / "share" / "Trash" / "files" / "客户.csv", rows(*PEOPLE))
    dlp("scan", file)
    import hashlib

    digest = hashlib.sha256(data).hexdigest()
    code, lines, _ = dlp("destroyed", digest, "--in", home, "--format", "jsonl")
    assert code == 1
    assert {Path(line["found"]).parent.name for line in lines if "found" in line} == {"wangfang", "files"}
    assert Register(state).destroyed(digest) is None
    file.unlink()
    code, lines, _ = dlp("destroyed", digest, "--format", "jsonl")
    assert code == 1, "the bin beside the recorded folder holds it still"
    copy.unlink()
    code, lines, _ = dlp("destroyed", digest, "--format", "jsonl")
    told = lines[-1]["destruction"]
    assert (code, told["gone"], told["complete"]) == (0, True, True)
    assert [line["fate"] for line in lines if "recorded" in line] == ["gone"]
    assert Register(state).destroyed(digest).proof == told["number"]
    again = put(office / "home" / "liqiang" / "改名.csv", rows(*PEOPLE))
    assert "4.2.4-destroyed-reappeared" in rules(dlp("scan", again, "--format", "jsonl")[1])["改名.csv"]
    put(again, rows(*PEOPLE[:3]))
    assert "4.2.4-destroyed-reappeared" not in rules(dlp("scan", again, "--format", "jsonl")[1])["改名.csv"]


def test_a_proof_says_what_it_did_not_see(office, dlp):
    folder = office / "stick"
    file = put(folder / "a.csv", rows(*PEOPLE))
    dlp("scan", file, "--place", "removable")
    import hashlib

    listed = put(office / "list.txt", hashlib.sha256(file.read_bytes()).hexdigest() + "  a.csv\n")
    shutil.rmtree(folder)
    (office / "elsewhere").mkdir()
    assert dlp("destroyed", "--file", listed)[0] == 2
    code, lines, _ = dlp("destroyed", "--file", listed, "--in", office / "elsewhere", "--format", "jsonl")
    assert code == 3
    assert [line["fate"] for line in lines if "recorded" in line] == ["out_of_reach"]
    page = office / "proof.html"
    assert dlp("destroyed", "--file", listed, "--in", office / "elsewhere", "--format", "html", "-o", page)[0] == 3
    assert "销毁证明" in page.read_text(encoding="utf-8")
    assert "压缩包" in page.read_text(encoding="utf-8")
    assert dlp("destroyed", "12ab")[0] == dlp("destroyed")[0] == 2
