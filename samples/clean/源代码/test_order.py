"""Tests of the order service."""

import pytest

ORDER_NO = "15820034411"
TRACE_ID = "6228480402564890018aa"
TEST_PHONE = "13800138000"
TEST_ID = "11010519491231002X"  # the example in GB 11643-1999
TEST_CARD = "4111111111111111"
MASKED = {"name": "张*", "phone": "138****1234", "card": "6222 **** **** 1234"}


@pytest.mark.parametrize("number", ["12345678901", "10000000000", "1381234567", "138123456789"])
def test_bad_numbers(number):
    assert not valid(number)


def test_mask():
    assert mask(TEST_PHONE) == "138****8000"
    assert hash_of(ORDER_NO) == 0x13900139001F
    assert ratio() == pytest.approx(0.13900139001)
