"""Hundreds of thousands of rows: the exact number of customers, in little memory, leaving nothing behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = 300_000
ROOM = 90
"""Megabytes that counting may take on top of what the program takes before."""


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    state = tmp_path_factory.mktemp("state")
    shown = subprocess.run(
        [sys.executable, "-m", "tests.counting.customers", str(ROWS)],
        cwd=Path(__file__).parents[2],
        env={"DLP_STATE": str(state), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(shown.stdout)


def test_every_customer_is_counted_once(counted):
    assert counted["persons"] == counted["summary"] == counted["truth"] == 210_000
    assert counted["mobiles"] == 210_000


def test_memory_is_bounded(counted):
    assert counted["mb"] - counted["mb_before"] < ROOM


def test_nothing_is_left_on_disk(counted):
    assert counted["left"] == 0
