"""Archives: every member by its own type, what is sealed, split, damaged or a bomb said to be so."""

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib

import pytest

from dlp.model import Reason, Status
from tests.conftest import need
from tests.readers import makers, stores

TABLE = "姓名,手机\n王小明,13900139001\n".encode("gb18030")
TEXT = TABLE.decode("gb18030")


def unread(document):
    return [(u.part, u.reason, u.type) for u in document.unread]


def installed(*names: str) -> bool:
    import importlib.util

    return all(importlib.util.find_spec(name) for name in names)


@pytest.mark.parametrize(
    ("pack", "kind"),
    [
        (gzip.compress, "gz"),
        (bz2.compress, "bz2"),
        (lzma.compress, "xz"),
        (lambda data: lzma.compress(data, lzma.FORMAT_ALONE), "lzma"),
    ],
)
def test_one_compressed_file_and_two_in_a_row(read, pack, kind):
    parts, document = read(pack(TABLE) + (pack(TABLE) if kind != "lzma" else b""), f"名单.csv.{kind}")
    assert parts["名单.csv/text"] == TEXT * (2 if kind != "lzma" else 1)
    assert (document.type, document.status) == (kind, Status.READ)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_stream_that_breaks_off_gives_what_came_out(read, pack):
    lines = "".join(
        f"{random.Random(n).random()},13900139001\n" for n in range(90_000)
    )  # bzip2 packs 900,000 bytes at a time
    data = pack(lines.encode())
    parts, document = read(data[: len(data) * 4 // 5], "a.csv.gz")
    assert parts["a.csv/text"].startswith(lines[:1000])
    assert unread(document) == [("", Reason.CORRUPT, "")]


def test_a_compressed_bomb(read):
    _, document = read(gzip.compress(b"\0" * (40 << 20)))
    assert [u.reason for u in document.unread] == [Reason.BOMB]


def test_a_compressed_tar(read):
    parts, document = read(gzip.compress(stores.tar({b"a/list.csv": TABLE})), "a.tgz")
    assert parts == {"a.tar/a/list.csv/text": TEXT}
    assert document.status is Status.READ


def test_tar_with_names_in_gbk_and_two_archives_in_a_row(read):
    first, second = stores.tar({"客户/名单.csv".encode("gbk"): TABLE}), stores.tar({b"b.csv": TABLE})
    parts, document = read(first + second)
    assert parts == {"客户/名单.csv/text": TEXT, "b.csv/text": TEXT}
    assert (document.type, document.status) == ("tar", Status.READ)


def test_tar_with_long_names_and_links(read):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("很长的名字" * 30 + ".csv")
        info.size = len(TABLE)
        archive.addfile(info, io.BytesIO(TABLE))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    parts, document = read(out.getvalue())
    assert parts == {"很长的名字" * 30 + ".csv/text": TEXT}
    assert document.status is Status.READ


def test_damage_inside_a_tar_costs_only_what_it_covers(read):
    data = stores.tar({b"a.csv": TABLE})[:1024] + b"rubbish!" * 64 + stores.tar({b"b.csv": TABLE})
    parts, document = read(data)
    assert parts == {"a.csv/text": TEXT, "b.csv/text": TEXT}
    assert unread(document) == [("", Reason.CORRUPT, "tar")]


def test_a_tar_that_breaks_off(read):
    parts, document = read(stores.tar({b"a.csv": TABLE, b"b.txt": b"13900139002\n" * 200})[:2048])
    assert parts["a.csv/text"] == TEXT
    assert parts["b.txt/text"].startswith("13900139002\n")
    assert ("b.txt", Reason.CORRUPT, "") in unread(document)


def test_unix_ar(read):
    data = (
        b"!<arch>\n"
        + b"list.csv/".ljust(16)
        + b"0".ljust(12)
        + b"0".ljust(6) * 2
        + b"644".ljust(8)
        + str(len(TABLE)).encode().ljust(10)
        + b"`\n"
        + TABLE
    )
    parts, document = read(data)
    assert parts == {"list.csv/text": TEXT}
    assert document.type == "ar"


def test_zip_names_from_the_unicode_field(read):
    raw = makers.zipped({"xxxx.txt": TABLE}, compression=zipfile.ZIP_STORED)
    field = b"\1\0\0\0\0" + "名单.csv".encode()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        info = archive.infolist()[0]
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, TABLE)
    assert list(read(out.getvalue())[0]) == ["名单.csv/text"]


def test_zip_whose_header_spells_a_name_another_way(read):
    raw = makers.zipped({"aaaa.txt": TABLE}).replace(b"aaaa.txt", b"bbbb.txt", 1)
    assert read(raw)[0] == {"aaaa.txt/text": TEXT}


def test_zip_without_its_directory_still_gives_its_members(read):
    raw = makers.zipped({"a.csv": TABLE, "b.csv": TABLE})
    parts, document = read(raw[: raw.index(b"PK\1\2")])
    assert parts == {"a.csv/text": TEXT, "b.csv/text": TEXT}
    assert unread(document) == [("", Reason.CORRUPT, "zip")]


def test_zip_behind_a_script_and_its_comment(read):
    script = b"#!/bin/sh\necho 13900139009\nexit\n"
    raw = bytearray(makers.zipped({"a.csv": TABLE}))
    raw[-2:] = struct.pack("<H", 11)
    parts, document = read(script + bytes(raw) + b"13900139002")
    assert parts["prefix/text"] == script.decode()
    assert (parts["comment"], parts["a.csv/text"]) == ("13900139002", TEXT)
    assert document.status is Status.READ


def test_members_that_share_their_packed_bytes_are_a_bomb(read):
    raw = makers.zipped({"a.csv": TABLE * 9, "b.csv": TABLE * 9})
    at = raw.rindex(b"PK\1\2")
    _, document = read(raw[: at + 42] + b"\5\0\0\0" + raw[at + 46 :])
    assert ("a.csv", Reason.BOMB, "") in unread(document)


def test_one_disk_of_several(read):
    raw = bytearray(makers.zipped({"a.csv": TABLE}))
    struct.pack_into("<HH", raw, raw.rindex(b"PK\5\6") + 4, 1, 1)
    parts, document = read(bytes(raw), "a.zip")
    assert parts == {}
    assert {(u.reason, u.type) for u in document.unread} == {(Reason.UNSUPPORTED, "split-volume")}
    assert unread(read(b"PK\7\x08" + raw[:50], "b.z01")[1]) == [("", Reason.UNSUPPORTED, "split-volume")]


@pytest.mark.parametrize("make", [stores.rar4, stores.rar5])
def test_rar_with_stored_members(read, make):
    parts, document = read(make("客户/名单.csv", TABLE))
    assert parts == {"客户/名单.csv/text": TEXT}
    assert (document.type, document.status) == ("rar", Status.READ)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (stores.rar4("a.csv", TABLE, flags=4), ("a.csv", Reason.ENCRYPTED, "")),
        (stores.rar4("a.csv", TABLE, main=0x80), ("", Reason.ENCRYPTED, "rar")),
        (stores.rar5("a.csv", TABLE, extra=b"\2\1\0"), ("a.csv", Reason.ENCRYPTED, "")),
        (
            stores.rar5("a.csv", TABLE, first=struct.pack("<I", zlib.crc32(b"\3\4\0\0")) + b"\3\4\0\0"),
            ("", Reason.ENCRYPTED, "rar"),
        ),
        (stores.rar4("a.csv", TABLE, flags=2, main=1), ("a.csv", Reason.UNSUPPORTED, "split-volume")),
        (stores.rar5("a.csv", TABLE, flags=0x10), ("a.csv", Reason.UNSUPPORTED, "split-volume")),
        (stores.rar4("a.csv", b"\1" * 40, method=0x33), None),
    ],
)
def test_rar_that_cannot_be_read_says_why(read, data, expected):
    parts, document = read(data)
    assert parts == {}
    assert (expected or ("a.csv", document.unread[0].reason, "")) in unread(document)
    assert document.status is Status.UNREAD


def test_a_truncated_rar(read):
    parts, document = read(stores.rar5("a.txt", b"13900139001\n" * 99)[:400])
    assert parts["a.txt/text"].startswith("13900139001\n")
    assert ("a.txt", Reason.CORRUPT, "") in unread(document)


def seven_zip(members: dict[str, bytes], **options) -> bytes:
    need(installed("py7zr"), "py7zr")
    import py7zr

    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **options) as archive:
        if options.get("header_encryption"):
            archive.set_encrypted_header(True)
        for name, data in members.items():
            archive.writestr(data, name)
    return out.getvalue()


def test_7z(read):
    parts, document = read(seven_zip({"客户/名单.csv": TABLE, "b.csv": TABLE}))
    assert parts == {"客户/名单.csv/text": TEXT, "b.csv/text": TEXT}
    assert (document.type, document.status) == ("7z", Status.READ)


def test_7z_sealed_split_and_behind_a_program(read):
    data = seven_zip({"a.csv": TABLE}, password="x")
    assert unread(read(data)[1]) == [("a.csv", Reason.ENCRYPTED, "")]
    data = seven_zip({"a.csv": TABLE}, password="x", header_encryption=True)
    assert unread(read(data)[1]) == [("", Reason.ENCRYPTED, "7z")]
    plain = seven_zip({"a.csv": TABLE})
    assert unread(read(plain[:60], "a.7z.001")[1]) == [("", Reason.UNSUPPORTED, "split-volume")]
    assert read(b"MZ" + b"\0" * 600 + plain, "a.exe")[0] == {"a.csv/text": TEXT}


def test_cpio_through_libarchive(read):
    need(installed("archive_r"), "archive-r-python")

    def entry(name: bytes, data: bytes, mode: int) -> bytes:
        head = b"070701" + b"".join(b"%08X" % n for n in (1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0))
        padded = (head + name + b"\0").ljust(-(-(len(head) + len(name) + 1) // 4) * 4, b"\0")
        return padded + data.ljust(-(-len(data) // 4) * 4, b"\0")

    data = entry("名单.csv".encode(), TABLE, 0o100644) + entry(b"TRAILER!!!", b"", 0)
    parts, document = read(data)
    assert parts == {"名单.csv/text": TEXT}
    assert (document.type, document.status) == ("cpio", Status.READ)


def test_a_second_volume_says_so_by_its_name(read):
    _, document = read(random.Random(2).randbytes(9000), "a.7z.002")
    assert unread(document) == [("", Reason.UNSUPPORTED, "split-volume")]


def test_files_behind_pictures_and_words_inside(read):
    parts, document = read(stores.jpeg("备注13900139002".encode(), makers.zipped({"a.csv": TABLE})), "a.jpg")
    assert parts == {"metadata": "备注13900139002\n", "appended/a.csv/text": TEXT}
    assert unread(document) == [("", Reason.SCANNED, "jpeg")]
    assert read(stores.PICTURE + b"13900139001 behind the picture")[0] == {
        "appended/text": "13900139001 behind the picture"
    }


def test_nothing_but_padding_behind_a_picture(read):
    parts, document = read(stores.jpeg(behind=b"\0" * 4096))
    assert parts == {}
    assert unread(document) == [("", Reason.SCANNED, "jpeg")]


def test_pictures_xored_by_a_chat_program(read):
    plain = stores.jpeg("备注13900139002".encode())
    parts, document = read(bytes(byte ^ 0x5A for byte in plain), "a.dat")
    assert parts == {"picture/metadata": "备注13900139002\n"}
    assert unread(document) == [("picture", Reason.SCANNED, "jpeg")]
