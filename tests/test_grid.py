"""Cells are found where the csv module finds them, as spans of the text itself."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.grid import column_letter, cut, rows
from dlp.model import Block, Grid, Locator


def cells(text: str, delimiter: str = ",", quoted: bool = True) -> list[list[str]]:
    block = Block(text, Locator("t"), grid=Grid(delimiter, quoted))
    return [[text[a:b] for a, b in row] for row in rows(block)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ('"x,1",b\n', [["x,1", "b"]]),
        ('"two\nlines",b\nc,d\n', [["two\nlines", "b"], ["c", "d"]]),
        ('a,"say ""hi""",c\n', [["a", 'say ""hi""', "c"]]),
        ("a,,c\n,,\n", [["a", "", "c"], ["", "", ""]]),
        ('a,"unclosed\n', [["a", '"unclosed']]),
    ],
)
def test_cells(text, expected):
    assert cells(text) == expected


CELL = st.text(alphabet=st.sampled_from('ab中,"\n '), max_size=5).filter(lambda c: not c.startswith(" "))


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5))
def test_the_same_cells_as_the_csv_module_writes(table):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)
    assert [[c.replace('""', '"') for c in row] for row in cells(out.getvalue())] == table


PIECE = st.sampled_from(['"', '""', ",", ",", "\n", "\n", "\r\n", "\r", "a", "中", " ", '"x,1"', '"two\nlines"'])


@given(st.lists(PIECE, max_size=14).map("".join), st.sampled_from([",", "|"]), st.booleans())
def test_columns_hold_the_cells_of_the_rows(text, delimiter, quoted):
    block = Block(text, Locator("t"), grid=Grid(delimiter, quoted))
    columns, expected = cut(block), list(rows(block))
    assert (columns.height, columns.head(columns.height)) == (len(expected), expected)
    for cells in columns.columns:
        assert [text[start : start + len(cell)] for start, cell in zip(cells.starts, cells.texts, strict=True)] == [
            *cells.texts
        ]


def test_cells_below_a_row_and_cells_with_something_in_them():
    names = cut(Block("姓名,手机\n王小明,1\n,2\n李红,3\n", Locator("t"), grid=Grid(","))).columns[0]
    assert [*names.below(1).filled().texts] == ["王小明", "李红"]
    assert names.below(1).filled().rows.tolist() == [1, 3]


def test_block_without_a_grid_has_no_rows():
    assert list(rows(Block("a,b", Locator("t")))) == []
    assert cut(Block("a,b", Locator("t"))).height == 0


def test_column_letters():
    assert [column_letter(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
