"""ripgrep: what a good engineer would reach for first. It validates nothing.

Once with five patterns of one's own, and once with the same work as our engine: every detector's
expression in one pattern file. Tried for the latter and no quicker: bytes with `--no-unicode`, and
any `--dfa-size-limit`. It reads the file itself, so the CPU time of start, of reading and of
compiling the patterns is taken off.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import rust
from bench.clock import write
from bench.job import Found, Job, Measure, Missing, Outcome, beginning

PATTERNS = {
    "CN_RESIDENT_ID": r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]",
    "CN_MOBILE": r"(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}",
    "CN_BANK_CARD": r"[3-6][0-9]{3}(?:[0-9]{11,15}|(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?)",
    "CN_USCC": r"[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}",
    "EMAIL_ADDRESS": r"[0-9A-Za-z._%+-]{1,64}@(?:[0-9A-Za-z-]{1,63}\.){1,4}[A-Za-z]{2,24}",
}
_ALWAYS = ("-a", "-o", "-j1", "-N", "--no-config")
_NOTE = (
    "自己读文件：已扣掉启动、读取和编译；内存含映射的文件 / "
    "reads the file itself: start, reading and compiling taken off; memory counts the mapped file"
)
_NEVER = r"\xff"
"""A byte that UTF-8 text does not have."""


@dataclass(frozen=True)
class Search:
    """A way to call ripgrep: the pattern of each entity, and options."""

    patterns: Mapping[str, str]
    options: tuple[str, ...] = _ALWAYS
    note: str = _NOTE

    def measure(self, job: Job) -> Outcome:
        """The command as one would type it, each run a process of its own."""
        program = shutil.which("rg")
        if program is None:
            raise Missing("没有装 rg / rg is not installed")
        outcome = Outcome(note=self.note)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            part = folder / "part.txt"
            for piece in beginning(job.path, job.megabytes):
                outcome.size, outcome.characters = outcome.size + len(piece.encode()), outcome.characters + len(piece)
                _append(part, piece)
            patterns = folder / "patterns"
            patterns.write_text("".join(f"{p}\n" for p in self.patterns.values()), encoding="utf-8")
            command = [program, *self.options]
            idle = _idle(command, patterns, part, folder)
            while outcome.wants_more(job):
                seconds, peak = _run([*command, "-f", str(patterns), str(part)], folder)
                outcome.seconds.append(max(seconds - idle, 1e-6))
                outcome.peak = max(outcome.peak, peak)
            self._find(command, part, job.findings, folder)
        return outcome

    def _find(self, command: list[str], part: Path, findings: Path, folder: Path) -> None:
        """What each pattern finds by itself, with offsets; not timed."""
        data = part.read_bytes()
        with findings.open("w", encoding="ascii") as sink:
            for entity, pattern in self.patterns.items():
                alone = folder / "pattern"
                alone.write_text(f"{pattern}\n", encoding="utf-8")  # too long for an argument
                _run([*command, "-b", "-f", str(alone), str(part)], folder)
                write(sink, _in_characters(entity, data, folder / "output"))


def five() -> Search:
    """Five patterns as one would write them by hand."""
    return Search(PATTERNS, (*_ALWAYS, "--no-unicode"))


def same(names: str = "") -> Search:
    """Every expression that our engine looks for, with those of names if it is said so."""
    patterns = rust.expressions(names=names == "names")
    count = f"{len(patterns)} 条表达式；{{}} / {len(patterns)} expressions; {{}}"
    return Search(patterns, note=count.format(*_NOTE.split(" / ")))


def measure(patterns: str = "five", names: str = "") -> Measure:
    """The measurement with five patterns or with the same work as our engine."""
    return five().measure if patterns == "five" else same(names).measure


def _idle(command: list[str], patterns: Path, part: Path, folder: Path) -> float:
    """CPU seconds of starting, reading the file and compiling the patterns."""
    empty = folder / "empty.txt"
    empty.write_bytes(b"\n")

    def least(*rest: str) -> float:
        return min(_run([*command, *rest], folder)[0] for _ in range(3))

    never = ("--no-unicode", "-e", _NEVER)
    return least(*never, str(part)) + max(0.0, least("-f", str(patterns), str(empty)) - least(*never, str(empty)))


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


def _in_characters(entity: str, data: bytes, output: Path) -> Iterator[Found]:
    """Byte offsets of matches as character offsets."""
    at = characters = 0
    for line in output.read_bytes().split(b"\n")[:-1]:
        offset, _, match = line.partition(b":")
        characters += len(data[at : int(offset)].decode())
        at = int(offset)
        yield entity, characters, characters + len(match.decode())
