"""The sieve lets every registered fingerprint through, and few others."""

import numpy as np
import pytest

from dlp.documents.sieve import Sieve


@pytest.mark.parametrize("count", [0, 1, 1000, 200_000])
def test_nothing_registered_is_missing(count):
    random = np.random.default_rng(count)
    registered = random.integers(0, 1 << 64, count, np.uint64)
    sieve = Sieve(registered)
    assert sieve.passes(registered).all()
    others = random.integers(0, 1 << 64, 100_000, np.uint64)
    assert sieve.passes(others).mean() <= 1 / 16
