"""Tables inside a text: titles speak for the cells beneath them."""

from __future__ import annotations

import pytest


def found(engine, text):
    """Entity and value of each hit, but for the line of titles."""
    return [(hit.entity, hit.value) for hit in engine.find(text) if hit.entity != "CUSTOMER_TABLE"]


def test_titles_in_markdown_make_bare_numbers_and_names_recognisable(engine):
    text = "测试账号：\n\n| 姓名 | 手机号 | 备注 |\n|----|----|----|\n| 钱小易 | 13900139001 | a |\n| 访客 | 13900139002 | b |\n"
    assert found(engine, text) == [
        ("PERSON", "钱小易"),
        ("CN_MOBILE", "13900139001"),
        ("CN_MOBILE", "13900139002"),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";", "，"])
def test_names_in_latin_letters_stand_under_english_titles(engine, delimiter):
    text = "name,mobile,city\nZhang Wei,13900139001,SZ\nLong Press,13900139002,SZ\n".replace(",", delimiter)
    assert ("PERSON", "Zhang Wei") in found(engine, text)
    assert ("PERSON", "Long Press") not in found(engine, text)


def test_a_table_ends_at_the_first_line_of_another_width(engine):
    text = "姓名,手机号\n王小明,13900139001\n完\n高级,13900139002\n"
    assert ("PERSON", "王小明") in found(engine, text)
    assert "高级" not in {value for _, value in found(engine, text)}


@pytest.mark.parametrize(
    "text",
    [
        "姓名,部门,达成率\n张伟,华东销售部,115%\n李娜,华北销售部,98%\n",
        "| 编号 | 客户 | 状态 |\n|---|---|---|\n| SR-06 | 张伟 | 待分派 |\n| SR-07 | 李娜 | 已转办 |\n",
    ],
)
def test_a_table_with_names_and_no_other_identifier_is_read(engine, text):
    assert found(engine, text) == [("PERSON", "张伟"), ("PERSON", "李娜")]
    assert "CUSTOMER_TABLE" not in {hit.entity for hit in engine.find(text)}


def test_a_column_of_goods_under_the_same_title_is_not(engine):
    assert found(engine, "id,name,price\n1,黄金,400\n2,白菜,2\n3,马铃薯,3\n") == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_end_of_a_line_may_have_two_characters(engine, end):
    text = end.join(["姓名,手机号", "王小明,13900139001", "李小红,13900139002"])
    assert [value for entity, value in found(engine, text) if entity == "CN_MOBILE"] == ["13900139001", "13900139002"]
