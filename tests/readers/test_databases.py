"""Databases and property lists: every table a grid, what cannot be had said to be so."""

import plistlib
import sqlite3
import struct

import pytest

from dlp.model import Reason, Status
from dlp.readers import sealed
from tests.readers import makers, stores

ROWS = [["王小明", "13900139001"], ["李小四", "13900139002"]]


def database(path, *commands: str, rows=()) -> bytes:
    base = sqlite3.connect(path)
    for command in commands:
        base.execute(command)
    for command, values in rows:
        base.execute(command, values)
    base.commit()
    base.close()
    return path.read_bytes()


def test_sqlite_tables(read, blocks_of, tmp_path):
    inner = makers.zipped({"a.txt": "13900139003"})
    data = database(
        tmp_path / "x.db",
        "create table 客户 (姓名 text, 手机 text, 文件 blob)",
        "create view v as select * from 客户",
        "create table empty (a)",
        rows=[("insert into 客户 values (?, ?, ?)", (*row, inner if n else None)) for n, row in enumerate(ROWS)],
    )
    parts, document = read(data)
    assert parts["table:客户"] == "姓名\t手机\t文件\n王小明\t13900139001\t\n李小四\t13900139002\t\n"
    assert parts["table:客户/文件:2/a.txt/text"] == "13900139003"
    assert set(parts) == {"table:客户", "table:客户/文件:2/a.txt/text", "table:empty"}
    first = blocks_of(data)[0]
    assert (first.grid.delimiter, first.locator.sheet) == ("\t", "客户")
    assert (document.type, document.status) == ("sqlite", Status.READ)


def test_text_that_is_gbk_whatever_the_database_says(read, tmp_path):
    data = database(
        tmp_path / "x.db",
        "create table t (a text)",
        rows=[("insert into t values (cast(? as text))", ("客户名单".encode("gbk"),))],
    )
    assert read(data)[0]["table:t"] == "a\n客户名单\n"


def test_blobs_that_are_nothing_known_are_said_once(read, tmp_path):
    blob = bytes(range(256)) * 2
    data = database(
        tmp_path / "x.db",
        "create table t (a blob)",
        rows=[("insert into t values (?)", (blob + bytes([n]),)) for n in range(50)],
    )
    _, document = read(data)
    assert [(u.part, u.reason) for u in document.unread] == [("table:t/a", Reason.UNSUPPORTED)]


def test_a_database_with_a_log_beside_it(read, tmp_path):
    base = sqlite3.connect(tmp_path / "x.db")
    base.execute("pragma journal_mode = wal")
    base.execute("create table t (a)")
    base.execute("insert into t values ('13900139001')")
    base.commit()
    base.execute("pragma wal_checkpoint(full)")
    base.close()
    parts, document = read((tmp_path / "x.db").read_bytes())
    assert parts["table:t"] == "a\n13900139001\n"
    assert [(u.part, u.type) for u in document.unread] == [("wal", "sqlite-wal")]


def test_a_damaged_database_gives_what_it_has(read, tmp_path):
    rows = [("insert into t values (?)", (f"13900139001 {n:05d}" * 20,)) for n in range(400)]
    data = bytearray(database(tmp_path / "x.db", "create table t (a)", rows=rows))
    data[len(data) // 2 : len(data) // 2 + 8192] = b"\xff" * 8192
    parts, document = read(bytes(data))
    assert "13900139001" in parts["table:t"]
    assert [(u.part, u.reason) for u in document.unread] == [("table:t", Reason.CORRUPT)]


@pytest.mark.parametrize(("charset", "mark"), [("gb18030", 0x4D), ("gb18030", 0), ("big5", 0x78), ("utf-8", 0)])
def test_dbf(read, charset, mark):
    titles = [("姓名", "C", 12), ("手机", "C", 11)] if charset != "big5" else [("XM", "C", 12), ("SJ", "C", 11)]
    rows = [["王小明", "13900139001"], ["李小四", "13900139002"]]
    parts, document = read(stores.dbf(titles, rows, charset, mark))
    expected = "".join("\t".join(row) + "\n" for row in [[name for name, _, _ in titles], *rows])
    if charset == "utf-8":
        assert "13900139001" in parts["table"]
    else:
        assert parts["table"] == expected
    assert (document.type, document.status) == ("dbf", Status.READ)


def test_memos_of_a_dbf_lie_elsewhere(read):
    _, document = read(stores.dbf([("A", "C", 5), ("M", "M", 10)], [["x", "1"]], version=0x83))
    assert [(u.part, u.type) for u in document.unread] == [("memo", "dbf-memo")]
    memo = (
        struct.pack(">I2xH", 9, 64).ljust(512, b"\0") + struct.pack(">II", 1, 16) + "手机13900139001".encode("gbk")[:16]
    )
    assert "1390013900" in read(memo.ljust(1024, b"\0"), "a.fpt")[0]["memo"]


def test_a_dbf_that_breaks_off(read):
    data = stores.dbf([("A", "C", 20)], [[f"13900139{n:03d}"] for n in range(500)])
    parts, document = read(data[: len(data) - 1000])
    assert "13900139000" in parts["table"]
    assert [(u.reason, u.type) for u in document.unread] == [(Reason.CORRUPT, "dbf")]


def test_access(read):
    parts, document = read(stores.access("客户", ["姓名", "手机"], ROWS), "a.mdb")
    assert parts == {"table:客户": "姓名\t手机\n王小明\t13900139001\n李小四\t13900139002\n"}
    assert (document.type, document.status) == ("access", Status.READ)


def test_access_with_sealed_pages_is_encrypted(read):
    data = stores.access("客户", ["姓名"], ROWS[:0])
    sealed_pages = data[:4096] + bytes(byte ^ 0x77 for byte in data[4096:])
    assert [u.reason for u in read(sealed_pages)[1].unread] == [Reason.ENCRYPTED]


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_property_lists(read, form):
    value = {"客户": ["王小明", 13900139001], "file": makers.zipped({"a.txt": "13900139002"})}
    parts, document = read(plistlib.dumps(value, fmt=form, sort_keys=False))
    assert parts == {"plist": "客户: 王小明\n客户: 13900139001\n", "file/a.txt/text": "13900139002"}
    assert (document.type, document.status) == ("plist", Status.READ)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%TSD-Header-###%" + bytes(range(256)), "a.docx", "tsd-sealed"),
        (b"b\x14#e+\0E-SafeNet\0LOCK" + bytes(range(256)), "a.docx", "esafenet-sealed"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "a.age", "age"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "a.age", "age"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", "a.asc", "pgp"),
        (b"\x85\1\x0c\3" + b"\1" * 8 + b"\1" + bytes(range(256)), "a.gpg", "pgp"),
        (b"Salted__" + bytes(range(256)), "a.enc", "openssl"),
        (b"LUKS\xba\xbe\0\2" + bytes(512), "a.img", "luks"),
        (b"\xeb\x58\x90-FVE-FS-" + bytes(range(256)), "a.img", "bitlocker"),
        (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5" + bytes(range(256)), "a.kdbx", "kdbx"),
        (b"\x07\x08V2\x08\x07" + bytes(range(256)), "a.dat", "wechat-image"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n6162\n", "a.yml", "ansible-vault"),
    ],
)
def test_sealed_files_are_encrypted_and_named(read, data, name, kind):
    parts, document = read(data, name)
    assert parts == {}
    assert [(u.reason, u.type) for u in document.unread] == [(Reason.ENCRYPTED, kind)]


def test_ciphertext_that_calls_itself_a_database():
    import random

    noise = random.Random(1).randbytes(8192)
    assert sealed.late(noise, "MSG0.db") == "encrypted-database"
    assert sealed.late(b"\x84}" + noise, "a.docx") == "trld-sealed"
    assert sealed.late(noise, "a.bin") is None
    assert sealed.late(bytes(8192), "a.db") is None


def test_shortcuts(read):
    path = "D:\\客户\\名单.xlsx"
    text = struct.pack("<H", len(path)) + path.encode("utf-16-le")
    head = b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + struct.pack("<I", 0x88) + b"\0" * 52
    parts, document = read(head + text, "a.lnk")
    assert parts == {"shortcut": f"Path: {path}\n"}
    assert document.type == "lnk"
