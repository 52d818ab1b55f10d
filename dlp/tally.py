"""Counting what a document holds: hits, distinct values, distinct customers, class and grade."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace

from dlp.fingerprint import Fingerprinter
from dlp.grades import Grades
from dlp.model import Block, Count, Finding, Hit, Person, Tally
from dlp.people import Company, Employee
from dlp.subjects import People, Subject, assemble, signers

_NAME_KEY = 0x9E3779B97F4A7C15
"""Sets keys of names apart from all others."""

_PAPERS = dict.fromkeys(
    ("CN_PASSPORT", "PASSPORT_MRZ", "CN_HKM_PERMIT", "CN_HKM_HOME_PERMIT", "CN_TW_TRAVEL_PERMIT"), 2
)
_OF_ONE_PERSON = {"CN_RESIDENT_ID": 1, "HK_ID": 1, "MO_ID": 1, "TW_ID": 1, "CN_FOREIGNER_RESIDENCE": 1, **_PAPERS}
_OF_ONE_PERSON |= {"CN_STUDENT_ID": 1, "CN_MOBILE": 3, "CN_BANK_CARD": 3, "EMAIL_ADDRESS": 3}
"""How many different values of each kind a document about one person may hold."""

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
        self._customers = People()
        self._staff: set[int] = set()
        self._owner_name = fingerprints.number("PERSON", owner.name) if owner else None
        self._staff_names = frozenset(fingerprints.number("PERSON", e.name) for e in company.staff)
        self._row_of_staff = False
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
        known = self._company.is_staff(hit.entity, hit.normal)
        if known or hit.staff:
            self._row_of_staff = self._row_of_staff or (not hit.staff and hit.locator.row is not None)
            hit = replace(hit, staff=True)
            self._staff.add(fingerprint)
        if hit.staff or not hit.specimen:
            self._record.append((hit, fingerprint))

    def tally(self) -> Tally:
        """The sum of all that was added."""
        self._close_record()
        customers = self._one_person(self._customers.people())
        classes = self._grades.classes(self._hits)
        return Tally(
            {entity: Count(self._hits[entity], len(self._distinct[entity])) for entity in self._hits},
            persons=len(customers),
            staff=len(self._staff),
            classes=classes,
            grade=self._grades.grade(classes, len(customers)),
            own_document=len(customers) == 1 and self._is_own(),
            subjects=tuple(customers),
        )

    def _one_person(self, people: list[Person]) -> list[Person]:
        """A short document with one name and at most one identity number is about one person."""
        short = all(len(self._distinct[entity]) <= most for entity, most in _OF_ONE_PERSON.items())
        if len(people) < 2 or not short or len(self._distinct["PERSON"]) != 1 or self._hits["CUSTOMER_TABLE"]:
            return people
        identity = next((person.identity for person in people if person.identity is not None), None)
        (name,) = self._distinct["PERSON"]
        return [Person(frozenset().union(*(person.keys for person in people)), identity, name)]

    @staticmethod
    def _place(hit: Hit) -> tuple[str, int]:
        return hit.locator.part, hit.record

    def _close_record(self) -> None:
        """Count the people of a finished record; a row with a colleague's own address is his."""
        subjects = [] if self._row_of_staff else assemble(self._record)
        colleagues = signers(subjects, self._record, self._owner_name)
        for subject in subjects:
            keys = self._keys(subject)
            if keys and subject not in colleagues:
                self._count(subject, keys)
        self._record, self._row_of_staff = [], False

    def _count(self, subject: Subject, keys: list[int]) -> None:
        identities, names = subject.values.get("CN_RESIDENT_ID", []), subject.values.get("PERSON", [])
        name = names[0] if names else None
        person = Person(frozenset(keys), identities[0] if identities else None, name)
        self._customers.add(person, None if name is None else _NAME_KEY ^ name, in_text=not subject.in_table)

    def _keys(self, subject: Subject) -> list[int]:
        """What identifies a person: strong values, or a name with something beside it, as one.

        A colleague's name with nothing strong beside it is the colleague.
        """
        grades = self._grades
        sure = grades.alone | (grades.in_table if subject.in_table else frozenset())
        keys = [value for entity, value in subject.pairs() if entity in sure]
        names = subject.values.get("PERSON", [])
        beside = sorted(
            (entity, min(values)) for entity, values in subject.values.items() if entity in grades.with_name
        )
        if keys or not names or not beside or names[0] in self._staff_names:
            return keys
        return [_mixed([names[0], *(value for _, value in beside)])]

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


def _mixed(values: list[int]) -> int:
    """One number for several, the same in every process."""
    joined = b"".join(value.to_bytes(8, "big") for value in values)
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big")
