"""Words with their places become lines and tables; a letter read for a digit is set right where that is proven."""

import pytest

from dlp.readers.ocr.layout import Word, lines, passages
from dlp.readers.ocr.repair import is_broken, repaired

SIZE = 20


def word(text: str, left: float, top: float, size: float = SIZE) -> Word:
    return Word(text, left, top, left + size * sum(1 if ch >= "\u2e80" else 0.54 for ch in text), top + size)


def table(rows: list[list[str]], columns: tuple[int, ...], top: int = 0) -> list[Word]:
    return [
        word(cell, left, top + 40 * number)
        for number, row in enumerate(rows)
        for left, cell in zip(columns, row, strict=True)
        if cell
    ]


ROWS = [
    ["序号", "姓名", "手机", "住址"],
    ["1", "王小明", "13900139001", "北京市朝阳区建国路88号"],
    ["2", "李芳", "13900139002", ""],
    ["10", "欧阳小红", "13900139003", "上海市浦东新区高新路6号"],
]
COLUMNS = (0, 60, 200, 400)


def shown(words):
    return [(passage.is_table, passage.text) for passage in passages(words)]


def test_a_table_has_a_cell_for_every_column_also_where_one_is_empty():
    assert shown(table(ROWS, COLUMNS)) == [(True, "".join("\t".join(row) + "\n" for row in ROWS))]


def test_what_stands_above_and_below_a_table_is_text():
    words = [
        word("客户资料登记表", 150, 0),
        *table(ROWS, COLUMNS, 60),
        word("制表人：谁也不是，只是一行比较长的说明", 0, 300),
    ]
    assert [is_table for is_table, _ in shown(words)] == [False, True, False]
    assert shown(words)[0][1] == "客户资料登记表\n"


def test_the_order_in_which_words_were_found_does_not_matter():
    assert shown(list(reversed(table(ROWS, COLUMNS)))) == shown(table(ROWS, COLUMNS))


def test_a_title_that_touches_its_neighbour_does_not_join_the_columns():
    rows = [[title, *row] for title, row in zip(("", "", "", ""), ROWS, strict=True)]
    words = table([row[1:] for row in rows], (0, 44, 200, 400))  # 序号 and 姓名 are 4 pixels apart
    long_enough = words + table([["7", "周强", "13900139004", "天津市南开区科苑路3号"]] * 16, (0, 60, 200, 400), 200)
    assert "13900139003\t上海市" in shown(long_enough)[0][1]
    assert "7\t周强\t13900139004" in shown(long_enough)[0][1]


def test_labels_and_values_of_a_card():
    words = [
        *(word("姓名", 60, 0), word("王小明", 160, 0)),
        *(word("性别", 60, 50), word("男", 160, 50), word("民族汉", 260, 50)),
        *(word("住址", 60, 100), word("北京市朝阳区建国路", 160, 100), word("88号3单元501室", 160, 126)),
        *(word("公民身份号码", 60, 220), word("11010519491231002X", 240, 218, 24)),
    ]
    assert shown(words) == [
        (
            False,
            "姓名\t王小明\n性别\t男\t民族汉\n住址\t北京市朝阳区建国路88号3单元501室\n公民身份号码\t11010519491231002X\n",
        )
    ]


def test_words_that_nearly_touch_are_one_cell():
    (line,) = lines([word("手机", 0, 0), word("13900139001", 46, 2), word("备注", 400, 1)])
    assert [cell.text for cell in line] == ["手机 13900139001", "备注"]


def test_a_line_of_small_letters_beside_a_large_one():
    words = [word("公民身份号码", 0, 100, 20), word("11010519491231002X", 200, 94, 32)]
    assert [cell.text for cell in lines(words)[0]] == ["公民身份号码", "11010519491231002X"]


def test_nothing():
    assert shown([]) == []


@pytest.mark.parametrize(
    "read",
    ["11O10519491231002X", "1I010519491231002X", "l1010519491231002x", "110l05l94912310O2X", "11010S19491231002X"],
)
def test_a_confusion_that_the_check_character_proves(read):
    assert repaired(f"身份证{read}。") == f"身份证11010519491231002X（OCR {read}）。"


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",  # right already
        "11O105194912310021",  # the check character does not fit
        "91110105MA0BCDEF1O",  # hardly a digit is left
        "A11O10519491231002X",  # longer than a number
        "OOOOOOOOOOOOOOOOOO",
        "",
    ],
)
def test_nothing_else_is_touched(text):
    assert repaired(text) == text


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("公民身份号码 11010519491231002X", False),
        ("公民身份号码 110105194912310021", True),
        ("1101051949123100X", True),
        ("13900139001", False),
        ("王小明", False),
    ],
)
def test_what_is_worth_a_second_look(text, broken):
    assert is_broken(text) is broken
