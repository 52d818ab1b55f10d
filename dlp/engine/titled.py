"""What a title says for a kind, and what the presence of a person says for the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from detectors import headers, names
from detectors.base import Detector, Pattern
from dlp.engine.candidate import Candidate
from dlp.engine.table import is_address
from dlp.engine.wordlist import backwards
from dlp.text import fold

PERSONAL = frozenset(
    "PERSON CN_RESIDENT_ID CN_MOBILE CN_BANK_CARD PHONE_NUMBER WECHAT_ID QQ_NUMBER CN_PASSPORT CN_HKM_PERMIT CN_HKM_HOME_PERMIT"
    " CN_TW_TRAVEL_PERMIT CN_FOREIGNER_RESIDENCE CN_MILITARY_ID HK_ID MO_ID TW_ID PASSPORT_MRZ".split()
)
"""What shows that a document speaks of somebody; evidence about customers waits for it."""

COLUMN_LIFT = 0.4
"""What a title adds to a value of the very kind that it announces."""

LIKE_COLUMN_LIFT = 0.35
"""What it adds to a paper where it announces another: 证件号码 stands above passports too."""

TITLED = 0.8
"""The confidence of a cell that only its title makes recognisable, names excepted."""

_TITLED_NAME = 0.85

PHONES = ("CN_MOBILE", "CN_LANDLINE", "PHONE_NUMBER")
"""A title that announces one of these announces any."""

BY_TITLE = "column title"
BY_PAPERS = "column of papers"

NAMED: Mapping[str, tuple[str, float, Callable[[str], bool]]] = {
    "PERSON": ("PERSON", _TITLED_NAME, names.is_labelled_name),
    headers.STAFF: ("PERSON", _TITLED_NAME, names.is_labelled_name),
    "ADDRESS": ("ADDRESS", TITLED, is_address),
}
"""Kinds of title that make a cell recognisable where its text alone does not.

For each the entity, the confidence, and what says whether a cell without blanks around it is one.
"""


def lift(kind: str | None, entity: str) -> tuple[float, str] | None:
    """How much a title of a kind speaks for an entity beneath it, and the reason; None if it does not."""
    if kind == entity or (kind in PHONES and entity in PHONES):
        return COLUMN_LIFT, BY_TITLE
    if kind in headers.PAPERS and entity in headers.PAPERS:
        return LIKE_COLUMN_LIFT, BY_PAPERS
    return None


def named(kind: str, cell: str, start: int) -> Candidate | None:
    """The name or address that a cell (without blanks around it) is by its title of a kind."""
    if kind not in NAMED:
        return None
    entity, score, is_one = NAMED[kind]
    if not is_one(cell):
        return None
    return Candidate(entity, start, start + len(cell), score, (BY_TITLE,), staff=kind == headers.STAFF)


def announced(detector: Pattern, title: str) -> bool:
    """Whether a title holds one of the words that speak for an entity of the company's own."""
    return detector.declared and any(word.lower() in fold(title).text.lower() for word in detector.context)


def speaks_for(detector: Pattern, title: str) -> bool:
    """Whether a title that names no kind holds a word that speaks for this one."""
    return backwards(detector.context).search(fold(title).text.lower()[::-1]) is not None


def without_strays(
    taken: Sequence[Candidate], detectors: Mapping[str, Detector], *, person_seen: bool
) -> list[Candidate]:
    """Leave out evidence about customers where no customer is."""
    nobodys = strays({c.entity for c in taken}, detectors, person_seen=person_seen)
    return [c for c in taken if c.entity not in nobodys]


def strays(entities: Collection[str], detectors: Mapping[str, Detector], *, person_seen: bool) -> set[str]:
    """Which of these are evidence about a customer where no customer is."""
    return set() if person_seen else {entity for entity in entities if _of_customer(detectors[entity])}


def _of_customer(detector: Detector) -> bool:
    return isinstance(detector, Pattern) and detector.of_customer
