"""Raw text cannot leave by accident: hits and blocks refuse to be printed or serialised."""

import copy
import dataclasses
import json
import pickle

import pytest

from dlp.model import Block, Details, Document, Grid, Hit, Level, Locator, Reason, Status, Text, Unread

DETAILS = Details("13900139001", "139****9001", Locator("body", line=3), 0.9)
HIT = Hit("CN_MOBILE", "13900139001", 5, 16, lambda: DETAILS)
BLOCK = Block("手机13900139001", Locator("body"), grid=Grid(","))


@pytest.mark.parametrize("secret", [HIT, DETAILS, BLOCK])
def test_printing_shows_no_value(secret):
    assert "13900139001" not in repr(secret)
    assert "13900139001" not in str(secret)
    assert "13900139001" not in f"{secret}"


@pytest.mark.parametrize("secret", [HIT, DETAILS, BLOCK])
@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_serialising_is_refused(secret, leave):
    with pytest.raises(TypeError):
        leave(secret)


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        HIT.normal = "x"


@pytest.mark.parametrize(
    ("parts", "unread", "excluded", "status"),
    [
        (1, (), False, Status.READ),
        (0, (), False, Status.READ),
        (1, (Unread("a", Reason.CORRUPT),), False, Status.PARTIAL),
        (0, (Unread("", Reason.ENCRYPTED),), False, Status.UNREAD),
        (0, (), True, Status.EXCLUDED),
    ],
)
def test_document_status(parts, unread, excluded, status):
    assert Document("x", 1, "d", parts, unread, excluded=excluded).status is status


def test_levels_are_ordered():
    assert [level.rank for level in (Level.INFO, Level.CRITICAL)] == [0, 4]


def test_texts_and_locators_read_well():
    assert str(Text("中", "en")) == "中 / en"
    assert str(Text("same", "same")) == "same"
    assert str(Locator("sheet:客户", row=7, column="手机")) == "sheet:客户 row 7 column 手机"
