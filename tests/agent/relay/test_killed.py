"""Nothing that was acknowledged is lost, whenever the relay is killed; repeats only where an answer was cut off."""

import random
import smtplib
import threading
import time
from collections import Counter
from email import message_from_bytes

from agent.relay.spool import Spool, Stand
from tests.agent.relay.servers import FAKE, Sink, free_port, message, next_hop, relay, send, wait_for

ROUNDS = 5


class Moody(Sink):
    """A next hop that is often busy."""

    def __init__(self):
        super().__init__()
        self.random = random.Random(7)

    async def handle_DATA(self, server, session, envelope):
        if self.random.random() < 0.4:
            return "451 4.3.0 Busy"
        return await super().handle_DATA(server, session, envelope)


def keep_sending(port, name, acknowledged, tried, stop):
    """Send one message after another, some to be held; note what was acknowledged."""
    number = 0
    while not stop.is_set():
        number += 1
        identity = f"{name}-{number}"
        text = "PERSON" if number % 4 == 0 else "clean"
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
                tried.add(identity)
                if send(client, message(text, number=identity))[0] == 250:
                    acknowledged.add(identity)
        except (OSError, smtplib.SMTPException):
            time.sleep(0.02)


def identity_of(content):
    return message_from_bytes(content)["Message-ID"].strip("<>").partition("@")[0]


def test_killed_again_and_again(tmp_path):
    acknowledged, tried, port, moods = set(), set(), free_port(), random.Random(3)
    state = tmp_path / "state"
    with next_hop(Moody()) as hop:
        for turn in range(ROUNDS):
            with relay(state, hop.port, port, FAKE) as running:
                stop = threading.Event()
                senders = [
                    threading.Thread(target=keep_sending, args=(port, f"{turn}-{n}", acknowledged, tried, stop))
                    for n in range(3)
                ]
                for sender in senders:
                    sender.start()
                time.sleep(moods.uniform(0.3, 1.5))
                running.kill()
                stop.set()
                for sender in senders:
                    sender.join()
        with relay(state, hop.port, port, FAKE):
            spool = Spool(state)
            for identity in spool.ids(Stand.HELD):
                spool.move(identity, Stand.HELD, Stand.QUEUED)
            hop.handler.random = random.Random(0)
            hop.handler.random.random = lambda: 1.0
            wait_for(lambda: not spool.ids(Stand.QUEUED), 120)
        came = Counter(identity_of(envelope.original_content) for envelope in hop.handler.taken)
    assert len(acknowledged) > 10 * ROUNDS / 2
    assert acknowledged - set(came) == set()
    assert set(came) <= tried
    repeated = sum(times - 1 for times in came.values())
    assert repeated <= ROUNDS * (3 + 4)  # at each death at most what was just under way: three senders, four lanes
