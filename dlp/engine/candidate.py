"""A possible hit while evidence is gathered, and how overlapping ones are settled."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

CUSTOMER_TABLE = "CUSTOMER_TABLE"
_TIERS = (
    ("CN_RESIDENT_ID", "PASSPORT_MRZ", "CN_STUDENT_ID"),
    ("CN_USCC", "CN_FOREIGNER_RESIDENCE"),
    ("EMAIL_ADDRESS", "CN_BANK_CARD"),
    ("HK_ID", "TW_ID", "VIN", "IMEI", "CN_ORG_CODE", "CN_BUSINESS_LICENSE"),
    (
        *("CN_PASSPORT", "CN_HKM_PERMIT", "CN_HKM_HOME_PERMIT", "CN_TW_TRAVEL_PERMIT", "MO_ID"),
        *("CN_MILITARY_ID", "CN_SOCIAL_SECURITY_CARD", "CN_DRIVER_FILE_NO", "CN_LICENSE_PLATE"),
    ),
    ("CN_LANDLINE",),
    ("CN_MOBILE",),
    ("ADDRESS",),
    ("PERSON",),
)
"""The harder to fake, the earlier: several check digits, one over many characters, one, none."""

_PRIORITY = {entity: tier for tier, entities in enumerate(_TIERS) for entity in entities}


@dataclass(slots=True)
class Candidate:
    """What a detector proposes. Offsets are into the block's text.

    normal: the canonical form.
    meant: the value with its disguise undone, empty where there was none.
    declared: whether it is of an entity that the company has written down itself.
    """

    entity: str
    start: int
    end: int
    score: float
    why: tuple[str, ...]
    normal: str = ""
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
    """One stretch of text is one entity: numbers before names, then the longest wins, then the type hardest to fake, then the surest."""
    tables: list[Candidate] = []
    others: list[Candidate] = []
    for c in candidates:
        (tables if c.entity == CUSTOMER_TABLE else others).append(c)
    others.sort(key=_place)
    if any(a.end > b.start for a, b in pairwise(others)):
        others = _without_overlaps(others)
    return sorted([*tables, *others], key=_place) if tables else others


def _without_overlaps(candidates: Iterable[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    taken: list[tuple[int, int]] = []
    for c in sorted(candidates, key=_rank):
        at = bisect_right(taken, (c.start, c.end))
        if (at == 0 or taken[at - 1][1] <= c.start) and (at == len(taken) or taken[at][0] >= c.end):
            taken.insert(at, (c.start, c.end))
            kept.append(c)
    return sorted(kept, key=_place)


_place = attrgetter("start", "end")


_NAMES = frozenset({"PERSON", "ADDRESS", "ORGANIZATION"})


def _rank(c: Candidate) -> tuple[bool, int, int, float]:
    """Numbers and addresses of mail before names, which may have run on into them."""
    tier = -1 if c.declared else _PRIORITY.get(c.entity, len(_TIERS))
    return c.entity in _NAMES, -(c.end - c.start), tier, -c.score
