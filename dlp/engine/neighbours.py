"""What candidates say about each other: names beside numbers, lists of numbers, lookalikes.

What is sure speaks for what stands beside it on a line: a name for a number, a number for a street
without a house. A list of numbers of one kind speaks for them; numbers of the same
shape that are mostly not what one of them seems to be speak against it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from detectors.base import THRESHOLD
from detectors.cn_mobile import is_valid as is_mobile
from dlp.engine import inline
from dlp.engine.candidate import Candidate
from dlp.engine.finds import Finds
from dlp.engine.titled import PHONES

_BETWEEN_LISTED = re.compile(r"[\s,，、;；/|\"'\[\]]{1,6}")
_MARKS = r"[ \t,，、;；/|\"'\[\]]{1,6}"
_OTHERS = re.compile(rf"(?:{_MARKS}[0-9]{{5,32}}(?![0-9A-Za-z])){{1,20}}")
"""Numbers that follow a list on its line, long enough to be of its kind; reads the same turned round."""

_NUMBER = re.compile("[0-9]+")
_ELEVEN = re.compile("(?<![0-9A-Za-z])[0-9]{11}(?![0-9A-Za-z])")
_ENCLOSED = frozenset((("'", "'"), ('"', '"'), (">", "<")))
_ROW = 400
"""How many characters of a row on either side of a list are looked at."""

_NEAR = 60
_BESIDE_LIFT = 0.2
_LIST_LIFT = 0.15
_LEAST_OF_A_LIST = 3
_LOOKALIKES = 10
_CHECKED = frozenset({"CN_RESIDENT_ID", "CN_BANK_CARD", "CN_USCC"})
_SURE = frozenset({"PERSON", "CN_RESIDENT_ID", "CN_BANK_CARD", "ADDRESS", "EMAIL_ADDRESS"})
_LIFTED = frozenset({"CN_MOBILE", "PHONE_NUMBER", "TW_ID", "ADDRESS"})
"""What lacks a little where it stands alone."""


def weigh_mobiles(candidates: Sequence[Candidate], text: str, threshold: float = THRESHOLD) -> None:
    """Lift bare mobile numbers and their like that stand under a title, beside something sure, or in a list."""
    inline.weigh(text, candidates)
    weak = [c for c in candidates if c.entity in _LIFTED and threshold - _BESIDE_LIFT <= c.score < threshold]
    if not weak:
        return
    sure = sorted(c.start for c in candidates if c.entity in _SURE and c.score >= threshold)
    with_numbers = sorted([*sure, *(c.start for c in candidates if c.entity in PHONES and c.score >= threshold)])
    listed = _listed([c for c in candidates if c.entity == "CN_MOBILE"], text)
    for c in weak:
        if _beside(c, sure if c.entity in PHONES else with_numbers, text):
            c.weigh(_BESIDE_LIFT, "beside another find")
        elif c.start in listed:
            c.weigh(_LIST_LIFT, "one of a list")
        elif c.entity == "CN_MOBILE" and _fills_its_place(c, text):
            c.weigh(_LIST_LIFT, "a value by itself")


def weigh_mobiles_in_rows(found: Finds, threshold: float = THRESHOLD) -> None:
    """The same in a table, where what stands in a row belongs together."""
    weak = [c for c in found.single if c.entity == "CN_MOBILE" and threshold - _BESIDE_LIFT <= c.score < threshold]
    rows = found.rows(_SURE, threshold) if weak else set()
    for c in weak:
        if c.row in rows:
            c.weigh(_BESIDE_LIFT, "beside another find")


def _beside(c: Candidate, sure: Sequence[int], text: str) -> bool:
    """Whether something sure stands near on the same line; on the line above or below if `c` has its line for itself."""
    lines = 1 if _alone(c, text) else 0
    at = bisect_left(sure, c.start)
    for start in sure[max(0, at - 1) : at + 1]:
        low, high = sorted((start, c.start))
        if high - low <= _NEAR and text.count("\n", low, high) <= lines:
            return True
    return False


def _fills_its_place(c: Candidate, text: str) -> bool:
    """Whether it stands alone in quotes or between tags, and no other number of its length near it is none of its kind."""
    if (text[c.start - 1 : c.start], text[c.end : c.end + 1]) not in _ENCLOSED:
        return False
    around = text[max(0, c.start - _ROW) : c.end + _ROW]
    return all(is_mobile(number[0]) for number in _ELEVEN.finditer(around))


def _alone(c: Candidate, text: str) -> bool:
    """Whether nothing but blanks stands beside it on its line."""
    end = text.find("\n", c.end) % (len(text) + 1)
    return not text[text.rfind("\n", 0, c.start) + 1 : c.start].strip() and not text[c.end : end].strip()


def _listed(mobiles: Sequence[Candidate], text: str) -> set[int]:
    """Where the numbers start that stand in a row of at least three with nothing but marks between."""
    found: set[int] = set()
    for run in _runs(mobiles, text):
        if len(run) >= _LEAST_OF_A_LIST and _strangers(run, text) < len(run):
            found.update(c.start for c in run)
    return found


def _runs(mobiles: Sequence[Candidate], text: str) -> Iterator[list[Candidate]]:
    """The numbers in order, those together that only marks part."""
    run: list[Candidate] = []
    for c in sorted(mobiles, key=lambda c: c.start):
        if run and not _BETWEEN_LISTED.fullmatch(text[run[-1].end : c.start]):
            yield run
            run = []
        run.append(c)
    if run:
        yield run


def _strangers(run: Sequence[Candidate], text: str) -> int:
    """How many other numbers go on in the same row on both sides: three of forty are no list of telephones."""
    before = _OTHERS.match(text[max(0, run[0].start - _ROW) : run[0].start][::-1])
    after = _OTHERS.match(text, run[-1].end, run[-1].end + _ROW)
    return sum(len(_NUMBER.findall(others[0])) for others in (before, after) if others)


def drop_lucky_ones(candidates: Sequence[Candidate], refused: Iterable[tuple[str, int]]) -> list[Candidate]:
    """Refuse numbers that pass their check by chance: most of their like in the same text or column do not.

    refused: entity and offset of each number that was not one.
    """
    checked = [c for c in candidates if c.entity in _CHECKED]
    passed = Counter(c.entity for c in checked)
    others = {c.start for c in checked}  # an identity number is no failed card
    failed = Counter(entity for entity, at in refused if entity in _CHECKED and at not in others)
    lucky = {entity for entity, n in passed.items() if n + failed[entity] >= _LOOKALIKES and n < failed[entity]}
    return [c for c in candidates if c.entity not in lucky or c.has_context]
