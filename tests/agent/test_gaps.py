"""Whatever may have been missed is on record as a gap, and is over when everything was looked through again."""

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from watchdog.observers.inotify_c import InotifyEvent, InotifyFD, Mask

from agent import survey
from agent.clock import Clock
from agent.marks import Marks, rests
from agent.notices import open_notices
from agent.observing import flagged, telling
from agent.temporaries import final_of, is_owner_file
from dlp.machine.mounts import Mount, is_remote
from dlp.model import Act, Stamp
from dlp.state.watching import Survey, Watching
from tests.agent.following import Following

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify")


def gaps(follower):
    return [(gap.why, bool(gap.ended)) for gap in follower.record.gaps(20)]


def test_after_a_restart_nothing_unchanged_is_read_again(tmp_path, state):
    for name in "abc":
        (tmp_path / name).write_text(name)
    with Following(state, tmp_path) as f:
        assert f.settled() == {"a", "b", "c"}
    before = (tmp_path / "b").stat()
    (tmp_path / "b").write_text("B")
    os.utime(tmp_path / "b", ns=(before.st_atime_ns, before.st_mtime_ns))
    with Following(state, tmp_path) as f:
        assert f.settled() == {"b"}
        assert gaps(f) == [("stopped", True)]
        last = f.record.surveys(1)[0]
    assert (last.why, last.seen, last.changed, last.complete) == ("start", 3, 1, True)


def test_what_another_policy_or_detection_looked_at_is_read_again(tmp_path, state):
    (tmp_path / "a").write_text("x")
    with Following(state, tmp_path) as f:
        assert f.settled() == {"a"}
    other = Following(state, tmp_path)
    other.watcher._stamps._versions = ("policy", "another")
    with other as f:
        assert f.settled() == {"a"}


@linux
def test_an_overflow_is_a_gap_and_everything_is_looked_through(tmp_path, state):
    with Following(state, tmp_path) as f:
        f.settled()
        with pytest.MonkeyPatch.context() as deaf:
            deaf.setattr(f.watcher._notices, "_tell", lambda *_: None)
            (tmp_path / "unheard").write_text("x")
            time.sleep(0.5)
        assert not f.happened
        f.watcher._notices._descriptor.handle_event(InotifyEvent(-1, Mask(0x4000), 0, b""))
        f.watcher._notices.on_queue_overflow()
        f.until(lambda: {Path(w.path).name for w in f.happened} == {"unheard"})
        f.until(lambda: gaps(f) and all(ended for _, ended in gaps(f)))
        assert {why for why, _ in gaps(f)} == {"overflow"}


@linux
def test_over_the_limit_of_watches_surveys_do_it_and_that_is_told(tmp_path, state, monkeypatch):
    given, add = [], InotifyFD.add_callback

    def limited(self, path, *more):
        if len(given) >= 128:
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        given.append(path)
        return add(self, path, *more)

    monkeypatch.setattr(InotifyFD, "add_callback", limited)
    for number in range(200):
        (tmp_path / f"d{number:03}").mkdir()
    with Following(state, tmp_path, reconcile_seconds=1.0) as f:
        f.settled()
        f.until(lambda: gaps(f) == [("watch_limit", False)])
        f.until(lambda: f.record.gaps(1)[0].count == 201 - 128)
        (tmp_path / "d199" / "far").write_text("x")
        assert f.wait(1) == {("far", Act.AT_REST)}
        monkeypatch.setattr(InotifyFD, "add_callback", add)
        f.until(lambda: gaps(f) == [("watch_limit", True)], seconds=15)


def test_sleep_is_a_gap(tmp_path, state):
    with Following(state, tmp_path) as f:
        f.settled()
        (tmp_path / "a").write_text("x")
        f.wait(1)
        clock = f.watcher._clock
        clock._last = clock._last[0] - 3600, clock._last[1]
        f.until(lambda: gaps(f) == [("sleep", True)])
        gap = f.record.gaps(1)[0]
        assert gap.began < gap.ended
        assert gap.roots == (str(tmp_path),)


@pytest.mark.parametrize(
    ("wall", "steady", "why"), [(5, 5, None), (3600, 2, "sleep"), (-100, 1, "clock_set_back"), (60, 60, "stalled")]
)
def test_clocks(wall, steady, why):
    now = [1000.0, 50.0]
    clock = Clock(lambda: now[0], lambda: now[1])
    now[0], now[1] = now[0] + wall, now[1] + steady
    missing = clock.missing()
    assert (missing[0] if missing else None) == why
    assert clock.missing() is None


def test_a_share_that_hangs_stops_nobody_else(tmp_path, state, monkeypatch):
    stuck, answer = tmp_path / "stuck", threading.Event()
    for name in ("stuck", "good"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "old").write_text("x")
    entered = survey.Surveyor._enter

    def enter(self, folder):
        entered(self, folder)
        if folder == stuck:
            answer.wait(30)

    monkeypatch.setattr(survey.Surveyor, "_enter", enter)
    with Following(state, stuck, tmp_path / "good", hang_seconds=1.0) as f:
        f.wait(1)
        (tmp_path / "good" / "new").write_text("x")
        f.until(lambda: len(f.happened) == 2)
        assert {Path(w.path).parent.name for w in f.happened} == {"good"}
        f.until(lambda: ("no_answer", False) in gaps(f), seconds=20)
        answer.set()
        f.until(lambda: len(f.happened) == 3)
        f.until(lambda: ("no_answer", True) in gaps(f), seconds=20)


def test_every_reconcile_leaves_a_proof(tmp_path, state):
    (tmp_path / "a").write_text("x")
    (tmp_path / "~$a").write_text("owner")
    (tmp_path / "gone").symlink_to("nowhere")
    time.sleep(0.3)
    with Following(state, tmp_path, reconcile_seconds=1.0) as f:
        f.until(lambda: any(s.why == "reconcile" for s in f.record.surveys(5)))
        first, last = f.record.surveys(50)[-1], f.record.surveys(1)[0]
    assert (first.why, first.seen, first.scanned) == ("start", 3, 2)
    assert (last.seen, last.changed, last.scanned) == (3, 1, 0)
    assert last.skipped == {"unchanged": 1, "temporary": 1, "vanished": 1}
    assert isinstance(last, Survey)


def test_a_full_queue_loses_nothing(tmp_path, state):
    with Following(state, tmp_path, queue=100) as f:
        f.settled()
        f.paused = True
        for number in range(500):
            (tmp_path / f"{number}").write_text("x")
        f.until(lambda: f.watcher._crowded)
        f.paused = False
        f.until(lambda: len({w.path for w in f.happened}) == 500, seconds=30)
        assert len(f.watcher._marks) <= 100


def test_marks_are_bounded_and_wait():
    over = []
    marks = Marks(0.05, 2, over.append)
    for name in ("a", "b", "c", "a"):
        marks.put(name, Act.WRITTEN)
    assert over == ["c"]
    assert marks.due(9) == []
    time.sleep(0.06)
    assert [mark.path for mark in marks.due(9)] == ["b", "a"]


def test_a_file_rests_by_its_times_or_because_it_looks_the_same():
    stamp = Stamp(1, 2, 3, int(100e9), int(100e9))
    assert not rests(stamp, None, 100.5, 1.0)
    assert rests(stamp, None, 101.5, 1.0)
    assert not rests(stamp, None, 50.0, 1.0)
    assert rests(stamp, stamp, 50.0, 1.0)


def test_names_of_office_and_wps():
    assert final_of("/a/~$客户.docx") == "/a/客户.docx"
    assert final_of("/a/.~客户.et") == "/a/客户.et"
    assert final_of("/a/.~lock.b.ods#") == "/a/b.ods"
    assert final_of("/a/~.b.wps") == "/a/b.wps"
    assert final_of("/a/b.docx") is None


def test_a_name_alone_hides_nothing(tmp_path):
    (tmp_path / "客户资料.docx").write_text("x")
    for name, size, owner in (("~$客户资料.docx", 162, True), ("~$资料.docx", 162, True), ("~$别的.docx", 162, False)):
        assert is_owner_file(str(tmp_path / name), size) is owner, name
    assert is_owner_file(str(tmp_path / "~$户资料.docx"), 162) is False
    assert not is_owner_file(str(tmp_path / "~$客户资料.docx"), 5000)


def test_editing_in_office_is_one_sighting(tmp_path, state):
    with Following(state, tmp_path, quiet=0.4) as f:
        (tmp_path / "~$b.docx").write_text("owner")
        (tmp_path / "~WRD1.tmp").write_text("new")
        (tmp_path / "~WRD1.tmp").rename(tmp_path / "b.docx")
        f.wait(1)
        (tmp_path / "~$b.docx").unlink()
        time.sleep(1)
    assert [Path(w.path).name for w in f.happened] == ["b.docx"]


def test_file_systems_of_others():
    mounted = (Mount("/", "ext4"), Mount("/home/w/share", "cifs"), Mount("/home/w/share/usb", "vfat"))
    assert is_remote("/home/w/share/a", mounted)
    assert not is_remote("/home/w/share2/a", mounted)
    assert not is_remote("/home/w/share/usb/a", mounted)
    assert Mount("Z:\\", "NTFS", "\\\\server\\share").remote


class Heard:
    def __init__(self):
        self.all = []

    def changed(self, path, act):
        self.all.append(("changed", path, act))

    def folder(self, path):
        self.all.append(("folder", path))

    def lost(self, why, path=""):
        self.all.append((why, path))


def test_what_other_systems_say_of_their_losses():
    heard = Heard()
    flagged([b"/a", b"/b", b"/c"], [0x01, 0x100, 0x04], heard)
    assert heard.all == [("must_scan", "/a"), ("must_scan", "/c")]

    class Emitter:
        def on_thread_start(self):
            self.watch = type("Watch", (), {"path": "C:\\a"})
            self._reader = type("Reader", (), {"_buf_queue": type("Queue", (), {"put": lambda *_: None})()})

    emitter = telling(Emitter, heard)()
    emitter.on_thread_start()
    emitter._reader._buf_queue.put((b"something", True))
    emitter._reader._buf_queue.put((b"", True))
    assert heard.all[2:] == [("overflow", "C:\\a")]


@linux
def test_folders_that_move_are_followed_under_their_new_name(tmp_path):
    heard = Heard()
    (tmp_path / "a" / "b").mkdir(parents=True)
    notices = open_notices(heard)
    try:
        for folder in (tmp_path, tmp_path / "a", tmp_path / "a" / "b"):
            assert notices.cover(folder)
        (tmp_path / "a").rename(tmp_path / "c")
        time.sleep(0.3)
        assert ("folder", str(tmp_path / "c")) in heard.all
        for folder in (tmp_path / "c", tmp_path / "c" / "b"):
            assert notices.cover(folder)
        (tmp_path / "c" / "b" / "f").write_text("x")
        time.sleep(0.3)
        assert ("changed", str(tmp_path / "c" / "b" / "f"), Act.WRITTEN) in heard.all
    finally:
        notices.stop()


def test_the_watching_process_loads_no_engine():
    code = (
        "import sys, agent.loop, agent.watch, dlp.cli.watch, dlp.workers, dlp.edition; "
        "print(sorted({'spacy', 'presidio_analyzer', 'onnxruntime', 'dlp.engine'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_status_and_coverage_tell(tmp_path, state, capsys):
    from dlp.cli import run

    assert run(["status"]) == 3
    assert "没有运行 not running" in capsys.readouterr().out
    record = Watching(state)
    record.say({"pid": os.getpid(), "queue": {"marked": 3}, "roots": {"/a": "notices"}, "workers": 2})
    number = record.open_gap("overflow", ["/a"])
    record.save(Survey("/a", "reconcile", "2026-01-01T00:00:00", 1.5, 10, 2, 1, {"unchanged": 8}, complete=True))
    assert run(["status"]) == 3
    said = capsys.readouterr().out
    assert "marked 3" in said
    assert "仍未补上 still open" in said
    assert "见到 seen 10 · 有变化 changed 2 · 已检查 scanned 1 · 跳过 skipped: unchanged 8" in said
    assert run(["coverage"]) == 3
    assert "still open" in capsys.readouterr().out
    record.close_gap(number)
    assert run(["status", "--format", "jsonl"]) == 0
    assert '"gap": "overflow"' in capsys.readouterr().out
    assert run(["coverage", "--format", "jsonl"]) == 0
