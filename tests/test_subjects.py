"""Union of people by shared identifiers, checked against a plain connected-components search."""

from hypothesis import given
from hypothesis import strategies as st

from dlp.subjects import Union


def components(groups: list[list[int]]) -> int:
    people: list[set[int]] = []
    for group in groups:
        touching = [p for p in people if p & set(group)]
        people = [p for p in people if not p & set(group)] + [set(group).union(*touching)]
    return len(people)


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=4), max_size=30))
def test_people_are_the_connected_components(groups):
    union = Union()
    for group in groups:
        union.add(group)
    assert len(union.people()) == components(groups)


def test_a_long_chain_is_one_person_and_quick():
    union = Union()
    for n in range(100_000):
        union.add([n, n + 1])
    assert len(union.people()) == 1
