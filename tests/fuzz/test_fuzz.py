"""A little fuzzing with every run of the tests: each reader some seconds, all together less than a minute."""

import random

import pytest

from tests.fuzz import mutator, seeds
from tests.fuzz.__main__ import fuzz
from tests.fuzz.worker import check

BUDGET, MOST = 45, 5
"""Seconds for all readers together, and for one."""


@pytest.mark.parametrize("reader", seeds.targets())
def test_a_reader_keeps_its_promise(reader, tmp_path):
    code, told, data = fuzz(reader, min(MOST, BUDGET / len(seeds.targets())), seed=20260101)
    (tmp_path / "last").write_bytes(data)
    assert code == 0, f"{reader} broke on {tmp_path / 'last'}:\n{told}"


def test_the_same_seed_makes_the_same_documents():
    def made():
        rng = random.Random(7)
        return [mutator.mutated(seeds.of("word"), rng) for _ in range(30)]

    assert made() == made()


def test_every_reader_has_documents_to_begin_with():
    for reader in seeds.targets():
        assert seeds.of(reader), reader


def test_a_broken_promise_is_noticed(monkeypatch):
    def read(source, budget, kind):
        raise KeyError
        yield

    monkeypatch.setattr("dlp.readers.child.read", read)
    with pytest.raises(KeyError):
        check("text", b"x")
