"""What a detector is made of: plain data and plain functions, no engine.

A detector file holds one `DETECTOR`. Its examples stand beside the pattern and are run by
the tests and by `dlp check`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from dlp.model import Text
from dlp.text import mask_middle, squeeze

REACH = 40
"""How many characters in front of a candidate are looked at for words that speak for or against it."""


BEHIND = 12
"""How many characters behind it."""

LETTERS_AND_DIGITS = string.ascii_letters + string.digits

THRESHOLD = 0.5
"""The confidence from which a candidate is taken, unless a setting says otherwise."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the values that must be found in it, and why nothing is to be found."""

    text: str
    values: tuple[str, ...]
    why: str = ""


Taken = tuple[float, str]
"""Confidence and canonical form of a cell that is taken whole."""


def words(*lines: str) -> tuple[str, ...]:
    """Word lists written as plain text, parted by spaces."""
    return tuple(word for line in lines for word in line.split())


def yes(text: str, *values: str) -> Example:
    """A text in which exactly these values must be found."""
    if not values:
        raise ValueError("yes() names the values that must be found")
    return Example(text, values)


def no(text: str, *, why: str) -> Example:
    """A text in which nothing may be found, and the reason."""
    return Example(text, (), why)


def _always(_value: str) -> bool:
    return True


def never(_value: str) -> bool:
    """No value is."""
    return False


def _nothing(_value: str) -> str:
    return ""


@cache
def _whole(cell: str) -> re.Pattern[str]:
    """`Pattern.cell`, compiled once: Python's own cache of expressions is asked with locks and keys."""
    return re.compile(cell, re.ASCII)


def _stars(value: str) -> str:
    return mask_middle(value, 0, 0)


@dataclass(frozen=True, slots=True)
class Gate:
    """Where in a text a pattern can match at all, so that it need not be tried everywhere.

    What is found holds one of these, or has a cue close by: at most `REACH` characters in front
    of it or `BEHIND` behind it. A gate may let through too much, never too little.

    by_context: the detector's context words are its cues; it takes nothing without one of them.
    runs: a run of exactly so many digits, with nothing of what is found in front of it but a
        country code, brackets, points, hyphens or spaces.
    cues: a word, in any case.
    shapes: a regular expression without look-around, back-references and unbounded repeats; what
        it matches overlaps what is found, or touches it.
    reach: how many characters in front of the end of a shape or cue a find may begin, and how many
        behind it end, what it looks ahead to included.
    closer: the shapes that need less, and how many characters in front of their end a find may begin.
    made_of: all the ASCII characters that a find may hold, if these are few; empty if they are not.
    needs: a regular expression, quicker than that of the detector, that every find holds a match of;
        of punctuation it knows only what is optional, as that may be wide.
    """

    by_context: bool = False
    runs: tuple[int, ...] = ()
    cues: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    reach: int = 80
    closer: Mapping[str, int] = field(default_factory=dict, hash=False)
    made_of: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Data found by a regular expression, proven by a check, weighed by what stands around it.

    regex: matched on folded text (`dlp.text.fold`) with ASCII classes; a group whose name begins
        with `value` narrows the match.
    gate: where it can match at all.
    normalise: the canonical form, used for checking, counting and fingerprints.
    check: whether a canonical form is one at all (check digit, calendar, numbering plan).
    confidence: from 0 to 1, for a value with nothing around it; or a function of the value as
        typed (but folded).
    context: words that lift the confidence by `lift` when they stand near.
    against: words that lower it by `drop` when they stand directly in front.
    in_prose: what it gains by touching Chinese text, if no word speaks for or against it.
    specimen: whether a canonical form is a published example: shown, but nobody's.
    remark: what a reader should know about a value as typed (but folded), empty for nothing.
    cell: an expression for the whole of a table's cell; what fits it under a title of this entity
        (`detectors.headers`), or beside such a label, is a value even without a word near it.
    of_customer: evidence about somebody (an order, a wish): taken only where the document has
        shown a person before or in the same block.
    checks: what is asked instead of `check` of a value that a group of this name in `regex` holds.
    declared: a company's own entity, written down in its policy (rules/entities.yml).
    quick: tells of many cells at once what `regex`, `check` and `confidence` would say of each: its
        confidence and canonical form, or None where those have to be asked.
    """

    entity: str
    title: Text
    regex: str
    examples: tuple[Example, ...]
    source: str
    gate: Gate
    normalise: Callable[[str], str] = squeeze
    check: Callable[[str], bool] = _always
    confidence: float | Callable[[str], float] = 0.9
    context: tuple[str, ...] = ()
    lift: float = 0.35
    against: tuple[str, ...] = ()
    drop: float = 0.5
    in_prose: float = 0.0
    mask: Callable[[str], str] = _stars
    specimen: Callable[[str], bool] = never
    remark: Callable[[str], str] = _nothing
    cell: str = ""
    of_customer: bool = False
    checks: Mapping[str, Callable[[str], bool]] = field(default_factory=dict, hash=False)
    declared: bool = False
    quick: Callable[[Sequence[str]], Sequence[Taken | None]] | None = None

    def score(self, value: str) -> float:
        """The confidence of a value with nothing around it."""
        return self.confidence(value) if callable(self.confidence) else self.confidence

    def fills(self, text: str) -> bool:
        """Whether a cell (folded, without blanks around it) could hold a value and nothing else."""
        return self.filling(text) is not None

    def filling(self, text: str) -> str | None:
        """The canonical form of the value that such a cell holds, None if it holds none."""
        if not self.cell or _whole(self.cell).fullmatch(text) is None:
            return None
        normal = self.normalise(text)
        return normal if self.check(normal) else None


@dataclass(frozen=True, slots=True)
class Table:
    """Data recognised by the shape of a whole table.

    columns: the kinds of column that count; `least` different ones make it such a table.
    """

    entity: str
    title: Text
    columns: frozenset[str]
    least: int
    examples: tuple[Example, ...]
    source: str
    confidence: float = 0.9


Detector = Pattern | Table
