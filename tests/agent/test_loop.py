"""The loop of the agent with workers that answer at once: what is put on record, and when a file is done."""

import pytest

from agent.loop import Agent
from agent.watch import Followed, Watcher
from dlp.model import Act
from dlp.settings import Watch
from dlp.state import State
from dlp.state.stamps import Stamps
from dlp.state.watching import Watching
from dlp.workers.unit import inspect
from tests.agent.test_outbox import mail, pipeline, recipients, unsent

__all__ = ["pipeline"]


class Inline:
    """A crew that inspects in this process."""

    room, size, working, patience = 4, 1, 0, 10.0

    def __init__(self, pipeline):
        self._pipeline, self._jobs = pipeline, []

    def give(self, job):
        self._jobs.append(job)

    def hear(self, _):
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            seen = job.unit().seen[0]
            yield job, inspect(self._pipeline, seen, job.place, job.act)

    def close(self):
        pass


class Record:
    """The sink, which keeps what it was given."""

    def __init__(self, state):
        self.state, self.taken = State(state, "policy", "detection"), []
        self.flush, self.mailbox = self.state.flush, self.state.mailbox

    def __call__(self, inspection):
        self.taken.append(inspection)
        self.state.record(inspection)


@pytest.fixture
def agent(pipeline, state, tmp_path):
    box, folder = tmp_path / "box", tmp_path / "folder"
    box.mkdir()
    folder.mkdir()
    record = Record(state)
    chosen = Watch(quiet_seconds=0.1, removable=False, reconcile_seconds=1.0)
    watcher = Watcher(Followed([folder], [box], state, chosen), Watching(state), Stamps(state, "policy", "detection"))
    agent = Agent(watcher, Inline(pipeline), record)
    agent.box, agent.folder, agent.record, agent.watcher = box, folder, record, watcher
    return agent


def turned(agent, turns=60):
    """Turns of the loop until nothing is left to be done."""
    left = iter(range(turns))

    def over():
        import time

        time.sleep(0.05)
        return next(left, None) is None

    agent.run(over)
    return agent.record.taken


def test_messages_of_a_mailbox_are_sent_files_of_a_folder_were_written(agent):
    unsent(agent.box / "Unsent Messages", mail(1, "a@qq.com"), mail(2, "b@163.com"))
    (agent.box / "3.eml").write_bytes(mail(3, "c@gmail.com"))
    (agent.folder / "notes.txt").write_text("无")
    taken = turned(agent)
    sent = [i for i in taken if i.sighting.act is Act.SENT]
    assert {frozenset(recipients(i)) for i in sent} == {
        frozenset({a}) for a in ("a@qq.com", "b@163.com", "c@gmail.com")
    }
    assert len(taken) == 4, "each of them once, though the folder was looked through again and again"
    assert agent.watcher.idle


def test_a_mailbox_is_on_record_as_it_was_read(agent, state):
    box = agent.box / "Unsent Messages"
    unsent(box, mail(1, "a@qq.com"), mail(2, "b@163.com"))
    turned(agent)
    stamps = Stamps(state, "policy", "detection")
    from dlp.readers import stamp

    assert stamps.news({str(box): stamp(box.stat())}) == set()
    unsent(box, mail(2, "b@163.com"))
    assert stamps.news({str(box): stamp(box.stat())}) == {str(box)}
