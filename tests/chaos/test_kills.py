"""kill -9 of whatever process, whenever: working again soon, nothing told is lost, and all is found in the end.

The test is the service manager: it starts the agent anew when it has ended, as systemd's Restart=always does.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from dlp.ledger import Ledger
from dlp.state.watching import Watching
from tests.chaos.bursts import KINDS, text

DLP = [sys.executable, "-c", "from dlp.cli import main; main()"]
AGAIN = 10.0
"""Seconds within which the agent follows folders again."""
ENOUGH = 240.0

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


class Service:
    """The agent as a service: started anew whenever it is gone. `told`: all lines of all that ran."""

    def __init__(self, root, out):
        self.command = [*DLP, "watch", str(root), "--place", "personal_sync", "--format", "jsonl"]
        self.out, self.starts, self.slowest = out, 0, 0.0
        self.env = {**os.environ, "DLP_WATCH_QUIET_SECONDS": "0.3", "DLP_DETECTION_NAMES": "false"}
        self.env["DLP_WATCH_RECONCILE_SECONDS"] = "20"
        self._start()

    def _start(self):
        self.starts += 1
        with open(self.out, "ab") as out, open(f"{self.out}.err", "ab") as err:
            self.process = subprocess.Popen(self.command, stdout=out, stderr=err, env=self.env)

    def keep(self, record):
        """Start it anew if it has ended, and wait until it says that it follows."""
        if self.process.poll() is None:
            return
        began = time.monotonic()
        self._start()
        while (alive := record.alive()) is None or alive.body["pid"] != self.process.pid:
            assert time.monotonic() - began < ENOUGH
            if self.process.poll() is not None:
                self._start()
            time.sleep(0.05)
        self.slowest = max(self.slowest, time.monotonic() - began)

    def tree(self):
        with suppress(psutil.Error):
            mother = psutil.Process(self.process.pid)
            return [mother, *mother.children(recursive=True)]
        return []

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def told(out):
    """The incidents that were told; a line that a kill cut short is none."""
    for line in Path(out).read_text(encoding="utf-8").splitlines():
        with suppress(ValueError):
            row = json.loads(line)
            if "incident" in row:
                yield row["incident"]


def on_record(state):
    return {(entry.incident.id, entry.incident.sighting.path) for entry in Ledger(state).entries()}


def kill_one(service, chance):
    """A random one of the agent's processes, of each kind as often."""
    by_kind = {}
    for process in service.tree():
        with suppress(psutil.Error):
            by_kind.setdefault(" ".join(process.cmdline()[-2:-1]), []).append(process)
    if by_kind:
        victim = chance.choice(by_kind[chance.choice(sorted(by_kind))])
        with suppress(psutil.Error):
            victim.kill()
            return "agent" if victim.pid == service.process.pid else "child"
    return "nobody"


@posix
def test_killed_again_and_again(tmp_path, state, request, record_property):
    kills, burst = request.config.getoption("--kills"), min(request.config.getoption("--burst"), 400)
    chance = random.Random(request.config.getoption("--seed"))
    root, stage, out = tmp_path / "root", tmp_path / "stage", tmp_path / "told"
    root.mkdir()
    stage.mkdir()
    record, killed = Watching(state), []
    service = Service(root, out)
    for turn in range(kills):
        kind = KINDS[(turn + 1) % len(KINDS)]
        command = [sys.executable, "-m", "tests.chaos.bursts", kind, str(root), str(stage), str(burst // 4)]
        subprocess.run([*command, str(1000 * turn + 1)], check=True, cwd=Path(__file__).parents[2])
        time.sleep(chance.uniform(0, 6))
        killed.append(kill_one(service, chance))
        time.sleep(0.2)
        service.keep(record)
    (root / "last.csv").write_text(text(9_999_999), encoding="utf-8")
    expected = {str(path) for path in root.rglob("*.csv")}
    end = time.monotonic() + ENOUGH
    while {path for _, path in on_record(state)} < expected and time.monotonic() < end:
        service.keep(record)
        time.sleep(0.5)
    found = on_record(state)
    service.end()
    record_property("kills", f"{kills} kills, {service.starts} starts, slowest {service.slowest:.1f} s")
    sys.stdout.write(
        f"{Counter(killed)}, {service.starts} starts, following again after at most {service.slowest:.1f} s\n"
    )
    assert expected <= {path for _, path in found}, "a file was not found"
    assert set(told(out)) <= {number for number, _ in found}, "an incident was told that is not on record"
    assert service.slowest < AGAIN
    assert "wrong" not in Path(f"{out}.err").read_text(encoding="utf-8")
