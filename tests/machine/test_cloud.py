"""What lies only in a cloud is told by stat, on every system, and never opened."""

import os
import stat
from types import SimpleNamespace

import pytest

from dlp import machine
from dlp.machine.cloud import is_elsewhere
from dlp.model import Reason

ARCHIVE, SPARSE, REPARSE, PINNED, UNPINNED = 0x20, 0x200, 0x400, 0x80000, 0x100000


@pytest.mark.parametrize(
    ("state", "elsewhere"),
    [
        ({"st_file_attributes": ARCHIVE}, False),
        ({"st_file_attributes": ARCHIVE | PINNED}, False),
        ({"st_file_attributes": ARCHIVE | REPARSE}, False),  # deduplicated, or a local file of a sync root
        ({"st_file_attributes": ARCHIVE | SPARSE | UNPINNED}, False),
        ({"st_file_attributes": ARCHIVE | SPARSE | REPARSE | UNPINNED | 0x1000 | 0x400000}, True),  # OneDrive
        ({"st_file_attributes": ARCHIVE | REPARSE | 0x400000}, True),
        ({"st_file_attributes": ARCHIVE | 0x1000}, True),  # moved to tape
        ({"st_file_attributes": 0x40000}, True),
        ({"st_flags": 0}, False),
        ({"st_flags": 0x20}, False),  # UF_COMPRESSED: it has no blocks, and is here
        ({"st_flags": 0x40000000 | 0x20}, True),  # iCloud, File Provider
        ({"st_blocks": 0}, False),  # sparse, or small enough for its inode
        ({}, False),
    ],
)
def test_by_the_values_of_each_system(state, elsewhere):
    state = SimpleNamespace(st_mode=stat.S_IFREG | 0o644, st_size=5_000_000, **state)
    assert is_elsewhere(state) is elsewhere


def test_a_sparse_file_of_this_system_is_here(tmp_path):
    with open(tmp_path / "sparse", "wb") as file:
        file.truncate(1 << 20)
    assert not is_elsewhere(os.stat(tmp_path / "sparse"))


def test_such_a_file_is_never_opened(reader, tmp_path, monkeypatch):
    (tmp_path / "名单.csv").write_text("手机13900139001", encoding="utf-8")
    monkeypatch.setattr(machine, "is_elsewhere", lambda _: True)
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))
    reading = reader.open(tmp_path / "名单.csv")
    assert list(reading.blocks()) == []
    assert [u.reason for u in reading.document().unread] == [Reason.CLOUD_ONLY]
