"""Names that follow a name: lists, and the same name again."""

import pytest

from dlp.engine.listed import _MOST_NAMES


def names(engine, text):
    return [hit.value for hit in engine.find(text) if hit.entity == "PERSON"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("参会人员：张三丰、李小龙、王五\n", ["张三丰", "李小龙", "王五"]),
        ("参会人员：张伟（产品经理）、王芳（设计师）\n", ["张伟", "王芳"]),
        ("出席人员：张伟，王芳，李强。\n", ["张伟", "王芳", "李强"]),
        ("出席人员：张伟 王芳 李强\n", ["张伟", "王芳", "李强"]),
        ("参会人：王总、李明\n", ["李明"]),
    ],
)
def test_the_others_of_a_list(engine, text, found):
    assert names(engine, text) == found


@pytest.mark.parametrize("text", ["联系人：张伟，安徽黄山，高级\n", "联系人：张伟、销售部、财务部\n"])
def test_a_list_ends_where_words_begin(engine, text):
    assert names(engine, text) == ["张伟"]


def test_a_known_name_is_found_where_it_speaks(engine):
    text = "参会人员：张伟、王芳\n\n张伟：今天评审。\n- @王芳 完成文档\n王芳您好"
    assert names(engine, text) == ["张伟", "王芳", "张伟", "王芳", "王芳"]


def test_a_known_name_inside_another_word_is_not_it(engine):
    assert names(engine, "联系人：张三\n小张三岁了，张三丰也是\n") == ["张三"]


def test_only_so_many_names_are_looked_for_again(engine):
    many = [f"{surname}小{given}" for surname in "赵钱孙李周吴" for given in "红明龙"]
    text = "".join(f"联系人：{name}\n" for name in many) + "".join(f"{name}：好的\n" for name in many)
    assert len(many) > _MOST_NAMES
    assert names(engine, text) == [*many, *many[:_MOST_NAMES]]


def test_items_below_a_known_name_hold_names_too(engine):
    text = "- 发版负责人：张建国\n- 后端支持：李小红（待命）\n- DBA支持：王晓明\n- 发版时间：周三\n"
    assert names(engine, text) == ["张建国", "李小红", "王晓明"]


def test_a_known_name_of_three_characters_is_found_inside_a_sentence(engine):
    assert names(engine, "姓名：钟立诚\n财务方面钟立诚的评分为七百分，张建国昨天来过。") == ["钟立诚", "钟立诚"]
