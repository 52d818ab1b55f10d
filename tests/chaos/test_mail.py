"""Mail through the relay while everything around it fails: each message is delivered, held or refused, none vanishes.

Four clients send as mail programs do: again, until there is an answer. The next hop is busy, refuses for
good, hangs up before or after its answer, or is not there; the relay is killed again and again.
"""

import itertools
import random
import smtplib
import sys
import threading
import time
from collections import Counter
from email import message_from_bytes

from agent.relay.spool import Spool, Stand
from tests.agent.relay.servers import DLP, PERSON, Sink, free_port, message, next_hop, relay, send, wait_for

CLIENTS = 4
LANES = 4
"""Messages that the relay may be passing on by itself when it is killed."""


class Faulty(Sink):
    """A next hop that fails in every way it may. cut: whose answer it kept to itself, having taken the message."""

    def __init__(self, seed):
        super().__init__()
        self.random, self.calm, self.cut = random.Random(seed), False, Counter()

    async def handle_MAIL(self, server, session, envelope, address, options):
        if not self.calm and self.random.random() < 0.01:
            server.transport.abort()
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_DATA(self, server, session, envelope):
        mood = 1.0 if self.calm else self.random.random()
        if mood < 0.05:
            return "451 4.3.0 Busy"
        if mood < 0.07:
            return "554 5.6.0 Not wanted here"
        if mood < 0.09:
            server.transport.abort()
            return "250 2.0.0 Nobody hears this, and nothing was taken"
        answer = await super().handle_DATA(server, session, envelope)
        if mood < 0.11:
            self.cut[identity_of(envelope.original_content)] += 1
            server.transport.abort()
        return answer


def identity_of(content):
    return message_from_bytes(content)["Message-ID"].strip("<>").partition("@")[0]


class Senders:
    """Clients that share out numbered messages. answers: the last one to each; unsure: how often none came."""

    def __init__(self, port, number):
        self.port, self.numbers = port, iter(range(number))
        self.answers, self.unsure = {}, Counter()
        self._lock = threading.Lock()
        self.threads = [threading.Thread(target=self._go) for _ in range(CLIENTS)]

    def _go(self):
        while True:
            with self._lock:
                number = next(self.numbers, None)
            if number is None:
                return
            self._send(
                f"m{number}", message(PERSON if number % 3 == 0 else "下午三点开会。", number=f"m{number}"), number
            )

    def _send(self, identity, content, number):
        to = [("li@qq.com", "li@partner.example", "li@yunhai.example")[number % 9 // 3]]
        while True:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
                    self.unsure[identity] += 1
                    code, text = send(client, content, to)
                    self.unsure[identity] -= 1
            except (OSError, smtplib.SMTPException):
                time.sleep(0.1)
                continue
            if code == 250 or code >= 500:
                self.answers[identity] = code, text
                return
            time.sleep(0.05)


def test_every_message_is_delivered_held_or_refused(tmp_path, request):
    number, kills, seed = (request.config.getoption(name) for name in ("--messages", "--kills", "--seed"))
    port, hop_port, state, moods = free_port(), free_port(), tmp_path / "state", random.Random(seed)
    hop, began = Faulty(seed), time.monotonic()
    senders = Senders(port, number)
    for thread in senders.threads:
        thread.start()
    for turn in itertools.count():
        with next_hop(hop, hop_port), relay(state, hop_port, port, DLP) as running:
            last = number * (turn + 1) / (kills + 1)
            while len(senders.answers) < last and any(t.is_alive() for t in senders.threads):
                time.sleep(0.05)
            if turn >= kills or not any(t.is_alive() for t in senders.threads):
                break
            time.sleep(moods.uniform(0, 0.5))
            running.kill()
        time.sleep(moods.uniform(0, 0.3))  # nobody is there
    for thread in senders.threads:
        thread.join()
    took, hop.calm = time.monotonic() - began, True
    with next_hop(hop, hop_port), relay(state, hop_port, port, DLP):
        spool = Spool(state)
        held = {identity_of(spool.get(Stand.HELD, name).content) for name in spool.ids(Stand.HELD)}
        wait_for(lambda: not spool.ids(Stand.QUEUED), 300)
    check(senders, hop, held, number, turn)
    sys.stdout.write(f"{number} messages, {turn} kills, {took:.0f} s, {len(held)} held\n")


def check(senders, hop, held, number, kills):
    """Where each message has gone."""
    came, returned = Counter(), set()
    for envelope in hop.taken:
        content = envelope.original_content
        if b"multipart/report" in content:
            returned |= {i for i in senders.answers if f"<{i}@yunhai.example>".encode() in content}
        else:
            came[identity_of(content)] += 1
    said = {identity: code for identity, (code, _) in senders.answers.items()}
    assert len(said) == number
    taken = {identity for identity, code in said.items() if code == 250}
    assert taken - set(came) - held - returned == set(), "acknowledged and gone"
    sure = {identity for identity in said if not senders.unsure[identity]}
    refused = {identity for identity, code in said.items() if code != 250} & sure
    assert refused & {i for i in came if not hop.cut[i]} == set(), "refused and delivered all the same"
    assert refused & held == set()
    strange = {i: times for i, times in came.items() if times > 1 + hop.cut[i] + senders.unsure[i]}
    assert sum(came[i] - 1 for i in strange) <= kills * LANES, strange
    assert not any(b"Not wanted" in text for _, text in senders.answers.values()) or refused
