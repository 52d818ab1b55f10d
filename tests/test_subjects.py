"""Who is one person and who is not; checked against a plain connected-components search."""

from hypothesis import given
from hypothesis import strategies as st

from dlp.model import Person
from dlp.subjects import People


def person(*keys, identity=None, name=None):
    own = (identity,) if identity is not None else ()
    return Person(frozenset({*keys, *own}), identity, name)


def count(*persons):
    people = People()
    for each in persons:
        people.add(each)
    assert len(people.people()) == len(people)
    return len(people)


def components(groups: list[list[int]]) -> int:
    people: list[set[int]] = []
    for group in groups:
        touching = [p for p in people if p & set(group)]
        people = [p for p in people if not p & set(group)] + [set(group).union(*touching)]
    return len(people)


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=4), max_size=15))
def test_people_are_the_connected_components(groups):
    assert count(*(person(*group) for group in groups)) == components(groups)


def test_a_long_chain_is_one_person_and_quick():
    assert count(*(person(n, n + 1) for n in range(50_000))) == 1


def test_two_identity_numbers_are_two_people_whatever_they_share():
    family = [person(7, identity=100 + n) for n in range(4)]
    assert count(*family) == 4
    assert count(*family, person(7)) == 4


def test_two_names_on_one_telephone_are_two_people():
    assert count(person(7, name=1), person(7, name=2), person(7, name=1)) == 2


def test_one_identity_number_with_two_spellings_of_a_name_is_one_person():
    assert count(person(identity=5, name=1), person(identity=5, name=2)) == 1


def test_a_switchboard_number_joins_nobody_and_costs_no_time():
    assert count(*(person(7, n + 100, name=n) for n in range(20_000))) == 20_000


def test_the_same_person_known_by_more_in_one_document_than_in_another():
    assert count(person(7, identity=5, name=1), person(7, name=1), person(identity=5)) == 1


def test_a_name_in_text_joins_one_with_and_one_without_identity_number():
    people = People()
    people.add(person(identity=5, name=1), name_key=99, in_text=True)
    people.add(person(7, name=1), name_key=99, in_text=True)
    people.add(person(8, name=1), name_key=98, in_text=True)
    assert len(people) == 2


def test_names_join_nobody_in_another_count():
    one, two = People(), People()
    one.add(person(7, name=1), name_key=99, in_text=True)
    one.add(person(8, name=1), name_key=99, in_text=True)
    for each in one.people():
        assert each.keys <= {7, 8}
        two.add(each)
    assert (len(one), len(two)) == (2, 2)


def test_keys_survive_into_another_count():
    one, two = People(), People()
    one.add(person(7, identity=5))
    one.add(person(7, 8))
    for each in one.people():
        two.add(each)
    two.add(person(8))
    assert len(two) == 1
