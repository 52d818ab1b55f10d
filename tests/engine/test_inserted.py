"""Values in a database's dump and in a page's source: what stands around them says what they are."""

import pytest

from dlp.engine import Engine, inserted


@pytest.fixture(scope="module")
def engine():
    return Engine(model=False)


def found(engine, text):
    return [(hit.entity, hit.value) for hit in engine.find(text)]


def test_columns_of_an_insert_speak_for_their_values(engine):
    text = "INSERT INTO `customer` (`id`, `name`, `mobile`) VALUES (1, '王小明', '13900139001'), (2, '高阳', '13900139002');"
    assert found(engine, text) == [
        ("PERSON", "王小明"),
        ("CN_MOBILE", "13900139001"),
        ("PERSON", "高阳"),
        ("CN_MOBILE", "13900139002"),
    ]


def test_quotes_and_brackets_inside_a_value_end_no_row():
    text = "insert into t (id, name) values (1, 'it''s (so), said'), (now(), '王小明')"
    assert [text[start:end] for start, end, _ in inserted.filled(text)] == ["1", "it''s (so), said", "now()", "王小明"]


def test_without_known_columns_nothing_is_read():
    assert not list(inserted.filled("INSERT INTO t (a, b) VALUES (1, '王小明')"))


def test_a_dump_without_columns_is_read_by_its_create_table(engine):
    text = (
        "CREATE TABLE IF NOT EXISTS `shop`.`customer` (\n  `id` int NOT NULL,\n  `name` varchar(20),\n"
        "  `c3` varchar(20) COMMENT '联系人',\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\n"
        "INSERT INTO `customer` VALUES (1,'高峰','陈平'),(2,'李海营','和静');\n"
        "INSERT INTO `goods` VALUES (1,'红旗','青松');"
    )
    assert found(engine, text) == [("PERSON", each) for each in ("高峰", "陈平", "李海营", "和静")]


def test_a_number_alone_in_its_quotes_is_one_among_its_like_only(engine):
    assert found(engine, "f('13900139001', null)") == [("CN_MOBILE", "13900139001")]
    assert found(engine, "f('13900139001', '12345678901')") == []


def test_numbers_below_a_list_of_names_are_theirs_in_turn(engine):
    from dlp.subjects import assemble

    text = "客户姓名：王小明、李小红、张伟强\n联系电话：13900139001、13900139002、13900139003"
    hits = sorted(engine.find(text), key=lambda hit: hit.start)
    people = assemble([(hit, number) for number, hit in enumerate(hits)])
    assert [sorted(person.values) for person in people] == [["CN_MOBILE", "PERSON"]] * 3
