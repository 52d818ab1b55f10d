"""What a file counts as, once our text lies beside the words that others found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bench.formats.ours import Taken
from bench.formats.reference import Reference
from bench.formats.words import missing
from dlp.terms import Reason

WELL = 0.95
"""The share of words from which on a file counts as well read: judges err too."""
_HALF = 0.5
FEW = 5
"""So few words prove nothing against a reader."""
_SHOWN = 12


class Verdict(StrEnum):
    """From best to worst."""

    RIGHT = "right"
    REFUSED = "refused"
    LOW = "low"
    LOST = "lost"
    WRONG = "wrong"
    TIMEOUT = "timeout"
    CRASH = "crash"


RIGHT = (Verdict.RIGHT, Verdict.REFUSED)
"""What counts as done right: words are there, or nobody had any and we gave a reason."""


@dataclass(frozen=True)
class Row:
    """One file: what we made of it and what others say is in it. Seconds and megabytes are our reader's."""

    path: str
    family: str
    kind: str
    status: str
    verdict: str
    reasons: list[str]
    wanted: int
    held: int
    judges: list[str]
    missing: list[str]
    seconds: float
    peak: float
    characters: int

    @property
    def recall(self) -> float | None:
        """The share of reference words in our text; None where others found none."""
        return self.held / self.wanted if self.wanted else None


def row(path: str, family: str, taken: Taken, reference: Reference) -> Row:
    """Compare."""
    lost = missing(reference.words, f"{taken.text}\n{taken.names}")
    wanted = len(reference.words)
    return Row(
        path,
        family,
        taken.kind,
        taken.status,
        of(taken, wanted, wanted - len(lost)).value,
        sorted({f"{reason}:{kind}".removesuffix(":") for _, reason, kind in taken.unread}),
        wanted,
        wanted - len(lost),
        list(reference.judges),
        sorted(lost, key=lambda word: (-len(word), word))[:_SHOWN],
        round(taken.seconds, 3),
        round(taken.peak, 1),
        len(taken.text),
    )


def of(taken: Taken, wanted: int, held: int) -> Verdict:
    """Crash and timeout first; then words; wrong is what says "read" and holds less than half."""
    reasons = {reason for _, reason, _ in taken.unread}
    if Reason.CRASH.value in reasons:
        return Verdict.CRASH
    if taken.hung or Reason.TIMEOUT.value in reasons:
        return Verdict.TIMEOUT
    if wanted and held >= WELL * wanted:
        return Verdict.RIGHT
    if wanted < FEW:
        return Verdict.RIGHT if not reasons else Verdict.REFUSED
    if not reasons:
        return Verdict.WRONG if held < _HALF * wanted else Verdict.LOW
    return Verdict.LOST
