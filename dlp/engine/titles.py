"""Finding customer lists in running text: lines of column titles with rows beneath."""

from __future__ import annotations

from collections.abc import Sequence

from detectors import headers
from dlp.engine import gates
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate
from dlp.engine.offsets import characters
from dlp.engine.recognizers import TableRecognizer

_LONGEST_LINES = 8_000

DELIMITERS = "\t,|;，"
"""What parts the cells of a table that stands in a text."""

ONE_KIND = 0.3
"""The confidence in a customer list with one kind of identifier only: it is none, but its cells are read."""


class Titles:
    """Runs table recognizers, but only on lines that hold a known title in front of a delimiter.

    expressions: what has to be searched for; `find` wants to know where.
    """

    def __init__(self, recognizers: Sequence[TableRecognizer]) -> None:
        self._recognizers = recognizers
        words = sorted({w for r in recognizers for w in headers.titles_of(r.detector.columns)})
        whole = sorted({w for r in recognizers for w in headers.whole_titles_of(r.detector.columns)})
        self.expressions = (
            *(f"{_loosely(word)}[\"' )]?[\t,|;，\r\n]" for word in words),
            *(f"[\t,|][ ]?{word}[ ]?[\t,|]" for word in whole),
        )

    def find(self, data: bytes, ends: Sequence[int]) -> list[Candidate]:
        """Each line of titles, by place. ends: where matches of the expressions end."""
        lines = sorted({data.rfind(b"\n", 0, end - 1) + 1 for end in ends})
        found = [(start, made) for start in lines if (made := self._on_line(data, start))]
        at = characters(data, [start for start, _ in found])
        return [
            Candidate(entity, at[start], at[start] + end, score, ("column titles",))
            for start, made in found
            for entity, end, score in made
        ]

    def _on_line(self, data: bytes, start: int) -> list[tuple[str, int, float]]:
        """What is found from the beginning of a line on, read with the line below: entity, length, confidence."""
        stop = data.find(b"\n", start) % (len(data) + 1)
        below = data.find(b"\n", stop + 1) % (len(data) + 1)
        if below - start > _LONGEST_LINES:
            return []
        text = data[start:below].decode()
        if not _has_a_row(text):
            return []
        results = [r for recognizer in self._recognizers for r in recognizer.analyze(text, None) if r.start == 0]
        if not results and self._has_one_kind(text):
            return [(CUSTOMER_TABLE, text.index("\n"), ONE_KIND)]
        return [(r.entity_type, r.end, r.score) for r in results]

    def _has_one_kind(self, text: str) -> bool:
        """Whether a line of titles, which has a row beneath, has a column of identifiers."""
        titles = text.partition("\n")[0]
        kinds = set(map(headers.kind_of, titles.split(_delimiter(titles))))
        return "。" not in titles and any(kinds & r.detector.columns for r in self._recognizers)


def _delimiter(titles: str) -> str:
    return max(DELIMITERS, key=titles.count)


def _has_a_row(text: str) -> bool:
    """Whether a line has more than one cell and the one beneath as many: without that it is no line of titles."""
    titles, _, row = text.partition("\n")
    delimiter = _delimiter(titles)
    return 0 < titles.count(delimiter) == row.count(delimiter)


def _loosely(title: str) -> str:
    """A title as it may be written: in any case, an ASCII one also with marks between its letters."""
    return "[_ .-]?".join(map(gates.any_case, title)) if title.isascii() else title
