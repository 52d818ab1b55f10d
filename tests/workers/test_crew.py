"""A crew works as long as there is something to do, whatever happens to its processes."""

import time

import psutil

from dlp import policy
from dlp.counting.spill import Scratch
from dlp.fingerprint import load_key
from dlp.model import Act, Reason, Status
from dlp.settings import load as load_settings
from dlp.walk import Seen
from dlp.workers import Crew, Job


def heard(crew, number, seconds=90):
    done, end = [], time.monotonic() + seconds
    while len(done) < number and time.monotonic() < end:
        done += crew.hear(0.1)
    return done


def test_killed_workers_are_replaced_and_idle_ones_end(tmp_path):
    settings = load_settings({"detection.names": False}).settings
    load_key(settings.state_folder)
    crew = Crew(settings, policy.load(settings).version, Scratch(), 2, idle=1.0)
    file = tmp_path / "a.txt"
    file.write_text("手机13900139001", encoding="utf-8")
    try:
        crew.give(Job(Seen(file), Act.WRITTEN))
        assert crew.room == 1
        [(job, inspection)] = heard(crew, 1)
        assert (job.seen.path, inspection.sighting.act) == (file, Act.WRITTEN)
        assert inspection.document.status is Status.READ
        for process in psutil.Process().children(recursive=True):
            process.kill()
        time.sleep(0.5)
        crew.give(Job(Seen(file)))
        [(_, inspection)] = heard(crew, 1)
        assert not inspection.document.unread
        crew.patience = 0.0
        crew.give(Job(Seen(file)))
        crew._hands[0].job.since -= 1
        assert list(crew.hear(0)) == []
        crew.patience = 600.0
        [(_, inspection)] = heard(crew, 1)
        assert [u.reason for u in inspection.document.unread] == [Reason.TIMEOUT]
        end = time.monotonic() + 15
        while crew.size and time.monotonic() < end:
            list(crew.hear(0.1))
        assert crew.size == 0
    finally:
        crew.close()
