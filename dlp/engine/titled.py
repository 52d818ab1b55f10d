"""Values that only the title of their column, or the label beside them, makes recognisable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detectors.base import Detector, Pattern
from dlp.engine.candidate import Candidate
from dlp.engine.table import Columns, Rows
from dlp.grid import Span
from dlp.model import Block
from dlp.text import fold

_SCORE = 0.8

PERSONAL = frozenset(
    "PERSON CN_RESIDENT_ID CN_MOBILE CN_BANK_CARD PHONE_NUMBER WECHAT_ID QQ_NUMBER CN_PASSPORT CN_HKM_PERMIT CN_HKM_HOME_PERMIT"
    " CN_TW_TRAVEL_PERMIT CN_FOREIGNER_RESIDENCE CN_MILITARY_ID HK_ID MO_ID TW_ID PASSPORT_MRZ".split()
)
"""What shows that a document speaks of somebody; evidence about customers waits for it."""


def titled_cells(
    detectors: Mapping[str, Detector],
    block: Block,
    rows: Rows,
    columns: Columns,
    title_row: int | None,
    labelled: Mapping[tuple[int, int], str],
) -> Iterator[Candidate]:
    """Cells under a title of a kind, or beside such a label, that fit the kind's `cell`."""
    wanted = [(column, kind) for column, kind in enumerate(columns.kinds) if kind and _fillable(detectors, kind)]
    for number in range(0 if title_row is None else title_row + 1, len(rows) if wanted else 0):
        for column, kind in wanted:
            if column < len(rows[number]) and (number, column) not in labelled:
                yield from _cell(detectors, kind, block, rows[number][column], (number, column))
    for (number, column), kind in labelled.items():
        if _fillable(detectors, kind):
            yield from _cell(detectors, kind, block, rows[number][column], (number, column))


def _fillable(detectors: Mapping[str, Detector], kind: str) -> Pattern | None:
    detector = detectors.get(kind)
    return detector if isinstance(detector, Pattern) and detector.cell else None


def _cell(
    detectors: Mapping[str, Detector], kind: str, block: Block, span: Span, place: tuple[int, int]
) -> Iterator[Candidate]:
    raw = block.text[slice(*span)]
    text = raw.strip()
    detector = _fillable(detectors, kind)
    if text and detector and detector.fills(fold(text).text):
        start = span[0] + len(raw) - len(raw.lstrip())
        yield Candidate(
            kind, start, start + len(text), _SCORE, (detector.source, "column title"), row=place[0], column=place[1]
        )


def announced(detectors: Mapping[str, Detector], candidate: Candidate, columns: Columns) -> bool:
    """Whether the column's title holds one of the words that speak for an entity of the company's own."""
    detector = detectors[candidate.entity]
    if not isinstance(detector, Pattern) or not detector.declared or candidate.column >= len(columns.titles):
        return False
    title = fold(columns.titles[candidate.column]).text.lower()
    return any(word.lower() in title for word in detector.context)


def without_strays(
    taken: Sequence[Candidate], detectors: Mapping[str, Detector], *, person_seen: bool
) -> list[Candidate]:
    """Leave out evidence about customers where no customer is."""
    return [c for c in taken if person_seen or not _of_customer(detectors[c.entity])]


def _of_customer(detector: Detector) -> bool:
    return isinstance(detector, Pattern) and detector.of_customer
