"""The shipped policy is sound; a wrong one is refused with file, line and what to do."""

import re
import shutil
from pathlib import Path

import pytest

from dlp import policy
from dlp.errors import ConfigError, RuleError
from dlp.model import Document, PlaceKind, Reason, Status, Unread
from dlp.settings import Policy as PolicySettings
from dlp.settings import Settings


@pytest.fixture
def folder(tmp_path) -> Path:
    copy = tmp_path / "policy"
    shutil.copytree(policy.shipped(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def load(folder: Path, people: str = "") -> policy.Policy:
    return policy.load(Settings(policy=PolicySettings(folder=str(folder), people=people)))


def test_every_clause_has_rules_or_a_reason(shipped):
    for number, clause in shipped.rulebook.clauses.items():
        assert bool(shipped.rulebook.of_clause(number)) != bool(clause.no_rule), number
    assert {"4.2.2", "4.2.3", "5.2", "5.4", "6.1"} <= {rule.clause for rule in shipped.rulebook.rules}
    assert list(shipped.rulebook.clauses) == sorted(
        shipped.rulebook.clauses, key=lambda n: [int(x) for x in n.split(".")]
    )


def test_the_version_follows_every_file(folder):
    before = load(folder).version
    assert load(folder).version == before
    (folder / "people.csv").write_text("account,name,department\n", encoding="utf-8")
    assert load(folder).version != before


@pytest.mark.parametrize(
    ("file", "old", "new", "say"),
    [
        ("policy/5.2.yml", "level: high", "level: hihg", "high"),
        ("policy/5.2.yml", "  level: high", "  levle: high", "level"),
        ("policy/5.2.yml", 'clause: "5.2"', "clause: 5.2", "put the value in quotes"),
        ("policy/5.2.yml", "place: removable, persons", "plase: removable, persons", "place"),
        ("policy/5.2.yml", "place: removable, persons", "place: removabel, persons", "removable"),
        ("policy/5.2.yml", 'persons: ">=1"}', 'persons: "more"}', "comparison"),
        ("policy/5.2.yml", "then: [record]", "then: [recrod]", "record"),
        (
            "policy/5.2.yml",
            "{zh: 客户资料存放在移动存储, en: Customer data on removable media}",
            "{zh: 客户资料存放在移动存储}",
            "'en' is missing",
        ),
        ("policy/5.2.yml", "expect: high", "expect: low", "this test fails"),
        (
            "policy/5.2.yml",
            "    - {given: {act: written, place: removable, persons: 1}, expect: high}\n",
            "",
            "in which it holds",
        ),
        ("policy/5.2.yml", "id: 5.2-", "id: 5.3-", "must begin with its clause"),
        ("policy/5.2.yml", "  level: high", "  level: high\n  level: low", "given twice"),
        ("policy/5.4.yml", "id: 5.4-personal-mail-bulk", "id: 5.4-personal-mail", "used twice"),
        ("policy/5.4.yml", "unless: [{approved: true}]", "unless: [{approved: yes please}]", "true or false"),
        ("policy/5.2.yml", "- id: 5.2", "id: 5.2", "YAML"),
        ("clauses.yml", 'number: "5.2"', 'number: "5.9"', "no clause 5.2"),
        ("clauses.yml", 'number: "6.1"', 'number: "5.4"', "stands twice"),
        ("grades.yml", "entities: [CN_BANK_CARD]", "entities: [CN_BANKCARD]", "CN_BANK_CARD"),
        ("grades.yml", "classes: [identity, financial]", "classes: [identity, financal]", "financial"),
        ("grades.yml", "grade: 3", "grade: 9", "less than or equal to 4"),
        ("places.yml", "kind: removable", "kind: removeable", "removable"),
        ("company.yml", "mail_domains", "mail_domain", "mail_domains"),
        ("no_text.yml", "icon_pixels: 128", "icon_pixel: 128", "icon_pixels"),
        ("people.csv", "account,name,department", "account,nmae,department", "name"),
        ("people.csv", "liqiang,李强,零售业务部", "liqiang,李强", "columns"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_the_right_word(folder, file, old, new, say):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    (folder / file).write_text(changed, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load(folder)
    assert say in str(caught.value)
    assert caught.value.line > 0
    assert caught.value.file.endswith((file, "clauses.yml", "5.2.yml"))


def test_the_line_is_that_of_the_mistake(folder):
    file = folder / "policy" / "5.4.yml"
    text = file.read_text(encoding="utf-8").replace("place: chat, direction: out", "place: chatt, direction: out", 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load(folder)
    assert "chatt" in text.splitlines()[caught.value.line - 1]


@pytest.mark.parametrize("missing", ["", "policy", "grades.yml", "company.yml"])
def test_a_missing_folder_or_file_says_what_to_do(folder, missing):
    target = folder / missing if missing else folder
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    with pytest.raises(ConfigError) as caught:
        load(folder)
    assert caught.value.fix is not None


def test_people_can_stand_elsewhere(folder, tmp_path):
    (tmp_path / "hr.csv").write_text("account,name,department\nx,吴天,研发部\n", encoding="utf-8-sig")
    assert [e.name for e in load(folder, str(tmp_path / "hr.csv")).company.staff] == ["吴天"]


def test_people_in_the_wrong_encoding_are_refused(folder, tmp_path):
    (tmp_path / "hr.csv").write_bytes("account,name,department\nx,吴天,研发部\n".encode("gb18030"))
    with pytest.raises(RuleError, match="cannot read the directory"):
        load(folder, str(tmp_path / "hr.csv"))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/x/文档/a.txt", PlaceKind.WORKSTATION),
        ("/mnt/backup/Users/wangfang/Nutstore/1/我的坚果云/a.xlsx", PlaceKind.PERSONAL_SYNC),
        ("C:/Users/x/OneDrive/a.xlsx", PlaceKind.PERSONAL_SYNC),
        ("/home/x/NUTSTORE/a.xlsx", PlaceKind.PERSONAL_SYNC),
        ("/home/x/nutstore-notes/a.xlsx", PlaceKind.WORKSTATION),
        ("/Users/x/Documents/WeChat Files/wxid_1/FileStorage/File/2026-10/a.pdf", PlaceKind.CHAT),
        ("/home/x/xwechat_files/wxid_1_ab12/msg/file/2026-10/a.pdf", PlaceKind.CHAT),
        ("/run/media/x/KINGSTON/a.csv", PlaceKind.REMOVABLE),
        ("/Volumes/USB/a.csv", PlaceKind.REMOVABLE),
        ("/srv/云海金服共享盘/客户资料专用/a.csv", PlaceKind.APPROVED_SHARE),
        ("/srv/云海金服共享盘/公共/a.csv", PlaceKind.NETWORK_SHARE),
        ("/home/x/Mail/outbox/1.eml", PlaceKind.OUTBOX),
        ("/run/media/x/KINGSTON/云海金服共享盘/客户资料专用/a.csv", PlaceKind.REMOVABLE),
    ],
)
def test_places(shipped, path, kind):
    assert shipped.places.of_path(Path(path)).kind is kind


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("a@qq.com", PlaceKind.PERSONAL_MAIL),
        ("a@vip.163.com", PlaceKind.PERSONAL_MAIL),
        ("a@notqq.com", PlaceKind.EXTERNAL_MAIL),
        ("A@QQ.COM", PlaceKind.PERSONAL_MAIL),
        ("a@mail.yunhai.example", PlaceKind.COMPANY_MAIL),
        ("a@lvheng-law.example", PlaceKind.PARTNER_MAIL),
        ("nonsense", PlaceKind.EXTERNAL_MAIL),
    ],
)
def test_mailboxes(shipped, address, kind):
    assert shipped.places.of_address(address) is kind


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/home/wangfang/a.txt", "wangfang"),
        ("/mnt/image/Users/liqiang/Documents/a.txt", "liqiang"),
        ("/run/media/zhaomin/USB/a.txt", "zhaomin"),
        ("/home/alice/image/Users/liqiang/a.txt", "liqiang"),
        ("/srv/a.txt", ""),
    ],
)
def test_whose_folder(shipped, path, who):
    assert shipped.places.who(Path(path)) == who


def test_removable_mounts_of_the_system_come_first(folder, monkeypatch):
    monkeypatch.setattr("dlp.machine.removable_mounts", lambda: ("/mnt/stick/",))
    places = load(folder).places
    assert places.of_path(Path("/mnt/stick/Nutstore/a.txt")).kind is PlaceKind.REMOVABLE
    assert places.of_path(Path("/mnt/stick2/a.txt")).kind is PlaceKind.WORKSTATION


def test_heads_and_colleagues(shipped):
    company = shipped.company
    employee = company.find("WANGFANG@yunhai.example")
    assert employee is company.find("wangfang")
    assert company.head_of(employee).name == "陈国栋"
    assert company.is_staff("EMAIL_ADDRESS", "anyone@yunhai.example")
    assert not company.is_staff("EMAIL_ADDRESS", "anyone@notyunhai.example")
    assert company.find("") is None


@pytest.mark.parametrize(
    ("unread", "parts", "status", "left"),
    [
        ([("", "elf")], 0, Status.EXCLUDED, 0),
        ([("a.zip/x", "elf"), ("a.zip/y", "png")], 0, Status.UNREAD, 1),
        ([("a.zip/x", "elf")], 1, Status.READ, 0),
        ([], 0, Status.READ, 0),
    ],
)
def test_what_carries_no_text_is_left_out(shipped, unread, parts, status, left):
    document = Document("zip", 1, "d", parts, tuple(Unread(p, Reason.UNSUPPORTED, t) for p, t in unread))
    kept = shipped.without_textless(document)
    assert (kept.status, len(kept.unread)) == (status, left)


def test_policy_files_name_no_unquoted_clause():
    for file in policy.shipped().rglob("*.yml"):
        assert not re.search(r"^\s*-?\s*(clause|number): \d", file.read_text(encoding="utf-8"), re.MULTILINE), file


def test_a_company_can_put_its_own_wording_in_place(folder):
    own = folder / "clause_texts.yml"
    own.write_text(
        'clause_texts:\n  - {number: "5.4", text: {zh: 公司原文, en: The company says so}}\n', encoding="utf-8"
    )
    clauses = load(folder).rulebook.clauses
    assert clauses["5.4"].text == ("公司原文", "The company says so")
    assert clauses["5.4"].title.zh == "禁止性行为"
    own.write_text('clause_texts:\n  - {number: "5.5", text: {zh: 公司原文, en: so}}\n', encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load(folder)
    assert error.value.line == 2
