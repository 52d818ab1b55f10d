"""Counting what a document holds: hits, distinct values, distinct customers, class and grade."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from dlp.fingerprint import Fingerprinter
from dlp.grades import Grades
from dlp.model import Block, Count, Finding, Hit, Tally
from dlp.people import Company, Employee
from dlp.subjects import Subject, Union, assemble, signers

_BEGINNING = 300
"""How many characters of a document may say that it is about its owner."""


class Counter:
    """Takes a document's blocks and hits in order; `tally()` gives the sum.

    owner: the member of staff whose document it is, if known.
    keep: how many findings to keep; counting is exact in any case.
    """

    def __init__(
        self,
        fingerprints: Fingerprinter,
        grades: Grades,
        company: Company,
        owner: Employee | None = None,
        keep: int = 50,
    ) -> None:
        self._fingerprints, self._grades, self._company = fingerprints, grades, company
        self._keep = keep
        self._hits: dict[str, int] = defaultdict(int)
        self._distinct: dict[str, set[int]] = defaultdict(set)
        self._record: list[tuple[Hit, int]] = []
        self._customers = Union()
        self._staff: set[int] = set()
        self._owner_name = fingerprints.number("PERSON", owner.name) if owner else None
        self._beginning = ""
        self.findings: list[Finding] = []

    def see(self, block: Block) -> None:
        """Remember how the document begins."""
        if len(self._beginning) < _BEGINNING:
            self._beginning += block.text[: _BEGINNING - len(self._beginning)]

    def add(self, hit: Hit) -> None:
        """Count one hit. Hits come in order; those of a record follow each other."""
        digest = self._fingerprints.digest(hit.entity, hit.normal)
        fingerprint = int.from_bytes(digest[:8], "big")
        self._hits[hit.entity] += 1
        self._distinct[hit.entity].add(fingerprint)
        if len(self.findings) < self._keep:
            self.findings.append(_finding(hit, digest))
        if self._record and self._place(self._record[-1][0]) != self._place(hit):
            self._close_record()
        if hit.staff or self._company.is_staff(hit.entity, hit.normal):
            hit = replace(hit, staff=True)
            self._staff.add(fingerprint)
        if hit.staff or not hit.specimen:
            self._record.append((hit, fingerprint))

    def tally(self) -> Tally:
        """The sum of all that was added."""
        self._close_record()
        customers = self._customers.people()
        classes = self._grades.classes(self._hits)
        return Tally(
            {entity: Count(self._hits[entity], len(self._distinct[entity])) for entity in self._hits},
            persons=len(customers),
            staff=len(self._staff),
            classes=classes,
            grade=self._grades.grade(classes, len(customers)),
            own_document=len(customers) == 1 and self._is_own(),
            subjects=customers,
        )

    @staticmethod
    def _place(hit: Hit) -> tuple[str, int]:
        return hit.locator.part, hit.record

    def _close_record(self) -> None:
        subjects = assemble(self._record)
        colleagues = signers(subjects, self._record, self._owner_name)
        for subject in subjects:
            strong = self._strong(subject)
            if strong and subject not in colleagues:
                self._customers.add(strong)
        self._record = []

    def _strong(self, subject: Subject) -> list[int]:
        """What identifies a person for good; for two weak values together, both as one."""
        grades = self._grades
        sure = grades.alone | (grades.in_table if subject.in_table else frozenset())
        keys = [value for entity, value in subject.pairs() if entity in sure]
        weak = sorted((entity, min(values)) for entity, values in subject.values.items() if entity in grades.together)
        if not keys and len(weak) >= 2:
            return [hash(tuple(weak)) & (1 << 64) - 1]
        return keys

    def _is_own(self) -> bool:
        """Whether the one person in it is its owner, or it begins like a CV or a payslip."""
        names = self._distinct.get("PERSON", set())
        if self._owner_name in names:
            return len(names) == 1
        beginning = "".join(self._beginning.split()).lower()
        return any(word.replace(" ", "").lower() in beginning for word in self._grades.own_documents)


def _finding(hit: Hit, digest: bytes) -> Finding:
    """The safe form of a hit."""
    return Finding(hit.entity, hit.masked, digest[:16].hex(), hit.locator, hit.start, hit.end, hit.confidence, hit.why)
