"""Pairs of values: what is looked up instead of single ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from dlp.counting.rows import Rows, mixed

EMPTY = np.uint64(0)
"""The number of a cell with nothing usable in it."""

_ALL = (1 << 64) - 1


def paired(one: Rows, other: Rows) -> Rows:
    """A number for each pair, in whichever order its two are given.

    The two are numbers made with a secret key, so what is made of them needs none.
    """
    return mixed(mixed(one) + mixed(other))


def pairs_of(rows: Rows) -> Iterator[Rows]:
    """The pairs of the cells of some rows, two columns at a time; an empty cell is in none."""
    for left, right in combinations(range(rows.shape[1]), 2):
        both = (rows[:, left] != EMPTY) & (rows[:, right] != EMPTY)
        yield paired(rows[both, left], rows[both, right])


def pair_of(one: int, other: int) -> int:
    """The number of a single pair, without the cost of an array."""
    return _mixed(_mixed(one) + _mixed(other) & _ALL)


def _mixed(number: int) -> int:
    """As `dlp.counting.rows.mixed`."""
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _ALL
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _ALL
    return number ^ number >> 31
