"""What a workstation without a network still knows: the newest list of withdrawn approvals, and the time.

Both can only go forward. A folder put back to last week does not bring a withdrawn approval back,
and a clock put back does not bring an expired one back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from dlp.approvals.papers import Papers
from dlp.approvals.revocations import Revocations, revocations_of
from dlp.approvals.signed import read


class Memory(Protocol):
    """What is kept from one run to the next."""

    def newest(self) -> datetime | None:
        """The newest time ever seen."""

    def tick(self, now: datetime, *, trusted: bool = False) -> None:
        """Remember a time if it is the newest; a trusted one in any case."""

    def revocation(self) -> tuple[int, str]:
        """Number and text of the newest list kept."""

    def keep_revocation(self, number: int, paper: str) -> None:
        """Keep a list."""


def newest_list(papers: Papers, memory: Memory) -> frozenset[str]:
    """The withdrawn approvals by the newest list ever seen here; a newer one on hand is kept.

    A new list also says what time it is: the day it was signed is a time that nobody here made up.
    """
    kept = _kept(memory)
    lists = [(p.revocations, p.file) for p in papers.papers if p.revocations and p.trusted]
    newest = max(lists, key=lambda pair: pair[0].number, default=None)
    if newest is None or (kept and newest[0].number <= kept.number):
        return kept.ids if kept else frozenset()
    found, file = newest
    memory.keep_revocation(found.number, file.read_text(encoding="utf-8"))
    memory.tick(found.issued, trusted=True)
    return found.ids | (kept.ids if kept else frozenset())


def _kept(memory: Memory) -> Revocations | None:
    """The newest list kept. It was checked before; what an approver withdrew stays so when he has left."""
    number, text = memory.revocation()
    if not number:
        return None
    return revocations_of(read(text.encode()).body)


def now_or_later(memory: Memory, now: datetime) -> datetime:
    """The time, or the newest time ever seen here if the clock says less."""
    newest = memory.newest()
    return max(now, newest) if newest else now
