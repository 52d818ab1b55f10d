"""The fingerprints of a text: where it is cut makes no difference, and of any 25 characters one is kept."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.documents.normal import codes
from dlp.documents.siphash import siphash
from dlp.documents.winnow import GRAM, GUARANTEE, WINDOW, Grams, Winnower

GRAMS = Grams(b"k" * 32)
HAN = "".join(map(chr, range(0x4E00, 0x4F00)))


def made(length, seed=1, chars=HAN):
    random = Random(seed)
    return "".join(random.choice(chars) for _ in range(length))


def chosen(*pieces, grams=GRAMS):
    winnower = Winnower(grams)
    found = [winnower.add(piece) for piece in pieces] + [winnower.finish()]
    return (
        np.concatenate([each.fingerprints for each in found]).tolist(),
        np.concatenate([each.places for each in found]).tolist(),
    )


def test_siphash_is_the_published_one():
    """The reference vector of SipHash-2-4 for a message of eight bytes (vectors.h of its authors)."""
    number = np.array([int.from_bytes(bytes(range(8)), "little")], np.uint64)
    assert siphash(number, bytes(range(16))).astype("<u8").tobytes().hex() == "6224939a79f5f593"


def test_blanks_line_breaks_punctuation_width_and_case_do_not_count():
    plain = "本合同约定甲方ABC公司于2026年支付货款"
    other = "本 合 同\n约定：甲方（ａｂｃ公司），于２０２６ 年，\u200b支付「货款」。"
    assert codes(plain).tolist() == codes(other).tolist()
    assert len(codes("，。！？ \n\t-—…𝄞")) <= 1
    assert codes("𠮷").tolist() == [0x20BB7]


@pytest.mark.parametrize("piece", [1, 7, 25, 1000])
def test_where_a_text_is_cut_makes_no_difference(piece):
    text = made(5000) + "一" * 300 + made(500, 2)
    assert chosen(*(text[at : at + piece] for at in range(0, len(text), piece))) == chosen(text)


@settings(max_examples=60, deadline=None)
@given(st.text("甲乙丙丁", max_size=400), st.lists(st.integers(0, 400), max_size=5))
def test_any_text_any_cut(text, cuts):
    edges = [0, *sorted(cuts), len(text)]
    assert chosen(*(text[a:b] for a, b in pairwise(edges))) == chosen(text)


def test_of_every_window_one_is_kept():
    _, places = chosen(made(20_000))
    gaps = np.diff(np.array([-1, *places], np.int64))
    assert gaps.max() <= WINDOW
    assert len(places) / 20_000 == pytest.approx(2 / (WINDOW + 1), rel=0.05)


def test_two_texts_that_share_25_characters_share_a_fingerprint():
    for seed in range(200):
        shared = made(GUARANTEE, seed)
        one, _ = chosen(made(100, seed + 1000) + shared + made(100, seed + 2000))
        other, _ = chosen(made(80, seed + 3000) + shared + made(90, seed + 4000))
        assert set(one) & set(other), seed


@pytest.mark.parametrize("length", [GRAM - 1, GRAM, GUARANTEE - 1, GUARANTEE])
def test_short_texts(length):
    assert len(chosen(made(length))[0]) == (0 if length < GRAM else 1)


def test_another_key_gives_other_fingerprints():
    text = made(3000)
    assert not set(chosen(text)[0]) & set(chosen(text, grams=Grams(b"x" * 32))[0])
