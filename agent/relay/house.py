"""What all connections of a relay share: spool, audit, assessor, and the way to the next hop."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from agent.relay.assessor import Assessor
from agent.relay.audit import Audit
from agent.relay.hop import Hop, HopDown, Where
from agent.relay.spool import Spool
from dlp.settings import Relay

_DOWN = 5.0
"""Seconds for which a next hop that did not answer is not asked again: clients must not wait for it."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the next hop can do, as far as a client may rely on it."""

    utf8: bool = False
    eight_bit: bool = True
    dsn: bool = False


@dataclass(slots=True)
class House:
    """Use in one event loop. name: what we call ourselves; may_log_in: passwords may go to the next hop."""

    settings: Relay
    name: str
    where: Where
    spool: Spool
    audit: Audit
    assessor: Assessor
    threads: ThreadPoolExecutor
    may_log_in: bool = False
    offers: Offers = field(default_factory=Offers)
    down_until: float = 0.0

    async def connected(self) -> Hop | None:
        """A conversation with the next hop, None while it is down."""
        if time.monotonic() < self.down_until:
            return None
        try:
            hop = await asyncio.get_running_loop().run_in_executor(self.threads, Hop, self.where)
        except HopDown:
            self.down_until = time.monotonic() + _DOWN
            return None
        self.offers = Offers(hop.offers("smtputf8"), hop.offers("8bitmime"), hop.offers("dsn"))
        return hop
