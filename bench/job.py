"""What one measurement is asked for and what it gives, and the clock and scales it uses."""

from __future__ import annotations

import re
import resource
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil

MB = 1 << 20

Found = tuple[str, int, int]
"""Entity, first character and the one behind the last, in the text that was given."""


class Missing(Exception):
    """A contestant cannot run here; the text says why."""


@dataclass(frozen=True)
class Job:
    """One contestant on one corpus.

    megabytes: how much of the file to take at most, from its beginning, to a line end.
    patience: seconds of CPU after which no further run is started.
    findings: where to write what the first run found, a line each (entity, start and end in
        characters of the file), so that the bench itself needs no memory for it.
    """

    path: Path
    megabytes: float
    runs: int
    patience: float
    findings: Path


@dataclass
class Outcome:
    """What was measured: CPU seconds of each run over so many bytes and characters, and peak memory in MB."""

    size: int = 0
    characters: int = 0
    seconds: list[float] = field(default_factory=list)
    peak: float = 0.0
    note: str = ""
    persons: int | None = None

    @property
    def rates(self) -> list[float]:
        """MB of UTF-8 per CPU-second of each run."""
        return [self.size / MB / max(second, 1e-6) for second in self.seconds]

    @property
    def rate(self) -> float:
        """The median of them."""
        return statistics.median(self.rates)

    def wants_more(self, job: Job) -> bool:
        """Whether another run is due."""
        return len(self.seconds) < job.runs and (not self.seconds or sum(self.seconds) < job.patience)


class Scanner(Protocol):
    """A program that takes text in memory.

    block: how many characters it gets at a time, cut at line ends; 0 for line by line.
    """

    block: int

    def prepare(self, text: str) -> Any:
        """The text in the form the program takes it; not timed."""

    def scan(self, text: Any) -> Sequence[Any]:
        """All that is in it; timed."""

    def found(self, results: Sequence[Any], text: str) -> list[Found]:
        """The results in our words; not timed."""


Measure = Callable[[Job], Outcome]


def beginning(path: Path, megabytes: float) -> Iterator[str]:
    """The beginning of a file in pieces of about a megabyte that end at line ends."""
    left = int(megabytes * MB)
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(left, MB))):
            piece += file.readline()
            left -= len(piece)
            yield piece.decode()


def blocks(text: str, size: int) -> Iterator[str]:
    """A text cut at line ends into blocks of about so many characters; 0 gives its lines."""
    if size == 0:
        yield from text.splitlines(keepends=True)
        return
    start = 0
    while start < len(text):
        stop = len(text) if start + size >= len(text) else text.rfind("\n", start, start + size) + 1 or start + size
        yield text[start:stop]
        start = stop


_HIGH_WATER = re.compile(r"VmHWM:\s+(\d+) kB")


def peak() -> float:
    """The most memory, in MB, that this process and its running children ever held together."""
    own = [psutil.Process().pid, *(child.pid for child in psutil.Process().children(recursive=True))]
    marks = [_HIGH_WATER.search(status.read_text()) for pid in own if (status := Path(f"/proc/{pid}/status")).exists()]
    if marks:
        return sum(int(mark[1]) for mark in marks if mark) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
