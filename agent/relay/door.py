"""The door: SMTP as clients speak it (RFC 5321), on aiosmtpd, with what that lacks for a relay.

Added are the options of RFC 3461, logging in at the next hop, a bound on the memory that messages
take while they come in, and the rule that only known networks or logged-in users may submit.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
from collections.abc import Iterable
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from agent.relay.dsn import BadOption, split
from agent.relay.room import Room

LINE = 8192
"""The longest line of a message in bytes. RFC 5321 allows 1000; mail programs write longer ones."""
RECIPIENTS = 1000
_CALLS = {"*": 50, **dict.fromkeys(("MAIL", "DATA", "RSET", "NOOP"), 10_000), "RCPT": 1_000_000}
"""How often a command may come in one connection."""
_SIZE = re.compile(r"(?i)\sSIZE=(\d{1,12})(?=\s|$)")
_BAD_LINE = "501 5.5.4 Syntax error in the option "
_WAIT = 30.0

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

logging.getLogger("mail.log").disabled = True  # aiosmtpd writes commands, and at its finest whole messages, there


class Door(SMTP):
    """One client's connection.

    handler: what `agent.relay.talk` makes of it. room: shared by all connections.
    networks: from which one may submit without logging in. seconds: how long a message may take to come.
    """

    line_length_limit = LINE

    def __init__(self, handler: Any, room: Room, networks: Iterable[Network], seconds: float, **more: Any) -> None:
        super().__init__(handler, command_call_limit=_CALLS, timeout=seconds, ident="Kedun", **more)
        self._room, self._networks, self._most = room, tuple(networks), self.data_size_limit or 0
        self.mail_options: tuple[str, ...] = ()
        self.rcpt_options: tuple[str, ...] = ()
        self.encrypted = False
        self._left: int | None = None

    async def _authenticate_later(self, result: Any) -> Any:
        """Have the next hop check what a client logs in with; it is kept nowhere."""
        if not isinstance(result, AuthResult) or not result.success:
            return result
        given = result.auth_data
        assert isinstance(given, LoginPassword)
        answer = await self.event_handler.log_in(given.login, given.password)
        return AuthResult(success=answer.code == 235, handled=False, message=answer.reply(utf8=False), auth_data=None)

    def _authenticate(self, mechanism: str, auth_data: Any) -> AuthResult:
        return AuthResult(success=True, auth_data=auth_data)

    async def auth_PLAIN(self, _: Any, args: list[str]) -> Any:  # noqa: N802 - aiosmtpd finds it by this name
        """AUTH PLAIN (RFC 4616)."""
        return await self._authenticate_later(await super().auth_PLAIN(_, args))

    async def auth_LOGIN(self, _: Any, args: list[str]) -> Any:  # noqa: N802
        """AUTH LOGIN, which Outlook and Foxmail still prefer."""
        return await self._authenticate_later(await super().auth_LOGIN(_, args))

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        """MAIL, without what only we understand."""
        if not self._may_submit():
            await self.push("530 5.7.0 Authentication required")
            return
        try:
            arg, self.mail_options = split(arg or "", mail=True)
        except BadOption as error:
            await self.push(_BAD_LINE + str(error))
            return
        declared = _SIZE.search(arg)
        await super().smtp_MAIL(arg or None)
        self.data_size_limit = min(self._most, _roomy(int(declared[1]))) if declared else self._most

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        """RCPT, without what only we understand."""
        if self.envelope and len(self.envelope.rcpt_tos) >= RECIPIENTS:
            await self.push("452 4.5.3 Too many recipients")
            return
        try:
            arg, self.rcpt_options = split(arg or "", mail=False)
        except BadOption as error:
            await self.push(_BAD_LINE + str(error))
            return
        await super().smtp_RCPT(arg or None)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """DATA, once there is room for what may come."""
        size = self.data_size_limit or self._most
        try:
            await asyncio.wait_for(self._room.take(size), _WAIT)
        except TimeoutError:
            await self.push("452 4.3.1 Too many messages at once, try again later")
            return
        self._left = size + (1 << 20)
        try:
            await super().smtp_DATA(arg)
        finally:
            self._left = None
            self.data_size_limit = self._most
            await self._room.give(size)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there, or has just gone over to TLS."""
        self.encrypted = transport.get_extra_info("sslcontext") is not None
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Bytes come in. aiosmtpd collects a line without end as long as it goes on: such a client is hung up on."""
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0 and isinstance(self.transport, asyncio.Transport):
                self.transport.abort()
                return
        super().data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone, and with it our conversation with the next hop."""
        super().connection_lost(error)
        self.event_handler.closed()

    def patient(self, seconds: float) -> None:
        """Have the clock that ends idle connections wait while a message is judged and passed on."""
        self._reset_timeout(seconds)

    @property
    def client(self) -> str:
        """The client's address."""
        peer = self.session.peer if self.session else None
        return str(peer[0]) if isinstance(peer, tuple) else ""

    def _may_submit(self) -> bool:
        if self.session and self.session.authenticated:
            return True
        try:
            address = ipaddress.ip_address(self.client.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._networks)


def _roomy(declared: int) -> int:
    """What a message of a declared size may have: clients count in different ways (RFC 1870)."""
    return declared + declared // 8 + (64 << 10)
