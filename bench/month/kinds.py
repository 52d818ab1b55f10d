"""What a kind of file is: who makes it, how often, under which names, with which bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.month.company import Colleague
from dlp.model import Text


@dataclass(frozen=True)
class Desk:
    """Where a file is made: by whom, on which day, among which colleagues, by which chance."""

    rnd: Random
    owner: Colleague
    day: date
    people: Sequence[Colleague]

    def digits(self, count: int) -> str:
        """So many decimal digits, zeros in front included."""
        return f"{self.rnd.randrange(10**count):0{count}d}"

    def pick(self, words: str) -> str:
        """One of some words, parted by spaces."""
        return self.rnd.choice(words.split())

    def some(self, low: int, high: int) -> range:
        """Something to repeat a number of times, from low to high."""
        return range(self.rnd.randint(low, high))

    def money(self, high: int) -> str:
        """An amount in yuan and fen, less than `high` yuan."""
        return f"{self.rnd.randrange(100, 100 * high) / 100:.2f}"

    def colleagues(self, count: int) -> list[Colleague]:
        """Some colleagues, each once; fewer if there are fewer."""
        return self.rnd.sample(list(self.people), min(count, len(self.people)))


Maker = Callable[[Desk], bytes]


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    names: file names without ending, one of which is taken.
    roles: whose workstations have it, all if empty.
    weight: how often, beside the others.
    argued: why an incident on it is right by the policy; empty where every incident is wrong.
    """

    title: Text
    suffix: str
    names: tuple[str, ...]
    make: Maker
    roles: frozenset[str]
    weight: int
    argued: Text | None

    @property
    def is_message(self) -> bool:
        """Whether it lies in the outbox, to be sent."""
        return self.suffix == "eml"


KINDS: list[Kind] = []


def kind(
    zh: str, en: str, suffix: str, names: str, *, roles: str = "", weight: int = 4, argued: Text | None = None
) -> Callable[[Maker], Maker]:
    """Put a maker on the list of kinds; `names` and `roles` are parted by spaces."""

    def listed(make: Maker) -> Maker:
        KINDS.append(Kind(Text(zh, en), suffix, tuple(names.split()), make, frozenset(roles.split()), weight, argued))
        return make

    return listed
