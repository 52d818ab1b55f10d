"""Bursts of files: whatever the system tells or loses, what was found is what a full look finds."""

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.agent.following import Following
from tests.chaos.bursts import KINDS


@pytest.fixture(params=("calm", "busy"))
def interpreter(request):
    """With and without two threads that keep this interpreter busy, as a watcher beside an engine would be."""
    over = threading.Event()
    pattern, text = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "无敏感内容 lorem ipsum 12345 " * 400

    def burn():
        while not over.is_set():
            sum(1 for _ in pattern.finditer(text))

    threads = [threading.Thread(target=burn) for _ in range(2 if request.param == "busy" else 0)]
    for thread in threads:
        thread.start()
    yield request.param
    over.set()
    for thread in threads:
        thread.join()


def there(root):
    """What a full look meets, with its state."""
    return {str(f): (f.stat().st_ino, f.stat().st_size, f.stat().st_ctime_ns) for f in root.rglob("*") if f.is_file()}


def recorded(follower):
    return {w.path: (w.stamp.inode, w.stamp.size, w.stamp.changed) for w in follower.happened if w.stamp}


@pytest.mark.parametrize("kind", KINDS)
def test_found_is_what_is_there(kind, interpreter, tmp_path, state, request, record_property):
    burst = request.config.getoption("--burst")
    root, stage = tmp_path / "root", tmp_path / "stage"
    root.mkdir()
    stage.mkdir()
    with Following(state, root, quiet=0.5) as f:
        f.settled()
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.chaos.bursts", kind, str(root), str(stage), str(burst), "1"]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
        made = time.monotonic()
        expected = there(root)
        f.until(lambda: expected.items() <= recorded(f).items(), seconds=60 + burst / 50)
        found = time.monotonic()
        gaps = [gap.why for gap in f.record.gaps(100)]
    said = f"{kind} {interpreter}: {burst / (made - began):.0f} files/s, found {found - made:.1f} s later, gaps {gaps}"
    record_property("burst", said)
    sys.stdout.write(said + "\n")
    assert len(expected) == (burst - (burst + 1) // 2 if kind == "deleted" else burst)
    assert set(gaps) <= {"overflow", "stalled"}
