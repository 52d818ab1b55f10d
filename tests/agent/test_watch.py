"""The watcher gives out what is there, what is written, moved in and renamed, once it rests."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlp.errors import ConfigError
from dlp.model import Act, Reason
from tests.agent.following import Following
from tests.readers import makers

DLP = [sys.executable, "-c", "from dlp.cli import main; main()"]


def test_what_is_there_then_what_is_written_and_moved_in(tmp_path, state):
    (tmp_path / "old.txt").write_text("x")
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "moved.txt").write_text("x")
    with Following(state, tmp_path) as f:
        assert f.wait(1) == {("old.txt", Act.AT_REST)}
        (tmp_path / "new.txt").write_text("x")
        f.wait(2)
        (outside / "moved.txt").rename(tmp_path / "moved.txt")
        f.wait(3)
        (tmp_path / "new.txt").rename(tmp_path / "named.txt")
        seen = f.wait(4)
    assert {("new.txt", Act.WRITTEN), ("named.txt", Act.MOVED)} <= seen
    assert "moved.txt" in {name for name, _ in seen}


def test_a_folder_that_appears_is_looked_into(tmp_path, state):
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    for name in ("a/1", "a/b/2"):
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text("x")
    (tmp_path / "root").mkdir()
    with Following(state, tmp_path / "root") as f:
        shutil.copytree(outside, tmp_path / "root" / "copied")
        shutil.move(outside, tmp_path / "root" / "moved")
        f.wait(4)
    assert {str(Path(h.path).relative_to(tmp_path / "root")) for h in f.happened} == {
        "copied/a/1",
        "copied/a/b/2",
        "moved/a/1",
        "moved/a/b/2",
    }


def test_a_file_is_given_out_once_it_rests_and_once_a_state(tmp_path, state):
    with Following(state, tmp_path, quiet=0.6) as f:
        with (tmp_path / "slow.txt").open("w") as out:
            for _ in range(6):
                out.write("x")
                out.flush()
                time.sleep(0.2)
            assert f.happened == []
        assert len(f.wait(1)) == 1
        (tmp_path / "slow.txt").read_text()
        os.utime(tmp_path)
        time.sleep(1.2)
        assert len(f.happened) == 1


def test_what_cannot_be_looked_into_is_told(tmp_path, state):
    os.mkfifo(tmp_path / "pipe")
    with Following(state, tmp_path) as f:
        f.wait(1)
    assert f.happened[0].missed is Reason.SPECIAL


def test_files_that_vanish_at_once_are_no_news(tmp_path, state):
    with Following(state, tmp_path) as f:
        (tmp_path / "gone.txt").write_text("x")
        (tmp_path / "gone.txt").unlink()
        time.sleep(1)
    assert f.happened == []


def test_our_own_state_is_not_followed(tmp_path):
    (tmp_path / "state").mkdir()
    with Following(tmp_path / "state", tmp_path) as f:
        (tmp_path / "state" / "more.txt").write_text("x")
        (tmp_path / "real.txt").write_text("x")
        assert f.wait(1) == {("real.txt", Act.WRITTEN)}
        time.sleep(0.6)
    assert len(f.happened) == 1


def test_a_missing_folder_is_refused(tmp_path, state):
    with pytest.raises(ConfigError, match="no such folder"):
        Following(state, tmp_path / "none")


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_dlp_watch_raises_the_same_incidents_as_a_scan(tmp_path, state):
    sync, outbox = tmp_path / "home" / "wangfang" / "Nutstore", tmp_path / "mails"
    sync.mkdir(parents=True)
    outbox.mkdir()
    command = [*DLP, "watch", str(tmp_path / "home"), "--outbox", str(outbox), "--format", "jsonl"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "DLP_WATCH_QUIET_SECONDS": "0.2"},
    )
    assert "watching" in process.stderr.readline()
    time.sleep(1)
    (sync / "a.csv").write_text("姓名,手机\n王小明,13900139001\n", encoding="utf-8")
    first = json.loads(process.stdout.readline())
    (outbox / "1.eml").write_bytes(makers.mail("客户王小明先生，手机13900139001"))
    second = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert (first["rule"], first["act"]) == ("4.2.2-personal-storage", "written")
    assert (second["rule"], second["act"], second["place"]) == ("5.4-personal-mail", "sent", "personal_mail")
    assert json.loads(rest.splitlines()[-1])["summary"]["incidents"] == 2
    scanned = subprocess.run(
        [*DLP, "scan", str(sync), "--format", "jsonl"], capture_output=True, text=True, check=False
    )
    assert json.loads(scanned.stdout.splitlines()[0])["incident"] == first["incident"]


def test_watching_nothing_is_refused():
    done = subprocess.run([*DLP, "watch"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "watch.folders" in done.stderr
