"""The relay as a whole: opens the door, starts workers, and runs until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from agent.relay.assessor import Assessor
from agent.relay.audit import Audit
from agent.relay.courier import Courier
from agent.relay.decision import Fate
from agent.relay.door import Door
from agent.relay.hop import SECONDS, Hop, HopDown, Where
from agent.relay.house import House
from agent.relay.room import Room
from agent.relay.seal import BrokenSealError
from agent.relay.spool import Spool, Stand
from agent.relay.talk import Talk, letter_of
from dlp import machine
from dlp.approvals.papers import FOLDER as APPROVALS
from dlp.counting.spill import Scratch
from dlp.errors import ConfigError, KedunError
from dlp.fingerprint import load_key
from dlp.model import Text
from dlp.policy import Policy
from dlp.settings import Relay, Settings
from dlp.workers import Desk, suitable

_TICK = 1.0
_RECHECK = 15
"""Every so many ticks it is looked whether approvals came or went."""


class Service:
    """A relay with all it needs. Use as a context manager, then `run`.

    desk: who inspects, if not workers of its own.

    Raises:
        ConfigError: the settings do not fit together, or name what is not there.
        StateError: the state folder cannot be used.
        WorkerError: workers cannot be started.
    """

    def __init__(self, settings: Settings, policy: Policy, desk: Desk | None = None) -> None:
        if not machine.FILES_IN_MEMORY:
            raise ConfigError(Text("中继只能在 Linux 上运行", "the relay runs on Linux only"))
        relay, state = settings.relay, settings.state_folder
        self._settings, self._relay, self._policy = settings, relay, policy
        self._listen = endpoint(relay.listen, "relay.listen")
        self._networks = [_network(each) for each in relay.clients]
        self._tls = _door_context(relay)
        self._name = relay.hostname or socket.getfqdn()
        where = _where(relay, self._name)
        load_key(state)
        self.spool = Spool(state)
        self.spool.clean()
        number = suitable(settings.scan.workers, ocr=settings.ocr)
        self._desk = desk or Desk(settings, policy.version, Scratch(state / "counting"), number)
        assessor = Assessor(settings, policy, self._desk, number)
        threads = ThreadPoolExecutor(relay.connections, "hop")
        # to send passwords on in the clear is only right where nobody can listen
        safe = where.must or ipaddress_is_loopback(where.host)
        audit = Audit(self.spool.folder)
        self.house = House(relay, self._name, where, self.spool, audit, assessor, threads, safe)
        self._courier = Courier(self.spool, audit, lambda: _sender(where, relay), self._name)
        self._seen: tuple[tuple[str, int], ...] | None = None
        self._stop = asyncio.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._courier.close()
        self.house.threads.shutdown(wait=False, cancel_futures=True)
        self._desk.close()
        self.house.assessor.close()

    async def run(self, ready: Callable[[str, int], None]) -> None:
        """Serve until SIGTERM or SIGINT. ready: told address and port once clients may come."""
        self._desk.start()
        loop, stop = asyncio.get_running_loop(), self._stop
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(number, stop.set)
        room, count = Room(self._relay.memory_mb), _Count(self._relay.connections)
        try:
            server = await loop.create_server(lambda: self._door(room, count), *self._listen)
        except OSError as error:
            what = Text("无法监听", f"cannot listen ({error.strerror})")
            raise ConfigError(what, file=f"{self._listen[0]}:{self._listen[1]}") from error
        async with server:
            ready(*server.sockets[0].getsockname()[:2])
            await self._keep_going(stop)

    def _door(self, room: Room, count: _Count) -> asyncio.Protocol:
        if not count.take():
            return _Busy()
        relay = self._relay
        return Door(
            _Counted(self.house, count),
            room,
            self._networks,
            SECONDS,
            data_size_limit=relay.message_mb << 20,
            enable_SMTPUTF8=True,
            hostname=self._name,
            tls_context=self._tls,
            require_starttls=relay.require_tls,
        )

    async def _keep_going(self, stop: asyncio.Event) -> None:
        ticks = 0
        while not stop.is_set():
            self._courier.round()
            if ticks % _RECHECK == 0:
                await asyncio.to_thread(self._tidy)
            ticks += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _TICK)

    def _tidy(self) -> None:
        """Write what waits; if approvals came or went, look at what is held once more."""
        with contextlib.suppress(KedunError):
            self.house.assessor.records.flush()
        papers = tuple(_papers(self._policy.folder / APPROVALS, self._settings.state_folder / APPROVALS))
        if papers != self._seen:
            self._seen = papers
            for identity in self.spool.ids(Stand.HELD):
                self._judge_again(identity)

    def _judge_again(self, identity: str) -> None:
        """Let a held message go on if the rules no longer want it held. What fails is held on."""
        with contextlib.suppress(KedunError, OSError, BrokenSealError):
            entry = self.spool.get(Stand.HELD, identity)
            if self.house.assessor.again(letter_of(identity, entry)).fate is Fate.DELIVER:
                self.spool.move(identity, Stand.HELD, Stand.QUEUED)
                self.house.audit.note("released", identity, by="approval")


class _Count:
    """How many connections there may be still."""

    def __init__(self, number: int) -> None:
        self._left = number

    def take(self) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        return True

    def give(self) -> None:
        self._left += 1


class _Counted(Talk):
    """A talk that gives its connection back when it is over."""

    def __init__(self, house: House, count: _Count) -> None:
        super().__init__(house)
        self._count: _Count | None = count

    def closed(self) -> None:
        """The client is gone for good."""
        self.gone()
        if self._count:
            self._count.give()
            self._count = None


class _Busy(asyncio.Protocol):
    """What one connection too many is told."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
        transport.close()


def endpoint(text: str, key: str) -> tuple[str, int]:
    """host:port as two. Raises ConfigError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        fix = Text("例如 mail.example.com:587", "for example mail.example.com:587")
        raise ConfigError(Text(f"{key} 应为 主机:端口", f"{key} must be host:port"), fix=fix)
    return host.strip("[]"), int(port)


def ipaddress_is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise ConfigError(Text(f"不是网段：{text}", f"no network: {text}")) from error


def _where(relay: Relay, name: str) -> Where:
    host, port = endpoint(relay.next_hop, "relay.next_hop")
    if relay.next_hop_tls == "none":
        return Where(host, port, name)
    with _readable(relay.next_hop_ca):
        context = ssl.create_default_context(
            cafile=str(Path(relay.next_hop_ca).expanduser()) if relay.next_hop_ca else None
        )
    must = relay.next_hop_tls == "require"
    if not must:  # encrypted is better than not, whoever is at the other end (RFC 7435)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return Where(host, port, name, context, must)


def _door_context(relay: Relay) -> ssl.SSLContext | None:
    if not relay.tls_certificate:
        if relay.require_tls:
            raise ConfigError(Text("require_tls 需要 tls_certificate", "require_tls needs tls_certificate"))
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with _readable(relay.tls_certificate):
        key = Path(relay.tls_key).expanduser() if relay.tls_key else None
        context.load_cert_chain(Path(relay.tls_certificate).expanduser(), key)
    return context


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ssl.SSLError) as error:
        what = Text("无法使用这个证书或密钥", f"cannot use this certificate or its key ({type(error).__name__})")
        raise ConfigError(what, file=file) from error


def _sender(where: Where, relay: Relay) -> Hop:
    """A conversation with the next hop in our own name. Raises HopDown, OSError."""
    hop = Hop(where)
    if relay.user:
        password = Path(relay.password_file).expanduser().read_bytes().strip()
        if hop.log_in(relay.user.encode(), password).code != 235:
            hop.close()
            raise HopDown("the next hop does not let us log in")
    return hop


def _papers(*folders: Path) -> Iterator[tuple[str, int]]:
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as listing:
            yield from sorted((each.path, each.stat().st_mtime_ns) for each in listing)
