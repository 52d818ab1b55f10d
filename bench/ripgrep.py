"""ripgrep with equivalent patterns: what a good engineer would reach for first. It validates nothing.

It reads the file itself, so the CPU time of the same command with a pattern that cannot match
(start and reading) is taken off. Five kinds of data are looked for; our engine looks for more.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.clock import write
from bench.job import Found, Job, Missing, Outcome, beginning

PATTERNS = {
    "CN_RESIDENT_ID": r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]",
    "CN_MOBILE": r"(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}",
    "CN_BANK_CARD": r"[3-6][0-9]{3}(?:[0-9]{11,15}|(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?)",
    "CN_USCC": r"[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}",
    "EMAIL_ADDRESS": r"[0-9A-Za-z._%+-]{1,64}@(?:[0-9A-Za-z-]{1,63}\.){1,4}[A-Za-z]{2,24}",
}
_ALWAYS = ("-a", "-o", "-j1", "-N", "--no-config", "--no-unicode")
_NOTE = (
    "自己读文件：已扣掉启动和读取；内存含映射的文件 / "
    "reads the file itself: start and reading taken off; memory counts the mapped file"
)
_NEVER = r"\xff"
"""A byte that UTF-8 text does not have."""


def measure(job: Job) -> Outcome:
    """The command as one would type it, each run a process of its own."""
    program = shutil.which("rg")
    if program is None:
        raise Missing("没有装 rg / rg is not installed")
    outcome = Outcome(note=_NOTE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        part = folder / "part.txt"
        for piece in beginning(job.path, job.megabytes):
            outcome.size, outcome.characters = outcome.size + len(piece.encode()), outcome.characters + len(piece)
            _append(part, piece)
        patterns = folder / "patterns"
        patterns.write_text("".join(f"{p}\n" for p in PATTERNS.values()), encoding="ascii")
        idle = min(_run([program, *_ALWAYS, "-e", _NEVER, str(part)], folder)[0] for _ in range(3))
        while outcome.wants_more(job):
            seconds, peak = _run([program, *_ALWAYS, "-f", str(patterns), str(part)], folder)
            outcome.seconds.append(max(seconds - idle, 1e-6))
            outcome.peak = max(outcome.peak, peak)
        _find(program, part, job.findings, folder)
    return outcome


def _append(path: Path, text: str) -> None:
    with path.open("ab") as file:
        file.write(text.encode())


def _run(command: list[str], folder: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of a command whose output goes to a file."""
    output = folder / "output"
    into = [(os.POSIX_SPAWN_OPEN, 1, str(output), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=into)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: nothing found
        raise Missing(f"rg ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _find(program: str, part: Path, findings: Path, folder: Path) -> None:
    """What each pattern finds by itself, with offsets; not timed."""
    data = part.read_bytes()
    with findings.open("w", encoding="ascii") as sink:
        for entity, pattern in PATTERNS.items():
            _run([program, *_ALWAYS, "-b", "-e", pattern, str(part)], folder)
            write(sink, _in_characters(entity, data, folder / "output"))


def _in_characters(entity: str, data: bytes, output: Path) -> Iterator[Found]:
    """Byte offsets of matches as character offsets."""
    at = characters = 0
    for line in output.read_bytes().splitlines():
        offset, _, match = line.partition(b":")
        characters += len(data[at : int(offset)].decode())
        at = int(offset)
        yield entity, characters, characters + len(match)
