"""Counting people: rows, forms, paragraphs, lists; colleagues and owners are no customers."""

import pytest

from dlp.model import Block, Grid, Locator
from dlp.tally import Counter


@pytest.fixture
def count(engine, shipped, fingerprints):
    def run(text, *, grid=None, owner=""):
        counter = Counter(fingerprints, shipped.grades, shipped.company, shipped.company.find(owner))
        block = Block(text, Locator("part", line=None if grid else 1), grid=grid)
        counter.add_block(block, engine.document().hits(block))
        return counter.tally()

    return run


ZHANG, LI = "440308199901101512", "110101198003076638"
ONE, TWO, THREE = "13900139001", "13900139002", "13900139003"

TEXTS = [
    ("没有任何资料", 0),
    ("手机13900139001", 1),
    ("手机13900139001，备用手机13900139002", 2),
    ("姓名：张小三，手机13900139001，备用手机13900139002", 1),
    ("姓名：张小三 手机：13900139001\n姓名：李小四 手机：13900139002", 2),
    ("手机：13900139001 姓名：张小三\n手机：13900139002 姓名：李小四", 2),
    (f"姓名：张小三\n身份证号：{ZHANG}\n手机：13900139001", 1),
    (f"身份证号：{ZHANG}，身份证号：{LI}", 2),
    ("联系人：张小三", 0),
    ("联系人：张小三，住址：北京市朝阳区建国路88号", 1),
    ("联系邮箱 zhang88@qq.com", 0),
    ("联系人：张小三，邮箱 zhang88@qq.com", 1),
    ("请联系王芳 wangfang@yunhai.example", 0),
    ("身份证号11010519491231002X，手机13800138000", 0),
    (f"姓名：张小三，手机13900139001\n\n另：身份证{ZHANG}，手机13900139001", 1),
    ("名单：" + "、".join(f"1390013{n:04}" for n in range(100, 150)), 50),
    (f"王小明、李小红、张伟强，电话依次为{ONE}、{TWO}、{THREE}", 3),
    (f"王小明、李小红的电话分别是{ONE}和{TWO}", 2),
    (f"{ONE}、{TWO}、{THREE}依次为王小明、李小红、张伟强的电话", 3),
    (f"王小明、李小红，身份证号依次为{ZHANG}、{LI}，电话依次为{ONE}、{TWO}", 2),
    (f"王小明（{ONE}）、李小红（{TWO}）、张伟强（{THREE}）", 3),
    (f"您好，资料见附件。\n\n--\n李小红\n手机：{TWO}\n电话：010-62345678\n邮箱：lixiaohong@sohu.com", 1),
    (f"姓名：王小明，性别：男，身份证号：{ZHANG}，手机：{ONE}，住址：北京市朝阳区建国路88号", 1),
    (f"姓名：王小明\n电话：{ONE}\n姓名：李小红\n电话：{TWO}\n姓名：张伟强\n电话：{THREE}", 3),
    (f"电话：{ONE}\n姓名：王小明\n电话：{TWO}\n姓名：李小红\n电话：{THREE}\n姓名：张伟强", 3),
    (
        f"BEGIN:VCARD\nFN:王小明\nTEL:{ONE}\nEMAIL:wxm88@sohu.com\nEND:VCARD\nBEGIN:VCARD\nFN:李小红\nTEL:{TWO}\nEND:VCARD",
        2,
    ),
    (f"王小明\n手机 {ONE}\n邮箱 wxm88@sohu.com\n李小红\n手机 {TWO}\n邮箱 lxh88@sohu.com", 2),
    (f"| 姓名 | 手机 |\n|---|---|\n| 王小明 | {ONE} |\n| 李小红 | {TWO} |\n| 张伟强 | {THREE} |", 3),
    (f"| 姓名 | 手机 | 备用手机 |\n|---|---|---|\n| 王小明 | {ONE} | {THREE} |", 1),
    (f"姓名：王小明，手机{ONE}/{TWO}", 1),
    (f"手机{ONE}/{TWO}", 2),
    (f"客户王小明来电。王小明的手机是{ONE}。\n\n客户王小明要求改地址。\n\n请回访客户王小明，电话{ONE}。", 1),
    (f"身份证：{ZHANG}\n手机：{ONE}", 1),
    (f"手机：{ONE}\n身份证：{ZHANG}\n手机：{TWO}\n身份证：{LI}", 2),
    (f"客户王小明、李小红、王子涵一家三口，联系电话{ONE}", 3),
    (f"姓名：王小明 电话：{ONE}\n姓名：李小红 电话：{ONE}\n姓名：王子涵 电话：{ONE}", 3),
    ("联系人：张小三\n电话：" + "、".join(f"1390013{n:04}" for n in range(100, 150)), 48),
]


@pytest.mark.parametrize(("text", "persons"), TEXTS)
def test_persons_in_text(count, text, persons):
    assert count(text).persons == persons


def test_persons_in_a_table(count):
    rows = "".join(f"张小{'一二三四五六七八九十'[n % 10]},1390013{n:04}\n" for n in range(100, 130))
    found = count("姓名,手机号\n" + rows + rows, grid=Grid(",", quoted=True))
    assert found.persons == 30
    assert found.entities["CN_MOBILE"].hits == 60
    assert found.entities["CN_MOBILE"].distinct == 30
    assert found.entities["CUSTOMER_TABLE"].hits == 1


def test_mail_addresses_count_as_persons_in_a_table_only(count):
    table = "邮箱,备注\n" + "".join(f"user{n}@qq.com,x\n" for n in range(7))
    assert count(table, grid=Grid(",")).persons == 7
    assert count("user1@qq.com 和 user2@qq.com").persons == 0


def test_an_account_manager_in_the_row_does_not_hide_the_customer(count):
    table = "客户姓名,手机号,客户经理,客户经理邮箱\n张小三,13900139001,王芳,wangfang@yunhai.example\n李小四,13900139002,王芳,wangfang@yunhai.example\n"
    found = count(table, grid=Grid(","))
    assert (found.persons, found.staff) == (2, 2)


def test_the_senders_own_signature_is_no_customer(count):
    text = "您好，资料见附件。\n\n王芳\n手机：13900139001\n邮箱：wangfang@yunhai.example\n"
    assert count(text, owner="wangfang").persons == 0
    assert count(text.replace("王芳\n", "客户：张小三先生\n"), owner="wangfang").persons == 1


@pytest.mark.parametrize(
    ("text", "owner", "own"),
    [
        (f"姓名：王芳\n身份证号：{ZHANG}", "wangfang", True),
        (f"姓名：张小三\n身份证号：{ZHANG}", "wangfang", False),
        (f"个人简历\n姓名：张小三\n身份证号：{ZHANG}", "", True),
        (f"个 人 简 历\n姓名：张小三\n身份证号：{ZHANG}\n\n姓名：李小四\n身份证号：{LI}", "", False),
    ],
)
def test_own_documents(count, text, owner, own):
    assert count(text, owner=owner).own_document is own


@pytest.mark.parametrize(
    ("text", "grade", "classes"),
    [
        ("没有", 1, ()),
        ("手机13900139001", 2, ("contact",)),
        (f"身份证号{ZHANG}", 3, ("identity",)),
        (f"身份证号{ZHANG}，银行卡号6228480402564890018", 4, ("identity", "financial")),
        ("税号91110000600037341L", 1, ("organisation",)),
    ],
)
def test_grades(count, text, grade, classes):
    found = count(text)
    assert (found.grade, found.classes) == (grade, classes)


def test_many_people_raise_the_grade(count):
    def phones(n):
        return "\n\n".join(f"手机 139{n:08}" for n in range(12000000, 12000000 + 7 * n, 7))

    assert [count(phones(n)).grade for n in (99, 100, 500)] == [2, 3, 4]


def test_findings_hold_masks_and_fingerprints_only(engine, shipped, fingerprints):
    counter = Counter(fingerprints, shipped.grades, shipped.company, keep=2)
    block = Block("手机13900139001，手机13900139002，手机13900139003", Locator("part", line=1))
    counter.add_block(block, engine.document().hits(block))
    assert counter.tally().entities["CN_MOBILE"].hits == 3
    assert len(counter.findings) == 2
    finding = counter.findings[0]
    assert finding.masked == "139****9001"
    assert finding.fingerprint == fingerprints.digest("CN_MOBILE", "13900139001")[:16].hex()
    assert "13900139001" not in repr(counter.findings)
