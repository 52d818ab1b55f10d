"""The index finds every pair of its list, hardly any other, and refuses what is not its own."""

import stat
from itertools import pairwise

import numpy as np
import pytest

from dlp.customers import Index
from dlp.customers.header import Header, key_check
from dlp.customers.index import TARGET, shape, write
from dlp.customers.pairs import pair_of, paired
from dlp.errors import StateError
from tests.customers.lists import KEY, block, built, number, people

KINDS = ("PERSON", "CN_RESIDENT_ID", "CN_MOBILE")
THREE = (("CN_RESIDENT_ID",), ("CN_MOBILE",), ("PERSON",))


def pair(one: tuple[str, str], other: tuple[str, str]) -> int:
    return pair_of(number(*one), number(*other))


def test_one_pair_has_the_same_number_alone_and_among_many():
    random = np.random.default_rng(1)
    a, b = (random.integers(0, 1 << 64, 500, np.uint64) for _ in range(2))
    assert (
        paired(a, b).tolist()
        == paired(b, a).tolist()
        == [pair_of(*each) for each in zip(a.tolist(), b.tolist(), strict=True)]
    )


def pairs_of(row):
    values = list(zip(KINDS, row, strict=True))
    return [pair(a, b) for a in values for b in values if a != b]


def test_every_two_cells_of_a_row_are_found_in_either_order(tmp_path):
    rows = people(3000)
    _, index = built(tmp_path, block(rows))
    wanted = [p for row in rows[::50] for p in pairs_of(row)]
    assert all(p in index for p in wanted)
    assert index.contains(np.array(wanted, np.uint64)).all()
    assert (index.header.rows, index.header.entries) == (3000, 9000)
    assert index.kinds == {(a, b) for a in KINDS for b in KINDS if a != b}


def test_cells_of_two_rows_are_no_pair(tmp_path):
    rows = people(2000)
    _, index = built(tmp_path, block(rows))
    mixed = [pair(("PERSON", a[0]), ("CN_MOBILE", b[2])) for a, b in pairwise(rows) if a[0] != b[0]]
    assert not index.contains(np.array(mixed, np.uint64)).any()
    assert not any(p in index for p in mixed[:50])


@pytest.mark.parametrize("pairs", [1, 300, 3_000, 30_000_000, 300_000_000])
@pytest.mark.parametrize("tried", [1, 3, 45])
def test_the_width_follows_from_the_target(pairs, tried):
    buckets, width = shape(pairs, tried)
    chance = tried * pairs / (1 << buckets) / 256**width
    assert chance <= TARGET
    assert width == 1 or chance * 256 > TARGET
    assert pairs / (1 << buckets) <= 4


def test_strangers_are_taken_for_customers_less_than_once_in_a_million(tmp_path):
    """A list as full as a bucket can be; five million strangers with three pairs each."""
    random = np.random.default_rng(7)
    most = 1 << 20  # four in every bucket
    made = np.unique(random.integers(0, 1 << 63, most, np.uint64) << np.uint64(1))
    header = Header("register", key_check(KEY), THREE, most // 3, "")
    write(tmp_path / "i", header, most, iter([made[:, None]]))
    index = Index(tmp_path / "i", KEY)
    assert index.contains(made[::7]).all()
    strangers, wrong = 5_000_000, 0
    for _ in range(3 * strangers // 1_000_000):
        tried = random.integers(0, 1 << 63, 1_000_000, np.uint64) << np.uint64(1) | np.uint64(1)
        wrong += int(index.contains(tried).sum())
    assert 0 < wrong <= strangers * TARGET


def test_one_by_one_says_the_same_as_many_at_once(tmp_path):
    random = np.random.default_rng(3)
    made = np.unique(random.integers(0, 1 << 20, 40_000, np.uint64) << np.uint64(44))
    write(tmp_path / "i", Header("register", key_check(KEY), THREE, 1, ""), len(made), iter([made[:, None]]))
    index = Index(tmp_path / "i", KEY)
    asked = random.integers(0, 1 << 20, 5_000, np.uint64) << np.uint64(44)
    assert index.contains(asked).tolist() == [p in index for p in asked.tolist()] == np.isin(asked, made).tolist()


def test_files_are_private_and_hold_no_value(tmp_path):
    rows = people(500)
    made, _ = built(tmp_path / "new", block(rows))
    for file in (made.file, tmp_path / "new" / "c.index"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        data = file.read_bytes()
        assert not any(cell.encode() in data for row in rows for cell in row)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_another_key_is_told(tmp_path):
    built(tmp_path, block(people(10)))
    with pytest.raises(StateError, match="another key"):
        Index(tmp_path / "c.index", b"x" * 32)


@pytest.mark.parametrize(
    "harm", [lambda d: d[:-1], lambda d: b"x" + d[1:], lambda d: d[:4096], lambda _: b"", lambda d: d + b"x"]
)
def test_a_damaged_index_is_refused(tmp_path, harm):
    built(tmp_path, block(people(10)))
    file = tmp_path / "c.index"
    file.write_bytes(harm(file.read_bytes()))
    with pytest.raises(StateError, match="damaged"):
        Index(file, KEY)


def test_a_missing_index_and_a_register_in_its_place_are_told(tmp_path):
    made, _ = built(tmp_path, block(people(10)))
    with pytest.raises(StateError, match="cannot read"):
        Index(tmp_path / "nothing", KEY)
    with pytest.raises(StateError, match="damaged"):
        Index(made.file, KEY)
