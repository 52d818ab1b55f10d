"""Titles and cells are known as those of any table; what could never match is left out and counted."""

import numpy as np
import pytest

from dlp.customers.cells import KINDS, alternatives, normal_forms
from dlp.errors import ConfigError
from tests.customers.lists import block, intake, number, people

import detectors  # isort: skip


def rows_of(taken):
    return np.concatenate(list(taken.rows.chunks())).tolist()


def test_titles_may_stand_below_others(tmp_path):
    (row,) = people(1)
    taken = intake(block([["客户一览", "", ""], ["制表", "", ""], ["客户姓名", "证件号", "联系电话"], row], ""))
    assert taken.done() == [("CN_RESIDENT_ID",), ("CN_MOBILE",), ("PERSON",)]
    wanted = [number("CN_RESIDENT_ID", row[1]), number("CN_MOBILE", row[2]), number("PERSON", row[0])]
    assert rows_of(taken) == [wanted]


def test_full_width_and_separated_numbers_are_the_same_number():
    plain = intake(block([["王芳", "13900139001"]], "姓名,手机"))
    wide = intake(block([[" 王芳 ", "１３９ ０013-9001"]], "姓名,手机"))
    assert rows_of(plain) == rows_of(wide)


def test_a_foreigners_passport_and_a_landline_stand_under_common_titles():
    taken = intake(
        block(
            [["王芳", "G12345678", "010-65881234"], ["李强", "110101199003078312", "13900139001"]],
            "姓名,证件号码,联系电话",
        )
    )
    assert taken.taken == 2
    assert taken.done()[1] == ("CN_MOBILE", "CN_LANDLINE")


def test_rows_with_too_little_are_left_out_and_counted():
    taken = intake(block([["王芳", "13900139001"], ["李强", "1390013900"], ["", ""], ["合计", "2"]], "姓名,手机"))
    assert (taken.taken, taken.left_out) == (1, 3)
    assert {column.kind: column.refused for column in taken.columns} == {"CN_MOBILE": 2, "PERSON": 1}


def test_columns_can_be_named():
    (row,) = people(1)
    taken = intake(
        block([["甲", "乙", "丙", "丁"], [row[0], "x", row[2], row[1]]], ""),
        wanted=["姓名", "-", "CN_MOBILE", "身份证"],
    )
    assert taken.done() == [("CN_MOBILE",), ("CN_RESIDENT_ID",), ("PERSON",)]
    assert (taken.taken, taken.left_out) == (1, 1)
    with pytest.raises(ConfigError, match="identifies a person"):
        intake(block([row], ""), wanted=["姓名", "金额"])


def test_a_list_without_titles_is_refused():
    with pytest.raises(ConfigError, match="no usable row"):
        intake(block(people(5), "")).done()


def test_sheets_may_have_columns_of_their_own():
    one, other = people(2)
    taken = intake(block([one], part="a"), block([[other[2], other[0]]], "手机,姓名", part="b"))
    assert taken.taken == 2
    assert rows_of(taken)[0][0] == 0


@pytest.mark.parametrize("entity", sorted(KINDS))
def test_what_detection_finds_the_list_takes_too(entity, engine):
    """The canonical form of a cell is the one that a hit under the same title has."""
    detector = detectors.by_entity()[entity]
    values = {
        (value, hit.normal)
        for example in detector.examples
        for value in example.values
        for hit in engine.find(example.text)
        if hit.value == value and hit.entity == entity
    }
    forms = [(normal_forms(entity, [value])[0], normal) for value, normal in values]
    assert forms
    assert {a for a, _ in forms} - {None} <= {b for _, b in forms}
    assert all(form in (normal, None) for form, normal in forms)
    assert any(form for form, _ in forms), values


def test_alternatives_begin_with_the_title_itself():
    assert alternatives("CN_LANDLINE")[0] == "CN_LANDLINE"
    assert set(alternatives("CN_LANDLINE")) == {"CN_MOBILE", "CN_LANDLINE", "PHONE_NUMBER"}
    assert alternatives("VIN") == ("VIN",)
