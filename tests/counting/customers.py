"""Hits of a customer table of any length, and how many customers it truly holds.

Run as a script it counts them and says what that took:
    python -m tests.counting.customers ROWS
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from dlp.model import Block, Details, Grid, Hit, Locator

PER_BLOCK = 400
KINDS = ("PERSON", "CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD", "EMAIL_ADDRESS", "ADDRESS")


def customer(number: int) -> list[str]:
    """Six values of one customer. They only look like values: no check digit is right."""
    return [
        f"客户{number}",
        f"99010119{number:010}",
        f"100{number:08}",
        f"9999{number:015}",
        f"c{number}@example.com",
        f"某市某区某路{number}号",
    ]


def row(number: int) -> tuple[int, list[str]]:
    """The customer of a row, and the values in it.

    Of ten rows one repeats the customer before with another telephone, one is an exact copy of
    the row before, one is another customer on the telephone of the one before, and one knows
    the customer before by name and telephone only.
    """
    who = number - 1 if number % 10 in (3, 5, 9) else number
    values = customer(who)
    if number % 10 == 3:
        values[2] = f"101{number:08}"
    elif number % 10 == 7:
        values[2] = customer(number - 1)[2]
    elif number % 10 == 9:
        values[1] = values[3] = values[4] = ""
    return who, values


def truth(rows: int) -> int:
    """How many customers so many rows hold."""
    return sum(number % 10 not in (3, 5, 9) for number in range(rows))


def blocks(rows: int) -> Iterator[tuple[Block, list[Hit]]]:
    """The table block by block, with its hits."""
    for start in range(0, rows, PER_BLOCK):
        locator = Locator("text", line=start + 1)
        yield Block("", locator, grid=Grid(",")), list(_hits(start, min(rows, start + PER_BLOCK)))


def _hits(start: int, end: int) -> Iterator[Hit]:
    for number in range(start, end):
        told = partial(Details, "", "*", Locator("text", row=number + 2), 0.9)
        for entity, value in zip(KINDS, row(number)[1], strict=True):
            if value:
                yield Hit(entity, value, number * 220, number * 220 + 11, told, number, number, in_table=True)


def main(rows: int) -> dict[str, float]:
    """Count, and say what it took."""
    from dlp import policy
    from dlp.counting.crowd import Crowd
    from dlp.counting.headcount import headcount
    from dlp.counting.spill import Scratch
    from dlp.fingerprint import Fingerprinter
    from dlp.settings import Settings, load
    from dlp.tally import Counter

    shipped = policy.load(Settings())
    scratch = Scratch(load().settings.state_folder / "counting")
    counter = Counter(Fingerprinter(b"k" * 32), shipped.grades, shipped.company, scratch=scratch)
    before, seconds = _peak(), 0.0
    for block, hits in blocks(rows):
        began = time.process_time()
        counter.add_block(block, hits)
        seconds += time.process_time() - began
    began = time.process_time()
    tally = counter.tally()
    adding, seconds = seconds, seconds + time.process_time() - began
    began = time.process_time()
    everybody = Crowd(scratch)
    everybody.absorb(tally.subjects)
    persons = headcount(everybody)
    return {
        "persons": tally.persons,
        "summary": persons,
        "truth": truth(rows),
        "mobiles": tally.entities["CN_MOBILE"].distinct,
        "mb_before": before,
        "mb": _peak(),
        "adding_us": adding / rows * 1e6,
        "us_per_row": seconds / rows * 1e6,
        "summary_us": (time.process_time() - began) / rows * 1e6,
        "left": len(list(Path(scratch.folder).iterdir())),
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
