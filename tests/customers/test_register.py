"""Rows come and go without the list, in whatever pieces they are sorted."""

import numpy as np
import pytest

from dlp.customers import Index
from dlp.errors import StateError
from tests.customers.lists import KEY, block, built, intake, people, register


def contents(index_file):
    return index_file.read_bytes()[4096:]


def test_a_list_in_pieces_gives_the_same_index(tmp_path):
    rows = people(5000)
    built(tmp_path / "once", block(rows))
    small = register(tmp_path / "pieces", 100)
    taken = intake(block(rows[:1000]))
    small.build(taken.done(), taken.rows)
    for first in range(1000, 5000, 1000):
        taken = intake(block(rows[first : first + 1000]), like=small.header().columns)
        small.add(taken.done(), taken.rows)
    small.write_index(tmp_path / "pieces" / "c.index")
    assert contents(tmp_path / "pieces" / "c.index") == contents(tmp_path / "once" / "c.index")


def test_adding_twice_changes_nothing(tmp_path):
    rows = people(100)
    made, _ = built(tmp_path, block(rows))
    taken = intake(block(rows[:50]), like=made.header().columns)
    assert made.add(taken.done(), taken.rows).rows == 100


def test_what_is_taken_out_is_gone_and_nothing_else(tmp_path):
    rows = people(300)
    twin = [rows[0][0], rows[1][1], rows[0][2]]  # another person with the same name and mobile
    made, _ = built(tmp_path, block([*rows, twin]))
    going = intake(block(rows[:10]), like=made.header().columns, single=True)
    assert made.remove(going.rows.chunks()).rows == 291
    made.write_index(tmp_path / "c.index")
    built(tmp_path / "other", block([*rows[10:], twin]))
    assert contents(tmp_path / "c.index") == contents(tmp_path / "other" / "c.index")


def test_a_number_alone_takes_a_row_out_and_a_name_alone_does_not(tmp_path):
    rows = people(300)
    made, _ = built(tmp_path, block(rows))
    columns = made.header().columns
    going = intake(block([[row[2]] for row in rows[:5]], "手机"), like=columns, single=True)
    assert made.remove(going.rows.chunks()).rows == 295
    named = intake(block([[rows[100][0]]], "姓名"), like=columns, single=True)
    assert (named.taken, named.left_out) == (0, 1)


def test_columns_that_come_in_another_order_are_put_right(tmp_path):
    rows = people(200)
    made, _ = built(tmp_path, block(rows[:100]))
    turned = [[row[2], "备注", row[0], row[1]] for row in rows[100:]]
    taken = intake(block(turned, "手机号,说明,客户姓名,证件号码"), like=made.header().columns)
    made.add(taken.done(), taken.rows)
    made.write_index(tmp_path / "c.index")
    built(tmp_path / "other", block(rows))
    assert contents(tmp_path / "c.index") == contents(tmp_path / "other" / "c.index")


def test_two_columns_of_telephones_stay_what_they_were(tmp_path):
    """A landline under 手机 does not make that column the one of landlines."""
    rows = [["王芳", "010-65881234", "021-54321098"], ["李强", "13900139001", "010-65881235"]]
    made, _ = built(tmp_path, block(rows, "姓名,手机,固定电话"))
    assert made.header().columns == (("CN_MOBILE", "CN_LANDLINE"), ("CN_LANDLINE",), ("PERSON",))
    taken = intake(block(rows, "姓名,手机,固定电话"), like=made.header().columns)
    assert made.add(taken.done(), taken.rows).rows == 2


def test_a_damaged_register_is_refused(tmp_path):
    made, _ = built(tmp_path, block(people(10)))
    made.file.write_bytes(made.file.read_bytes()[:-8])
    with pytest.raises(StateError, match="damaged"):
        list(made.chunks())


def test_an_empty_list_is_an_index_all_the_same(tmp_path):
    made, _ = built(tmp_path, block(people(3)))
    going = intake(block(people(3)), like=made.header().columns, single=True)
    made.remove(going.rows.chunks())
    made.write_index(tmp_path / "c.index")
    index = Index(tmp_path / "c.index", KEY)
    assert index.header.entries == 0
    assert not index.contains(np.arange(9, dtype=np.uint64)).any()
    assert 5 not in index
