"""Judging a message in a worker, in time, and putting what was found on record before anything is done."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor

from agent.relay.decision import Decision, Fate, decide
from dlp.errors import SpillError, WorkerError
from dlp.judge import Seen
from dlp.judging import Judging
from dlp.leaks import Leaks
from dlp.ledger import Algorithm, Ledger
from dlp.model import Document, Inspection, Reason, Tally, Unread
from dlp.policy import Policy
from dlp.settings import Settings
from dlp.state import State
from dlp.workers import Desk, Letter


class Uninspected(Exception):
    """A message could not be inspected, or not in time. `passed`: by the settings it goes on all the same."""

    def __init__(self, reason: Reason, *, passed: bool) -> None:
        super().__init__(reason.value)
        self.reason, self.passed = reason, passed


class Records:
    """The ledger and the record of inspections, written by one thread at a time. Raises StateError."""

    def __init__(self, settings: Settings, policy: Policy) -> None:
        self._ledger = Ledger(settings.state_folder, Algorithm(settings.ledger.algorithm))
        self._leaks = Leaks(settings.state_folder, settings.leaks.days)
        self._state = State(settings.state_folder, policy.version)
        self._lock = threading.Lock()

    def __call__(self, inspection: Inspection, *, leaves: bool = False) -> None:
        """Put an inspection on record; its incidents are durable on return.

        leaves: the message goes on, and so counts among what its sender has given away.
        """
        with self._lock:
            self._ledger.record((*inspection.incidents, *inspection.suppressed))
            self._state.record(inspection)
            if leaves:
                self._leaks.record(inspection)
            if inspection.tally.subjects:
                inspection.tally.subjects.clear()

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            self._state.flush()


class Assessor:
    """Judges letters, several at once. Use in one event loop."""

    def __init__(self, settings: Settings, policy: Policy, desk: Desk, number: int) -> None:
        self._relay, self._policy, self._desk = settings.relay, policy, desk
        self.records = Records(settings, policy)
        self._judging = Judging(policy)
        # as many threads as messages may be under way: those that wait for a worker must not hold up the clock
        self._threads = ThreadPoolExecutor(max(number, settings.relay.connections), "judge")

    async def judge(self, letter: Letter) -> Decision:
        """What the rules want of a letter; on record before this returns.

        Raises:
            Uninspected: that is on record too.
            StateError: nothing can be put on record.
        """
        work = asyncio.get_running_loop().run_in_executor(self._threads, self._recorded, letter)
        try:
            # what takes too long goes on, and is still put on record when it is done
            return decide(await asyncio.wait_for(asyncio.shield(work), self._relay.seconds))
        except TimeoutError:
            work.add_done_callback(_heard)
            reason = Reason.TIMEOUT
        except (WorkerError, SpillError):
            reason = Reason.CRASH
        raise await asyncio.to_thread(self._failed, letter, reason)

    def again(self, letter: Letter) -> Decision:
        """Judge a held letter once more, without haste. Raises WorkerError, StateError."""
        return decide(self._recorded(letter))

    def close(self) -> None:
        """Write what waits, and let go of threads; those that still judge end with the desk."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.records.flush()

    def _recorded(self, letter: Letter) -> Inspection:
        inspection = self._desk.inspect(letter)
        delivered = decide(inspection).fate is Fate.DELIVER
        self.records(inspection, leaves=delivered or not self._relay.enforce)
        return inspection

    def _failed(self, letter: Letter, reason: Reason) -> Uninspected:
        """Put on record that a letter was not inspected, and whether it goes on."""
        passed = not self._relay.enforce or self._relay.on_failure == "fail_open"
        digest = hashlib.sha256(letter.content).hexdigest()
        document = Document("eml", len(letter.content), digest, 0, (Unread("", reason, "eml"),))
        sighting = letter.sighting(self._policy.places)
        self.records(self._judging.judged(Seen(sighting, document, Tally(), also={"passed_uninspected": passed})))
        return Uninspected(reason, passed=passed)


def _heard(work: asyncio.Future[Inspection]) -> None:
    """Nobody waits for it any more; asking for its exception keeps asyncio from complaining."""
    if not work.cancelled():
        work.exception()
