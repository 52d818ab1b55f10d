"""What a title says for a kind, and what the presence of a person says for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detectors.base import Detector, Pattern
from dlp.engine.candidate import Candidate
from dlp.engine.wordlist import backwards
from dlp.text import fold

PERSONAL = frozenset(
    "PERSON CN_RESIDENT_ID CN_MOBILE CN_BANK_CARD PHONE_NUMBER WECHAT_ID QQ_NUMBER CN_PASSPORT CN_HKM_PERMIT CN_HKM_HOME_PERMIT"
    " CN_TW_TRAVEL_PERMIT CN_FOREIGNER_RESIDENCE CN_MILITARY_ID HK_ID MO_ID TW_ID PASSPORT_MRZ".split()
)
"""What shows that a document speaks of somebody; evidence about customers waits for it."""


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
    return [c for c in taken if person_seen or not _of_customer(detectors[c.entity])]


def _of_customer(detector: Detector) -> bool:
    return isinstance(detector, Pattern) and detector.of_customer
