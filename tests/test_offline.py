"""The program calls nobody: the whole main job runs with the network taken away."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CI, need
from tests.readers import makers

GUARD = """
import sys
def guard(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        address = args[1] if len(args) > 1 and event != "socket.getaddrinfo" else args[0]
        sys.stderr.write(f"CALLED OUT {event} {address}\\n")
        raise PermissionError(event)
sys.addaudithook(guard)
from dlp.cli import main
main()
"""


@pytest.fixture
def folder(tmp_path):
    inner = makers.xlsx({"客户": [["姓名", "手机"], ["王小明", "13900139001"]]})
    (tmp_path / "a.docx").write_bytes(
        makers.docx(makers.paragraph("姓名：王小明，住址：北京市朝阳区建国路88号"), **{"word/embeddings/a.xlsx": inner})
    )
    (tmp_path / "m.eml").write_bytes(
        makers.mail(
            "电话13900139002",
            ("x.zip", makers.zipped({"b.xlsx": inner})),
            ("p.pdf", makers.pdf("身份证440308199901101512")),
        )
    )
    (tmp_path / "h.html").write_text("<html><img src='http://192.0.2.1/x.png'><a href='mailto:a@b.cn'>x</a></html>")
    return tmp_path


def test_no_socket_is_opened_for_anything(folder):
    for command in (
        ["scan", str(folder), "--format", "jsonl"],
        ["check"],
        ["report", "--format", "html"],
        ["incidents", "list"],
    ):
        done = subprocess.run([sys.executable, "-c", GUARD, *command], capture_output=True, text=True, check=False)
        assert "CALLED OUT" not in done.stderr, command
        assert done.returncode in (0, 1), done.stderr


def test_the_main_job_works_without_any_network(folder):
    alone = [shutil.which("unshare") or "", "--net", "--map-root-user"]
    able = bool(alone[0]) and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    need(able or not CI or not Path("/proc/sys/user/max_user_namespaces").exists(), "unshare")
    if not able:
        pytest.skip("NOT RUN: this system makes no network namespaces")
    command = [
        *alone,
        sys.executable,
        "-c",
        "from dlp.cli import main; main()",
        "scan",
        str(folder),
        "--format",
        "jsonl",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert (summary["files"], summary["persons"]) == (3, 4)


def test_nothing_is_written_outside_the_state_folder(folder, tmp_path_factory, state):
    home = tmp_path_factory.mktemp("elsewhere")
    environment = {
        "HOME": str(home),
        "TMPDIR": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "DLP_STATE": str(state),
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-B", "-c", "from dlp.cli import main; main()", "scan", str(folder)]
    subprocess.run(command, env=environment, capture_output=True, check=False)
    assert list(home.rglob("*")) == []
    kept = {p.name for p in state.rglob("*") if p.is_file() and p.parent.name != "cache"}
    assert kept <= {
        "ledger.db",
        "ledger.db-wal",
        "ledger.db-shm",
        "ledger.db.lock",
        "state.db",
        "state.db-wal",
        "state.db-shm",
        "state.db.lock",
        "fingerprint.key",
        "audit.key",
    }
