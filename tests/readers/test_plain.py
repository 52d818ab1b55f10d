"""Plain text: what is a table, and where blocks are cut."""

import pytest

from dlp.readers.plain import find_grid


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_the_last_line_stays_with_the_titles_above_it(reader, tmp_path, ending):
    file = tmp_path / "a.txt"
    file.write_bytes(("说明\n姓名,手机号\n王小明,13900139001\n李小红,13900139002" + ending).encode())
    blocks = list(reader.open(file).blocks())
    assert len(blocks) == 1
    assert blocks[0].text.rstrip().endswith("李小红,13900139002")


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("姓名,手机号\n王小明,13900139001\n李小红,13900139002\n", True),
        ("王小明,13900139001\n李小红,13900139002\n张三丰,13900139003\n", True),
        ("姓名,手机号\r\n王小明,139 0013 9001\r\n李小红,\r\n赵建国,13900139003\r\n", False),
        ("你好，世界,\n今天开会,下午三点\n请准时,谢谢\n", False),
        ("a,b\nc,d\ne,f\n", False),
        ("姓名,手机号\n王小明,13900139001\n", False),
    ],
)
def test_two_columns_are_a_table_when_one_holds_numbers(text, grid):
    assert (find_grid(text, "a.txt") is not None) == grid
