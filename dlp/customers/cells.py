"""From the cells of a list to the numbers that detection will look up.

A cell must be what a detector would find in a document, and get the same canonical form; what no
detector takes could never match, so it is left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

import detectors
from detectors import headers, names
from detectors.base import Pattern
from dlp.counting.rows import Rows
from dlp.customers.pairs import EMPTY
from dlp.fingerprint import Fingerprinter
from dlp.text import folded, squeeze

PHONES = ("CN_MOBILE", "CN_LANDLINE", "PHONE_NUMBER")
PAPERS = ("CN_RESIDENT_ID", *sorted(headers.PAPERS - {"CN_RESIDENT_ID"}))
KINDS = frozenset(
    "PERSON CN_RESIDENT_ID CN_MOBILE CN_LANDLINE PHONE_NUMBER EMAIL_ADDRESS CN_BANK_CARD CN_PASSPORT CN_HKM_PERMIT"
    " CN_HKM_HOME_PERMIT CN_TW_TRAVEL_PERMIT CN_FOREIGNER_RESIDENCE CN_MILITARY_ID CN_STUDENT_ID"
    " CN_SOCIAL_SECURITY_CARD CN_DRIVER_FILE_NO HK_ID MO_ID TW_ID WECHAT_ID QQ_NUMBER MONEY_ACCOUNT"
    " CN_LICENSE_PLATE VIN".split()
)
"""Kinds of data that belong to one person, so that two of them beside each other say who it is."""


def alternatives(kind: str) -> tuple[str, ...]:
    """The kinds that may stand under a title of this kind, the likeliest first."""
    for group in (PHONES, PAPERS):
        if kind in group:
            return (kind, *(other for other in group if other != kind))
    return (kind,)


@dataclass(slots=True)
class Column:
    """One column of a list. kind: what its title says; seen: the kinds found in it; refused: cells that are none."""

    kind: str
    seen: set[str] = field(default_factory=set)
    refused: int = 0

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of its title, and what else was found in it."""
        return (self.kind, *sorted(self.seen - {self.kind}))

    def numbers(self, cells: Sequence[str], fingerprints: Fingerprinter) -> Rows:
        """A number for each cell, EMPTY where there is none."""
        found = np.full(len(cells), EMPTY)
        texts = [folded(cell.strip()) for cell in cells]
        left = [at for at, text in enumerate(texts) if text]
        for entity in alternatives(self.kind):
            if not left:
                break
            normals = normal_forms(entity, [texts[at] for at in left])
            taken = [(at, normal) for at, normal in zip(left, normals, strict=True) if normal is not None]
            if taken:
                self.seen.add(entity)
                raw = fingerprints.numbers(entity, [normal for _, normal in taken])
                found[[at for at, _ in taken]] = np.frombuffer(raw, "<u8")
                left = [at for at, normal in zip(left, normals, strict=True) if normal is None]
        self.refused += len(left)
        return found


def normal_forms(entity: str, texts: Sequence[str]) -> list[str | None]:
    """The canonical form of each folded cell that is wholly of a kind."""
    return _Forms.of(entity).all(texts)


_FORMS: dict[str, _Forms] = {}


class _Forms:
    """Judges cells as detection judges those of a column with a title."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern

    @classmethod
    def of(cls, entity: str) -> _Forms:
        """The one for a kind of data."""
        if entity not in _FORMS:
            pattern = detectors.by_entity()[entity]
            assert isinstance(pattern, Pattern)
            _FORMS[entity] = cls(pattern)
        return _FORMS[entity]

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self._pattern.regex, re.ASCII)

    def all(self, texts: Sequence[str]) -> list[str | None]:
        """The canonical forms."""
        pattern = self._pattern
        if pattern.entity == "PERSON":
            return [pattern.normalise(text) if names.is_name(text) else None for text in texts]
        quick = pattern.quick(texts) if pattern.quick else [None] * len(texts)
        return [told[1] if told else self._one(text) for told, text in zip(quick, texts, strict=True)]

    def _one(self, text: str) -> str | None:
        pattern = self._pattern
        if pattern.cell:
            return pattern.filling(text)
        match = self._regex.fullmatch(text) or self._regex.fullmatch(squeeze(text))
        if match is None or match.span(match.lastgroup or 0) != match.span():
            return None
        normal = pattern.normalise(match[0])
        check = pattern.checks.get(match.lastgroup, pattern.check) if match.lastgroup else pattern.check
        return normal if check(normal) else None
