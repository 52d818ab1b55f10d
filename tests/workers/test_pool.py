"""Workers: the same findings as without, in the same order, whatever happens to the processes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from rich.progress import Progress

from dlp import policy
from dlp.cli import progress, run
from dlp.counting.spill import Scratch
from dlp.errors import WorkerError
from dlp.fingerprint import load_key
from dlp.model import Act, Document, Inspection, Place, PlaceKind, Reason, Sighting
from dlp.settings import load as load_settings
from dlp.walk import Walk
from dlp.workers import Pool, pool, units

ROOT = Path(__file__).parents[2]
ROWS = "姓名,身份证号,手机号\n王小明,440308199901101512,13900139001\n李红,110101198003076638,13900139002\n"
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
posix = pytest.mark.skipif(os.name != "posix", reason="signals and open files as POSIX has them")


@contextmanager
def workers(number=2, version=None):
    settings = load_settings({"detection.names": False}).settings
    load_key(settings.state_folder)
    with Pool(settings, version or policy.load(settings).version, Scratch(), number) as made:
        yield made


def scan(capsys, *arguments):
    """Exit code and report, but for times."""
    code = run(["scan", "--format", "jsonl", *map(str, arguments)])
    out, err = capsys.readouterr()
    report = [json.loads(line) for line in out.splitlines()]
    for line in report:
        line.pop("time", None)
    report[-1]["summary"].pop("seconds")
    return code, report, err


def descendants():
    return psutil.Process().children(recursive=True)


def is_worker(process):
    """Whether a process inspects or could be forked to: not the readers' child."""
    with suppress(psutil.Error):
        return any("dlp.workers.child" in word for word in process.cmdline())
    return False


def holding(path, processes):
    """The workers that have a file open."""
    for process in filter(is_worker, processes):
        with suppress(psutil.Error):
            if any(file.path == str(path) for file in process.open_files()):
                yield process


@contextmanager
def killer(path, times):
    """Kills workers that have a file open, so many of them; gives the list of the killed."""
    killed, done = [], threading.Event()

    def watch():
        while len(killed) < times and not done.is_set():
            for process in holding(path, descendants()):
                if process.pid not in killed:
                    process.kill()
                    killed.append(process.pid)
            time.sleep(0.01)

    thread = threading.Thread(target=watch)
    thread.start()
    yield killed
    done.set()
    thread.join()


def small_files(folder, number):
    folder.mkdir(exist_ok=True)
    for n in range(number):
        (folder / f"{n:04d}.txt").write_text(f"第{n}号纪要，联系电话139{n:08d}\n", encoding="utf-8")


def is_soon(condition, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.usefixtures("asking_host")
def test_two_workers_report_what_one_process_reports(capsys, tmp_path, state):
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "again.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "once.csv").write_text(ROWS, encoding="utf-8")
    alone = scan(capsys, ROOT / "samples", tmp_path, "--workers", 1)
    for file in state.glob("state.db*"):  # what was seen before is a fact
        file.unlink()
    shared = scan(capsys, ROOT / "samples", tmp_path, "--workers", 2)
    assert shared == alone
    code, report, _ = alone
    assert code == 1
    assert report[-1]["summary"]["persons"] > 20
    assert report[-1]["summary"]["unread"] > 2


def test_few_files_start_no_worker(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("dlp.workers.Pool", None)
    small_files(tmp_path / "few", 3)
    assert scan(capsys, tmp_path, "--no-names")[1][-1]["summary"]["files"] == 3


def test_many_files_start_workers_of_themselves(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("dlp.machine.cores", lambda: 2)
    started = []
    monkeypatch.setattr(pool.Nursery, "worker", lambda self, own=pool.Nursery.worker: started.append(1) or own(self))
    small_files(tmp_path / "many", 60)
    code, report, _ = scan(capsys, tmp_path, "--no-names")
    assert (code, report[-1]["summary"]["files"], len(started)) == (1, 60, 2)


@posix
def test_a_file_whose_worker_is_killed_is_read_by_the_next(tmp_path):
    small_files(tmp_path, 40)
    big = tmp_path / "0007-big.csv"
    big.write_text(ROWS * 60_000, encoding="utf-8")
    with workers() as pool, killer(big, times=1) as killed:
        seen = list(pool.inspect(units(Walk.of([tmp_path]))))
    assert len(killed) == 1
    assert [Path(i.sighting.path).name for i in seen] == sorted(f.name for f in tmp_path.iterdir())
    assert all(inspection.complete for inspection in seen)
    assert {i.tally.persons for i in seen if i.sighting.path == str(big)} == {2}


@posix
def test_a_file_that_kills_two_workers_was_not_inspected_and_the_rest_was(tmp_path):
    small_files(tmp_path, 40)
    big = tmp_path / "0007-big.csv"
    big.write_text(ROWS * 60_000, encoding="utf-8")
    with workers() as pool, killer(big, times=9) as killed:
        seen = list(pool.inspect(units(Walk.of([tmp_path]))))
    assert len(killed) == 2
    unread = {i.sighting.path: [u.reason for u in i.document.unread] for i in seen if i.document.unread}
    assert unread == {str(big): [Reason.CRASH]}
    assert Counter(i.sighting.path for i in seen) == Counter(str(f) for f in tmp_path.iterdir())


@posix
def test_a_whole_nursery_that_dies_is_replaced(tmp_path):
    small_files(tmp_path, 300)
    with workers() as pool:
        inspections = pool.inspect(units(Walk.of([tmp_path])))
        first = [next(inspections) for _ in range(10)]
        # the eldest first, which all others die with: killed one by one, a file's second worker may die as well
        for process in sorted(filter(is_worker, descendants()), key=psutil.Process.create_time):
            with suppress(psutil.Error):
                process.kill()
        seen = [*first, *inspections]
    assert len(seen) == 300
    assert [(i.document.unread, i.failures) for i in seen if not i.complete] == []


def start_scan(folder):
    """A scan in a process of its own, once a worker of it has a big file open."""
    big = folder / "big.csv"
    big.write_text(ROWS * 200_000, encoding="utf-8")
    program = LISTENING + "from dlp.cli import main; main()"
    scan = subprocess.Popen(
        [sys.executable, "-c", program, "scan", str(folder), "--no-names", "--workers", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    started = psutil.Process(scan.pid)
    assert is_soon(lambda: list(holding(big, started.children(recursive=True))), 60)
    return scan, started.children(recursive=True)


@posix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_when_the_scan_ends_so_do_its_workers_and_their_children(tmp_path, how):
    scan, theirs = start_scan(tmp_path)
    assert len(theirs) >= 3  # what is forked, a worker, its reader
    scan.send_signal(how)
    _, err = scan.communicate(timeout=20)
    assert scan.returncode == (130 if how == signal.SIGINT else -how)
    assert b"Traceback" not in err
    assert is_soon(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in theirs))


def test_a_worker_that_finds_another_policy_does_not_start(tmp_path):
    small_files(tmp_path, 2)
    with workers(version="another") as pool, pytest.raises(WorkerError, match="policy was changed"):
        list(pool.inspect(units(Walk.of([tmp_path]))))


def test_what_waits_for_its_turn_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "_WAITING", 4000)
    small_files(tmp_path, 300)
    (tmp_path / "0000-big.csv").write_text(ROWS * 40_000, encoding="utf-8")
    with workers() as made:
        held = [made._held for _ in made.inspect(units(Walk.of([tmp_path])))]
    assert len(held) == 301
    assert max(held) < 4000 + 2 * 3000  # one frame of each worker more
    assert held[-1] == 0


MEASURE = """
import os, sys
from pathlib import Path
import psutil
from dlp import policy
from dlp.counting.spill import Scratch
from dlp.settings import load
from dlp.walk import Walk
from dlp.workers import Pool, units

def mb(process): return process.memory_info().rss >> 20

settings, me, sizes = load({"detection.names": False}).settings, psutil.Process(), []
with Pool(settings, policy.load(settings).version, Scratch(), 2) as pool:
    for n, _ in enumerate(pool.inspect(units(Walk.of([Path(sys.argv[1])])))):
        if n in (300, 1400):
            theirs = [mb(p) for p in me.children(recursive=True)]
            sizes.append([mb(me), max(theirs)])
print(sizes[0][0], sizes[1][0], sizes[0][1], sizes[1][1], "spacy" in sys.modules)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="measured on Linux")
def test_memory_does_not_grow_with_the_number_of_files(tmp_path, state):
    small_files(tmp_path, 1500)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    early, late, theirs_early, theirs_late, engine_loaded = done.stdout.split()
    assert int(late) - int(early) <= 8
    assert int(theirs_late) - int(theirs_early) <= 16
    assert int(late) < 150
    assert int(theirs_late) < 400
    assert engine_loaded == "False"


def test_the_bar_counts_inspections_and_changes_none(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(
        Progress, "update", lambda self, task, own=Progress.update, **to: seen.append(to) or own(self, task, **to)
    )
    inspections = [fake_inspection(tmp_path / name) for name in ("a.txt", "b.txt")]
    assert list(progress.counted(iter(inspections), total=2)) == inspections
    assert seen == [{"advance": 1, "name": "a.txt"}, {"advance": 1, "name": "b.txt"}]


def fake_inspection(path):
    sighting = Sighting(str(path), Place(PlaceKind.WORKSTATION), Act.AT_REST, datetime(2026, 11, 24, tzinfo=UTC))
    return Inspection(sighting, Document("text", 1, "", 1))
