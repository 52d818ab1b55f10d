"""Stores of applications that nobody can read: one line each, never clean, and nothing hides behind them."""

import json
import os

import pytest

from dlp.cli import run
from dlp.model import Document, Reason, Unread

SEALED = Document("encrypted-database", 4096, "", 0, (Unread("", Reason.ENCRYPTED),))
PICTURE = Document("wechat-image", 10, "", 0, (Unread("", Reason.ENCRYPTED),))


@pytest.mark.parametrize(
    ("path", "document", "store", "folder"),
    [
        ("/home/w/WeChat Files/wxid_a/Msg/Multi/MSG0.db", SEALED, "wechat", "/home/w/WeChat Files/wxid_a"),
        ("C:/Users/w/wechat files/wxid_a/FileStorage/x.dat", PICTURE, "wechat", "C:/Users/w/wechat files/wxid_a"),
        ("/d/xwechat_files/wxid_a_12ab/db_storage/message/message_0.db", SEALED, "wechat", "/d/xwechat_files/wxid_a_12ab"),
        ("/d/Tencent Files/10001/nt_qq/nt_db/nt_msg.db", SEALED, "qq", "/d/Tencent Files/10001"),
        ("/d/DingTalk/123_v2/DBFiles/dingtalk.db", SEALED, "dingtalk", "/d/DingTalk/123_v2"),
        ("/d/Foxmail 7.2/Storage/w@yunhai.example/Mails/1.box", Document("unknown", 1, "", 0, (Unread("", Reason.UNSUPPORTED),)), "foxmail", "/d/Foxmail 7.2/Storage/w@yunhai.example"),
        ("/d/mail/w.ost", Document("pst", 1, "", 0, (Unread("", Reason.UNSUPPORTED),)), "outlook", "/d/mail"),
        ("/d/app/keys.db", SEALED, "encrypted-database", "/d/app"),
    ],
)  # fmt: skip
def test_a_store_is_told_by_its_folder_and_its_files_types(shipped, path, document, store, folder):
    found = shipped.stores.of(path, document)
    assert (found.id, found.folder) == (store, folder)


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("/home/w/WeChat Files/wxid_a/FileStorage/File/a.zip", Document("zip", 9, "", 0, (Unread("", Reason.ENCRYPTED),))),
        ("/home/w/WeChat Files/wxid_a/Msg/a.db", Document("sqlite", 9, "", 2)),
        ("/home/w/WeChat Files/wxid_a/Msg/b.db", Document("encrypted-database", 9, "", 1, (Unread("", Reason.ENCRYPTED),))),
        ("/home/w/WeChat Files/wxid_a/Msg/c.db", Document("", 0, "", 0, (Unread("", Reason.DENIED),))),
        ("/home/w/My WeChat Files/wxid_a.dat", PICTURE),
    ],
)  # fmt: skip
def test_what_is_read_or_of_another_kind_stands_for_itself(shipped, path, document):
    assert shipped.stores.of(path, document) is None


@pytest.fixture
def dlp(capsys):
    """Run a command: exit code, standard output, standard error."""

    def call(*arguments):
        return run([str(argument) for argument in arguments]), *capsys.readouterr()

    return call


@pytest.fixture
def profile(tmp_path):
    """Somebody's folder of a chat program: sealed databases and pictures, a list he received, a zip he locked."""
    home = tmp_path / "Users" / "wangfang" / "WeChat Files" / "wxid_k3v9x7q2l1m822"
    (home / "Msg" / "Multi").mkdir(parents=True)
    (home / "FileStorage" / "MsgAttach").mkdir(parents=True)
    for number in range(3):
        (home / "Msg" / "Multi" / f"MSG{number}.db").write_bytes(os.urandom(8192))
    for number in range(40):
        (home / "FileStorage" / "MsgAttach" / f"{number:032x}.dat").write_bytes(b"\x07\x08V2\x08\x07" + os.urandom(500))
    (home / "FileStorage" / "名单.csv").write_text("姓名,手机\n王小明,13900139001\n", encoding="utf-8")
    return home


def test_a_scan_says_it_in_one_line_and_is_not_clean(dlp, profile):
    code, out, _ = dlp("scan", profile.parent, "--format", "jsonl", "--no-names")
    *told, summary = map(json.loads, out.splitlines())
    (store,) = [line for line in told if "store" in line]
    assert code == 1
    assert {key: store[key] for key in ("store", "path", "files", "bytes", "unread")} == {
        "store": "wechat",
        "path": str(profile),
        "files": 43,
        "bytes": 3 * 8192 + 40 * 506,
        "unread": {"encrypted": 43},
    }
    assert [line["file"] for line in told if "file" in line] == []
    assert [line["rule"] for line in told if "rule" in line] == ["4.2.2-chat-folder"]
    assert {key: summary["summary"][key] for key in ("files", "read", "unread", "stores")} == {
        "files": 44,
        "read": 1,
        "unread": 43,
        "stores": 1,
    }


@pytest.mark.parametrize("form", ["text", "csv", "html"])
def test_every_report_names_the_store(dlp, profile, form):
    (profile / "FileStorage" / "名单.csv").unlink()
    code, out, _ = dlp("scan", profile.parent, "--format", form, "--no-names")
    assert code == 3
    assert out.count(str(profile)) == 1
    assert "43" in out
    assert "MSG0.db" not in out
