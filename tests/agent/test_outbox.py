"""Outboxes as mail programs keep them: each message is a sighting of its own, with its own recipients."""

import mailbox
import os
from email.message import EmailMessage
from pathlib import Path

import pytest

from agent.outbox import Outboxes
from dlp import policy
from dlp.cli import run
from dlp.ledger import Ledger
from dlp.mailboxes import is_half_written
from dlp.model import Act, PlaceKind
from dlp.pipeline import Pipeline
from dlp.readers import stamp
from dlp.readers.stored import messages
from dlp.settings import load as load_settings
from dlp.workers.unit import inspect

PERSONS = ("王晓萌 440308199901101512 13900139001", "李建业 110101198003076638 13900139002")
MOZILLA = "From - Tue Nov 24 09:00:00 2026\r\nX-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\n"


def mail(number, to, bcc="", text=""):
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "wangfang@yunhai.example", to, f"<{number}@yunhai.example>"
    if bcc:
        made["Bcc"] = bcc
    made["Subject"] = "客户资料"
    made.set_content(f"客户姓名、身份证号和手机：{text or PERSONS[number % 2]}\nFrom here on nothing.\n")
    return made.as_bytes()


def unsent(file: Path, *made: bytes):
    """A file as Thunderbird writes it."""
    file.write_bytes(b"".join(MOZILLA.encode() + m.replace(b"\n", b"\r\n") + b"\r\n" for m in made))


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    settings = load_settings({"detection.model": False, "state": str(tmp_path_factory.mktemp("state"))}).settings
    with Pipeline(settings, policy.load(settings)) as pipeline:
        yield pipeline


def seen(outboxes, file):
    """What the agent makes of a file in an outbox."""
    batch = outboxes.batch(file)
    found = [inspect(outboxes.pipeline, each, PlaceKind.OUTBOX, Act.SENT) for each in batch.seen]
    assert outboxes.close(batch)
    return found


def boxes(pipeline):
    made = Outboxes()
    made.pipeline = pipeline
    return made


def recipients(inspection):
    return {r.address for r in inspection.sighting.to}


def test_thunderbirds_unsent_messages_are_seen_one_by_one(pipeline, tmp_path):
    file = tmp_path / "Unsent Messages"
    unsent(file, mail(1, "a@qq.com", bcc="secret@163.com"), mail(2, "b@partner.example"))
    outboxes = boxes(pipeline)
    one, two = seen(outboxes, file)
    assert recipients(one) == {"a@qq.com", "secret@163.com"}
    assert recipients(two) == {"b@partner.example"}
    assert (one.sighting.place.kind, two.sighting.place.kind) == (PlaceKind.PERSONAL_MAIL, PlaceKind.EXTERNAL_MAIL)
    assert one.sighting.act is Act.SENT
    assert {i.id for i in one.incidents}.isdisjoint({i.id for i in two.incidents})
    assert [i.tally.persons for i in (one, two)] == [1, 1]
    assert one.sighting.path == f"{file}#1"


def test_a_mailbox_written_anew_gives_only_what_is_new(pipeline, tmp_path):
    file = tmp_path / "Unsent Messages"
    first, second, third = mail(1, "a@qq.com"), mail(2, "b@qq.com"), mail(3, "c@qq.com")
    outboxes = boxes(pipeline)
    unsent(file, first, second)
    ids = [i.incidents[0].id for i in seen(outboxes, file)]
    file.write_bytes(file.read_bytes().replace(b"Status: 0001", b"Status: 0009"))
    assert seen(outboxes, file) == []
    unsent(file, second, third)
    (new,) = seen(outboxes, file)
    assert recipients(new) == {"c@qq.com"}
    assert new.incidents[0].id not in ids


def test_maildir_each_file_once_wherever_it_moves(pipeline, tmp_path):
    box = mailbox.Maildir(tmp_path / ".Outbox", create=True)
    key = box.add(mail(1, "a@qq.com"))
    outboxes = boxes(pipeline)
    new = tmp_path / ".Outbox" / "new" / key
    (found,) = seen(outboxes, new)
    assert recipients(found) == {"a@qq.com"}
    moved = tmp_path / ".Outbox" / "cur" / f"{key}:2,S"
    new.rename(moved)
    assert seen(outboxes, moved) == []
    half = tmp_path / ".Outbox" / "tmp" / "1.half"
    half.write_bytes(mail(2, "b@qq.com"))
    assert is_half_written(half, stamp(half.stat()))
    os.utime(half, (0, 0))
    assert not is_half_written(half, stamp(half.stat()))


def test_apple_mail(pipeline, tmp_path):
    body = mail(1, "a@qq.com", bcc="b@163.com")
    plist = b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>flags</key><integer>1</integer></dict></plist>\n'
    folder = tmp_path / "Outbox.mbox" / "Messages"
    folder.mkdir(parents=True)
    (folder / "7.emlx").write_bytes(b"%d\n" % len(body) + body + plist)
    (found,) = seen(boxes(pipeline), folder / "7.emlx")
    assert recipients(found) == {"a@qq.com", "b@163.com"}
    assert found.tally.persons == 1


def test_mails_as_files_and_what_is_no_mail(pipeline, tmp_path):
    (tmp_path / "1.eml").write_bytes(mail(1, "a@qq.com"))
    (tmp_path / "Unsent Messages.msf").write_text('// <!-- <mdb:mork:z v="1.4"/> -->\n')
    outboxes = boxes(pipeline)
    assert [i.sighting.act for i in seen(outboxes, tmp_path / "1.eml")] == [Act.SENT]
    assert [i.sighting.act for i in seen(outboxes, tmp_path / "Unsent Messages.msf")] == [Act.AT_REST]


def test_a_message_may_say_from_at_the_begin_of_a_line(tmp_path):
    file = tmp_path / "box"
    body = b"From: a@b\nTo: c@d\n\nhi\n\nFrom 2019 on we keep this.\nmore\n"
    file.write_bytes(b"From a Tue Nov 24 09:00:00 2026\n" + body + b"\nFrom b Tue Nov 24 09:00:00 2026\n" + body)
    pieces = [file.read_bytes()[m.start : m.start + m.length] for m in messages(file)]
    assert len(pieces) == 2
    assert b"".join(pieces) == file.read_bytes()
    assert all(b"2019 on we keep" in piece for piece in pieces)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_scan_sees_them_one_by_one_too(tmp_path, state, workers):
    unsent(tmp_path / "Unsent Messages", mail(1, "a@qq.com"), mail(2, "b@163.com"), mail(3, "c@gmail.com"))
    assert run(["scan", str(tmp_path), "--place", "outbox", "--workers", workers, "-o", str(tmp_path / "r")]) == 1
    found = [each.incident.sighting.to[0].address for each in Ledger(state).entries(rule="5.4-personal-mail")]
    assert sorted(found) == ["a@qq.com", "b@163.com", "c@gmail.com"]


def test_dlp_outbox_takes_a_mailbox_too(tmp_path, state):
    file = tmp_path / "Unsent Messages"
    unsent(file, mail(1, "a@qq.com"), mail(2, "b@163.com"))
    assert run(["outbox", str(file), "-o", str(tmp_path / "r")]) == 1
    assert len(list(Ledger(state).entries(rule="5.4-personal-mail"))) == 2
