"""Folding keeps offsets true; masking keeps secrets."""

from hypothesis import given
from hypothesis import strategies as st

from dlp.text import fold, mask_middle, printable, squeeze

NASTY = st.text(alphabet=st.sampled_from("中0９Ａ　\u200b\ufeff😀\r\n-－１\u00a0x"), max_size=40)


@given(NASTY)
def test_each_folded_character_points_at_the_one_it_came_from(text):
    folded = fold(text)
    for i, char in enumerate(folded.text):
        start, end = folded.original(i, i + 1)
        assert end == start + 1
        assert fold(text[start]).text == char


@given(NASTY)
def test_folding_twice_changes_nothing(text):
    once = fold(text).text
    assert fold(once).text == once


def test_full_width_and_unseen_characters():
    folded = fold("手机：１３９\u200b００")
    assert folded.text == "手机:13900"
    assert folded.original(3, 8) == (3, 9)


def test_squeeze_makes_one_form():
    assert squeeze("１３９ 0013-9001") == "13900139001"


def test_masks_of_short_values_show_nothing():
    assert mask_middle("12345", 3, 2) == "*****"
    assert mask_middle("123456789", 3, 2) == "123****89"


def test_printable_defuses_terminal_codes():
    assert printable("a\x1b[31m\udc80b\n") == "a\\x1b[31m\\udc80b\\n"
