"""One reader under fuzz, in a process of its own: what breaks the promise ends it, with the document kept.

The promise: `dispatch.read`, as the child asks it, raises nothing, gives blocks, `Unread` and envelopes that the parent
takes, and ends in time and within memory.
"""

import faulthandler
import hashlib
import io
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from dlp.model import Unread
from dlp.readers import child, wire
from dlp.readers.source import Budget, Limits, Source
from tests.fuzz import mutator, seeds

ALARM = 30
"""Seconds after which a document counts as a hang; the traceback of the place is printed."""
MEMORY = 1536 << 20
LIMITS = Limits(text_characters=8 << 20, member_bytes=16 << 20, unpacked_bytes=64 << 20, members=500)


def bound_memory() -> None:
    """The same kind of limit that a reader's process has."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def check(kind: str, data: bytes) -> list[str]:
    """Read one document; the reasons why parts of it are unread. Raises whatever breaks the promise."""
    source = Source(io.BytesIO(data), "fuzz.bin", len(data))
    meter, reasons = wire.Meter(LIMITS), []
    for frame in child.frames(source, Budget(LIMITS), kind):
        item = wire.unpack(frame)
        meter.take(frame, item)
        if isinstance(item, Unread):
            reasons.append(item.reason.value)
    return reasons


def run(reader: str, seconds: float, seed: int, folder: Path | None, last: Path) -> Counter[str]:
    """Fuzz one reader for so long; what came of the documents. `last` holds the one at hand."""
    bound_memory()
    rng, kinds, beginnings = random.Random(seed), seeds.kinds(reader), seeds.of(reader, folder)
    outcomes: Counter[str] = Counter()
    until = time.monotonic() + seconds
    queue = list(beginnings)
    while time.monotonic() < until:
        data = queue.pop() if queue else mutator.mutated(beginnings, rng)
        last.write_bytes(data)
        faulthandler.dump_traceback_later(ALARM, exit=True)
        reasons = check(rng.choice(kinds), data)
        faulthandler.cancel_dump_traceback_later()
        outcomes.update(set(reasons) or {"read"})
        outcomes["documents"] += 1
    return outcomes


def main(arguments: list[str]) -> int:
    """READER SECONDS SEED LAST [FOLDER]: 0 kept its promise, else the traceback says how it was broken."""
    reader, seconds, seed, last, *folder = arguments
    outcomes = run(reader, float(seconds), int(seed), Path(folder[0]) if folder else None, Path(last))
    sys.stdout.write(" ".join(f"{what}={number}" for what, number in sorted(outcomes.items())) + "\n")
    return 0


def name_of(data: bytes) -> str:
    """What a kept document is called."""
    return hashlib.sha256(data).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
