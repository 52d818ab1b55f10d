"""Finding customer lists in running text: lines of column titles with rows beneath."""

from __future__ import annotations

from collections.abc import Sequence

from detectors import headers
from dlp.engine import gates
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate
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
        lines = dict.fromkeys(data.rfind(b"\n", 0, end - 1) + 1 for end in ends)
        return [find for start in lines for find in self._on_line(data, start)]

    def _on_line(self, data: bytes, start: int) -> list[Candidate]:
        stop = data.find(b"\n", start) % (len(data) + 1)
        below = data.find(b"\n", stop + 1) % (len(data) + 1)
        if below - start > _LONGEST_LINES:
            return []
        text = data[start:below].decode()
        results = [r for recognizer in self._recognizers for r in recognizer.analyze(text, None) if r.start == 0]
        found = [(r.entity_type, r.end, r.score) for r in results]
        if not found and self._has_one_kind(text):
            found = [(CUSTOMER_TABLE, text.index("\n"), ONE_KIND)]
        if not found:
            return []
        first = len(data[:start].decode())
        return [Candidate(entity, first, first + end, score, ("column titles",)) for entity, end, score in found]

    def _has_one_kind(self, text: str) -> bool:
        """Whether a line of titles, with a row beneath, has a column of identifiers."""
        titles, _, row = text.partition("\n")
        delimiter = max(DELIMITERS, key=titles.count)
        cells = titles.split(delimiter)
        kinds = set(map(headers.kind_of, cells))
        same_width = len(cells) > 1 and row.count(delimiter) == len(cells) - 1
        return same_width and any(kinds & r.detector.columns for r in self._recognizers)


def _loosely(title: str) -> str:
    """A title as it may be written: in any case, an ASCII one also with marks between its letters."""
    return "[_ .-]?".join(map(gates.any_case, title)) if title.isascii() else title
