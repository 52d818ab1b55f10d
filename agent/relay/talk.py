"""What is made of each command of one client: the next hop is asked as the client asks us.

So a recipient that the next hop does not know is refused at once, and whoever logs in does so there.
If the next hop is down, messages are taken all the same, and go on later.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any, TypeVar

from agent.relay.assessor import Uninspected
from agent.relay.checks import malformed
from agent.relay.decision import DELIVER, Decision, Fate, refusal
from agent.relay.door import Door
from agent.relay.dsn import Mailing, Receiver
from agent.relay.hop import SECONDS, Answer, Hop, HopDown
from agent.relay.house import House
from agent.relay.spool import Entry, Stand, new_id
from dlp.errors import StateError
from dlp.workers import Letter

_LATER = "451 4.3.0 Cannot be taken now, try again later"
_FULL = "452 4.3.1 The spool cannot be written, try again later"
_NAME = re.compile(r"[^A-Za-z0-9.:_\[\]-]")
T = TypeVar("T")


class Talk:
    """aiosmtpd's handler for one connection; it calls the methods by their names."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._hop: Hop | None = None
        self._user = b""
        self._mailing = Mailing("", ())
        self._begun = False

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: Door, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer what the next hop offers too; of one that is down, what it offered last."""
        session.host_name = hostname
        await self._connected()
        offers = self._house.offers
        server.enable_SMTPUTF8 = offers.utf8
        left_out = {"250-SMTPUTF8": not offers.utf8, "250-8BITMIME": not offers.eight_bit}
        if not self._house.may_log_in:
            responses = [line for line in responses if not line.startswith("250-AUTH")]
        kept = [line for line in responses if not left_out.get(line)]
        return [*kept[:-1], *(["250-DSN"] if offers.dsn else []), "250-PIPELINING", kept[-1]]

    async def handle_HELO(self, server: Door, session: Any, envelope: Any, hostname: str) -> str:  # noqa: N802
        """The old greeting: no extensions."""
        session.host_name = hostname
        await self._connected()
        return f"250 {server.hostname}"

    async def log_in(self, user: bytes, password: bytes) -> Answer:
        """Have the next hop check who somebody is; without it nobody can."""
        if not self._house.may_log_in:
            return Answer(538, "5.7.11 Encryption required on the way to the next server")
        if self._hop is None:
            return Answer(454, "4.7.0 The next server cannot be reached")
        answer = await self._ask(lambda hop: hop.log_in(user, password))
        if answer is None:
            return Answer(454, "4.7.0 The next server cannot be reached")
        if answer.code == 235:
            self._user = user
        return answer

    async def handle_MAIL(  # noqa: N802
        self, server: Door, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """A message begins."""
        await self._connected()
        body = "8BITMIME" if "BODY=8BITMIME" in options else "7BIT"
        mailing = Mailing(address, (), body, "SMTPUTF8" in options, server.mail_options)
        await self._forget()
        answer = await self._ask(lambda hop: hop.mail(mailing))
        self._begun = True
        if answer and not answer.good:
            return answer.reply(utf8=mailing.utf8)
        self._mailing = mailing
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Door, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """A recipient, as the next hop sees it."""
        receiver, mailing = Receiver(address, server.rcpt_options), self._mailing
        answer = await self._ask(lambda hop: hop.rcpt(receiver))
        if answer and not answer.good:
            return answer.reply(utf8=mailing.utf8)
        self._mailing = Mailing(mailing.sender, (*mailing.to, receiver), mailing.body, mailing.utf8, mailing.options)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_RSET(self, server: Door, session: Any, envelope: Any) -> str:  # noqa: N802
        """The client has thought better of it."""
        await self._forget()
        return "250 2.0.0 OK"

    async def handle_DATA(self, server: Door, session: Any, envelope: Any) -> str:  # noqa: N802
        """Judge a message and do with it what the rules want; the answer tells what was done."""
        content: bytes = envelope.original_content
        server.patient(self._house.settings.seconds + SECONDS)
        answer = malformed(content)
        if answer:
            self._house.audit.note("malformed", "", client=server.client, answer=answer[:9])
            await self._forget()
            return answer
        try:
            return await self._answer(self._entry(server, content))
        except (StateError, OSError):  # nothing can be put on record: nothing is done
            await self._forget()
            return _FULL

    async def handle_exception(self, error: Exception) -> str:
        """Something failed that nobody thought of: nothing was acknowledged, the client keeps its message."""
        self.gone()
        with contextlib.suppress(OSError):
            self._house.audit.note("failed", "", error=type(error).__name__)
        return _LATER

    def gone(self) -> None:
        """The client is gone."""
        if self._hop:
            self._hop.close()
        self._hop = None

    def _entry(self, server: Door, content: bytes) -> Entry:
        user = self._user.decode("utf-8", "replace")
        sender = "" if self._mailing.sender == "<>" else self._mailing.sender
        who = user or sender or f"[{server.client}]"
        trace = _trace(server, self._house.name, logged_in=bool(user))
        return Entry(self._mailing, content, trace, who, server.client, datetime.now(UTC).isoformat())

    async def _answer(self, entry: Entry) -> str:
        identity = new_id()
        try:
            wanted = await self._house.assessor.judge(letter_of(identity, entry))
        except Uninspected as failed:
            word = "fail_open" if failed.passed else "fail_closed"
            self._house.audit.note(word, identity, reason=failed.reason.value, who=entry.who, client=entry.client)
            if not failed.passed:
                await self._forget()
                return "451 4.7.1 The message could not be inspected, try again later"
            wanted = DELIVER
        return await self._done(identity, entry, wanted)

    async def _done(self, identity: str, entry: Entry, wanted: Decision) -> str:
        """Do what is wanted, or in a dry run only say what it would have been."""
        enforce = self._house.settings.enforce
        if wanted.reason:
            word = wanted.fate.value if enforce else f"would_{wanted.fate.value}"
            self._house.audit.note(word, identity, rule=wanted.reason.rule, who=entry.who, client=entry.client)
        if not enforce or wanted.reason is None:
            return await self._deliver(identity, entry)
        await self._forget()
        if wanted.fate is Fate.REFUSE:
            return refusal(wanted.reason, utf8=entry.mailing.utf8)
        held = Entry(entry.mailing, entry.content, entry.trace, entry.who, entry.client, entry.came, wanted.reason)
        return await self._kept(Stand.HELD, identity, held, f"250 2.0.0 Held for approval, {identity}")

    async def _deliver(self, identity: str, entry: Entry) -> str:
        """Pass a message on now. Whatever the next hop says for good is said to the client; else it is kept."""
        answer = await self._ask(lambda hop: hop.data(entry.outgoing))
        self._begun = False
        if answer and not answer.passing:
            return answer.reply(utf8=entry.mailing.utf8)
        return await self._kept(Stand.QUEUED, identity, entry, f"250 2.0.0 Queued, {identity}")

    async def _kept(self, stand: Stand, identity: str, entry: Entry, answer: str) -> str:
        try:
            await asyncio.to_thread(self._house.spool.put, stand, entry, identity)
        except OSError:
            return _FULL
        with contextlib.suppress(OSError):  # it is in the spool, and there it counts
            self._house.audit.note(stand.value, identity, who=entry.who, client=entry.client)
        return answer

    async def _forget(self) -> None:
        """Have the next hop forget a message that was begun there."""
        if self._begun:
            self._begun = False
            await self._ask(lambda hop: hop.reset())

    async def _connected(self) -> None:
        """Talk to the next hop, unless somebody logged in where we cannot log in again: then it is for the courier."""
        if self._hop is None and not self._user:
            self._hop = await self._house.connected()

    async def _ask(self, what: Callable[[Hop], T]) -> T | None:
        """What the next hop answers; None if it is down, and then it stays so until the next message."""
        hop = self._hop
        if hop is None:
            return None
        try:
            return await asyncio.get_running_loop().run_in_executor(self._house.threads, what, hop)
        except HopDown:
            self.gone()
            return None


def letter_of(identity: str, entry: Entry) -> Letter:
    """A spooled message for a worker to judge."""
    to = tuple(receiver.address for receiver in entry.mailing.to)
    came = datetime.fromisoformat(entry.came)
    return Letter(f"relay:{identity}", entry.content, entry.mailing.sender, to, entry.client, entry.who, came)


def _trace(server: Door, name: str, *, logged_in: bool) -> str:
    """The line that says where a message came from (RFC 5321, 4.4; RFC 3848)."""
    greeted = _NAME.sub("", str(server.session.host_name if server.session else ""))[:255] or "unknown"
    way = "ESMTP" + "S" * server.encrypted + "A" * logged_in
    return f"Received: from {greeted} ([{server.client}])\r\n\tby {name} (Kedun) with {way};\r\n\t{formatdate()}\r\n"
