"""The relay's parts by themselves: options, reports, checks, the sealed spool, the courier's patience."""

import email
import email.header
import errno
import os
from dataclasses import replace

import pytest

from agent.relay import spool as spool_module
from agent.relay.checks import HEADERS, malformed
from agent.relay.courier import LONGEST, Courier, bounce, pause
from agent.relay.decision import Fate, decide, refusal
from agent.relay.dsn import BadOption, Failure, Mailing, Receiver, report, split
from agent.relay.hop import Answer, HopDown
from agent.relay.seal import BrokenSealError, Seal
from agent.relay.spool import Entry, Reason, Spool, Stand
from dlp.model import Document, Incident, Inspection, Level, Response, Tally, Text, Verdict
from dlp.workers.letter import Letter

WHY = Reason("4.2.3-x", "4.2.3", Text("未经审批", "No approval"), Text("先审批。", "Get approval."))
MAILING = Mailing("a@yunhai.example", (Receiver("b@x.example"), Receiver("c@x.example", ("NOTIFY=NEVER",))))


def entry(content=b"Subject: x\r\n\r\nbody\r\n", mailing=MAILING):
    return Entry(mailing, content, "Received: by us\r\n", "wangfang", "10.0.0.5", "2026-11-24T00:00:00+00:00", WHY)


class TestOptions:
    def test_ours_are_taken_out_and_keep_their_case(self):
        rest, ours = split("FROM:<a@b.example> SIZE=5 ret=HDRS ENVID=QQ+2Bz BODY=8BITMIME AUTH=<>", mail=True)
        assert rest == "FROM:<a@b.example> SIZE=5 BODY=8BITMIME"
        assert ours == ("RET=HDRS", "ENVID=QQ+2Bz")

    def test_a_quoted_local_part_hides_no_option(self):
        rest, ours = split('TO:<"x> NOTIFY=NEVER"@b.example> ORCPT=rfc822;x+40y', mail=False)
        assert rest == 'TO:<"x> NOTIFY=NEVER"@b.example>'
        assert ours == ("ORCPT=rfc822;x+40y",)

    @pytest.mark.parametrize(
        "words", ["RET=ALL", "RET=FULL RET=HDRS", "ENVID=a=b", "ENVID=" + "x" * 101, "ENVID=\u00e4"]
    )
    def test_what_is_not_well_formed_is_refused(self, words):
        with pytest.raises(BadOption):
            split(f"FROM:<a@b.example> {words}", mail=True)

    def test_never_goes_with_nothing_else(self):
        with pytest.raises(BadOption):
            split("TO:<a@b.example> NOTIFY=NEVER,FAILURE", mail=False)


class TestChecks:
    @pytest.mark.parametrize("smuggled", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\r\n.\r\r\n"])
    def test_lone_ends_of_line(self, smuggled):
        assert malformed(b"Subject: x\r\n\r\na" + smuggled + b"MAIL FROM:<x@y>\r\n").startswith("554")

    def test_nul_headers_and_circles(self):
        assert malformed(b"A: b\r\n\r\n\0\r\n").startswith("554")
        assert malformed(b"A: " + b"x" * HEADERS + b"\r\n\r\n").startswith("552")
        assert malformed(b"A: b\r\n" * (10 << 17)).startswith("552")
        assert malformed(b"Received: x\r\n" * 51 + b"\r\n").startswith("554 5.4.6")

    def test_ordinary_ones_pass(self):
        assert malformed(b"Received: x\r\n" * 20 + b"\r\n" + b"line\r\n" * 100_000) == ""
        assert malformed(b"") == ""


class TestSpool:
    def test_what_is_put_comes_back_and_lies_there_sealed(self, state):
        spool = Spool(state)
        kept = entry("Subject: x\r\n\r\n手机13900139001\r\n".encode())
        identity = spool.put(Stand.HELD, kept)
        assert Spool(state).get(Stand.HELD, identity) == kept
        file = state / "relay" / "held" / identity
        assert b"13900139001" not in file.read_bytes()
        assert b"yunhai" not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
        assert "13900139001" not in repr(kept)

    def test_changed_swapped_and_cut_files_are_known(self, state):
        spool = Spool(state)
        one, two = spool.put(Stand.HELD, entry()), spool.put(Stand.HELD, entry(b"other"))
        file = state / "relay" / "held" / one
        sealed = file.read_bytes()
        for changed in (
            sealed[:-1],
            sealed[:30] + bytes([sealed[30] ^ 1]) + sealed[31:],
            b"",
            (file.parent / two).read_bytes(),
        ):
            file.write_bytes(changed)
            with pytest.raises(BrokenSealError):
                spool.get(Stand.HELD, one)

    def test_a_full_disk_leaves_nothing_behind(self, state, monkeypatch):
        spool = Spool(state)

        def full(*_):
            raise OSError(errno.ENOSPC, "full")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            spool.put(Stand.QUEUED, entry())
        assert os.listdir(state / "relay" / "queued") == []

    def test_a_name_is_durable_before_put_returns(self, state, monkeypatch):
        synced, real = [], os.fsync
        monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.readlink(f"/proc/self/fd/{fd}")), real(fd)))
        identity = Spool(state).put(Stand.QUEUED, entry())
        assert [os.path.basename(name) for name in synced[-2:]] == [f"{identity}.part", "queued"]

    def test_half_written_files_are_taken_away_and_never_shown(self, state):
        spool = Spool(state)
        half = state / "relay" / "queued" / f"{spool_module.new_id()}.part"
        half.write_bytes(b"x")
        assert spool.ids(Stand.QUEUED) == []
        spool.clean()
        assert not half.exists()

    def test_one_key_does_not_open_what_another_sealed(self):
        with pytest.raises(BrokenSealError):
            Seal(b"b" * 32).open(Seal(b"a" * 32).seal(b"x", "1"), "1")


class FakeHop:
    """Answers as it is told. answers: by address."""

    def __init__(self, answers=None, data=None, sender=None):
        self.answers, self.said, self.sender = answers or {}, data or Answer(250, "OK"), sender or Answer(250, "OK")
        self.sent = []

    def mail(self, mailing):
        self.mailing = mailing
        return self.sender

    def rcpt(self, receiver):
        return self.answers.get(receiver.address, Answer(250, "OK"))

    def data(self, content):
        if isinstance(self.said, Exception):
            raise self.said
        self.sent.append((self.mailing, content))
        return self.said

    def close(self):
        pass


class Quiet:
    def note(self, *_, **__):
        pass


def ring(spool, hop):
    """One round of a courier, until it is over."""

    def connect():
        if hop is None:
            raise HopDown
        return hop

    courier = Courier(spool, Quiet(), connect, "relay.example")
    courier.round()
    courier._threads.shutdown(wait=True)
    return courier


class TestCourier:
    def test_what_goes_on_is_gone_from_the_spool(self, state):
        spool, hop = Spool(state), FakeHop()
        spool.put(Stand.QUEUED, entry())
        ring(spool, hop)
        assert hop.sent[0][1] == b"Received: by us\r\nSubject: x\r\n\r\nbody\r\n"
        assert list(spool.find("")) == []

    @pytest.mark.parametrize("hop", [None, FakeHop(data=HopDown()), FakeHop(data=Answer(451, "later"))])
    def test_what_does_not_go_on_stays_and_is_not_tried_at_once(self, state, hop):
        spool = Spool(state)
        spool.put(Stand.QUEUED, entry())
        courier = ring(spool, hop)
        assert len(spool.ids(Stand.QUEUED)) == 1
        assert courier.round() == 0

    def test_only_who_has_not_got_it_is_tried_again(self, state):
        spool = Spool(state)
        identity = spool.put(Stand.QUEUED, entry())
        ring(spool, FakeHop({"b@x.example": Answer(450, "4.2.1 busy")}))
        assert [r.address for r in spool.get(Stand.QUEUED, identity).mailing.to] == ["b@x.example"]

    def test_a_refusal_is_told_to_the_sender(self, state):
        spool = Spool(state)
        spool.put(Stand.QUEUED, entry())
        ring(spool, FakeHop({"b@x.example": Answer(550, "5.1.1 No such user")}))
        ((_, identity),) = spool.find("")
        told = spool.get(Stand.QUEUED, identity)
        assert told.mailing.sender == "<>"
        assert told.mailing.to[0].address == "a@yunhai.example"
        assert b"5.1.1 No such user" in told.content

    def test_what_nobody_may_be_told_of_is_kept(self, state):
        spool = Spool(state)
        spool.put(Stand.QUEUED, entry(mailing=replace(MAILING, sender="<>")))
        ring(spool, FakeHop(sender=Answer(550, "5.7.1 no")))
        assert [stand for stand, _ in spool.find("")] == [Stand.FAILED]

    def test_pauses_grow_to_a_bound_and_differ(self):
        assert 2.5 <= pause(0) <= 5
        assert all(LONGEST / 2 <= pause(tries) <= LONGEST for tries in range(9, 5000, 7))
        assert len({pause(9) for _ in range(20)}) > 10


class TestReport:
    def test_it_is_what_rfc_3464_asks_for(self):
        mailing = replace(MAILING, options=("ENVID=Q1",))
        made = email.message_from_bytes(
            report("r.example", mailing, entry().content, (Failure(MAILING.to[0], "550 5.1.1 无此人"),), WHY.title)
        )
        text, status, headers = made.get_payload()
        assert made.get_content_type() == "multipart/report"
        assert "未经审批" in text.get_payload(decode=True).decode()
        whole, one = status.get_payload()
        assert whole["Original-Envelope-Id"] == "Q1"
        assert (one["Action"], one["Status"]) == ("failed", "5.1.1")
        assert "Subject: x" in headers.get_payload()
        assert "body" not in made.as_string()

    def test_nobody_is_told_who_asked_not_to_be(self):
        silent = (Failure(MAILING.to[1], "550 no"),)
        assert bounce("r", entry(), silent, WHY.title) is None
        assert bounce("r", entry(), (*silent, Failure(MAILING.to[0], "550 no")), WHY.title) is not None


def raised(*responses_and_levels):
    """An inspection in which these responses are asked for."""
    sighting = Letter("relay:1", b"", "a@b", ("c@d",), "10.0.0.1", "a", None)
    incidents = tuple(
        Incident(str(n), Verdict(f"r{n}", "4.2.3", level, WHY.title, WHY.advice, responses, {}), sighting, Tally())
        for n, (responses, level) in enumerate(responses_and_levels)
    )
    return Inspection(sighting, Document("eml", 1, "", 1), incidents=incidents)


class TestDecision:
    def test_the_strictest_wins_and_the_gravest_is_named(self):
        hold, refuse, record = (Response.HOLD,), (Response.REFUSE,), (Response.RECORD,)
        assert decide(raised()).fate is Fate.DELIVER
        assert decide(raised((record, Level.CRITICAL))).fate is Fate.DELIVER
        assert decide(raised((hold, Level.LOW), (record, Level.CRITICAL))).fate is Fate.HOLD
        found = decide(raised((hold, Level.CRITICAL), (refuse, Level.LOW), (refuse, Level.HIGH)))
        assert (found.fate, found.reason.rule) == (Fate.REFUSE, "r2")

    def test_a_refusal_says_it_in_both_languages(self):
        plain = refusal(WHY, utf8=False)
        assert plain.isascii()
        assert all(len(line) < 500 for line in plain.split("\r\n"))
        words = [line[len("550 5.7.1 ") :] for line in plain.split("\r\n")]
        decoded = "".join(
            part.decode(code) if code else str(part)
            for word in words
            if word.startswith("=?")
            for part, code in email.header.decode_header(word)
        )
        assert decoded == "违反第 4.2.3 条：未经审批。先审批。"
        assert "先审批" in refusal(WHY, utf8=True)
        assert "Clause 4.2.3: No approval." in plain
