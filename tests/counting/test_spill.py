"""Tables on disk: the same rows as in memory, private, gone afterwards, and loud when the disk is full."""

import errno
import io
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.counting import spill
from dlp.counting.spill import Scratch, Table
from dlp.errors import SpillError

rows_of_two = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


def filled(scratch, *lots):
    table = Table(2, scratch)
    for rows in lots:
        table.add(np.array(rows, np.uint64).reshape(-1, 2))
    return table


def plain(table):
    return [tuple(row) for rows in table.chunks() for row in rows.tolist()]


@given(st.lists(rows_of_two, max_size=8), st.integers(2, 40))
def test_a_table_is_a_sorted_set_in_any_memory(lots, rows):
    table = filled(Scratch(rows=rows), *lots)
    assert plain(table) == plain(table) == sorted(set().union(*map(set, lots)))
    assert len(table) == len(set().union(*map(set, lots)))
    assert bool(table) or not any(lots)


@given(st.lists(rows_of_two, max_size=4), st.lists(rows_of_two, max_size=4))
def test_a_table_absorbs_another(lots, more):
    scratch = Scratch(rows=10)
    one, two = filled(scratch, *lots), filled(scratch, *more)
    one.absorb(two)
    assert plain(one) == sorted(set().union(*map(set, lots + more)))
    assert (plain(two), bool(two)) == ([], False)


def test_many_runs_become_few(monkeypatch):
    monkeypatch.setattr(spill, "_FAN_IN", 4)
    numbers = np.random.default_rng(3).integers(0, 3000, (20_000, 2), np.uint64)
    table = filled(Scratch(rows=50), numbers)
    assert all(len(file.runs) < 4 for file in table._files)
    assert 3 < len(table._files) < 8
    assert plain(table) == sorted(set(map(tuple, numbers.tolist())))


def test_memory_holds_no_more_rows_than_allowed():
    table = Table(2, Scratch(rows=1000))
    numbers = np.random.default_rng(3).integers(0, 2**63, (50_000, 2), np.uint64)
    for start in range(0, 50_000, 700):
        table.add(numbers[start : start + 700])
        assert sum(map(len, table._fresh)) <= 1700
    assert max(map(len, table.chunks())) <= 1000 + 2 * len(table._files[0].runs) * spill._LEAST_CHUNK
    assert len(table) == 50_000


def test_files_have_no_name_and_their_folder_is_private(tmp_path):
    folder = tmp_path / "state" / "counting"
    table = filled(Scratch(folder, rows=10), np.arange(200))
    assert table._files
    assert list(folder.iterdir()) == []
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_is_left_of_a_process_that_was_killed(tmp_path):
    code = (
        "import sys, time, numpy as np; from pathlib import Path; from dlp.counting.spill import Scratch, Table\n"
        "table = Table(1, Scratch(Path(sys.argv[1]), rows=10)); table.add(np.arange(10000, dtype=np.uint64)[:, None])\n"
        "print('spilled', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout.readline() == "spilled\n"
        child.send_signal(signal.SIGKILL)
    assert list(tmp_path.iterdir()) == []


def test_what_a_power_failure_left_goes_at_the_next_start(tmp_path):
    left, young, other = tmp_path / "count-old", tmp_path / "count-new", tmp_path / "notes"
    for file in (left, young, other):
        file.write_bytes(b"x")
    for file in (left, other):
        os.utime(file, (time.time() - 7200,) * 2)
    Scratch(tmp_path)
    assert sorted(tmp_path.iterdir()) == [young, other]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="NOT RUN: needs a device that is always full")
def test_a_full_disk_is_an_error_and_no_count(monkeypatch):
    monkeypatch.setattr(spill.tempfile, "TemporaryFile", lambda **_: io.FileIO("/dev/full", "r+"))
    table = Table(1, Scratch(rows=10))
    with pytest.raises(SpillError, match="temporary file of a count") as error:
        table.add(np.arange(100, dtype=np.uint64)[:, None])
    assert error.value.__cause__.errno == errno.ENOSPC


def test_a_folder_that_cannot_be_used_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SpillError, match="temporary file of a count"):
        filled(Scratch(tmp_path / "file" / "counting", rows=10), np.arange(200))


def test_rows_that_are_gone_are_an_error():
    table = filled(Scratch(rows=10), np.arange(200))
    table._files[0]._raw.truncate(100)
    with pytest.raises(SpillError):
        len(table)
