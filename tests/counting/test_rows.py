"""Sorted rows against Python's own sort and dictionaries."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dlp.counting.rows import Lookup, column, merged, mixed, ordered

small = st.integers(0, 5) | st.integers(2**64 - 3, 2**64 - 1)


def rows_of(columns):
    return st.lists(st.tuples(*[small] * columns), max_size=40)


def array(rows, columns):
    return np.array(rows, np.uint64).reshape(-1, columns)


def plain(rows):
    return [tuple(row) for row in rows.tolist()]


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), rows_of(n))))
def test_ordered_is_the_sorted_set(given_rows):
    columns, rows = given_rows
    if rows:
        assert plain(ordered(array(rows, columns))) == sorted(set(rows))


@given(st.lists(rows_of(2), min_size=1, max_size=5), st.integers(1, 7))
def test_merged_runs_are_the_sorted_set_in_pieces(runs, step):
    def chunks(rows):
        sorted_rows = array(sorted(set(rows)), 2)
        return (sorted_rows[at : at + step] for at in range(0, len(sorted_rows), step))

    pieces = list(merged([chunks(rows) for rows in runs]))
    assert all(map(len, pieces))
    assert [row for piece in pieces for row in plain(piece)] == sorted(set().union(*runs))


@given(st.dictionaries(st.integers(0, 50), small), st.lists(st.integers(0, 60)), st.integers(1, 9))
def test_lookup_finds_what_a_dictionary_does(known, wanted, step):
    pairs, wanted = array(sorted(known.items()), 2), sorted(wanted)
    lookup = Lookup(pairs[at : at + step] for at in range(0, len(pairs), step))
    answers = []
    for at in range(0, len(wanted), 4):
        found, values = lookup.find(column(wanted[at : at + 4]))
        answers += zip(found.tolist(), values.tolist(), strict=True)
    assert answers == [(key in known, known.get(key, 0)) for key in wanted]


def test_mixed_is_the_finalizer_of_splitmix64():
    # The first number of SplitMix64 with seed 0 is the finalizer of its increment.
    assert mixed(column([0x9E3779B97F4A7C15])).tolist() == [0xE220A8397B1DCDAF]
