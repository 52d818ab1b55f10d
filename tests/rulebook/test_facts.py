"""The closed language: what a condition can say, and that nothing else is silently accepted."""

import pytest

from dlp.model import Act, Direction, Level, PlaceKind, Reason
from dlp.rulebook.facts import VOCABULARY, Kind, Unsayable, compile_condition, given_facts


@pytest.mark.parametrize(
    ("name", "condition", "value", "holds"),
    [
        ("act", "sent", "sent", True),
        ("act", ["sent", "moved"], "moved", True),
        ("act", "sent", "moved", False),
        ("place", "chat", frozenset({"chat", "removable"}), True),
        ("place", ["chat", "print"], frozenset({"removable"}), False),
        ("persons", ">=100", 100, True),
        ("persons", ">=100", 99, False),
        ("persons", "< 3", 2, True),
        ("persons", 3, 3, True),
        ("encrypted", True, None, False),
        ("encrypted", False, None, False),
        ("encrypted", False, False, True),
        ("raised", "high", None, False),
    ],
)
def test_conditions(name, condition, value, holds):
    assert compile_condition(name, condition)(value) is holds


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("act", "send"),
        ("act", []),
        ("act", 3),
        ("persons", "many"),
        ("persons", True),
        ("persons", [1, 2]),
        ("persons", ">= -1"),
        ("approved", "yes"),
        ("approved", 1),
        ("place", [["chat"]]),
    ],
)
def test_what_cannot_be_said(name, condition):
    with pytest.raises(Unsayable):
        compile_condition(name, condition)


def test_given_facts_fill_up_with_defaults():
    facts = given_facts({"place": "chat", "persons": 3})
    assert facts["place"] == frozenset({"chat"})
    assert facts["act"] == "at_rest"
    assert set(facts) == set(VOCABULARY)


def test_a_test_gives_single_values_except_for_sets():
    with pytest.raises(Unsayable):
        given_facts({"act": ["sent", "moved"]})


def test_the_vocabulary_follows_the_model():
    words = {"act": Act, "place": PlaceKind, "direction": Direction, "unread": Reason, "raised": Level}
    for name, enum in words.items():
        assert VOCABULARY[name].words == tuple(enum)
    for fact in VOCABULARY.values():
        assert fact.meaning.zh != fact.meaning.en
        assert fact.kind is not Kind.NUMBER or isinstance(fact.default, int) or "unknown" in fact.meaning.en
