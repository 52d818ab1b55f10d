"""Signed papers: whatever byte is changed, the paper no longer counts."""

import json
import stat
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.approvals import Approver, Grant, Papers, Revocations
from dlp.approvals.grant import grant_of
from dlp.approvals.keys import load_key, make_key
from dlp.approvals.persons import Persons
from dlp.approvals.revocations import revocations_of
from dlp.approvals.signed import NotAPaperError, read, write
from dlp.errors import ConfigError
from dlp.model import PlaceKind, Text

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
MAX_DAY = date.max


def make_grant(**more) -> Grant:
    values = {
        "id": "a1",
        "issued": NOW,
        "first": NOW,
        "until": NOW + timedelta(days=30),
        "approver": "信息安全部",
        "purpose": "委托催收",
        "files": frozenset({"d" * 64}),
        "persons": Persons(np.array([3, 7, 2**63], np.uint64)),
        "people": 3,
        "secret": "ab" * 8,
        "recipients": frozenset({"case@p.example"}),
        "channels": frozenset({PlaceKind.PARTNER_MAIL}),
        "sender": "",
        "uses": 2,
    }
    return Grant(**{**values, **more})


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return make_key(tmp_path_factory.mktemp("keys") / "k.pem")


@pytest.fixture(scope="module")
def approvers(key):
    return {key.id: Approver(Text("甲", "A"), key.public, NOW.date(), MAX_DAY)}


@pytest.fixture(scope="module")
def paper(key) -> bytes:
    return write(make_grant().body(), key)


def is_trusted(folder, data: bytes, approvers) -> bool:
    (folder / "a.json").write_bytes(data)
    papers = Papers((folder,), approvers)
    papers.refresh()
    return any(p.trusted for p in papers.papers)


def test_a_grant_survives_the_way_to_a_file_and_back(paper, key):
    signed = read(paper)
    assert signed.holds(key.public)
    assert grant_of(signed.body).body() == make_grant().body()
    assert "委托催收" in paper.decode()


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_any_change_of_a_byte_makes_it_invalid(paper, key, data):
    at = data.draw(st.integers(0, len(paper) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != paper[at]))
    changed = paper[:at] + bytes([byte]) + paper[at + 1 :]
    try:
        signed = read(changed)
    except NotAPaperError:
        return
    # the number of the key is not signed, but names a key: under another the signature does not count
    assert signed.key != key.id or not signed.holds(key.public)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_nothing_can_be_put_in_or_taken_out(paper, key, data):
    at = data.draw(st.integers(0, len(paper)))
    end = data.draw(st.integers(at, min(len(paper), at + 40)))
    more = data.draw(st.binary(max_size=20))
    changed = paper[:at] + more + paper[end:]
    if changed == paper:
        return
    try:
        signed = read(changed)
    except NotAPaperError:
        return
    assert signed.key != key.id or not signed.holds(key.public)


def test_every_single_bit_counts(paper, key, approvers, tmp_path):
    assert is_trusted(tmp_path, paper, approvers)
    for at in range(0, len(paper), 7):
        changed = bytearray(paper)
        changed[at] ^= 1
        assert not is_trusted(tmp_path, bytes(changed), approvers), at


def test_the_same_content_in_another_form_is_no_paper(paper):
    outer = json.loads(paper)
    for other in (
        json.dumps(outer).encode(),
        paper + b"\n",
        b"\xef\xbb\xbf" + paper,
        paper.replace(b'"key"', b'"key": "x", "key"', 1),
    ):
        with pytest.raises(NotAPaperError):
            read(other)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"[" * 5000, b'{"paper": 1, "key": "k", "signature": "zz"}', b"\xff"]
)
def test_what_is_no_paper_is_said_to_be_none(data):
    with pytest.raises(NotAPaperError):
        read(data)


def test_only_an_approvers_key_on_his_days_counts(paper, key, approvers, tmp_path):
    other = make_key(tmp_path / "other.pem")
    assert not is_trusted(tmp_path, write(make_grant().body(), other), approvers)
    assert not is_trusted(tmp_path, paper, {})
    late = {key.id: Approver(Text("甲", "A"), key.public, MAX_DAY, MAX_DAY)}
    assert not is_trusted(tmp_path, paper, late)


@pytest.mark.parametrize(
    "change",
    [{"uses": -1}, {"uses": True}, {"uses": "2"}, {"until": "2026-10-01"}, {"until": "soon"}, {"channels": ["pigeon"]},
     {"form": "x"}, {"recipients": 3}, {"content": {}}, {"purpose": None}],
)  # fmt: skip
def test_a_grant_that_says_impossible_things_is_none(change):
    with pytest.raises(ValueError):  # noqa: PT011 - the words do not matter
        grant_of({**make_grant().body(), **change})


def test_lists_of_withdrawn_approvals():
    made = Revocations(3, NOW, frozenset({"b", "a"}))
    assert revocations_of(made.body()) == made
    for change in ({"number": 0}, {"number": "3"}, {"ids": "a"}, {"ids": [1]}, {"issued": "x"}, {"form": ""}):
        with pytest.raises(ValueError):  # noqa: PT011 - the words do not matter
            revocations_of({**made.body(), **change})


def test_the_private_key_is_the_owners_alone(tmp_path):
    file = tmp_path / "k.pem"
    key = make_key(file, "口令")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_key(file, "口令").public == key.public
    assert repr(key) == f"<PrivateKey {key.id}>"
    with pytest.raises(ConfigError, match="passphrase"):
        load_key(file)
    with pytest.raises(ConfigError, match="cannot write"):
        make_key(file)
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="others can read"):
        load_key(file, "口令")


def test_persons_are_numbers_that_show_nothing():
    some = Persons(np.array([1, 5], np.uint64))
    assert Persons.decoded(some.encoded()).numbers.tolist() == [1, 5]
    assert repr(some) == "<Persons 2 numbers>"
    for wrong in ("*", "AAA=", "AAAA"):
        with pytest.raises(ValueError):  # noqa: PT011 - the words do not matter
            Persons.decoded(wrong)
