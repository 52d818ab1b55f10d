"""Out of a chat folder only with evidence; without it a file counts as received."""

import os
import time

import pytest

from dlp import policy
from dlp.direction import Directions
from dlp.machine import host
from dlp.model import Act, Direction, Document, Inspection, Place, PlaceKind, Sighting, Stamp
from dlp.state import State
from tests.test_judge import NOW

DIGEST = "d" * 64


class Memory:
    def __init__(self, *rows):
        self.rows, self.asked = rows, []

    def earlier(self, digest, before):
        self.asked.append((digest, before))
        return list(self.rows)


def document(modified=100, changed=100, digest=DIGEST):
    return Document("txt", 10, digest, 1, stamp=Stamp(1, 2, 10, modified, changed))


def sighting(path="/home/x/xwechat_files/w/msg/file/a.csv", kind=PlaceKind.CHAT, **more):
    return Sighting(path, Place(kind), Act.AT_REST, NOW, **more)


@pytest.fixture
def state_of(state, shipped):
    """A record in which files lay at places and times."""
    with State(state, "v1") as record:

        def put(path, kind, changed, digest=DIGEST):
            seen = Sighting(path, Place(kind), Act.AT_REST, NOW)
            record.record(Inspection(seen, document(changed, changed, digest), facts={"place": [kind.value]}))
            return record

        yield put


def of(shipped, memory, doc=None, seen=None):
    return Directions(shipped.places, memory).of(seen or sighting(), doc or document())


def test_the_same_content_lay_elsewhere_before(shipped, state_of):
    record = state_of("/home/x/Documents/a.csv", PlaceKind.WORKSTATION, 50)
    assert of(shipped, record) is Direction.OUT
    record = state_of("/home/x/Documents/a.csv", PlaceKind.WORKSTATION, 150)
    assert of(shipped, record) is Direction.UNKNOWN


def test_a_share_is_elsewhere_and_another_chat_is_not(shipped, state_of):
    record = state_of("/home/x/Documents/Tencent Files/1/FileRecv/a.csv", PlaceKind.CHAT, 50)
    assert of(shipped, record) is Direction.UNKNOWN
    record = state_of("/srv/a.csv", PlaceKind.APPROVED_SHARE, 60)
    assert of(shipped, record) is Direction.OUT


def test_other_content_is_no_evidence(shipped, state_of):
    record = state_of("/home/x/Documents/b.csv", PlaceKind.WORKSTATION, 50, "e" * 64)
    assert of(shipped, record) is Direction.UNKNOWN
    record = state_of("/home/x/Documents/c.csv", PlaceKind.WORKSTATION, 50, "")
    assert of(shipped, record, document(digest="")) is Direction.UNKNOWN


def test_a_file_is_no_evidence_against_itself(shipped, state_of):
    record = state_of(sighting().path, PlaceKind.WORKSTATION, 50)
    assert of(shipped, record) is Direction.UNKNOWN


def test_a_rename_inside_the_chat_folder_makes_it_no_newer(shipped, monkeypatch):
    monkeypatch.setattr(host, "SYSTEM", "linux")
    memory = Memory()
    of(shipped, memory, document(modified=100, changed=900))
    monkeypatch.setattr(host, "SYSTEM", "windows")  # there, a copy keeps its original's time and is created anew
    of(shipped, memory, document(modified=100, changed=900))
    assert memory.asked == [(DIGEST, 100), (DIGEST, 900)]


def test_folders_that_hold_only_what_came_in(shipped):
    received = sighting("/home/x/Documents/Tencent Files/10001/FileRecv/a.csv")
    assert of(shipped, None, seen=received) is Direction.IN
    assert of(shipped, None) is Direction.UNKNOWN


def test_folders_that_hold_only_what_went_out(tmp_path):
    from dlp import channels, places

    (tmp_path / "channels.yml").write_text(
        "applications:\n  - {name: {zh: 甲, en: A}, kind: chat, names: [Talk/], sent: [Talk/sent/]}\n", encoding="utf-8"
    )
    applications = channels.load(tmp_path / "channels.yml")
    found = places.load(policy.shipped() / "places.yml", (), (), applications)
    assert found.direction("/home/x/Talk/sent/2026/a.csv") is Direction.OUT
    assert found.direction("/home/x/Talk/a.csv") is Direction.UNKNOWN


def test_what_is_known_stays_and_other_places_are_not_asked(shipped):
    memory = Memory()
    assert of(shipped, memory, seen=sighting(direction=Direction.IN)) is Direction.IN
    assert of(shipped, memory, seen=sighting("/home/x/a.csv", PlaceKind.WORKSTATION)) is Direction.UNKNOWN
    assert memory.asked == []


def test_a_scan_says_sent_only_of_what_lay_elsewhere_before(tmp_path, capsys, monkeypatch, engine):
    import json

    from dlp.cli import run

    monkeypatch.setattr("dlp.pipeline.Engine", lambda **_: engine)
    text = "姓名,手机\n王小明,13900139001\n李小红,13900139002\n"
    mine, theirs = tmp_path / "a工作/名单.csv", tmp_path / "xwechat_files/w/msg/file"
    mine.parent.mkdir()
    theirs.mkdir(parents=True)
    (theirs / "收到.csv").write_text(text.replace("9001", "9003"), encoding="utf-8")
    (mine.parent / "收到.csv").write_text(text.replace("9001", "9003"), encoding="utf-8")
    old = time.time_ns() - 10**12
    os.utime(theirs / "收到.csv", ns=(old, old))
    mine.write_text(text, encoding="utf-8")
    time.sleep(0.05)
    (theirs / "名单.csv").write_text(text, encoding="utf-8")
    run(["scan", str(tmp_path), "--format", "jsonl"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    rules = {
        line["path"].removeprefix(f"{tmp_path}/"): (line["rule"], line["direction"])
        for line in lines
        if "incident" in line
    }
    assert rules["xwechat_files/w/msg/file/名单.csv"] == ("5.4-social-software", "out")
    assert rules["xwechat_files/w/msg/file/收到.csv"] == ("4.2.2-chat-folder", "unknown")
