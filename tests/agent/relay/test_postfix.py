"""Behind and in front of a real Postfix: the recipe of docs/relay.md (content_filter), with the real engine."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.agent.relay.servers import CLEAN, PERSON, Sink, free_port, message, next_hop, relay, wait_for
from tests.conftest import need

SERVICES = """
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@pytest.fixture(scope="module", autouse=True)
def programs():
    there = all(map(shutil.which, ("postfix", "swaks"))) and os.name == "posix" and os.getuid() == 0
    need(there, "Debian's postfix and swaks, and root to start it")


@contextmanager
def postfix(relay_port, last_port):
    """An instance of our own: what comes in goes to the relay, what the relay gives back goes to the last server."""
    with tempfile.TemporaryDirectory(prefix="kedun-postfix-") as name:
        folder, submit, again = Path(name), free_port(), free_port()
        folder.chmod(0o755)
        conf = folder / "conf"
        for each in (conf, folder / "spool", folder / "data"):
            each.mkdir(mode=0o755)
        shutil.chown(folder / "data", "postfix")
        (conf / "main.cf").write_text(
            f"""compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = /var/log/kedun-postfix-{submit}.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.yunhai.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
relayhost = [127.0.0.1]:{last_port}
smtputf8_enable = yes
smtpd_recipient_restrictions = permit_mynetworks, reject
"""
        )
        (conf / "master.cf").write_text(
            f"""127.0.0.1:{submit} inet n - n - - smtpd
  -o content_filter=smtp:[127.0.0.1]:{relay_port}
127.0.0.1:{again} inet n - n - - smtpd
  -o content_filter=
  -o receive_override_options=no_unknown_recipient_checks,no_header_body_checks,no_milters
  -o smtpd_authorized_xforward_hosts=127.0.0.0/8
{SERVICES}"""
        )
        command = ["postfix", "-c", str(conf)]
        subprocess.run([*command, "start"], check=True, capture_output=True, timeout=60)
        try:
            yield submit, again
        finally:
            subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=60)
            Path(f"/var/log/kedun-postfix-{submit}.log").unlink(missing_ok=True)


def swaks(port, to, data, sender="wangfang@yunhai.example"):
    """Hand a message over as a mail program does."""
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(data)
        file.flush()
        command = ["swaks", "--server", f"127.0.0.1:{port}", "--from", sender, "--to", to, "--data", f"@{file.name}"]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_after_the_queue_of_a_postfix(tmp_path):
    sink, relay_port = Sink(), free_port()
    with next_hop(sink) as last, postfix(relay_port, last.port) as (submit, again):
        with relay(tmp_path / "state", again, relay_port) as running:
            assert swaks(submit, "li@partner.example", message(CLEAN, number="clean")).returncode == 0
            (taken,) = wait_for(lambda: sink.taken, 60)
            assert b"(Kedun) with ESMTP" in taken.original_content
            assert b"Message-ID: <clean@yunhai.example>" in taken.original_content

            assert swaks(submit, "x@qq.com", message(PERSON, number="refused")).returncode == 0
            wait_for(lambda: len(sink.taken) == 2, 60)
            told = sink.taken[1]
            assert told.rcpt_tos == ["wangfang@yunhai.example"]
            assert b"Clause 5.4" in told.original_content

            assert swaks(submit, "li@partner.example", message(PERSON, number="held")).returncode == 0
            wait_for(lambda: any(line["what"] == "held" for line in running.audit()), 60)
        assert len(sink.taken) == 2
    kept = [file for file in (tmp_path / "state").rglob("*") if file.is_file()]
    assert any(file.parent.name == "held" for file in kept)
    for file in kept:
        assert b"13900139001" not in file.read_bytes(), file


def test_before_a_postfix_and_while_it_is_away(tmp_path):
    sink = Sink()
    with next_hop(sink) as last:
        with postfix(free_port(), last.port) as (_, again), relay(tmp_path / "state", again) as running:
            done = swaks(running.port, "li@partner.example,secret@partner.example", message(CLEAN, number="1"))
            assert done.returncode == 0
            assert "DSN" in done.stdout
            (taken,) = wait_for(lambda: sink.taken, 60)
            assert set(taken.rcpt_tos) == {"li@partner.example", "secret@partner.example"}
            assert swaks(running.port, "x@qq.com", message(PERSON)).returncode != 0
            assert len(sink.taken) == 1
        with relay(tmp_path / "state", again) as running:
            done = swaks(running.port, "li@partner.example", message(CLEAN, number="2"))
            assert "Queued" in done.stdout
