"""Tables that stand inside a text: what the titles above say of the cells beneath.

A mail or a chat quotes some rows of a table, a log or a manual shows one in Markdown. The line of
titles was found as a customer list; here its rows are read, down to the first line of another width.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from detectors import headers, names
from dlp.engine import inserted
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate
from dlp.engine.titled import lift
from dlp.engine.titled import named as titled
from dlp.engine.titles import DELIMITERS, ONE_KIND
from dlp.grid import Span

_RULE = re.compile(r"[\s|:+-]*")
"""The line between titles and rows in Markdown."""

_LEAST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell beneath a title that says its kind."""

    start: int
    end: int
    kind: str


def cells(text: str, candidates: Sequence[Candidate]) -> list[Cell]:
    """The cells of all tables in a text, in order; `candidates` hold the lines of titles."""
    titles = sorted((c.start, c.end, c.score) for c in candidates if c.entity == CUSTOMER_TABLE)
    ends = [*(start for start, *_ in titles[1:]), len(text)]
    found: list[Cell] = []
    for (start, stop, score), end in zip(titles, ends, strict=False):
        beneath = list(_beneath(text, (start, stop), end))
        named = score > ONE_KIND or _are_names(text, beneath)
        found += (cell for cell in beneath if named or cell.kind != "PERSON")
    rows = [Cell(*each) for each in inserted.filled(text)]
    return sorted([*found, *rows], key=attrgetter("start")) if rows else found


def _are_names(text: str, cells: Iterable[Cell]) -> bool:
    """Whether most cells under titles for names hold one, and at least two: 名称 may head goods as well."""
    named = [names.is_likely_name(text[cell.start : cell.end]) for cell in cells if cell.kind == "PERSON"]
    return sum(named) >= max(_LEAST_NAMES, len(named) / 2)


def _beneath(text: str, title: Span, end: int) -> Iterator[Cell]:
    line = text[slice(*title)]
    delimiter = max(DELIMITERS, key=line.count)
    kinds = [headers.kind_of(cell) for cell in line.split(delimiter)]
    at = text.find("\n", title[1], end) % (end + 1) + 1
    while at < end:
        stop = text.find("\n", at, end) % (end + 1)
        row = text[at:stop]
        if row.count(delimiter) != len(kinds) - 1:
            return
        if not _RULE.fullmatch(row):
            yield from _filled(row, delimiter, kinds, at)
        at = stop + 1


def _filled(row: str, delimiter: str, kinds: Sequence[str | None], at: int) -> Iterator[Cell]:
    for written, kind in zip(row.split(delimiter), kinds, strict=True):
        value = written.strip(" \t\r\"'`=")
        if kind and value:
            start = at + written.index(value)
            yield Cell(start, start + len(value), kind)
        at += len(written) + 1


def named(text: str, candidates: Sequence[Candidate], threshold: float) -> list[Candidate]:
    """Names and addresses that only their title makes recognisable."""
    taken = {c.start for c in candidates if c.entity in ("PERSON", "ADDRESS") and c.score >= threshold}
    found = (cell for cell in cells(text, candidates) if cell.start not in taken)
    return [made for cell in found if (made := titled(cell.kind, text[cell.start : cell.end], cell.start))]


def weigh(text: str, candidates: Sequence[Candidate]) -> None:
    """Let the titles speak for what was found in the cells beneath them."""
    found = cells(text, candidates)
    starts = [cell.start for cell in found]
    for c in candidates if found else ():
        at = bisect_right(starts, c.start) - 1
        if at >= 0 and c.end <= found[at].end:
            said = lift(found[at].kind, c.entity)
            if said:
                c.weigh(*said)
