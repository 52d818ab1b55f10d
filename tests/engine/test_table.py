"""Title rows and forms are told apart, and a form is one person however it is laid out."""

import pytest

from dlp.engine.table import read_columns, records
from dlp.grid import rows
from dlp.model import Block, Grid, Locator
from dlp.tally import Counter

ID = "440308199901101512"


def block(*lines: str) -> Block:
    return Block("".join(line.replace("|", "\t") + "\n" for line in lines), Locator("t"), grid=Grid("\t"))


def layout(*lines):
    made = block(*lines)
    cut = [row for row in rows(made) if row]
    columns = read_columns(made.text, cut)
    return columns, records(made.text, cut, columns, columns.header_row)


@pytest.mark.parametrize(
    ("lines", "title_row", "form"),
    [
        (("姓名|手机", "王小明|13900139001"), 0, False),
        (("客户名单", "姓名|手机", "王小明|13900139001"), 1, False),
        (("姓名|部门|手机", "王小明|销售|13900139001"), 0, False),
        (("姓名|手机",), 0, False),
        (("姓名|王小明", "手机|13900139001"), None, True),
        (("姓名|王小明|手机|13900139001",), None, True),
        (("姓名|王小明|身份证号|", "手机|13900139001|住址|深圳市南山区"), None, True),
        (("经办人|王芳", "姓名|手机", "王小明|13900139001"), 1, False),
        (("a|b", "1|2"), None, False),
        (("王小明|13900139001", "李红|13900139002"), None, False),
    ],
)
def test_layouts(lines, title_row, form):
    columns, _ = layout(*lines)
    assert (columns.header_row, columns.form) == (title_row, form)


def test_records_of_forms_and_tables():
    assert layout("姓名|王小明", "性别|男", "手机|13900139001", "|", "姓名|李红", "手机|13900139002")[1] == [
        0,
        0,
        0,
        1,
        2,
        2,
    ]
    assert layout("制表|王芳", "姓名|手机", "王小明|13900139001", "李红|13900139002")[1] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "lines",
    [
        ("姓名|王小明|身份证号|" + ID,),
        ("姓名|王小明", "身份证号|" + ID, "手机|13900139001", "住址|深圳市南山区科苑路15号"),
        ("客户姓名||王小明|联系电话||13900139001", "证件号码||" + ID + "|性别||男"),
    ],
)
def test_a_form_is_one_person(engine, shipped, fingerprints, lines):
    counter = Counter(fingerprints, shipped.grades, shipped.company)
    form = block(*lines)
    hits = engine.document().hits(form)
    counter.add_block(form, hits)
    assert {"PERSON", "CN_RESIDENT_ID"} <= {hit.entity for hit in hits}
    assert counter.tally().persons == 1
