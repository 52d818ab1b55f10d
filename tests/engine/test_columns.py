"""Whole columns taken side by side: the same as one cell at a time, and hits only where they are asked for."""

import pickle
from random import Random

import pytest

from bench import values
from dlp.engine import Engine
from dlp.hits import TableHits
from dlp.model import Block, Grid, Locator
from dlp.tally import Counter

QUICK = {"CN_RESIDENT_ID": values.resident_id, "CN_MOBILE": values.mobile, "CN_BANK_CARD": values.card}


def cells(make, seed):
    """Right ones and what comes near: a digit changed, cut off or doubled, letters small, marks between."""
    rnd = Random(seed)
    for _ in range(300):
        cell = make(rnd)
        at = rnd.randrange(len(cell))
        yield from (
            cell,
            cell.lower(),
            cell[:at] + rnd.choice("0123456789X*中") + cell[at + 1 :],
            cell[:at] + cell[at + 1 :],
        )
        yield from (cell + cell[at], cell[0] * len(cell), f"{cell[:4]} {cell[4:]}", "+86" + cell, "")


@pytest.mark.parametrize("entity", QUICK)
def test_what_is_told_at_once_is_what_is_told_of_each(engine, entity):
    asked = list(cells(QUICK[entity], entity))
    matcher = engine.matcher(entity)
    at_once = matcher.detector.quick(asked)
    each = [matcher._end_to_end(cell) if cell.isascii() else None for cell in asked]
    assert [told for told, cell in zip(at_once, asked, strict=True) if told is None and cell == ""]
    assert all(quick is None or quick == slow for quick, slow in zip(at_once, each, strict=True))
    assert sum(quick is not None for quick in at_once) >= 300
    assert matcher.whole(asked) == [matcher._end_to_end(cell) for cell in asked]


def table(*lines):
    return Block("".join(line + "\n" for line in lines), Locator("t"), 100, Grid(","))


CUSTOMERS = table(
    "姓名,手机号,邮箱,住址,备注",
    "王小明,13900139001,wxm@qingxi.cn,深圳市南山区科苑路15号,",
    "李红, 13900139002,lihong@qingxi.cn,深圳市南山区科苑路16号 13700137003,朋友张伟",
    "公司,13800138000,someone@example.com,深圳市南山区科苑路17号,电话13600136005",
)


def told(hits):
    return [(hit.entity, hit.value, hit.start, hit.record, hit.specimen) for hit in hits]


def test_the_hits_of_a_table_are_in_order_and_made_when_they_are_asked_for(engine):
    hits = engine.document().hits(CUSTOMERS)
    assert isinstance(hits, TableHits)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)
    assert told(hits[2:5]) == told(hits)[2:5] == told([hits[2], hits[3], hits[4]])
    assert all(CUSTOMERS.text[hit.start - 100 : hit.end - 100] == hit.value for hit in hits)
    assert ("CN_MOBILE", "13900139002") in [(hit.entity, hit.value) for hit in hits]
    assert [hit.value for hit in hits if hit.specimen] == ["13800138000", "someone@example.com"]


def test_an_address_that_holds_a_number_is_searched_all_the_same(engine):
    found = [(hit.entity, hit.value) for hit in engine.document().hits(CUSTOMERS) if hit.record == 2]
    assert ("CN_MOBILE", "13700137003") in found


def test_cells_below_the_threshold_can_still_be_lifted_by_what_is_beside_them():
    strict = Engine(threshold=0.9, names=False)
    found = [(hit.entity, hit.confidence, hit.why[-1]) for hit in strict.document().hits(CUSTOMERS) if hit.record == 1]
    assert found == [("CN_MOBILE", 1.0, "beside another find"), ("EMAIL_ADDRESS", 1.0, "column title")]


def test_runs_are_counted_like_single_hits(engine, shipped, fingerprints):
    hits = engine.document().hits(CUSTOMERS)
    sums = []
    for given in (hits, list(hits)):
        counter = Counter(fingerprints, shipped.grades, shipped.company)
        counter.add_block(CUSTOMERS, given)
        sums.append((counter.tally(), [repr(finding) for finding in counter.findings]))
    assert sums[0] == sums[1]
    assert sums[0][0].persons == 4


def test_a_table_s_hits_hold_raw_values_and_say_nothing(engine):
    hits = engine.document().hits(CUSTOMERS)
    assert "王小明" not in repr(hits) + repr(hits.runs)
    for secret in (hits, hits.runs[0]):
        with pytest.raises(TypeError):
            pickle.dumps(secret)
