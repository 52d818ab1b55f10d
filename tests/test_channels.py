"""Applications' folders are found by steps that are data, on a machine that is made up for each system."""

import json
import os
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from dlp import channels, policy
from dlp.channels import discover
from dlp.discovery import Ground, Step, filled, find, lettered
from dlp.errors import RuleError
from dlp.machine.folders import of_linux, of_macos, of_windows
from dlp.model import Place, PlaceKind


@pytest.fixture(scope="module")
def shipped_applications():
    return channels.load(policy.shipped() / channels.NAME)


def linux(home: Path, user_dirs: str = "") -> Ground:
    return Ground("linux", lambda: [home], lambda h: of_linux(h, user_dirs, {}), lambda *_: [])


def macos(home: Path) -> Ground:
    return Ground("macos", lambda: [home], of_macos, lambda *_: [])


def windows(home: Path, keys: dict[tuple[str, str], list[str]], documents: str = "") -> Ground:
    shell = {"Personal": documents} if documents else {}
    return Ground(
        "windows", lambda: [home], lambda h: of_windows(h, shell, {}), lambda _, key, value: keys.get((key, value), [])
    )


def made(root: Path, *folders: str) -> None:
    for folder in folders:
        (root / folder).mkdir(parents=True, exist_ok=True)


def found(applications, ground) -> dict[str, tuple[str, PlaceKind]]:
    return {each.path: (each.title.en, each.place.kind) for each in discover(applications, ground)}


def test_linux(shipped_applications, tmp_path):
    made(
        tmp_path,
        "xwechat_files",
        ".config/QQ",
        ".config/LarkShell",
        "Nutstore Files",
        "下载",
        "Pictures/截图",
        "dp",
        "od",
    )
    made(
        tmp_path,
        ".dropbox",
        ".config/onedrive",
        ".config/google-chrome/Default",
        ".thunderbird/p1/Mail/Local Folders",
    )
    (tmp_path / ".dropbox/info.json").write_text(json.dumps({"personal": {"path": str(tmp_path / "dp"), "host": 1}}))
    (tmp_path / ".config/onedrive/config").write_text('# made up\nsync_dir = "~/od"\n')
    (tmp_path / ".config/google-chrome/Default/Preferences").write_text(
        json.dumps({"download": {"default_directory": str(tmp_path / "dp")}})
    )
    (tmp_path / ".thunderbird/profiles.ini").write_text(
        "[Install1]\nDefault=p1\n[Profile0]\nName=x\nIsRelative=1\nPath=p1\n"
    )
    (tmp_path / ".thunderbird/p1/Mail/Local Folders/Unsent Messages").touch()
    seen = found(shipped_applications, linux(tmp_path, 'XDG_DOWNLOAD_DIR="$HOME/下载"\n'))
    assert {
        str(Path(path).relative_to(tmp_path)): what for path, what in seen.items() if path.startswith(str(tmp_path))
    } == {
        "xwechat_files": ("WeChat", PlaceKind.CHAT),
        ".config/QQ": ("QQ", PlaceKind.CHAT),
        ".config/LarkShell": ("Feishu / Lark", PlaceKind.CHAT),
        "Nutstore Files": ("Nutstore", PlaceKind.PERSONAL_SYNC),
        "od": ("OneDrive for Business", PlaceKind.PERSONAL_SYNC),
        "dp": ("Dropbox personal", PlaceKind.PERSONAL_SYNC),
        "下载": ("browser downloads", PlaceKind.WORKSTATION),
        "Pictures/截图": ("screenshots", PlaceKind.SCREENSHOT),
        ".thunderbird/p1/Mail/Local Folders/Unsent Messages": ("Thunderbird outbox", PlaceKind.OUTBOX),
    }


def test_macos(shipped_applications, tmp_path):
    library = "Library/Containers/com.tencent.xinWeChat/Data/Documents/xwechat_files"
    made(tmp_path, library, "Library/CloudStorage/OneDrive-Personal", "Library/CloudStorage/OneDrive-Yunhai")
    made(
        tmp_path, "Library/CloudStorage/Box-Box", "Library/Mail/V10/IMAP-x/Outbox.mbox", "shots", "Library/Preferences"
    )
    (tmp_path / "Library/Preferences/com.apple.screencapture.plist").write_bytes(
        plistlib.dumps({"location": "~/shots"})
    )
    seen = found(shipped_applications, macos(tmp_path))
    assert seen[str(tmp_path / library)] == ("WeChat", PlaceKind.CHAT)
    assert seen[str(tmp_path / "Library/CloudStorage/OneDrive-Personal")][0] == "OneDrive personal"
    assert seen[str(tmp_path / "Library/CloudStorage/OneDrive-Yunhai")][0] == "OneDrive for Business"
    assert seen[str(tmp_path / "Library/CloudStorage/Box-Box")][0] == "another sync client"
    assert seen[str(tmp_path / "Library/Mail/V10/IMAP-x/Outbox.mbox")][1] is PlaceKind.OUTBOX
    assert seen[str(tmp_path / "shots")][1] is PlaceKind.SCREENSHOT


def test_windows(shipped_applications, tmp_path):
    disk, home = tmp_path / "D", tmp_path / "x"
    made(disk, "Docs/WeChat Files", "wx/xwechat_files", "od", "odb", "box", "Docs/WXWork")
    made(home, "AppData/Local/Dropbox", "AppData/Roaming/Thunderbird/Profiles/a.default/Mail/Local Folders", "dbx")
    (home / "AppData/Local/Dropbox/info.json").write_text(json.dumps({"business": {"path": str(home / "dbx")}}))
    (home / "AppData/Roaming/Thunderbird/profiles.ini").write_text("[Profile0]\nPath=Profiles/a.default\n")
    (home / "AppData/Roaming/Thunderbird/Profiles/a.default/Mail/Local Folders/Unsent Messages").touch()
    roots = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\SyncRootManager\*\UserSyncRoots"
    accounts = r"HKCU\Software\Microsoft\OneDrive\Accounts"
    keys = {
        (r"HKCU\Software\Tencent\WeChat", "FileSavePath"): ["MyDocument:", str(disk / "wx")],
        (rf"{accounts}\Personal", "UserFolder"): [str(disk / "od")],
        (rf"{accounts}\Business*", "UserFolder"): [str(disk / "odb"), ""],
        (roots, "*"): [str(disk / "odb"), str(disk / "box")],
    }
    seen = found(shipped_applications, windows(home, keys, str(disk / "Docs")))
    assert seen[str(disk / "Docs/WeChat Files")] == ("WeChat", PlaceKind.CHAT)
    assert seen[str(disk / "wx/xwechat_files")] == ("WeChat", PlaceKind.CHAT)
    assert seen[str(disk / "Docs/WXWork")][0] == "WeCom"
    assert seen[str(disk / "od")][0] == "OneDrive personal"
    assert seen[str(disk / "odb")][0] == "OneDrive for Business"
    assert seen[str(disk / "box")][0] == "another sync client"
    assert seen[str(home / "dbx")][0] == "Dropbox for teams"
    assert any(path.endswith("Unsent Messages") for path in seen)


def test_what_is_not_there_is_not_found(shipped_applications, tmp_path):
    ground = windows(tmp_path, {(r"HKCU\Software\Tencent\WeChat", "FileSavePath"): [str(tmp_path / "gone")]})
    assert found(shipped_applications, ground) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"personal": 3}', '{"personal": {"path": ["x"]}}'])
def test_a_file_that_is_not_what_it_should_be_names_nothing(tmp_path, text):
    (tmp_path / "info.json").write_text(text)
    (tmp_path / "bad.ini").write_text(text)
    steps = [
        Step(json="{home}/info.json", key="personal.path"),
        Step(ini="{home}/bad.ini", key="Path"),
        Step(plist="{home}/info.json", key="location"),
    ]
    assert list(find(steps, linux(tmp_path))) == []


def test_nobody_can_make_one_place_of_everything(shipped_applications, tmp_path):
    home = tmp_path / "home/x"
    made(home, ".dropbox", "Dropbox")
    for path, there in (
        (str(home), False),
        (str(tmp_path / "home"), False),
        ("/", False),
        (str(home / "Dropbox"), True),
    ):
        (home / ".dropbox/info.json").write_text(json.dumps({"personal": {"path": path}}))
        assert (path in found(shipped_applications, linux(home))) is there, path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in the file system")
def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "info.json")
    assert list(find([Step(json="{home}/info.json", key="a")], linux(tmp_path))) == []


@pytest.mark.parametrize("content", [b"[" * 100_000, b"<?xml version='1.0'?><plist><dict>", b"bplist00" + b"\xff" * 40])
def test_a_hostile_file_names_nothing(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    for step in (Step(json="{home}/x", key="a"), Step(plist="{home}/x", key="a"), Step(ini="{home}/x", key="a")):
        assert list(find([step], linux(tmp_path))) == []


def test_drives_are_tried_one_by_one():
    assert lettered("[D-F]:/xwechat_files") == ["D:/xwechat_files", "E:/xwechat_files", "F:/xwechat_files"]
    assert lettered("/home/[a]/x") == ["/home/[a]/x"]


@pytest.mark.skipif(sys.platform != "linux", reason="asks this Linux in a process that no fixture has silenced")
def test_this_machine_is_asked(tmp_path):
    made(tmp_path, "xwechat_files", "Pictures/Screenshots")
    environment = {**os.environ, "HOME": str(tmp_path)}
    asked = [sys.executable, "-m", "dlp", "places", "--format", "jsonl"]
    done = subprocess.run(
        asked, capture_output=True, text=True, check=True, env=environment, cwd=policy.shipped().parent
    )
    rows = [row for row in map(json.loads, done.stdout.splitlines()) if row["path"].startswith(str(tmp_path))]
    assert rows == [
        {"path": str(tmp_path / "xwechat_files"), "place": "chat", "application": "微信 / WeChat"},
        {"path": str(tmp_path / "Pictures/Screenshots"), "place": "screenshot", "application": "截图 / screenshots"},
    ]


def test_a_word_that_a_system_lacks_leads_nowhere():
    assert filled("{programs}/x", {"home": "/h"}) == ""
    assert filled("{home}/x", {"home": "/h/"}) == "/h/x"


def test_names_with_brackets_are_taken_as_they_are(tmp_path):
    made(tmp_path, "a[1]/Mail")
    (tmp_path / "p.ini").write_text("[P]\nPath=a[1]\n")
    assert list(find([Step(ini="{home}/p.ini", key="Path", below="Mai*")], linux(tmp_path))) == [
        str(tmp_path / "a[1]/Mail")
    ]


def loaded(tmp_path, text: str):
    (tmp_path / "channels.yml").write_text("applications:\n" + text, encoding="utf-8")
    return channels.load(tmp_path / "channels.yml")


def test_approval_is_the_policys(tmp_path):
    text = "  - {name: {zh: 企业微信, en: WeCom}, kind: chat, approved: true, names: [WXWork/]}\n"
    text += "  - {name: {zh: 盘, en: Drive}, kind: personal_sync, approved: true}\n"
    chat, drive = loaded(tmp_path, text)
    assert chat.place == Place(PlaceKind.COMPANY_CHAT, "企业微信")
    assert drive.place.kind is PlaceKind.APPROVED_SHARE


@pytest.mark.parametrize(
    ("entry", "say"),
    [
        ("kind: chatt", "chat"),
        ("kind: print, approved: true", "only chat and sync"),
        ("kind: chat, linux: [{path: '{hom}/x'}]", "home"),
        ("kind: chat, linux: [{}]", "a step has one of"),
        ("kind: chat, linux: [{path: x, json: y, key: z}]", "a step has one of"),
        ("kind: chat, linux: [{json: y}]", "need a key"),
        ("kind: chat, windows: [{registry: 'HKCU'}]", "needs a value"),
        ("kind: chat, linx: []", "linux"),
    ],
)
def test_a_mistake_is_refused_with_its_line(tmp_path, entry, say):
    with pytest.raises(RuleError, match=say) as caught:
        loaded(tmp_path, "  - {name: {zh: 甲, en: A}, " + entry + "}\n")
    assert say in str(caught.value)
    assert caught.value.line == 2


def test_without_the_file_there_are_no_applications(tmp_path):
    assert channels.load(tmp_path / "channels.yml") == ()
