"""An administrator's passwords: what they open is read and still counts as encrypted; they are shown nowhere."""

import io
import os
import pickle
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from dlp import passwords
from dlp.errors import ConfigError
from dlp.judge import Seen, facts_of
from dlp.model import Act, Reason, Status, Tally
from dlp.pipeline import Pipeline
from dlp.readers import Limits, Passwords, Reader, wire
from dlp.readers.keys import Keys
from dlp.readers.source import is_name
from dlp.settings import Settings, load
from tests.readers import makers

TEXT = "客户王小明，手机13900139001"
SECRET = "云海-Kd2026"
LIST = Passwords(("wrong one", SECRET, "another"))


@pytest.fixture(scope="module")
def opener():
    with Reader(Limits(), LIST) as reader:
        yield reader


def outcome(reader, file, data):
    file.write_bytes(data)
    reading = reader.open(file)
    text = "".join(block.text for block in reading.blocks() if not is_name(block.locator.part))
    return text, reading.document()


def office(word):
    msoffcrypto = pytest.importorskip("msoffcrypto")
    out = io.BytesIO()
    body = makers.paragraph(TEXT) + makers.paragraph(os.urandom(9000).hex())  # the library cannot write less than 4 KB
    msoffcrypto.OfficeFile(io.BytesIO(makers.docx(body))).encrypt(word, out)
    return out.getvalue()


def aes_zip(word, method=8):
    """A zip with one member as WinZip's AE-2 has it."""
    import hashlib
    import hmac

    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    plain, salt = TEXT.encode(), bytes(range(16))
    packed = zlib.compress(plain)[2:-4] if method else plain
    derived = hashlib.pbkdf2_hmac("sha1", word, salt, 1000, 66)
    counters = b"".join(n.to_bytes(16, "little") for n in range(1, len(packed) // 16 + 2))
    stream = Cipher(algorithms.AES(derived[:32]), modes.ECB()).encryptor().update(counters)
    sealed = bytes(a ^ b for a, b in zip(packed, stream, strict=False))
    body = salt + derived[64:66] + sealed + hmac.digest(derived[32:64], sealed, "sha1")[:10]
    extra = struct.pack("<HHHHBH", 0x9901, 7, 2, 0x4541, 3, method)
    sizes = struct.pack("<III", 0, len(body), len(plain))
    common = struct.pack("<HHHHH", 51, 0x801, 99, 0, 33) + sizes + struct.pack("<HH", 5, len(extra))
    local = b"PK\3\4" + common + b"a.txt" + extra + body
    directory = b"PK\1\2" + struct.pack("<H", 51) + common + b"\0" * 14 + b"a.txt" + extra
    return local + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(local), 0)


def old_zip(word):
    """A zip with one stored member in the encryption of PKWARE's first years (APPNOTE 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte):
        keys[0] = step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = step(keys[2], keys[1] >> 24)

    for byte in word:
        update(byte)
    plain = TEXT.encode()
    sealed = bytearray()
    for byte in b"\0" * 11 + bytes([zlib.crc32(plain) >> 24]) + plain:
        mixed = keys[2] | 2
        sealed.append(byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF))
        update(byte)
    raw = bytearray(makers.zipped({"a.txt": plain}, compression=zipfile.ZIP_STORED))
    return raw, bytes(sealed)


def step(value, byte):
    """CRC-32 of one more byte, as the keys take it."""
    value = (value ^ byte) & 0xFFFFFFFF
    for _ in range(8):
        value = value >> 1 ^ 0xEDB88320 * (value & 1)
    return value


def seven(word, *, names):
    py7zr = pytest.importorskip("py7zr")
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=word, header_encryption=names) as archive:
        archive.writestr(TEXT, "a.txt")
    return out.getvalue()


MADE = {
    "docx, agile": office,
    "pdf": lambda word: makers.pdf(TEXT, encrypt=word),
    "zip, AES": lambda word: aes_zip(word.encode()),
    "zip, AES, stored": lambda word: aes_zip(word.encode(), 0),
    "zip, AES, GBK": lambda word: aes_zip(word.encode("gb18030")),
    "7z": lambda word: seven(word, names=False),
    "7z, names too": lambda word: seven(word, names=True),
    "zip in a zip": lambda word: makers.zipped({"in.zip": aes_zip(word.encode())}),
    "zip in a mail": lambda word: makers.mail("见附件", ("in.zip", aes_zip(word.encode()))),
}


@pytest.mark.parametrize("name", MADE)
def test_what_a_password_of_the_list_opens_is_read(opener, tmp_path, name):
    word = "Kd2026" if name == "pdf" else SECRET
    with Reader(Limits(), Passwords((*LIST.words, word))) as reader:
        text, document = outcome(reader, tmp_path / "a.bin", MADE[name](word))
    assert TEXT in text.replace("\n", "")
    assert document.status is Status.READ, document.unread
    assert document.encrypted is (name not in ("zip in a zip", "zip in a mail"))


@pytest.mark.parametrize("name", MADE)
def test_what_none_opens_is_encrypted(opener, tmp_path, name):
    text, document = outcome(opener, tmp_path / "a.bin", MADE[name]("not in it"))
    assert "13900139001" not in text
    assert {u.reason for u in document.unread} == {Reason.ENCRYPTED}


def test_the_password_that_excel_tries_by_itself_needs_no_list(reader, tmp_path):
    text, document = outcome(reader, tmp_path / "a.docx", office("VelvetSweatshop"))
    assert TEXT in text
    assert document.status is Status.READ
    assert not document.encrypted


def test_the_old_encryption_of_zips(opener, tmp_path):
    raw, sealed = old_zip(SECRET.encode())
    local, central = raw.index(b"PK\3\4"), raw.index(b"PK\1\2")
    begin = local + 30 + len("a.txt")
    for at in (local + 6, central + 8):
        raw[at] |= 1
    for at in (local + 18, central + 20):
        struct.pack_into("<I", raw, at, len(sealed))
    end = raw.index(b"PK\5\6")
    struct.pack_into("<I", raw, end + 16, begin + len(sealed))
    data = bytes(raw[:begin]) + sealed + bytes(raw[central:])
    text, document = outcome(opener, tmp_path / "a.zip", data)
    assert text == TEXT
    assert document.encrypted


def test_a_document_with_a_password_is_encrypted_for_the_rules(opener, tmp_path, shipped):
    pipeline = Pipeline(load().settings, shipped)
    (tmp_path / "a.zip").write_bytes(aes_zip(SECRET.encode()))
    pipeline.reader.close()
    pipeline.reader = opener
    inspection = pipeline.inspect(pipeline.sighting(tmp_path / "a.zip", Act.AT_REST))
    assert inspection.complete
    assert inspection.tally.persons == 1
    assert inspection.facts["encrypted"] is True
    (tmp_path / "a.txt").write_text(TEXT)
    plain = pipeline.inspect(pipeline.sighting(tmp_path / "a.txt"))
    assert plain.facts["encrypted"] is None


@pytest.mark.parametrize("name", ["pdf", "zip, AES", "7z", "7z, names too"])
def test_an_unopened_one_is_encrypted_for_the_rules_too(reader, tmp_path, shipped, name):
    _, document = outcome(reader, tmp_path / "a.7z", MADE[name]("x"))
    pipeline = Pipeline(load().settings, shipped)
    assert facts_of(Seen(pipeline.sighting(tmp_path / "a.7z"), document, Tally()))["encrypted"] is True
    pipeline.reader.close()


def test_tries_end_with_their_time():
    keys = Keys(tuple(str(n) for n in range(100)), seconds=0.05)
    tried = 0
    for _ in keys.tries():
        tried += 1
        sum(range(1_000_000))
    assert 0 < tried < 50
    assert list(keys.tries()) == []


def test_what_fitted_is_tried_first_and_gives_time_again():
    keys = Keys(("a", "b", "c"))
    keys.fits("c", "x.zip/1")
    assert list(keys.tries()) == ["c", "a", "b"]
    assert keys.opened == {"x.zip/1"}


def settings_of(file: Path) -> Settings:
    return Settings.model_validate({"passwords": {"file": str(file)}})


def test_the_list_is_read_line_by_line(tmp_path):
    (tmp_path / "list").write_bytes("\ufeff第一 个\r\n\r\n#second\n第一 个\n".encode())
    (tmp_path / "list").chmod(0o600)
    assert passwords.load(settings_of(tmp_path / "list")).words == ("第一 个", "#second")
    assert passwords.load(Settings()).words == ()


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
@pytest.mark.parametrize(("mode", "fine"), [(0o600, True), (0o640, True), (0o644, False), (0o660, False), (0o604, False)])  # fmt: skip
def test_a_list_that_others_can_read_is_refused(tmp_path, mode, fine):
    (tmp_path / "list").write_text(SECRET)
    (tmp_path / "list").chmod(mode)
    if fine:
        assert passwords.load(settings_of(tmp_path / "list")).words == (SECRET,)
        return
    with pytest.raises(ConfigError) as error:
        passwords.load(settings_of(tmp_path / "list"))
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("data", [b"\xff\xfe" + SECRET.encode("gb18030"), "\n".join(map(str, range(201))).encode(), b"x" * 256])  # fmt: skip
def test_what_is_no_list_is_refused_without_quoting_it(tmp_path, data):
    (tmp_path / "list").write_bytes(data)
    (tmp_path / "list").chmod(0o600)
    with pytest.raises(ConfigError) as error:
        passwords.load(settings_of(tmp_path / "list"))
    assert "xxxx" not in str(error.value)
    assert error.value.__cause__ is None


def test_passwords_are_shown_nowhere():
    request = wire.Request("a", as_text=False, limits=Limits(), passwords=(SECRET,))
    for thing in (LIST, Keys(LIST.words), request):
        assert SECRET not in repr(thing)
    for thing in (LIST, Keys(LIST.words)):
        with pytest.raises(TypeError):
            pickle.dumps(thing)


def test_no_process_is_told_one_in_its_arguments(opener, tmp_path):
    import psutil

    outcome(opener, tmp_path / "a.txt", b"x")
    assert SECRET not in " ".join(psutil.Process(opener._child.pid).cmdline())
    assert SECRET not in " ".join(psutil.Process(opener._child.pid).environ().values())
