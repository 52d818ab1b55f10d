"""A next hop made of aiosmtpd, and a relay in a process of its own."""

import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

PERSON = "客户姓名：王晓萌，身份证号440308199901101512，手机13900139001"
CLEAN = "下午三点开会。"
DLP = [sys.executable, "-c", "from dlp.cli import main; main()", "relay"]
FAKE = [sys.executable, "-c", "from tests.agent.relay.fake import main; main()"]
ROOT = Path(__file__).parents[3]


class Sink:
    """A handler that keeps what comes. answers: what to say to DATA, one after another; then 250."""

    def __init__(self, answers=(), unknown=()):
        self.taken, self.answers, self.unknown = [], list(answers), unknown
        self.options = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown:
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answers and (answer := self.answers.pop(0)):
            return answer
        self.taken.append(envelope)
        return "250 2.0.0 Taken"


class Talkative(SMTP):
    """A server that also takes the options of RFC 3461, and remembers them."""

    async def smtp_MAIL(self, arg):
        self.event_handler.options.append(f"MAIL {arg}")
        await super().smtp_MAIL(" ".join(w for w in arg.split() if not w.startswith(("RET=", "ENVID="))))

    async def smtp_RCPT(self, arg):
        self.event_handler.options.append(f"RCPT {arg}")
        await super().smtp_RCPT(" ".join(w for w in arg.split() if not w.startswith(("NOTIFY=", "ORCPT="))))


class WithDsn(Sink):
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]


class Server(Controller):
    def __init__(self, handler, port=0, **more):
        super().__init__(handler, hostname="127.0.0.1", port=port or free_port(), **more)

    def factory(self):
        return Talkative(self.handler, **self.SMTP_kwargs)


def free_port():
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def next_hop(handler=None, port=0, **more):
    handler = handler or Sink()
    server = Server(handler, port, **{"enable_SMTPUTF8": True, **more})
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Relay:
    def __init__(self, process, port, state):
        self.process, self.port, self.state = process, port, state

    def client(self, **more):
        return smtplib.SMTP("127.0.0.1", self.port, timeout=60, **more)

    def send(self, content=None, to=("li@partner.example",), sender="wangfang@yunhai.example", options=(), rcpt=()):
        with self.client() as client:
            return send(client, content, to, sender, options, rcpt)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()

    def audit(self):
        import json

        file = self.state / "relay" / "audit.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def send(client, content=None, to=("li@partner.example",), sender="wangfang@yunhai.example", options=(), rcpt=()):
    """The answer to a message, as code and bytes."""
    client.ehlo_or_helo_if_needed()
    code, text = client.mail(sender, options)
    if code >= 400:
        return code, text
    for address in to:
        code, text = client.rcpt(address, rcpt)
        if code >= 400:
            return code, text
    try:
        return client.data(content or message(CLEAN))
    except smtplib.SMTPDataError as error:
        return error.smtp_code, error.smtp_error


def message(text, *attached, number="1"):
    made = EmailMessage()
    made["From"], made["To"] = "wangfang@yunhai.example", "li@partner.example"
    made["Subject"], made["Message-ID"] = "资料", f"<{number}@yunhai.example>"
    made.set_content(text)
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes(policy=made.policy.clone(linesep="\r\n"))


@contextmanager
def relay(state: Path, hop_port, port=0, command=DLP, **settings):
    """A relay with the shipped rules; stops when done."""
    process, port = start(state, hop_port, port, command, **settings)
    made = Relay(process, port, state)
    try:
        yield made
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if not process.stderr.closed:
            process.stderr.close()


def start(state, hop_port, port=0, command=DLP, **settings):
    given = {"listen": f"127.0.0.1:{port}", "next_hop": f"127.0.0.1:{hop_port}", "enforce": "true", **settings}
    environment = {
        **os.environ,
        "DLP_STATE": str(state),
        "DLP_DETECTION_MODEL": "false",
        "DLP_SCAN_WORKERS": "1",
        "DLP_RELAY_HOSTNAME": "relay.yunhai.example",
        **{f"DLP_RELAY_{key.upper()}": str(value) for key, value in given.items()},
    }
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    said = []
    for line in process.stderr:
        said.append(line)
        if "listening" in line:
            threading.Thread(target=lambda: [None for _ in process.stderr], daemon=True).start()
            return process, int(line.split(" → ")[0].rpartition(":")[2])
    raise AssertionError("".join(said))


def wait_for(what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("waited in vain")
