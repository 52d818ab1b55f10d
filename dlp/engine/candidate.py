"""A possible hit while evidence is gathered, and how overlapping ones are settled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

CUSTOMER_TABLE = "CUSTOMER_TABLE"
_PRIORITY = (
    *("CN_RESIDENT_ID", "CN_USCC", "CN_BANK_CARD", "EMAIL_ADDRESS"),
    *("CN_LANDLINE", "CN_MOBILE", "ADDRESS", "PERSON"),
)


@dataclass(slots=True)
class Candidate:
    """What a detector proposes. Offsets are into the block's text.

    meant: the value with its disguise undone, empty where there was none.
    declared: whether it is of an entity that the company has written down itself.
    """

    entity: str
    start: int
    end: int
    score: float
    why: tuple[str, ...]
    row: int = 0
    column: int = 0
    staff: bool = False
    meant: str = ""
    declared: bool = False

    def weigh(self, change: float, why: str) -> None:
        """Let a piece of evidence speak."""
        self.score = min(1.0, max(0.0, self.score + change))
        self.why = (*self.why, why)

    @property
    def has_context(self) -> bool:
        """Whether a word near it said what it is."""
        return any("context: " in reason for reason in self.why)


def settle(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One stretch of text is one entity: the longest wins, then the type hardest to fake."""
    tables: list[Candidate] = []
    others: list[Candidate] = []
    for c in candidates:
        (tables if c.entity == CUSTOMER_TABLE else others).append(c)
    kept: list[Candidate] = []
    taken: list[tuple[int, int]] = []
    for c in sorted(others, key=_rank):
        at = bisect_right(taken, (c.start, c.end))
        if (at == 0 or taken[at - 1][1] <= c.start) and (at == len(taken) or taken[at][0] >= c.end):
            taken.insert(at, (c.start, c.end))
            kept.append(c)
    return sorted([*tables, *kept], key=lambda c: (c.start, c.end))


def _rank(c: Candidate) -> tuple[int, int, float]:
    if c.declared:
        return -(c.end - c.start), -1, -c.score
    order = _PRIORITY.index(c.entity) if c.entity in _PRIORITY else len(_PRIORITY)
    return -(c.end - c.start), order, -c.score
