"""A made-up list, and what the tests make of it."""

from pathlib import Path

import numpy as np

from bench import customers
from dlp.counting.spill import Scratch
from dlp.customers import Index
from dlp.customers.intake import Intake, taken_in
from dlp.customers.register import Register
from dlp.fingerprint import Fingerprinter
from dlp.model import Block, Grid, Locator

KEY = b"i" * 32


def people(rows: int, seed: int = 1) -> list[list[str]]:
    """Rows of name, identity number, mobile."""
    table = customers.table(np.random.default_rng(seed), rows)
    return [line.split(",") for line in table.tobytes().decode().splitlines()]


def block(rows: list[list[str]], titles: str = "姓名,身份证号,手机", part: str = "body") -> Block:
    lines = [titles, *(",".join(row) for row in rows)] if titles else [",".join(row) for row in rows]
    return Block("\n".join(lines) + "\n", Locator(part), grid=Grid(","))


def intake(*blocks: Block, **more) -> Intake:
    return taken_in(Intake(Fingerprinter(KEY), Scratch(), **more), blocks)


def register(folder: Path, rows: int = 0) -> Register:
    """A register; small pieces, so that sorting spills."""
    return Register(folder / "c.register", KEY, Scratch(folder / "counting", rows or 1 << 10))


def built(folder: Path, *blocks: Block) -> tuple[Register, Index]:
    """Register and index of a list."""
    made = register(folder)
    taken = intake(*blocks)
    made.build(taken.done(), taken.rows)
    made.write_index(folder / "c.index")
    return made, Index(folder / "c.index", KEY)


def number(entity: str, value: str) -> int:
    return Fingerprinter(KEY).number(entity, value)
