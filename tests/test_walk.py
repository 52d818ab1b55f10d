"""Every file once, in a stable order, and a reason for the rest."""

import os

import pytest

from dlp.model import Reason
from dlp.walk import Walk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")


def walk(root, *more, skip=None):
    w = Walk.of([root, *more], skip=skip)
    seen = [(str(s.path.relative_to(root)), s.missed) for s in w]
    return seen, [str(p.relative_to(root)) for p in w.left_out]


def test_files_come_in_order_depth_first(tmp_path):
    for name in ("b/2", "b/1", "a/x/1", "c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [name for name, _ in walk(tmp_path)[0]] == ["c", "a/x/1", "b/1", "b/2"]


def test_what_is_no_regular_file_is_told(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    (tmp_path / "self").symlink_to("self")
    assert walk(tmp_path)[0] == [("dangling", Reason.VANISHED), ("pipe", Reason.SPECIAL), ("self", Reason.LOOP)]


def test_a_loop_of_folders_ends(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "file").touch()
    assert walk(tmp_path)[0] == [("a/file", None), ("a/b/up", Reason.LOOP)]


def test_links_to_files_are_seen_where_the_link_lies(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "list").touch()
    (tmp_path / "Nutstore").mkdir()
    (tmp_path / "Nutstore" / "list").symlink_to(tmp_path / "docs" / "list")
    assert walk(tmp_path)[0] == [("Nutstore/list", None), ("docs/list", None)]


def test_links_to_folders_inside_are_followed_and_others_left_out(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "list").touch()
    outside.mkdir()
    (outside / "secret").touch()
    (root / "sync").symlink_to(root / "docs")
    (root / "out").symlink_to(outside)
    seen, left_out = walk(root)
    assert seen == [("docs/list", None), ("sync/list", None)]
    assert left_out == ["out"]


def test_links_behind_links_do_not_multiply(tmp_path):
    for n in range(6):
        (tmp_path / f"d{n}").mkdir()
        (tmp_path / f"d{n}" / "file").touch()
        for other in range(6):
            (tmp_path / f"d{n}" / f"to{other}").symlink_to(tmp_path / f"d{other}")
    assert len(walk(tmp_path)[0]) < 100


def test_a_folder_named_twice_is_walked_once(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").touch()
    assert len(walk(tmp_path, tmp_path / "a")[0]) == 1


def test_our_own_state_is_never_entered(tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "ledger.db").touch()
    assert walk(tmp_path, skip=tmp_path / "state")[0] == []


def test_unreadable_folders_are_told(tmp_path, monkeypatch):
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert walk(tmp_path)[0] == [("locked", Reason.DENIED)]


def test_names_that_are_no_unicode(tmp_path):
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff\xfe.txt", os.O_CREAT))
    assert len(walk(tmp_path)[0]) == 1


def test_deep_trees_need_no_recursion(tmp_path):
    deep = tmp_path
    for _ in range(400):
        deep = deep / "d"
    os.makedirs(deep)
    (deep / "file").touch()
    assert len(walk(tmp_path)[0]) == 1
