"""What clients are told, by a relay in this process whose workers say what the test wants."""

import asyncio
import smtplib
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
from aiosmtpd.smtp import AuthResult

from agent.relay.service import Service
from agent.relay.spool import Stand
from dlp import policy
from dlp.errors import ConfigError
from dlp.judging import Judging
from dlp.ledger import Ledger
from dlp.settings import load as load_settings
from tests.agent.relay.fake import FakeDesk
from tests.agent.relay.servers import CLEAN, Sink, WithDsn, free_port, message, next_hop, send, wait_for

OUTSIDE = ("li@partner.example",)


class Running:
    def __init__(self, service, desk, port):
        self.service, self.desk, self.port = service, desk, port

    def client(self, **more):
        return smtplib.SMTP("127.0.0.1", self.port, timeout=30, **more)

    def send(self, text=CLEAN, to=OUTSIDE, **more):
        with self.client() as client:
            return send(client, message(text), to, **more)

    def raw(self, *lines, wait=0.3):
        """All that is answered to bytes put on the line."""
        with socket.create_connection(("127.0.0.1", self.port), 30) as line:
            said = b""
            for each in lines:
                line.settimeout(60)
                line.sendall(each)
                line.settimeout(wait)
                try:
                    while got := line.recv(65536):
                        said += got
                except TimeoutError:
                    pass
            return said

    def held(self, stand=Stand.HELD):
        return self.service.spool.ids(stand)


@pytest.fixture(scope="module")
def loaded():
    return policy.load(load_settings({}).settings)


@contextmanager
def running(loaded, hop_port, **settings):
    given = {"listen": "127.0.0.1:0", "next_hop": f"127.0.0.1:{hop_port}", "enforce": True, "hostname": "r.example"}
    flags = {f"relay.{key}": value for key, value in (given | settings).items()}
    desk = FakeDesk(loaded)
    with Service(load_settings(flags).settings, loaded, desk) as service:
        there, at = threading.Event(), []
        loop = asyncio.new_event_loop()

        def ready(_host, port):
            at.append(port)
            there.set()

        thread = threading.Thread(target=lambda: loop.run_until_complete(service.run(ready)))
        thread.start()
        assert there.wait(20)
        try:
            yield Running(service, desk, at[0])
        finally:
            loop.call_soon_threadsafe(service._stop.set)
            thread.join(20)
            loop.run_until_complete(asyncio.sleep(0.1))
            loop.close()


@pytest.fixture
def hop():
    with next_hop() as server:
        yield server


def test_what_is_clean_goes_on_as_it_is_with_one_line_more(loaded, hop):
    with running(loaded, hop.port) as relay:
        assert relay.send() == (250, b"2.0.0 Taken")
    (taken,) = hop.handler.taken
    assert taken.original_content.startswith(b"Received: from ")
    assert taken.original_content.partition(b"\r\nFrom:")[2] == message(CLEAN).partition(b"From:")[2]
    assert relay.held() == relay.held(Stand.QUEUED) == []


def test_everybody_in_the_envelope_is_seen_and_who_submits_it(loaded, hop, state):
    with running(loaded, hop.port) as relay:
        relay.send("PERSON", to=("li@partner.example", "Boss@yunhai.example", "secret@qq.com"))
        (letter,) = relay.desk.letters
    assert letter.recipients == ("li@partner.example", "Boss@yunhai.example", "secret@qq.com")
    assert (letter.sender, letter.who, letter.client) == (
        "wangfang@yunhai.example",
        "wangfang@yunhai.example",
        "127.0.0.1",
    )
    found = next(Ledger(state).entries()).incident.sighting
    assert "secret@qq.com" in {r.address for r in found.to}
    assert (found.sender, found.client, found.act.value) == ("wangfang@yunhai.example", "127.0.0.1", "sent")


def test_held_until_released(loaded, hop, state, capsys):
    from dlp.cli import run

    with running(loaded, hop.port) as relay:
        code, text = relay.send("PERSON")
        assert (code, b"Held for approval" in text) == (250, True)
        (identity,) = relay.held()
        assert run(["relay", "list", "--format", "jsonl"]) == 0
        listed = capsys.readouterr().out
        assert identity in listed
        assert "4.2.3" in listed
        assert "PERSON" not in listed
        assert hop.handler.taken == []
        assert run(["relay", "release", identity[:20]]) == 0
        wait_for(lambda: hop.handler.taken)
        wait_for(lambda: not relay.held(Stand.QUEUED))
    assert b"<1@yunhai.example>" in hop.handler.taken[0].original_content


def test_held_and_refused_by_a_person(loaded, hop, state):
    from dlp.cli import run

    with running(loaded, hop.port) as relay:
        relay.send("PERSON")
        assert run(["relay", "refuse", relay.held()[0]]) == 0
        (told,) = wait_for(lambda: hop.handler.taken)
        assert relay.held() == []
    assert told.rcpt_tos == ["wangfang@yunhai.example"]
    assert told.mail_from in ("", "<>")
    assert b"delivery-status" in told.original_content
    assert b"PERSON" not in told.original_content


def test_held_until_an_approval_comes(loaded, hop, state, monkeypatch):
    from agent.relay import service

    monkeypatch.setattr(service, "_RECHECK", 1)
    with running(loaded, hop.port) as relay:
        relay.send("PERSON")
        assert relay.held()
        relay.desk.judging = Judging(loaded, [Approving()])
        (state / "approvals").mkdir(exist_ok=True)
        (state / "approvals" / "a.json").write_text("{}")
        wait_for(lambda: hop.handler.taken)


class Approving:
    def facts(self, _seen):
        return {"approved": True}


def test_refused_with_clause_and_advice(loaded, hop):
    with running(loaded, hop.port) as relay:
        code, text = relay.send("PERSON", to=("x@qq.com",))
        assert code == 550
        assert b"Clause 5.4" in text
        assert b"=?utf-8?B?" in text
        with relay.client() as client:
            client.ehlo()
            client.command_encoding = "utf-8"
            code, text = send(client, message("PERSON"), ("x@qq.com",), options=("SMTPUTF8", "BODY=8BITMIME"))
        assert "今后只用公司指定的渠道" in text.decode()
    assert hop.handler.taken == []
    assert relay.held() == []


def test_a_dry_run_only_records(loaded, hop, state):
    with running(loaded, hop.port, enforce=False) as relay:
        assert relay.send("PERSON", to=("x@qq.com",))[0] == 250
        assert relay.send("DEAD")[0] == 250
    assert len(hop.handler.taken) == 2
    audit = (state / "relay" / "audit.jsonl").read_text()
    assert "would_refuse" in audit
    assert "fail_open" in audit


@pytest.mark.parametrize("word", ["SLOW", "DEAD"])
def test_closed_or_open_where_inspecting_fails(loaded, hop, state, word):
    with running(loaded, hop.port, seconds=1) as relay:
        assert relay.send(word)[0] == 451
        assert hop.handler.taken == []
    assert not list(Ledger(state).entries(rule="5.3-passed-uninspected"))
    with running(loaded, hop.port, seconds=1, on_failure="fail_open") as relay:
        assert relay.send(word, to=("a@yunhai.example",))[0] == 250
    assert len(hop.handler.taken) == 1
    assert len(list(Ledger(state).entries(rule="5.3-passed-uninspected"))) == 1
    audit = (state / "relay" / "audit.jsonl").read_text()
    assert audit.count('"fail_open"') == audit.count('"fail_closed"') == 1


def test_a_next_hop_that_is_down_gets_it_later(loaded):
    port = free_port()
    with running(loaded, port) as relay:
        code, text = relay.send()
        assert (code, b"Queued" in text) == (250, True)
        assert len(relay.held(Stand.QUEUED)) == 1
        with next_hop(port=port) as late:
            (taken,) = wait_for(lambda: late.handler.taken)
            wait_for(lambda: not relay.held(Stand.QUEUED))
    assert b"Message-ID: <1@yunhai.example>" in taken.original_content


def test_the_next_hops_own_words_are_passed_on(loaded):
    sink = Sink(answers=["554 5.6.1 No such thing", "451 4.3.0 Busy"], unknown=("no@x.example",))
    with next_hop(sink) as hop, running(loaded, hop.port) as relay:
        assert relay.send(to=("no@x.example",)) == (550, b"5.1.1 No such user")
        assert relay.send() == (554, b"5.6.1 No such thing")
        assert b"Queued" in relay.send()[1]
        wait_for(lambda: sink.taken)


def test_a_full_disk_is_no_answer_for_good(loaded, hop, monkeypatch):
    with running(loaded, hop.port) as relay:

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(relay.service.spool, "put", full)
        assert relay.send("PERSON")[0] == 452
        monkeypatch.setattr(relay.service.house.assessor.records._ledger, "record", full)
        assert relay.send()[0] == 452
    assert hop.handler.taken == []


def test_options_of_rfc_3461_are_passed_on(loaded):
    with next_hop(WithDsn()) as hop, running(loaded, hop.port) as relay, relay.client() as client:
        client.ehlo()
        assert client.has_extn("dsn")
        answer = send(
            client,
            None,
            OUTSIDE,
            "a@yunhai.example",
            ("RET=HDRS", "ENVID=Qq+2B1", "BODY=8BITMIME"),
            ("NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;li+40partner.example"),
        )
        assert answer[0] == 250
        words = " ".join(hop.handler.options)
        for word in (
            "RET=HDRS",
            "ENVID=Qq+2B1",
            "BODY=8BITMIME",
            "NOTIFY=SUCCESS,FAILURE",
            "ORCPT=rfc822;li+40partner.example",
        ):
            assert word in words
        assert client.docmd("MAIL", "FROM:<a@b.example> RET=SOME")[0] == 501


def test_without_the_next_hop_offering_them_they_are_not_offered(loaded):
    with next_hop(enable_SMTPUTF8=False) as hop, running(loaded, hop.port) as relay, relay.client() as client:
        client.ehlo()
        assert not client.has_extn("dsn")
        assert not client.has_extn("smtputf8")
        assert client.has_extn("8bitmime")


def test_addresses_in_utf8(loaded, hop):
    with running(loaded, hop.port) as relay, relay.client() as client:
        client.ehlo()
        client.command_encoding = "utf-8"
        assert send(client, message(CLEAN), ("张三@partner.example",), options=("SMTPUTF8",))[0] == 250
    assert hop.handler.taken[0].rcpt_tos == ["张三@partner.example"]


def test_too_large_is_refused_before_and_after(loaded, hop):
    with running(loaded, hop.port, message_mb=1) as relay, relay.client() as client:
        client.ehlo()
        assert int(client.esmtp_features["size"]) == 1 << 20
        assert client.docmd("MAIL", f"FROM:<a@b.example> SIZE={2 << 20}")[0] == 552
        client.mail("a@b.example")
        client.rcpt("b@c.example")
        assert client.data(b"A: b\r\n\r\n" + b"line\r\n" * 200_000)[0] == 552
        client.mail("a@b.example", ("SIZE=100",))
        client.rcpt("b@c.example")
        assert client.data(b"A: b\r\n\r\n" + b"line\r\n" * 100_000)[0] == 552
        assert send(client)[0] == 250
    assert len(hop.handler.taken) == 1


START = b"EHLO x\r\nMAIL FROM:<a@yunhai.example>\r\nRCPT TO:<b@c.example>\r\nDATA\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"Subject: x\r\n\r\nhi\n.\nMAIL FROM:<evil@x>\r\nRCPT TO:<y@z>\r\nDATA\r\nsmuggled\r\n.\r\n",
        b"Subject: x\r\n\r\nhi\r\n.\nMAIL FROM:<evil@x>\r\nRCPT TO:<y@z>\r\nDATA\r\nsmuggled\r\n.\r\n",
        b"Subject: x\r\n\r\nhi\n.\r\nMAIL FROM:<evil@x>\r\nRCPT TO:<y@z>\r\nDATA\r\nsmuggled\r\n.\r\n",
        b"Subject: x\r\n\r\nhi\r.\rMAIL FROM:<evil@x>\r\n.\r\n",
        b"Subject: x\r\n\r\n\0\r\n.\r\n",
        b"X: " + b"y" * (10 << 20) + b"\r\n\r\n.\r\n",
        b"X: y\r\n" * (1 << 17) + b"\r\n.\r\n",
    ],
)
def test_malformed_messages_go_nowhere(loaded, hop, body):
    with running(loaded, hop.port) as relay:
        said = relay.raw(START, body, wait=1.5)
        assert relay.send()[0] == 250
        assert len(relay.desk.letters) == 1
    last = said.replace(b"\r\n", b"\n").strip().splitlines()[-1]
    assert last[:3] in (b"554", b"552", b"500"), last
    assert len(hop.handler.taken) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"\0\0\0\r\n",
        b"\xff\xfe\r\n",
        b"X" * 100_000 + b"\r\n",
        b"MAIL FROM:<" + b"a" * 5000 + b"@b>\r\n",
        b"RCPT TO:<a@b>\r\n",
        b"DATA\r\n",
        b"EHLO\r\n",
        b"\r\n" * 50,
        b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@b\r\nRSET>\r\n",
        b"EHLO x\r\nMAIL FROM:<a@b> SIZE=x\r\n",
        b"EHLO x\r\nMAIL FROM:<a@b> BODY=9\r\n",
        b"EHLO x\r\nAUTH PLAIN AGEAYg==\r\n",
        b"EHLO x\r\nBDAT 5 LAST\r\nhello",
        b"HELO x\r\nSTARTTLS\r\n",
    ],
)
def test_malformed_commands_are_answered_and_harm_nobody(loaded, hop, line):
    with running(loaded, hop.port) as relay:
        said = relay.raw(line)
        assert said.startswith(b"220")
        assert relay.send()[0] == 250
    answers = [each for each in said.split(b"\r\n")[1:] if each]
    assert any(each[:1] in (b"4", b"5") for each in answers)


def test_who_sends_a_line_without_end_is_hung_up_on(loaded, hop):
    with (
        running(loaded, hop.port, message_mb=2) as relay,
        socket.create_connection(("127.0.0.1", relay.port), 30) as line,
    ):
        line.sendall(START)
        with pytest.raises((ConnectionError, TimeoutError)):
            line.sendall(b"x" * (100 << 20))
        assert relay.send()[0] == 250


def test_strangers_may_not_submit(loaded, hop):
    with running(loaded, hop.port, clients=["10.0.0.0/8"]) as relay:
        assert relay.send()[0] == 530
    assert hop.handler.taken == []


def test_one_connection_too_many(loaded, hop):
    with running(loaded, hop.port, connections=2) as relay:
        with relay.client(), relay.client():
            assert relay.raw(b"", wait=1).startswith(b"421")
        wait_for(lambda: not relay.raw(b"", wait=0.5).startswith(b"421"))


def test_many_at_once_within_little_memory(loaded, hop):
    with running(loaded, hop.port, memory_mb=64, message_mb=8) as relay:
        answers = []
        threads = [
            threading.Thread(
                target=lambda n=n: answers.append(relay.send("x" * 70 + f"\n{n}\n" + "line\n" * 400_000)[0])
            )
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [250] * 8
    assert len(hop.handler.taken) == 8


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem", folder / "key.pem"


def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def check_password(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"wangfang" and data.password == b"right", handled=False)


def test_logging_in_is_checked_by_the_next_hop_and_only_over_tls(loaded, certificate):
    tls = server_context(certificate)
    hop = next_hop(tls_context=tls, authenticator=check_password, auth_required=True)
    settings = {
        "tls_certificate": str(certificate[0]),
        "tls_key": str(certificate[1]),
        "next_hop_tls": "require",
        "next_hop_ca": str(certificate[0]),
        "clients": [],
    }
    trust = ssl.create_default_context(cafile=certificate[0])
    with hop as server, running(loaded, server.port, **settings) as relay:
        with relay.client() as client:
            client.ehlo()
            assert not client.has_extn("auth")
            assert client.docmd("AUTH", "PLAIN AHdhbmdmYW5nAHJpZ2h0")[0] == 538
            assert send(client)[0] == 530
            client._host = "localhost"
            client.starttls(context=trust)
            client.ehlo()
            assert client.has_extn("auth")
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("wangfang", "wrong")
            assert send(client)[0] == 530
            client.login("wangfang", "right")
            assert send(client)[0] == 250
        assert relay.desk.letters[0].who == "wangfang"
        assert b"with ESMTPSA" in server.handler.taken[0].original_content


def test_a_certificate_that_is_not_good_stops_it(loaded, certificate):
    with next_hop(tls_context=server_context(certificate)) as server:
        with running(loaded, server.port, next_hop_tls="require") as relay:
            assert b"Queued" in relay.send()[1]
        assert server.handler.taken == []


def test_commands_sent_before_tls_do_not_count_after_it(loaded, hop, certificate):
    settings = {"tls_certificate": str(certificate[0]), "tls_key": str(certificate[1]), "require_tls": True}
    trust = ssl.create_default_context(cafile=certificate[0])
    with running(loaded, hop.port, **settings) as relay:
        with socket.create_connection(("127.0.0.1", relay.port), 30) as line:
            line.recv(1000)
            line.sendall(b"EHLO x\r\nSTARTTLS\r\nMAIL FROM:<injected@x.example>\r\n")
            time.sleep(1)
            said = line.recv(65536)
            assert b"250 2.1.0" not in said
        assert relay.raw(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\n").strip().splitlines()[-1].startswith(b"530")
        with relay.client() as client:
            client._host = "localhost"
            client.starttls(context=trust)
            assert send(client)[0] == 250


@pytest.mark.parametrize(
    "settings",
    [
        {"next_hop": "nowhere"},
        {"clients": ["here"]},
        {"require_tls": True},
        {"tls_certificate": "/nowhere.pem"},
        {"next_hop_ca": "/nowhere.pem"},
    ],
)
def test_settings_that_do_not_fit_are_refused(loaded, settings):
    flags = {f"relay.{key}": value for key, value in ({"next_hop": "127.0.0.1:25"} | settings).items()}
    with pytest.raises(ConfigError):
        Service(load_settings(flags).settings, loaded, FakeDesk(loaded))
