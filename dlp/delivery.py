"""Draining the ledger's outbox: each delivery is tried until its receiver has it, at the latest every hour.

At least once: a crash between sending and noting it sends again, under the same id, by which a receiver knows it.
Nothing is given up for its age; `Ledger.waiting` tells how much waits and since when.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from dlp.ledger import Delivery, Ledger
from dlp.ledger.outbox import LONGEST

_FIRST = timedelta(seconds=5)
_DOUBLINGS = 20


class DeliveryError(Exception):
    """A receiver did not take a delivery. The message is kept: it must not hold what was sent."""


class Sender(Protocol):
    """Something that tells people: mail, a chat robot, syslog."""

    def send(self, delivery: Delivery) -> None:
        """Hand a delivery over; on return the receiver has it. Raises DeliveryError."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What came of one round."""

    delivered: int
    failed: int


def drain(
    ledger: Ledger, sender: Sender, now: datetime, chance: Callable[[], float] = random.random, most: int = 100
) -> Drained:
    """Try what is due, once. chance: from 0 to 1, so that many machines do not come back at the same moment.

    Raises:
        StateError: the ledger cannot be read or written; what was sent meanwhile is sent again.
    """
    delivered = failed = 0
    for delivery in ledger.due(now, most):
        try:
            sender.send(delivery)
        except DeliveryError as error:
            failed += 1
            ledger.undelivered(delivery, now + wait(delivery.attempts, chance()), str(error))
        else:
            delivered += 1
            ledger.delivered(delivery)
    return Drained(delivered, failed)


def wait(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts before: doubled each time, at most an hour, half of it by chance."""
    full: timedelta = min(_FIRST * 2.0 ** min(attempts, _DOUBLINGS), LONGEST)
    return full / 2 + full / 2 * chance
