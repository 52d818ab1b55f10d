"""Passes on what is in the spool, again and again until the next hop takes it or refuses it for good.

There is no age at which a message is given up. One that the next hop refuses goes back to its sender
as a report (RFC 3464); where nobody may be told, it stays in the spool as failed.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from agent.relay import dsn
from agent.relay.audit import Audit
from agent.relay.dsn import NOBODY, Failure, Mailing, Receiver
from agent.relay.hop import Answer, Hop, HopDown
from agent.relay.seal import BrokenSealError
from agent.relay.spool import Entry, Spool, Stand
from dlp.model import Text

FIRST, LONGEST = 5.0, 1800.0
"""Seconds until the second try, and the longest between two."""
LANES = 4
"""How many messages go on at a time."""
_REFUSED = Text("以下收件人的邮件服务器拒收。", "The next mail server refused the message for these recipients.")


def pause(tries: int) -> float:
    """Seconds to wait after so many tries: twice as long each time, and never the same for all (jitter)."""
    return min(LONGEST, FIRST * 2.0 ** min(tries, 20)) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


@dataclass(slots=True)
class _Patience:
    """How often a message was tried, and when it is due again."""

    tries: int = 0
    due: float = 0.0


class Courier:
    """Empties the queue of a spool in a few threads. connect: gives a conversation that may send, or raises HopDown."""

    def __init__(self, spool: Spool, audit: Audit, connect: Callable[[], Hop], name: str) -> None:
        self._spool, self._audit, self._connect, self._name = spool, audit, connect, name
        self._patience: dict[str, _Patience] = {}
        self._under_way: set[str] = set()
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(LANES, "courier")

    def round(self) -> int:
        """Start on all that is due and has a lane; how many."""
        started = 0
        queued = self._spool.ids(Stand.QUEUED)
        with self._lock:
            self._patience = {i: p for i, p in self._patience.items() if i in set(queued)}
            for identity in queued:
                patience = self._patience.setdefault(identity, _Patience())
                if len(self._under_way) >= LANES:
                    break
                if identity not in self._under_way and patience.due <= time.monotonic():
                    self._under_way.add(identity)
                    self._threads.submit(self._try, identity, patience).add_done_callback(self._look)
                    started += 1
        return started

    def close(self) -> None:
        """Let go; what is under way ends with its connection, and is still in the spool."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _try(self, identity: str, patience: _Patience) -> None:
        patience.tries += 1
        patience.due = time.monotonic() + pause(patience.tries)
        try:
            entry = self._spool.get(Stand.QUEUED, identity)
            with contextlib.closing(self._connect()) as hop:
                self._pass_on(identity, entry, hop)
        except BrokenSealError:
            self._spool.move(identity, Stand.QUEUED, Stand.FAILED)
            self._audit.note("broken", identity)
        except (HopDown, OSError):
            pass  # it stays where it is, and is due again
        finally:
            with self._lock:
                self._under_way.discard(identity)

    def _look(self, done: Future[None]) -> None:
        """Something failed that nobody thought of: the message is still there, and that it failed is on record."""
        error = None if done.cancelled() else done.exception()
        if error:
            self._audit.note("failed", "", error=type(error).__name__)

    def _pass_on(self, identity: str, entry: Entry, hop: Hop) -> None:
        """One message, to all its recipients in one go. Raises HopDown, OSError."""
        outcome = attempt(hop, entry)
        failures = tuple(Failure(each, _said(a)) for each, a in outcome.items() if not a.good and not a.passing)
        later = tuple(each for each, answer in outcome.items() if answer.passing)
        if failures and not self._told(entry, failures):
            rest = replace(entry, mailing=replace(entry.mailing, to=tuple(f.receiver for f in failures)))
            self._spool.put(Stand.FAILED, rest)
        if later:
            if len(later) < len(outcome):  # those that have it must not get it again
                self._spool.put(Stand.QUEUED, replace(entry, mailing=replace(entry.mailing, to=later)), identity)
            return
        self._spool.remove(identity, Stand.QUEUED)
        self._audit.note("failed" if failures else "delivered", identity, failed=len(failures))

    def _told(self, entry: Entry, failures: tuple[Failure, ...]) -> bool:
        """Tell a sender what failed; whether there is one to be told."""
        made = bounce(self._name, entry, failures, _REFUSED)
        if made is None:
            return False
        self._spool.put(Stand.QUEUED, made)
        return True


def attempt(hop: Hop, entry: Entry) -> dict[Receiver, Answer]:
    """Offer a message to the next hop; its answer for each recipient. Raises HopDown."""
    answer = hop.mail(entry.mailing)
    if not answer.good:
        return dict.fromkeys(entry.mailing.to, answer)
    outcome = {receiver: hop.rcpt(receiver) for receiver in entry.mailing.to}
    if any(said.good for said in outcome.values()):
        answer = hop.data(entry.outgoing)
        return {receiver: answer if said.good else said for receiver, said in outcome.items()}
    return outcome


def bounce(name: str, entry: Entry, failures: tuple[Failure, ...], why: Text) -> Entry | None:
    """The report of a failure as a message of its own; None where nobody is to be told."""
    loud = tuple(failure for failure in failures if not failure.receiver.silent)
    if entry.mailing.sender in ("", NOBODY) or not loud:
        return None
    content = dsn.report(name, entry.mailing, entry.content, loud, why)
    mailing = Mailing(NOBODY, (Receiver(entry.mailing.sender, ("NOTIFY=NEVER",)),), "7BIT", entry.mailing.utf8)
    return Entry(mailing, content, "", "", "", entry.came)


def _said(answer: Answer) -> str:
    return f"{answer.code} {' '.join(answer.text.split())}"
