"""Who is one person and who is not: checked against the plain rule, in every order, in any memory."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.counting.crowd import Crowd, Sightings
from dlp.counting.headcount import headcount
from dlp.counting.rows import column
from dlp.counting.spill import Scratch
from tests.counting import reference
from tests.counting.reference import Seen

SPREAD = 0x9E3779B97F4A7C15


def number(small):
    """A small number as it would be if it were a fingerprint; 0 stays 0."""
    return small * SPREAD % 2**64


def sightings(all_seen):
    return Sightings(
        column(number(s.identity) for s in all_seen),
        column(number(s.name) for s in all_seen),
        np.array([s.in_text for s in all_seen], np.bool_),
        np.array([at for at, s in enumerate(all_seen) for _ in s.keys], np.intp),
        column(number(key) for s in all_seen for key in s.keys),
    )


def crowd_of(all_seen, *, rows=1 << 17, at_once=7):
    """All sightings, document by document, absorbed into one crowd."""
    scratch = Scratch(rows=rows)
    everybody = Crowd(scratch)
    for document in dict.fromkeys(s.document for s in all_seen):
        crowd, mine = Crowd(scratch), [s for s in all_seen if s.document == document]
        for start in range(0, len(mine), at_once):
            crowd.add(sightings(mine[start : start + at_once]))
        everybody.absorb(crowd)
        assert not any(crowd.tables)
    return everybody


def count(*all_seen, **how):
    return headcount(crowd_of(all_seen, **how))


def seen(*keys, identity=0, name=0, document=1, in_text=False):
    return Seen(document, identity, name, frozenset(keys), in_text)


names, numbers = st.integers(0, 4), st.sampled_from([0, 0, 0, 101, 102, 103, 104])
keys = st.frozensets(st.integers(201, 220), min_size=1, max_size=3)
anybody = st.builds(Seen, st.integers(1, 2), numbers, names, keys, st.booleans())
few_keys = st.builds(
    Seen,
    st.just(1),
    st.sampled_from([0, 0, *range(101, 130)]),
    st.integers(0, 30),
    st.frozensets(st.integers(201, 204), min_size=1, max_size=2),
    st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(anybody, max_size=25))
def test_the_count_is_what_the_plain_rule_says(crowd):
    assert count(*crowd) == reference.count(crowd)


@settings(max_examples=150, deadline=None)
@given(st.lists(few_keys, max_size=60))
def test_the_count_is_right_with_switchboards(crowd):
    assert count(*crowd) == reference.count(crowd)


@settings(max_examples=100, deadline=None)
@given(st.lists(anybody, max_size=40), st.integers(2, 9))
def test_with_next_to_no_memory_the_count_is_the_same(crowd, rows):
    assert count(*crowd, rows=rows) == count(*crowd)


@settings(max_examples=100, deadline=None)
@given(st.lists(anybody, max_size=25), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(crowd, chance):
    shuffled = [*crowd, *chance.sample(crowd, len(crowd) // 2)]
    chance.shuffle(shuffled)
    assert count(*shuffled, at_once=chance.randint(1, 9)) == count(*crowd)


@given(st.lists(st.frozensets(st.integers(1, 30), min_size=1, max_size=4), max_size=15))
def test_nameless_people_are_the_connected_components(found):
    edges = [(a, b) for group in found for a in group for b in group]
    assert count(*(seen(*group) for group in found)) == len(reference.groups(set().union(*found), edges))


def test_nobody():
    assert count() == 0


def test_a_long_chain_is_one_person():
    chain = [seen(n, n + 1) for n in range(1, 20_001)]
    random.Random(5).shuffle(chain)
    assert count(*chain, at_once=4096) == 1
    assert count(*chain, at_once=4096, rows=3000) == 1


def test_two_identity_numbers_are_two_people_whatever_they_share():
    family = [seen(7, identity=100 + n) for n in range(4)]
    assert count(*family) == 4
    assert count(*family, seen(7)) == 4


def test_two_names_on_one_telephone_are_two_people():
    assert count(seen(7, name=1), seen(7, name=2), seen(7, 8, name=1)) == 2


def test_one_identity_number_with_two_spellings_of_a_name_is_one_person():
    assert count(seen(identity=5, name=1), seen(identity=5, name=2)) == 1
    assert count(seen(7, identity=5, name=1), seen(identity=5, name=2), seen(7, name=2)) == 1


def test_one_identity_number_with_two_telephones_is_one_person():
    assert count(seen(7, identity=5, name=1), seen(8, identity=5, name=1), seen(8, name=1)) == 1


def test_another_name_on_the_telephone_of_an_identity_number_is_another_person():
    assert count(seen(7, identity=5, name=1), seen(7, name=2)) == 2


def test_numbers_without_names_and_names_without_numbers_are_as_many_as_the_more():
    assert count(seen(7, identity=5), seen(7, name=1)) == 1
    assert count(seen(7, identity=5), seen(7, identity=6), seen(7, name=1), seen(7, name=2)) == 2
    assert count(seen(7, identity=5), seen(7, name=1), seen(7, name=2)) == 2


@pytest.mark.parametrize("rows", [1 << 17, 500])
def test_a_switchboard_number_joins_nobody(rows):
    staff = [seen(7, n + 100, name=n) for n in range(1, 20_001)]
    assert count(*staff, seen(7), rows=rows, at_once=4096) == 20_000


def test_fifteen_people_on_one_telephone_are_no_switchboard():
    def listed(people):
        return [seen(7, name=n) for n in range(1, people + 1)] + [seen(7, 1000, name=1)]

    assert count(*listed(15)) == 15
    assert count(*listed(16)) == 17


def test_the_same_person_known_by_more_in_one_document_than_in_another():
    assert count(seen(7, identity=5, name=1), seen(7, name=1, document=2), seen(identity=5, document=3)) == 1


def test_a_name_in_text_joins_one_with_and_one_without_identity_number():
    one = [seen(identity=5, name=1, in_text=True), seen(7, name=1, in_text=True)]
    assert count(*one, seen(8, name=2, in_text=True)) == 2
    assert count(seen(identity=5, name=1), seen(7, name=1)) == 2
    assert count(seen(identity=5, name=1), seen(7, name=1, in_text=True)) == 1


def test_names_join_nobody_in_another_document():
    assert count(seen(identity=5, name=1, in_text=True), seen(7, name=1, in_text=True, document=2)) == 2


def test_a_crowd_as_one_person():
    crowd = crowd_of([seen(7, name=1), seen(8, name=1), seen(9, identity=5)])
    assert headcount(crowd) == 3
    one = crowd.as_one(number(1))
    assert headcount(one) == 1
    one.absorb(crowd_of([seen(8, name=1, document=9), seen(9, document=9), seen(8, name=2, document=9)]))
    assert headcount(one) == 2
    unnumbered = crowd_of([seen(7, name=1), seen(8, name=1)]).as_one(number(1))
    unnumbered.absorb(crowd_of([seen(7, name=1, document=9), seen(8, document=9)]))
    assert headcount(unnumbered) == 1
