"""How well business records, preferences and needs are told, on texts written for this test.

The numbers are in-sample: the texts were written beside the detectors, by the same hand.
"""

import pytest

from dlp.model import Block, Grid, Locator
from tests.engine.affairs import NEGATIVE, POSITIVE

KINDS = {"B": "BUSINESS_RECORD", "P": "PREFERENCE", "N": "CUSTOMER_NEED"}


def kinds_in(engine, text: str) -> frozenset[str]:
    grid = Grid(text[0]) if text[0] in ",|" else None
    block = Block(text.removeprefix(","), Locator("t", line=None if grid else 1), 0, grid)
    hits = engine.document().hits(block)
    return frozenset(letter for letter, entity in KINDS.items() if any(h.entity == entity for h in hits))


def measure(engine) -> tuple[int, int, int]:
    """Right, wrong and missing labels over all texts."""
    labelled = [(frozenset(label), text) for label, text in POSITIVE] + [(frozenset(), text) for text in NEGATIVE]
    found = [(label, kinds_in(engine, text)) for label, text in labelled]
    return (
        sum(len(label & kinds) for label, kinds in found),
        sum(len(kinds - label) for label, kinds in found),
        sum(len(label - kinds) for label, kinds in found),
    )


def test_there_are_enough_texts_of_both_kinds():
    assert len(POSITIVE) >= 30
    assert len(NEGATIVE) >= 30


def test_precision_and_recall(engine):
    right, wrong, missing = measure(engine)
    assert right / (right + wrong) >= 0.95
    assert right / (right + missing) >= 0.9


@pytest.mark.parametrize("text", NEGATIVE, ids=lambda text: text[:20])
def test_what_is_nobodys_yields_nothing(engine, text):
    assert kinds_in(engine, text) == frozenset()
