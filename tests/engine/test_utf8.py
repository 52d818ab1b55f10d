"""A gate over bytes matches just where its expression matches in the text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.engine.utf8 import to_bytes

EXPRESSIONS = (
    "姓名[:：]?",
    "[0-9０-９]号",
    "[^㐀-鿿豈-﫿][赵钱孙][㐀-鿿豈-﫿]{1,2}先生",
    "a.b",
    "[·•・]",
    r"\d[\u00ad\u200b-\u200f\u2060\ufeff]\d",
    "[é-𠀀]x",
    r"[\d\s-]k",
    "户?口",
)
CHARACTERS = "姓名:：0０９号赵先生一户口ab\n·•・\u200b\u00ad5é𠀀😀x- k中"


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(text=st.text(st.sampled_from(CHARACTERS), max_size=30))
def test_matches_where_the_original_does(expression: str, text: str) -> None:
    data = text.encode()
    ends = [len(text[: m.end()].encode()) for m in re.finditer(expression, text, re.ASCII)]
    assert [m.end() for m in re.finditer(to_bytes(expression).encode(), data)] == ends


@given(st.integers(0x80, 0xFFFF), st.integers(0x80, 0x10FFFF), st.integers(0, 0x10FFFF))
def test_ranges(one: int, other: int, code: int) -> None:
    first, last = sorted((one, other))
    pattern = re.compile(to_bytes(f"[{chr(first)}-{chr(last)}]").encode())
    if not 0xD800 <= code <= 0xDFFF:
        assert bool(pattern.fullmatch(chr(code).encode())) is (first <= code <= last)
