"""What somebody learns who has a workstation's index and its key, and tries numbers."""

import numpy as np

from dlp.counting.rows import Rows, mixed
from dlp.customers.pairs import paired
from dlp.fingerprint import Fingerprinter
from tests.customers.lists import KEY, block, built, people

SEGMENT = 1390013


def numbers(entity: str, values: list[str]) -> Rows:
    return np.frombuffer(Fingerprinter(KEY).numbers(entity, values), "<u8").astype(np.uint64)


def customers_of_the_segment() -> list[list[str]]:
    rows = people(4000)
    for at, row in enumerate(rows[:400]):
        row[2] = f"{SEGMENT}{at * 25:04}"
    return rows


def test_all_mobile_numbers_of_a_segment_give_nothing_away(tmp_path):
    """A number as it is, mixed as half of a pair, and paired with nothing or itself: customers' no more than others'."""
    rows = customers_of_the_segment()
    _, index = built(tmp_path, block(rows))
    whole = [f"{SEGMENT}{at:04}" for at in range(10_000)]
    mobiles = numbers("CN_MOBILE", whole)
    nothing = np.zeros(len(mobiles), np.uint64)
    ways = [mobiles, mixed(mobiles), mixed(mixed(mobiles)), paired(mobiles, nothing), paired(mobiles, mobiles)]
    for tried in ways:
        assert not index.contains(tried).any()


def test_the_register_by_contrast_is_an_open_list_to_who_has_the_key(tmp_path):
    """Why the register never leaves the server: the same trial finds every customer of the segment."""
    rows = customers_of_the_segment()
    register, _ = built(tmp_path, block(rows))
    held = np.concatenate(list(register.chunks())).ravel()
    whole = [f"{SEGMENT}{at:04}" for at in range(10_000)]
    found = {value for value, hit in zip(whole, np.isin(numbers("CN_MOBILE", whole), held), strict=True) if hit}
    assert found == {row[2] for row in rows if row[2].startswith(str(SEGMENT))}
    assert len(found) >= 400


def test_who_knows_a_name_can_ask_for_its_number(tmp_path):
    """The limit that docs/customers.md states: a pair that is guessed whole is confirmed."""
    rows = customers_of_the_segment()
    _, index = built(tmp_path, block(rows))
    name, _, mobile = rows[7]
    whole = [f"{SEGMENT}{at:04}" for at in range(10_000)]
    tried = paired(numbers("CN_MOBILE", whole), np.repeat(numbers("PERSON", [name]), len(whole)))
    assert mobile in {value for value, hit in zip(whole, index.contains(tried), strict=True) if hit}
