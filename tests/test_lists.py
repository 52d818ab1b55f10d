"""Whose value is whose in lists: in turn, by turns, shared; else it is left to the nearest name."""

import pytest

from dlp.lists import listed
from dlp.model import Details, Hit, Locator
from dlp.subjects import assemble

KINDS = {"N": "PERSON", "I": "CN_RESIDENT_ID", "P": "CN_MOBILE", "C": "CN_BANK_CARD"}


def record(text):
    """Hits of words such as `N1` and `P2`, where they stand in a text."""
    hits, at = [], 0
    for word in text.split(" "):
        if word[:1] in KINDS and word[1:].isdigit():
            told = Details(word, "*", Locator("text"), 1.0)
            hits.append((Hit(KINDS[word[0]], word, at, at + len(word), lambda told=told: told), int(word[1:])))
        at += len(word) + 1
    return hits


def owners(text):
    letters = {entity: letter for letter, entity in KINDS.items()}
    return {
        f"{letters[entity]}{number}": "".join(f"{letters[kind]}{who}" for kind, who in whose)
        for (entity, number), whose in listed(record(text)).items()
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("N1 N2 N3 依次为 P1 P2 P3", {"P1": "N1", "P2": "N2", "P3": "N3"}),
        ("P1 P2 依次为 N1 N2", {"P1": "N1", "P2": "N2"}),
        ("N1 N2 身份证 I1 I2 电话 P1 P2", {"I1": "N1", "I2": "N2", "P1": "N1", "P2": "N2"}),
        ("I1 I2 电话 P1 P2", {"P1": "I1", "P2": "I2"}),
        ("I1 I2 依次为 N1 N2", {"I1": "N1", "I2": "N2"}),
        ("N1 N2 电话 P1 P2 N3 N4 电话 P3 P4", {"P1": "N1", "P2": "N2", "P3": "N3", "P4": "N4"}),
        ("P1 N1 P2 N2", {"P1": "N1", "P2": "N2"}),
        ("N1 N2 N3 一家三口的电话 P1", {"P1": "N1N2N3"}),
        ("N1 N2 P1", {}),
        ("N1 N2 N3 N4 N5 N6 参加会议的电话 P1", {}),
        ("N1 带着他的朋友 N2 来了，电话是 P1", {}),
        ("N1 N2 N3 电话 P1 P2", {}),
        ("N1 P1 N2 P2", {}),
        ("P1 P2 P3", {}),
        ("", {}),
    ],
)
def test_lists_tell_whose_a_value_is(text, told):
    assert owners(text) == told


def values(text):
    return [sorted(f"{kind[:9]}{n}" for kind, own in s.values.items() for n in own) for s in assemble(record(text))]


def test_people_are_put_together_by_lists():
    assert values("N1 N2 身份证 I1 I2 电话 P1 P2") == [
        ["CN_MOBILE1", "CN_RESIDE1", "PERSON1"],
        ["CN_MOBILE2", "CN_RESIDE2", "PERSON2"],
    ]
    assert values("I1 I2 依次为 N1 N2") == [["CN_RESIDE1", "PERSON1"], ["CN_RESIDE2", "PERSON2"]]


def test_a_value_that_stands_again_may_be_somebody_elses_too():
    people = values("N1 N2 电话 P1 P2 而这里又有另一位客户叫做 N3 的 P1")
    assert [person for person in people if "CN_MOBILE1" in person] == [
        ["CN_MOBILE1", "PERSON1"],
        ["CN_MOBILE1", "PERSON3"],
    ]


def test_a_household_in_a_row_of_a_table_is_not_guessed():
    from dataclasses import replace

    row = [(replace(hit, in_table=True), number) for hit, number in record("N1 N2 其他内容若干 P1")]
    assert listed(row) == {}
