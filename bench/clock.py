"""The timed loop for programs that take text in memory.

Only `scan` is timed: import, load, reading, decoding and what we do with the results are not.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TextIO

from bench.job import Found, Job, Outcome, Scanner, beginning, blocks, peak

_TRIAL_MB = 0.25


def measure(scanner: Scanner, job: Job) -> Outcome:
    """Run as often as the job asks; what the first run finds is kept."""
    outcome = Outcome()
    while outcome.wants_more(job):
        if outcome.seconds:
            outcome.seconds.append(_run(scanner, job, Outcome(), None))
        else:
            with job.findings.open("w", encoding="ascii") as sink:
                outcome.seconds.append(_run(scanner, job, outcome, sink))
    outcome.peak = peak()
    return outcome


def _run(scanner: Scanner, job: Job, outcome: Outcome, sink: TextIO | None) -> float:
    """One pass over the file. Returns its CPU seconds."""
    spent = 0.0
    for piece in beginning(job.path, job.megabytes):
        outcome.size += len(piece.encode())
        for text in blocks(piece, scanner.block):
            ready = scanner.prepare(text)
            began = time.process_time()
            results = scanner.scan(ready)
            spent += time.process_time() - began
            if sink:
                write(sink, scanner.found(results, text), outcome.characters)
            outcome.characters += len(text)
    return spent


def write(sink: TextIO, found: Iterable[Found], at: int = 0) -> None:
    """Findings of a text that begins so many characters into the file."""
    sink.writelines(f"{entity}\t{start + at}\t{end + at}\n" for entity, start, end in found)


def best_block(scanner: Scanner, job: Job, sizes: tuple[int, ...]) -> int:
    """The block size at which the scanner is fastest on the file's beginning."""
    trial = replace(job, megabytes=min(_TRIAL_MB, job.megabytes))

    def seconds(size: int) -> float:
        scanner.block = size
        return min(_run(scanner, trial, Outcome(), None) for _ in range(2))  # the machine may stumble once

    return min(sizes, key=seconds)
