"""The walls round a reader, each run against in a process of its own; pure parts of the other systems here."""

import ctypes
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlp import machine
from dlp.machine import jobs, landlock, seatbelt, seccomp
from dlp.machine.syscalls import DENIED, JUDGED
from dlp.machine.watching import holds_more
from tests.conftest import need

ROOT = Path(__file__).parent.parent.parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="the walls of Linux")


def confined(code: str, *before: str) -> str:
    """What some code prints inside the walls; `before` runs outside them."""
    program = "\n".join(
        (
            f"import os, socket, sys; sys.path.insert(0, {str(ROOT)!r})",
            *before,
            "from dlp import machine; machine.confine(1024)",
        )
    )
    done = subprocess.run([sys.executable, "-c", f"{program}\n{code}"], capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout.strip()


def has_landlock() -> bool:
    return landlock.version() > 0


ATTEMPTS = {
    "make a file": "os.open({folder!r} + '/new', os.O_WRONLY | os.O_CREAT)",
    "write a file": "os.open({file!r}, os.O_RDWR)",
    "cut a file": "os.truncate({file!r}, 0)",
    "remove a file": "os.unlink({file!r})",
    "rename a file": "os.rename({file!r}, {file!r} + 'x')",
    "make a folder": "os.mkdir({folder!r} + '/new')",
    "make a link": "os.symlink('/', {folder!r} + '/new')",
    "change a mode": "os.chmod({file!r}, 0o777)",
    "change a time": "os.utime({file!r}, (0, 0))",
    "change a handed file's mode": "os.fchmod(handed, 0o777)",
    "make a file in memory": "os.memfd_create('x')",
    "open a socket": "socket.socket()",
    "open a pair of sockets": "socket.socketpair()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "fork": "os.fork()",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {{}})",
    "signal the parent": "os.kill(os.getppid(), 0)",
    "bound another process": "__import__('resource').prlimit(os.getppid(), 7)",
    "become another user": "os.setuid(65534)",
    "leave the session": "os.setsid()",
    "lift its own limit": "__import__('resource').setrlimit(__import__('resource').RLIMIT_AS, (-1, -1))",
}


@linux
@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_what_a_reader_must_not_do_is_refused(tmp_path, attempt):
    file = tmp_path / "file"
    file.write_text("unharmed")
    action = attempt.format(folder=str(tmp_path), file=str(file))
    code = f"try:\n    {action}\n    print('done')\nexcept (PermissionError, ValueError):\n    print('refused')"
    assert confined(code, f"handed = os.open({str(file)!r}, os.O_RDONLY)") == "refused"
    assert (file.read_text(), len(list(tmp_path.iterdir()))) == ("unharmed", 1)


@linux
def test_only_what_is_handed_over_can_be_read(tmp_path):
    need(has_landlock(), "Landlock")
    file = tmp_path / "file"
    file.write_text("customer")
    code = f"""
print(os.read(handed, 8).decode())
for path in ({str(file)!r}, "/etc/passwd", "/proc/self/environ", "/root", "/home"):
    try: os.open(path, os.O_RDONLY); print("opened", path)
    except PermissionError: print("refused")
    except FileNotFoundError: print("refused")
import xml.dom.minidom, decimal; print("imported")
"""
    lines = confined(code, f"handed = os.open({str(file)!r}, os.O_RDONLY)").splitlines()
    assert lines == ["customer", *["refused"] * 5, "imported"]


@linux
def test_threads_locks_and_reading_go_on():
    code = """
import threading, random
box = []
worker = threading.Thread(target=lambda: box.append(random.SystemRandom().random() < 1)); worker.start(); worker.join()
print(box)
"""
    assert confined(code) == "[True]"


@linux
def test_every_wall_says_that_it_stands():
    code = "print(*sorted(machine.standing()))"
    need(has_landlock(), "Landlock")
    assert confined(code).split() == sorted(wall.value for wall in machine.Wall)


@linux
def test_no_wall_is_claimed_that_does_not_stand():
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from dlp import machine; print(*machine.standing())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    claimed = set(done.stdout.split()) - {"time"}
    assert not claimed & {"memory", "writing", "paths", "network", "programs", "processes", "orphan"}


def run_filter(steps, number: int, *arguments: int, architecture: int = 0xC000003E) -> int:
    """What a filter answers: the machine of the classic Berkeley Packet Filter, as far as it is used."""
    data = struct.pack("=iIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    at = accumulator = 0
    while True:
        code, true, false, operand = steps[at]
        at += 1
        if code == seccomp._RETURN:
            return operand
        if code == seccomp._LOAD:
            accumulator = struct.unpack_from("=I", data, operand)[0]
        elif code == seccomp._AND:
            accumulator &= operand
        else:
            holds = {
                seccomp._EQUAL: accumulator == operand,
                seccomp._AT_LEAST: accumulator >= operand,
                seccomp._ANY_BIT: accumulator & operand != 0,
            }[code]
            at += true if holds else false


ALLOW, REFUSE, UNKNOWN, KILL = seccomp._ALLOW, seccomp._FAIL | 1, seccomp._FAIL | 38, seccomp._KILL


@pytest.mark.parametrize(
    ("machine_name", "architecture"), [("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)], ids=["x86-64", "AArch64"]
)
def test_the_filter_of_each_architecture(machine_name, architecture):
    steps = seccomp.program(machine_name, pid=77)
    judged = JUDGED[machine_name]

    def answer(number, *arguments, architecture=architecture):
        return run_filter(steps, number, *arguments, architecture=architecture)

    assert {answer(number) for number in DENIED[machine_name].values()} == {REFUSE}
    read, write = os.O_RDONLY | os.O_CLOEXEC, os.O_WRONLY | os.O_CREAT
    assert (answer(judged["openat"], 0, 0, read), answer(judged["openat"], 0, 0, write)) == (ALLOW, REFUSE)
    assert answer(judged["openat"], 0, 0, os.O_RDONLY | os.O_TRUNC) == REFUSE
    assert (answer(judged["clone"], 0x3D0F00), answer(judged["clone"], 17)) == (ALLOW, REFUSE)
    assert (answer(judged["tgkill"], 77, 77, 6), answer(judged["tgkill"], 1, 1, 9)) == (ALLOW, REFUSE)
    assert (answer(judged["prlimit64"], 0), answer(judged["prlimit64"], 1)) == (ALLOW, REFUSE)
    assert [answer(judged["ioctl"], 3, code) for code in (0x5401, 0x5451, 0x5412)] == [ALLOW, ALLOW, REFUSE]
    assert [answer(judged[name]) for name in ("clone3", "openat2")] == [UNKNOWN, UNKNOWN]
    assert (answer(0 if machine_name == "x86_64" else 63), answer(452), answer(999)) == (ALLOW, UNKNOWN, UNKNOWN)
    assert answer(1, architecture=0x40000003) == KILL


def test_the_other_table_of_the_same_processor_ends_the_process():
    assert run_filter(seccomp.program("x86_64", 1), 0x40000000 | 59) == KILL


def test_a_machine_without_a_table_gets_no_filter():
    assert seccomp.install("riscv64", 1) is False


@pytest.mark.parametrize(("abi", "size", "files"), [(1, 8, 13), (3, 8, 15), (4, 16, 15), (5, 16, 16), (9, 24, 16)])
def test_the_rules_of_each_version_of_landlock(abi, size, files):
    raw = landlock.ruleset(abi)
    assert (len(raw), int.from_bytes(raw[:8], sys.byteorder).bit_count()) == (size, files)


def test_the_job_of_windows_has_the_systems_layout():
    made = jobs.limits(512)
    assert (ctypes.sizeof(jobs.BasicLimits), ctypes.sizeof(jobs.Limits)) == (64, 144)
    assert jobs.Limits.ProcessMemoryLimit.offset == 112
    assert made.BasicLimitInformation.LimitFlags == 0x2708
    assert (made.BasicLimitInformation.ActiveProcessLimit, made.JobMemoryLimit) == (1, 512 << 20)


def test_the_profile_of_macos_denies_before_all_else_what_matters():
    for what in ("network*", "file-write*", "process-exec*", "process-fork"):
        assert f"(deny {what})" in seatbelt.PROFILE
    assert seatbelt.PROFILE.count("(") == seatbelt.PROFILE.count(")")


@linux
def test_a_sandbox_that_is_not_there_is_left_out():
    assert seatbelt.enter("no-such-library.dylib") is False


def test_memory_is_watched_from_outside():
    with subprocess.Popen(
        [sys.executable, "-c", "x = bytearray(80 << 20); print(1, flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        child.stdout.readline()
        assert holds_more(child.pid, 60)
        assert not holds_more(child.pid, 400)
        child.kill()
    time.sleep(0.01)
    assert not holds_more(child.pid, 1)
