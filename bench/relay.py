"""python -m bench relay: messages a second through the relay, and how much later each is there."""

from __future__ import annotations

import argparse
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path
from random import Random
from typing import Any

import psutil
from aiosmtpd.controller import Controller
from rich.console import Console
from rich.table import Table

from bench import page, prose, values
from dlp.model import Text

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- relay: begin; written by `python -m bench relay --page` -->", "<!-- relay: end -->")
_ATTACHED = 100 << 10
_LETTERS = Text("经过中继，正文类附件", "through the relay, prose with 40 customers")
_LISTS = Text("经过中继，客户名单", "through the relay, a list of 2,500 customers")


@dataclass(frozen=True)
class Measured:
    """Messages a second with so many clients, and what one message takes, in milliseconds.

    spent: CPU time for each, by the relay and its workers, in milliseconds.
    """

    what: Text
    clients: int
    rate: float
    median: float
    slow: float
    spent: float = 0.0


class _Sink:
    """A next hop that takes everything and keeps nothing."""

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        return "250 2.0.0 Taken"


def main(arguments: list[str]) -> int:
    """Send, with and without the relay; show."""
    parser = argparse.ArgumentParser("python -m bench relay", description=__doc__)
    parser.add_argument("--messages", type=int, default=400, help="by each way; default 400")
    parser.add_argument("--page", action="store_true", help=f"write the table into {PAGE.name}")
    asked = parser.parse_args(arguments)
    lines = list(_measure(asked.messages))
    _show(lines)
    if asked.page:
        page.between(PAGE, MARKS, [_markdown(lines)])
    return 0


def _measure(number: int) -> Iterator[Measured]:
    lists, letters = [_message(n, _customers) for n in range(16)], [_message(n, _letter) for n in range(16)]
    server = Controller(_Sink(), hostname="127.0.0.1", port=0)
    server.port = _free_port()
    server.start()
    try:
        yield _timed(Text("直接", "straight to the next hop"), server.port, lists, number, 1)
        with _relay(server.port) as port:
            _timed(Text("", ""), port, lists, 32, 4)  # all workers have looked at something
            for what, made in ((_LETTERS, letters), (_LISTS, lists)):
                for clients in (1, 4, 8):
                    yield _timed(what, port, made, number, clients)
    finally:
        server.stop()


def _timed(what: Text, port: int, made: list[bytes], number: int, clients: int) -> Measured:
    """Share the messages out among clients that each keep one connection."""
    times: list[float] = []
    share = number // clients
    before = _spent()
    threads = [threading.Thread(target=_send, args=(port, made, share, times)) for _ in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.monotonic() - began
    if len(times) != share * clients:
        raise SystemExit("a message was not taken")
    cuts = statistics.quantiles(times, n=20)
    spent = (_spent() - before) / len(times) * 1000
    return Measured(what, clients, len(times) / wall, statistics.median(times) * 1000, cuts[18] * 1000, spent)


def _spent() -> float:
    """CPU seconds of all processes that this one has started, so far."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            total += sum(process.cpu_times()[:2])
    return total


def _send(port: int, made: list[bytes], number: int, times: list[float]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=120) as client:
        for turn in range(number):
            began = time.monotonic()
            client.sendmail("wangfang@yunhai.example", ["a@yunhai.example"], made[turn % len(made)])
            times.append(time.monotonic() - began)


def _customers(rnd: Random) -> Iterator[str]:
    """Lines of a table of customers."""
    yield "姓名,身份证号,手机号"
    while True:
        yield f"{values.name(rnd)},{values.resident_id(rnd)},{values.mobile(rnd)}"


def _letter(rnd: Random) -> Iterator[str]:
    """Lines of ordinary text in which some forty customers are named."""
    pool = prose.sentences(rnd)
    while True:
        yield "".join(prose.paragraph(rnd, pool, 2400))
        yield f"联系人：{values.name(rnd)}，身份证号{values.resident_id(rnd)}，电话{values.mobile(rnd)}。"


def _message(seed: int, lines: Callable[[Random], Iterator[str]]) -> bytes:
    """A message with lines of 100 KB attached."""
    rows, size = list[str](), 0
    for line in lines(Random(seed)):
        if size >= _ATTACHED:
            break
        rows.append(line)
        size += len(line.encode()) + 1
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "wangfang@yunhai.example", "a@yunhai.example", "名单"
    mail.set_content("见附件。")
    mail.add_attachment("\n".join(rows).encode(), maintype="text", subtype="plain", filename="附件.txt")
    return mail.as_bytes(policy=WIRE)


@contextmanager
def _relay(hop: int) -> Iterator[int]:
    """A relay with the shipped rules and all that detection has; its port."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "LISTEN": "127.0.0.1:0",
            "NEXT_HOP": f"127.0.0.1:{hop}",
            "HOSTNAME": "relay.example",
            "SECONDS": "120",
        }
        given = {f"DLP_RELAY_{key}": value for key, value in settings.items()}
        environment = {**os.environ, **given, "DLP_STATE": f"{folder}/state"}
        command = [sys.executable, "-m", "dlp", "relay"]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr
        try:
            line = next((line for line in process.stderr if "listening" in line), "")
            yield int(line.split(" → ")[0].rpartition(":")[2])
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _cells(line: Measured) -> tuple[str, ...]:
    spent = f"{line.spent:,.0f} ms" if line.spent else "–"
    times = (f"{line.median:,.0f} ms", f"{line.slow:,.0f} ms", spent)
    return str(line.what), str(line.clients), f"{line.rate:,.1f}", *times


_HEADS = ("", "客户端 clients", "封/秒 messages/s", "中位 median", "95 %", "处理器时间 CPU")


def _show(lines: list[Measured]) -> None:
    table = Table(title="附件 100 KB attachments")
    for head in _HEADS:
        table.add_column(head)
    for line in lines:
        table.add_row(*_cells(line))
    Console(highlight=False).print(table)


def _markdown(lines: list[Measured]) -> str:
    cells = (f"| {' | '.join(_cells(line))} |" for line in lines)
    return "\n".join([f"| {' | '.join(_HEADS)} |", "| --- | ---: | ---: | ---: | ---: | ---: |", *cells]) + "\n"
