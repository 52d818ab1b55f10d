"""Finding customer lists in running text: lines of column titles with rows beneath."""

from __future__ import annotations

from collections.abc import Sequence

from presidio_analyzer import RecognizerResult

from detectors import headers
from dlp.engine import gates
from dlp.engine.candidate import Candidate
from dlp.engine.offsets import characters
from dlp.engine.recognizers import TableRecognizer

_LONGEST_LINES = 8_000


class Titles:
    """Runs table recognizers, but only on lines that hold a known title in front of a delimiter.

    expressions: what has to be searched for; `find` wants to know where.
    """

    def __init__(self, recognizers: Sequence[TableRecognizer]) -> None:
        self._recognizers = recognizers
        words = sorted({w for r in recognizers for w in headers.titles_of(r.detector.columns)})
        self.expressions = tuple(f"{_loosely(word)}[\"' )]?[\t,|;，\r\n]" for word in words)

    def find(self, data: bytes, ends: Sequence[int]) -> list[Candidate]:
        """Each line of titles, by place. ends: where matches of the expressions end."""
        lines = sorted({data.rfind(b"\n", 0, end - 1) + 1 for end in ends})
        found = [(start, results) for start in lines if (results := self._on_line(data, start))]
        at = characters(data, [start for start, _ in found])
        return [
            Candidate(r.entity_type, at[start], at[start] + r.end, r.score, ("column titles",))
            for start, results in found
            for r in results
        ]

    def _on_line(self, data: bytes, start: int) -> list[RecognizerResult]:
        """What is found from the beginning of a line on, read with the line below."""
        stop = data.find(b"\n", start) % (len(data) + 1)
        below = data.find(b"\n", stop + 1) % (len(data) + 1)
        if below - start > _LONGEST_LINES:
            return []
        text = data[start:below].decode()
        return [r for recognizer in self._recognizers for r in recognizer.analyze(text, None) if r.start == 0]


def _loosely(title: str) -> str:
    """A title as it may be written: in any case, an ASCII one also with marks between its letters."""
    return "[_ .-]?".join(map(gates.any_case, title)) if title.isascii() else title
