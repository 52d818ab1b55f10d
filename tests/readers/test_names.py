"""Names of members and attachments are text: a customer's name and number in one is found there."""

import io
import tarfile

import pytest

from dlp.model import Block, Reason, Status
from dlp.readers import Limits, Reader
from dlp.readers.source import NAME, is_name
from tests.readers import makers

CALLED = "王小明_440308199901101512_身份证.txt"


def tarred():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(CALLED)
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    return out.getvalue()


def sevened():
    py7zr = pytest.importorskip("py7zr")
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr("x", CALLED)
    return out.getvalue()


def locked():
    raw = bytearray(makers.zipped({CALLED: "x"}))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        raw[raw.index(signature) + offset] |= 1
    return bytes(raw)


MADE = {
    "zip": (lambda: makers.zipped({CALLED: "x"}), CALLED),
    "zip in a zip": (lambda: makers.zipped({"in.zip": makers.zipped({CALLED: "x"})}), f"in.zip/{CALLED}"),
    "encrypted zip": (locked, CALLED),
    "tar": (tarred, CALLED),
    "7z": (sevened, CALLED),
    "mail": (lambda: makers.mail("见附件", (CALLED, b"x")), f"attachment:{CALLED}"),
}


def names_of(reader, file, data) -> tuple[list[Block], object]:
    file.write_bytes(data)
    reading = reader.open(file)
    return [block for block in reading.blocks() if is_name(block.locator.part)], reading.document()


@pytest.mark.parametrize("kind", MADE)
def test_a_name_is_a_part_of_its_own(reader, engine, tmp_path, kind):
    make, part = MADE[kind]
    blocks, _ = names_of(reader, tmp_path / "a.bin", make())
    (block,) = [block for block in blocks if block.locator.part == part + NAME]
    assert block.text == CALLED
    hits = list(engine.document().hits(block))
    assert "CN_RESIDENT_ID" in {hit.entity for hit in hits}


def test_a_name_alone_is_no_content(reader, tmp_path):
    blocks, document = names_of(reader, tmp_path / "a.zip", locked())
    assert len(blocks) == 1
    assert document.status is Status.UNREAD
    assert [u.reason for u in document.unread] == [Reason.ENCRYPTED]


def test_parts_of_documents_have_no_names_that_people_gave(reader, tmp_path):
    assert names_of(reader, tmp_path / "a.docx", makers.docx(makers.paragraph("x")))[0] == []


def mailbox(messages: int, attachments: int) -> bytes:
    one = makers.mail("正文", *((f"{n}.txt", b"x") for n in range(attachments)))
    return b"".join(
        b"From a@b.cn Mon Jan  5 10:00:00 2026\n" + one.replace(b"\r\n", b"\n") + b"\n" for _ in range(messages)
    )


def test_a_whole_mailbox_may_have_more_attachments_than_a_message(tmp_path):
    with Reader(Limits(members=5)) as reader:
        _, document = names_of(reader, tmp_path / "a.mbox", mailbox(4, 3))
        assert document.status is Status.READ, document.unread
        _, document = names_of(reader, tmp_path / "b.mbox", mailbox(2, 6))
        assert Reason.BOMB in {u.reason for u in document.unread}


def test_messages_have_a_limit_of_their_own(tmp_path):
    with Reader(Limits(messages=3)) as reader:
        _, document = names_of(reader, tmp_path / "a.mbox", mailbox(4, 0))
        assert [u.reason for u in document.unread] == [Reason.TOO_LARGE]
        assert document.status is Status.PARTIAL
