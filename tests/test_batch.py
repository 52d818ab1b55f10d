"""Hits counted by column: the same as one record at a time, in any order, in any memory."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlp.counting.spill import Scratch
from dlp.model import Block, Details, Hit, Locator
from dlp.tally import Counter, counter, seen
from tests.counting import customers

KINDS = ("PERSON", "CN_RESIDENT_ID", "CN_MOBILE", "EMAIL_ADDRESS", "ADDRESS", "CN_LANDLINE", "CUSTOMER_TABLE")
cell = st.tuples(st.sampled_from(KINDS), st.integers(1, 5), st.sampled_from(["", "", "", "", "staff", "specimen"]))
record = st.tuples(st.booleans(), st.lists(cell, min_size=1, max_size=8))
relaxed = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(where):
    return lambda: Details("x", "*", where, 0.9)


def blocks_of(records, per_block=2):
    hits, number = [], 0
    for at, (in_table, cells) in enumerate(records):
        where = Locator("part", row=at + 1 if in_table else None)
        for entity, value, mark in cells:
            number += 10
            domain = "@yunhai.example" if value == 1 else "@example.com"
            normal = f"{entity}{value}{domain if entity == 'EMAIL_ADDRESS' else ''}".lower()
            flags = {"staff": mark == "staff", "specimen": mark == "specimen"}
            hits.append(Hit(entity, normal, number, number + 5, told(where), at, at, in_table, **flags))
    for start in range(0, len(records), per_block):
        yield Block("", Locator("part")), [hit for hit in hits if start <= hit.record < start + per_block]


@pytest.fixture
def count(shipped, fingerprints):
    def run(blocks, rows=1 << 17):
        made = Counter(fingerprints, shipped.grades, shipped.company, keep=3, scratch=Scratch(rows=rows))
        for block, hits in blocks:
            made.add_block(block, hits)
        return made.tally()

    return run


@relaxed
@given(st.lists(record, max_size=12))
def test_counting_by_column_is_counting_record_by_record(count, records):
    quick = count(blocks_of(records))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen, "_is_intricate", lambda batch, _: batch.starts[1:] > 0)
        assert count(blocks_of(records)) == quick
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counter, "_BATCH", 1)
        assert count(blocks_of(records, per_block=1), rows=2) == quick


@relaxed
@given(st.lists(record, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(count, records, chance):
    told = count(blocks_of(records))
    chance.shuffle(records)
    shuffled = count(blocks_of(records))
    assert (shuffled.persons, shuffled.staff, shuffled.entities) == (told.persons, told.staff, told.entities)


def test_distinct_values_are_counted_by_kind(count):
    records = [(True, [("CN_MOBILE", n % 700, ""), ("CN_LANDLINE", n % 30, "")]) for n in range(5000)]
    entities = count(blocks_of(records, per_block=500), rows=100).entities
    assert (entities["CN_MOBILE"].hits, entities["CN_MOBILE"].distinct) == (5000, 700)
    assert (entities["CN_LANDLINE"].hits, entities["CN_LANDLINE"].distinct) == (5000, 30)


def test_a_customer_table_in_any_order_of_rows(count):
    hits = [hit for _, hits in customers.blocks(3000) for hit in hits]
    rows = [[hit for hit in hits if hit.record == number] for number in range(3000)]
    random.Random(1).shuffle(rows)
    found = count([(Block("", Locator("text")), row) for row in rows], rows=500)
    assert found.persons == customers.truth(3000) == 2100
    assert found.entities["CN_MOBILE"].distinct == 2100


def test_the_parts_of_a_document_keep_their_records_apart(count):
    def part(name, entity):
        return Block("", Locator(name)), [Hit(entity, "x", 0, 1, told(Locator(name)))]

    assert count([part("a", "PERSON"), part("b", "CN_LANDLINE")]).persons == 0
    assert count([part("a", "PERSON"), part("a", "CN_LANDLINE")]).persons == 1


def test_a_record_may_go_on_in_the_next_block(count, monkeypatch):
    monkeypatch.setattr(counter, "_BATCH", 1)
    where = Locator("part")
    blocks = [(Block("", where), [Hit(entity, "x", 0, 1, told(where))]) for entity in ("PERSON", "CN_LANDLINE")]
    assert count(blocks).persons == 1
