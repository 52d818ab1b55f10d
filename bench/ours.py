"""Our own engine: the one place that knows how it is called.

The corpora reach it as in the program: as text blocks of about a megabyte, the customer table
through the real reader and on into the tally.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from bench import clock
from bench.job import MB, Found, Job, Measure, Missing, Outcome, peak
from dlp.engine import Engine
from dlp.fingerprint import Fingerprinter
from dlp.model import Block, Hit, Locator
from dlp.policy import Policy
from dlp.policy import load as load_policy
from dlp.readers import Reader
from dlp.settings import Settings
from dlp.tally import Counter

TIERS: dict[str, dict[str, object]] = {
    "ids": {"names": False},
    "rules": {"names": True, "model": False},
    "all": {"names": True},
}
"""Arguments of the engine without names, with names by rule, and with everything."""

_TABLE_NOTE = "含读取器的进程 / reader's process included"


def engine(tier: str, gates: str | None = None) -> Engine:
    """The engine of a tier, behind the gates of a certain matcher if one is named. Raises Missing."""
    make: Callable[..., Engine] = Engine  # the tiers name what it takes
    made = make(**TIERS[tier], gates=gates)
    gc.collect()
    gc.freeze()  # as the pipeline does
    return made


class Ours:
    """The engine as a scanner of blocks of a megabyte."""

    block = MB

    def __init__(self, made: Engine) -> None:
        self.document = made.document()

    def prepare(self, text: str) -> Block:
        """A block as the readers give it, in UTF-8."""
        return Block(text.encode(), Locator("text", line=1))

    def scan(self, text: Block) -> Sequence[Hit]:
        """Its hits."""
        return self.document.hits(text)

    def found(self, results: Sequence[Hit], text: str) -> list[Found]:
        """The hits are in our words already."""
        del text
        return [(hit.entity, hit.start, hit.end) for hit in results]


def text(tier: str, gates: str | None = None) -> Measure:
    """The measurement of a tier on text."""
    return lambda job: clock.measure(Ours(engine(tier, gates)), job)


def table(job: Job) -> Outcome:
    """The customer table from its file to the tally, with everything this engine has.

    The reader's child counts too: its CPU seconds and its memory are added. The policy is loaded once,
    as the program does, and not timed.
    """
    policy, made = load_policy(Settings()), engine("all")
    outcome = Outcome(note=_TABLE_NOTE)
    job.findings.touch()
    with tempfile.TemporaryDirectory() as folder, Reader() as reader:
        part = _part(job, Path(folder))
        outcome.size = part.stat().st_size
        _tally(made, policy, reader, _warm_up(Path(folder)))  # starts the child
        while outcome.wants_more(job):
            began = _spent()
            outcome.persons = _tally(made, policy, reader, part)
            outcome.seconds.append(_spent() - began)
            outcome.peak = max(outcome.peak, peak())
    return outcome


def _tally(made: Engine, policy: Policy, reader: Reader, path: Path) -> int:
    """How many customers are in a file."""
    counter, document = Counter(Fingerprinter(os.urandom(32)), policy.grades, policy.company), made.document()
    reading = reader.open(path)
    for block in reading.blocks():
        counter.add_block(block, document.hits(block))
    if reading.document().unread:
        raise Missing(f"the reader left something out: {reading.document().unread}")
    return counter.tally().persons


def _part(job: Job, folder: Path) -> Path:
    """The beginning of the table as a file of its own, unless all of it is wanted."""
    if job.path.stat().st_size <= job.megabytes * MB + MB:
        return job.path
    part = folder / job.path.name
    with job.path.open("rb") as whole:
        part.write_bytes(whole.read(int(job.megabytes * MB)) + whole.readline())
    return part


def _warm_up(folder: Path) -> Path:
    path = folder / "warm-up.csv"
    path.write_text("姓名,手机号\n王小明,13900139001\n", encoding="utf-8")
    return path


def _spent() -> float:
    """CPU seconds of this process and its running children."""
    times = (child.cpu_times() for child in psutil.Process().children(recursive=True))
    return time.process_time() + sum(t.user + t.system for t in times)


def version() -> str:
    """Our version."""
    import dlp

    return dlp.__version__
