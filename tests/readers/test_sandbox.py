"""A hostile document ends its reader, never us; what was read before still counts."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest

import dlp
from dlp import machine
from dlp.machine import landlock
from dlp.model import Block, Locator, Reason, Status, Unread
from dlp.pipeline import Pipeline
from dlp.readers import Limits, Reader, child, sandbox, wire
from dlp.readers.wire import BadFrame, unpack
from dlp.settings import Settings
from tests.conftest import need
from tests.readers import makers

GOOD = "手机13900139001\n"


@pytest.fixture
def good(tmp_path):
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path / "good.txt"


def outcome(reader, path):
    reading = reader.open(path)
    text = "".join(block.text for block in reading.blocks())
    return text, reading.document()


def reasons(document):
    return [unread.reason for unread in document.unread]


def test_a_killed_child_is_a_crash_and_the_next_file_is_fine(good, tmp_path):
    big = tmp_path / "big.txt"
    big.write_text(GOOD * 400_000, encoding="utf-8")
    with Reader() as reader:
        reading = reader.open(big)
        blocks = reading.blocks()
        next(blocks)
        os.kill(reader._child.pid, signal.SIGKILL)
        rest = sum(1 for _ in blocks)
        assert reasons(reading.document()) == [Reason.CRASH]
        assert reading.document().status is Status.PARTIAL
        assert rest < 100
        assert outcome(reader, good)[0] == GOOD


def test_a_child_that_hangs_is_ended_in_time(good):
    with Reader(Limits(seconds=1)) as reader:
        outcome(reader, good)
        os.kill(reader._child.pid, signal.SIGSTOP)
        began = time.monotonic()
        assert reasons(outcome(reader, good)[1]) == [Reason.TIMEOUT]
        assert time.monotonic() - began < 5
        assert outcome(reader, good)[0] == GOOD


def test_only_the_childs_own_time_counts(tmp_path):
    (tmp_path / "a.txt").write_text("行\n" * 100_000, encoding="utf-8")
    with Reader(Limits(seconds=1)) as reader:
        reading = reader.open(tmp_path / "a.txt")
        for _ in reading.blocks():
            time.sleep(0.3)
        assert reading.document().status is Status.READ


def test_the_child_cannot_take_all_memory(tmp_path):
    bomb = zipfile.ZipInfo("a.txt")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(bomb, os.urandom(1 << 20) * 300)
    with Reader(Limits(memory_mb=256, member_bytes=1 << 30, ratio=10_000)) as reader:
        _, document = outcome(reader, tmp_path / "a.zip")
        assert reasons(document) == [Reason.MEMORY]


def nested(levels: int) -> bytes:
    data = makers.zipped({"a.txt": GOOD})
    for _ in range(levels):
        data = makers.zipped({"n.zip": data})
    return data


@pytest.mark.parametrize(
    ("data", "limits", "reason"),
    [
        (makers.zipped({"a.txt": b"0" * (64 << 20)}), Limits(), Reason.BOMB),
        (makers.zipped({"a.txt": os.urandom(3 << 20)}), Limits(member_bytes=1 << 20), Reason.TOO_LARGE),
        (makers.zipped({f"{n}.txt": "x" for n in range(30)}), Limits(members=20), Reason.BOMB),
        (nested(12), Limits(), Reason.TOO_DEEP),
        (makers.docx('<!DOCTYPE x [<!ENTITY a "b">]>').replace(b"", b""), Limits(), Reason.CORRUPT),
    ],
)
def test_bombs_end_within_their_limits(tmp_path, good, data, limits, reason):
    (tmp_path / "bomb").write_bytes(data)
    with Reader(limits) as reader:
        began = time.monotonic()
        _, document = outcome(reader, tmp_path / "bomb")
        assert reason in reasons(document)
        assert time.monotonic() - began < 10
        assert outcome(reader, good)[0] == GOOD


def test_a_billion_laughs(tmp_path):
    laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="w"><w:p><w:t>&b;</w:t></w:p></w:document>'
    data = makers.zipped(
        {"[Content_Types].xml": makers.CONTENT_TYPES.format(main="word/document.xml"), "word/document.xml": laughs}
    )
    (tmp_path / "l.docx").write_bytes(data)
    with Reader() as reader:
        text, document = outcome(reader, tmp_path / "l.docx")
    assert (text, reasons(document)) == ("", [Reason.BOMB])


def test_a_header_that_lies_about_its_size(tmp_path):
    raw = bytearray(makers.zipped({"a.txt": b"0" * (40 << 20)}))
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = raw.index(signature) + offset
        raw[at : at + 4] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(raw)
    with Reader() as reader:
        text, document = outcome(reader, tmp_path / "a.zip")
    assert len(text) < 1 << 20
    assert document.unread


def test_too_much_text_is_partly_read(tmp_path):
    (tmp_path / "a.txt").write_text("行\n" * 500_000, encoding="utf-8")
    with Reader(Limits(text_characters=200_000)) as reader:
        text, document = outcome(reader, tmp_path / "a.txt")
    assert 100_000 < len(text) <= 200_000
    assert (reasons(document), document.status) == ([Reason.TOO_LARGE], Status.PARTIAL)


def test_a_large_binary_is_not_even_opened(tmp_path):
    with (tmp_path / "a.zip").open("wb") as out:
        out.write(b"PK\3\4")
        out.truncate(1 << 30)
    with Reader() as reader:
        began = time.monotonic()
        assert reasons(outcome(reader, tmp_path / "a.zip")[1]) == [Reason.TOO_LARGE]
        assert time.monotonic() - began < 60


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with Reader() as reader:
        for path, reason in (
            (tmp_path / "pipe", Reason.SPECIAL),
            (tmp_path, Reason.SPECIAL),
            (tmp_path / "gone", Reason.VANISHED),
        ):
            assert reasons(outcome(reader, path)[1]) == [reason]


def test_a_file_that_changes_while_it_is_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("行\n" * 200_000, encoding="utf-8")
    with Reader() as reader:
        reading = reader.open(path)
        blocks = reading.blocks()
        next(blocks)
        with path.open("a") as out:
            out.write("more\n")
        list(blocks)
        assert Reason.CHANGED in reasons(reading.document())


def test_the_child_holds_no_engine_no_network_and_no_privilege(good):
    with Reader() as reader:
        outcome(reader, good)
        pid = reader._child.pid
        proc = Path(f"/proc/{pid}")
        maps = (proc / "maps").read_text(encoding="utf-8")
        assert not any(name in maps for name in ("spacy", "thinc", "pydantic", "numpy"))
        assert "NoNewPrivs:\t1" in (proc / "status").read_text(encoding="utf-8")
        assert b"DLP_" not in (proc / "environ").read_bytes()


def test_the_child_is_replaced_after_a_while(good, monkeypatch):
    monkeypatch.setattr("dlp.readers.sandbox.RECYCLE", 2)
    with Reader() as reader:
        pids = set()
        for _ in range(5):
            outcome(reader, good)
            pids.add(reader._child.pid)
    assert len(pids) == 3


def test_closing_ends_the_child(good):
    with Reader() as reader:
        outcome(reader, good)
        pid = reader._child.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_reading_only_a_part_leaves_no_confusion(good, tmp_path):
    (tmp_path / "big.txt").write_text("另一个文件\n" * 300_000, encoding="utf-8")
    with Reader() as reader:
        blocks = reader.open(tmp_path / "big.txt").blocks()
        next(blocks)
        assert outcome(reader, good)[0] == GOOD
        assert "另" not in "".join(b.text for b in blocks)
        assert outcome(reader, good)[0] == GOOD


@pytest.mark.parametrize(
    "frame", [b"", b"\xff\xff\xff\xff", b"\2\0\0\0{}", b'\5\0\0\0["x"]', b'\4\0\0\0["b"', b'\x0f\0\0\0["unread",1,"x"]']
)
def test_frames_of_a_hostile_child_are_refused(frame):
    with pytest.raises(BadFrame):
        unpack(frame)


def test_the_stream_of_standard_input(tmp_path):
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "wb") as out, Reader() as reader, os.fdopen(read_end, "rb") as source:
        out.write("<b>姓名</b>：王小明\r\n".encode("gb18030"))
        out.close()
        reading = reader.open_stream(source.fileno())
        assert [block.text for block in reading.blocks()] == ["<b>姓名</b>：王小明\r\n"]
        assert reading.document().status is Status.READ


def test_zip_on_standard_input(tmp_path):
    read_end, write_end = os.pipe()
    data = makers.zipped({"a.txt": GOOD})
    with os.fdopen(write_end, "wb") as out, Reader() as reader, os.fdopen(read_end, "rb") as source:
        out.write(data)
        out.close()
        found = {b.locator.part: b.text for b in reader.open_stream(source.fileno()).blocks()}
    assert found == {"a.txt/name": "a.txt", "a.txt/text": GOOD}


def test_cutting_anywhere_never_escapes(tmp_path):
    originals = [
        makers.xlsx({"客户": [["姓名", "手机"], ["王小明", "13900139001"]]}),
        makers.docx(makers.paragraph("姓名：王小明") + makers.table(["a", "b"])),
        makers.pdf("手机13900139001"),
        makers.mail("x", ("a.zip", makers.zipped({"a.txt": GOOD}))),
        makers.ole("EncryptedPackage"),
    ]
    path = tmp_path / "cut"
    with Reader() as reader:
        for data in originals:
            for part in range(1, 20):
                path.write_bytes(data[: len(data) * part // 20])
                outcome(reader, path)
            for position in range(0, len(data), max(1, len(data) // 40)):
                changed = bytearray(data)
                changed[position] ^= 0xFF
                path.write_bytes(changed)
                _, document = outcome(reader, path)
                assert Reason.CRASH not in reasons(document)


class Impostor(Reader):
    """A reader whose child is a program of our own: what a taken-over child might be."""

    code = ""

    def _running(self):
        if self._child is None:
            receive = "from multiprocessing.connection import Connection\nfrom multiprocessing.reduction import recv_handle\nimport json, struct, sys\n"
            take = "link = Connection(int(sys.argv[1])); link.recv_bytes(); recv_handle(link)\n"
            pack = "def frame(*head, text=b''):\n    raw = json.dumps(head).encode(); return struct.pack('<I', len(raw)) + raw + text\n"
            program = receive + take + pack + self.code
            self._child, self._link = machine.start_linked([sys.executable, "-c", program], 1024)
        return self._child, self._link


HOSTILE = {
    "a frame of two gigabytes": "import os\nos.write(link.fileno(), struct.pack('!i', 2_000_000_000))\nwhile True: os.write(link.fileno(), bytes(1 << 20))",
    "a frame of an exabyte": "import os\nos.write(link.fileno(), struct.pack('!iQ', -1, 1 << 60))\nwhile True: os.write(link.fileno(), bytes(1 << 20))",
    "endless text": "t = b'x' * (1 << 20)\nwhile True: link.send_bytes(frame('block', 0, 'text', None, None, None, None, text=t))",
    "endless empty blocks": "while True: link.send_bytes(frame('block', 0, 'text', None, None, None, None))",
    "endless parts": "n = 0\nwhile True: n += 1; link.send_bytes(frame('block', 0, f'{n}' * 99, None, None, None, None))",
    "endless unread parts": "n = 0\nwhile True: n += 1; link.send_bytes(frame('unread', f'{n}', 'corrupt', ''))",
    "a list nested a million deep": "link.send_bytes(struct.pack('<I', 1_000_000) + b'[' * 1_000_000)",
    "a head that is too long": "link.send_bytes(struct.pack('<I', 9_000_000) + b'[' + b'1,' * 5_000_000)",
    "endless recipients": "while True: link.send_bytes(frame('envelope', 'a', ['b'] * 100_000, 'c'))",
    "a delimiter of a thousand characters": "link.send_bytes(frame('block', 0, 'text', None, None, None, [',' * 1000, False, 1, 1], text=b'a'))",
    "a place before the beginning": "link.send_bytes(frame('block', -1, 'text', None, None, None, None, text=b'a'))",
    "an answer to another question": "link.send_bytes(frame('standing', ['network']))",
    "text that is no text": "link.send_bytes(frame('block', 0, 'text', None, None, None, None, text=b'\\xff'))",
    "a word of no meaning": "link.send_bytes(frame('unread', '', 'fine', ''))",
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_child_ends_its_document_and_does_not_fill_our_memory(good, monkeypatch, code):
    monkeypatch.setattr(Impostor, "code", code)
    memory = psutil.Process().memory_info
    before, began, most = memory().rss, time.monotonic(), 0
    with Impostor(Limits(seconds=30, text_characters=1 << 20)) as reader:
        reading = reader.open(good)
        for _ in reading.blocks():
            most = max(most, memory().rss)
        assert reasons(reading.document())[-1] is Reason.CRASH
    assert max(most, memory().rss) - before < 150 << 20
    assert time.monotonic() - began < 40


def test_all_walls_stand_round_the_child():
    need(landlock.version() > 0, "Landlock")
    with Reader() as reader:
        assert reader.walls() == frozenset(machine.Wall)
        assert reader.walls(), "the child still answers"


def test_the_walls_of_a_child_that_cannot_be_started(monkeypatch):
    monkeypatch.setattr(sandbox, "_command", lambda: ("/no/such/python",))
    with Reader() as reader:
        assert reader.walls() == frozenset()


def test_memory_that_only_the_parent_watches(good, monkeypatch):
    monkeypatch.setattr(machine, "exceeds", lambda *_: True)
    monkeypatch.setattr(Impostor, "code", "import time; time.sleep(60)")
    with Impostor() as reader:
        assert reasons(outcome(reader, good)[1]) == [Reason.MEMORY]


def test_the_child_has_the_same_code_as_its_parent():
    assert str(Path(dlp.__file__).parents[1]) in sandbox._command()[-2].split(os.pathsep)


def test_a_parent_that_was_found_through_the_current_folder(good):
    root = Path(dlp.__file__).parents[1]
    code = "import sys; from pathlib import Path; from dlp.readers import Reader, sandbox; print(sandbox._command()[-2].split(':')[0])"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(root)


def test_a_frame_that_is_too_long_is_a_word_about_it():
    item = Block("x" * (wire.FRAME + 1), Locator("text"))
    assert wire.unpack(child._frame(item, "text")) == Unread("text", Reason.TOO_LARGE, "text")


def test_a_scan_goes_on_after_a_child_is_killed(tmp_path, shipped):
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text("没有什么可以发现\n" * 100_000, encoding="utf-8")
    with Pipeline(Settings.model_validate({"detection": {"names": False}}), shipped) as pipeline:
        taken = pipeline.reader.open(tmp_path / "0.txt").blocks()
        next(taken)
        os.kill(pipeline.reader._child.pid, signal.SIGKILL)
        seen = [pipeline.inspect(pipeline.sighting(tmp_path / f"{n}.txt")) for n in range(3)]
    assert [inspection.document.status for inspection in seen] == [Status.READ] * 3


def test_the_child_imports_nothing_from_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "csv.py").write_text("raise SystemExit('taken over')", encoding="utf-8")
    (tmp_path / "a.zip").write_bytes(makers.zipped({"名单.csv": "姓名,手机\n"}))
    monkeypatch.setattr(sys, "path", [str(tmp_path), "", *sys.path])
    sandbox._command.cache_clear()
    try:
        with Reader() as reader:
            assert outcome(reader, tmp_path / "a.zip")[1].status is Status.READ
    finally:
        sandbox._command.cache_clear()
