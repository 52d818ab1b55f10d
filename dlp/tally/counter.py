"""The counter of one document: takes it block by block, gives the sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dlp.counting.crowd import Crowd
from dlp.counting.headcount import headcount
from dlp.counting.spill import Scratch, Table
from dlp.customers import Lists
from dlp.fingerprint import Fingerprinter
from dlp.grades import Grades
from dlp.model import Block, Count, Finding, Hit, Tally
from dlp.people import Company, Employee
from dlp.tally.batch import NAME, Batch, Columns, Kinds, Sorter, batch, joined, numbers
from dlp.tally.known import Acquaintance, Recogniser
from dlp.tally.seen import Witness

_PAPERS = dict.fromkeys(
    ("CN_PASSPORT", "PASSPORT_MRZ", "CN_HKM_PERMIT", "CN_HKM_HOME_PERMIT", "CN_TW_TRAVEL_PERMIT"), 2
)
_OF_ONE_PERSON = {"CN_RESIDENT_ID": 1, "HK_ID": 1, "MO_ID": 1, "TW_ID": 1, "CN_FOREIGNER_RESIDENCE": 1, **_PAPERS}
_OF_ONE_PERSON |= {"CN_STUDENT_ID": 1, "CN_MOBILE": 3, "CN_BANK_CARD": 3, "EMAIL_ADDRESS": 3}
"""How many different values of each kind a document about one person may hold."""

_BEGINNING = 300
"""How many characters of a document may say that it is about its owner."""

_BATCH = 4096
"""How many hits are counted at a time."""


class Counter:
    """Takes a document's blocks and their hits in order; `tally()` gives the sum.

    owner: the member of staff whose document it is, if known.
    keep: how many findings to keep; counting is exact in any case.
    scratch: where what does not fit in memory goes.
    lists: the company's customers and staff; their key must be the one that fingerprints count with.

    Both methods raise SpillError where the disk fails them: there is no sum then.
    """

    def __init__(
        self,
        fingerprints: Fingerprinter,
        grades: Grades,
        company: Company,
        owner: Employee | None = None,
        keep: int = 50,
        scratch: Scratch | None = None,
        lists: Lists | None = None,
    ) -> None:
        self._fingerprints, self._grades, self._company, self._keep = fingerprints, grades, company, keep
        self._scratch = scratch or Scratch()
        self._kinds = Kinds()
        self._owner_name = fingerprints.number("PERSON", owner.name) if owner else None
        staff_names = numbers(fingerprints.names(company.staff))
        recogniser = Recogniser(lists, self._kinds) if lists else None
        self._witness = Witness(grades, self._kinds, self._owner_name, staff_names, recogniser)
        self._known = Acquaintance(self._scratch) if lists else None
        self._hits: dict[str, int] = {}
        self._distinct: dict[str, Table] = {}
        self._customers, self._staff = Crowd(self._scratch), Table(1, self._scratch)
        self._sorter = Sorter(self._kinds, fingerprints, company)
        self._waiting: list[Columns] = []
        self._number = 0
        self._breaks: list[int] = []
        self._due = _BATCH
        self._part = ""
        self._owner_is_named = False
        self._beginning = ""
        self.findings: list[Finding] = []

    def add_block(self, block: Block, hits: Sequence[Hit]) -> None:
        """Count a block's hits, which come in order; those of a record follow each other."""
        if len(self._beginning) < _BEGINNING:
            self._beginning += block.beginning(_BEGINNING - len(self._beginning))
        if not hits:
            return
        if block.locator.part != self._part:
            self._part = block.locator.part
            self._breaks.append(self._number)
        self.findings += map(self._finding, hits[: self._keep - len(self.findings)])
        self._waiting.append(self._sorter.columns(hits))
        self._number += len(hits)
        if self._number >= self._due:
            self._count(self._whole_records())
            self._due = max(_BATCH, 2 * self._number)

    def tally(self) -> Tally:
        """The sum of all that was added."""
        self._count(self._number)
        counts = {entity: Count(number, len(self._distinct[entity])) for entity, number in self._hits.items()}
        customers, persons = self._customers, headcount(self._customers)
        if persons > 1 and self._is_about_one(counts):
            (name,) = next(self._distinct["PERSON"].chunks())[:, 0].tolist()
            customers, persons = self._customers.as_one(name), 1
        classes = self._grades.classes(self._hits)
        return Tally(
            counts,
            persons=persons,
            staff=len(self._staff),
            classes=classes,
            grade=self._grades.grade(classes, persons),
            own_document=persons == 1 and self._is_own(counts),
            known=self._known.sum(persons) if self._known else None,
            subjects=customers,
        )

    def _finding(self, hit: Hit) -> Finding:
        """The safe form of a hit."""
        fingerprint = self._fingerprints.digest(hit.entity, hit.normal)[:16].hex()
        told = hit.details()
        return Finding(
            hit.entity, told.masked, fingerprint, told.locator, hit.start, hit.end, told.confidence, told.why
        )

    def _whole_records(self) -> int:
        """How many of the waiting hits belong to records that have ended."""
        self._waiting = [joined(self._waiting)]
        least, records = self._breaks[-1] if self._breaks else 0, self._waiting[0].records
        others = np.flatnonzero(records[least:] != records[-1])
        return least + int(others[-1]) + 1 if len(others) else least

    def _count(self, end: int) -> None:
        """Count so many of the waiting hits."""
        if end == 0:
            return
        waiting = joined(self._waiting)
        self._number -= end
        self._waiting = [waiting.since(end)] if self._number else []
        breaks = [at for at in self._breaks if at < end]
        self._breaks = [at - end for at in self._breaks if at >= end]
        found = batch(waiting.until(end), breaks)
        self._count_values(found)
        seen, known = self._witness.sightings(found)
        self._customers.add(seen)
        if self._known and known:
            self._known.add(seen, known)

    def _count_values(self, found: Batch) -> None:
        """Count hits, distinct values and colleagues."""
        times = np.bincount(found.kinds, minlength=len(self._kinds)).tolist()
        for entity, kind in self._kinds.items():
            if times[kind]:
                self._hits[entity] = self._hits.get(entity, 0) + times[kind]
                values = self._distinct.setdefault(entity, Table(1, self._scratch))
                values.add(found.numbers[found.kinds == kind, None])
        self._staff.add(found.numbers[found.staff, None])
        if self._owner_name is not None:
            names = found.numbers[found.kinds == NAME]
            self._owner_is_named = self._owner_is_named or bool((names == np.uint64(self._owner_name)).any())

    def _is_about_one(self, counts: dict[str, Count]) -> bool:
        """A short document with one name and at most one identity number is about one person."""
        short = all(entity not in counts or counts[entity].distinct <= most for entity, most in _OF_ONE_PERSON.items())
        return short and "PERSON" in counts and counts["PERSON"].distinct == 1 and "CUSTOMER_TABLE" not in counts

    def _is_own(self, counts: dict[str, Count]) -> bool:
        """Whether the one person in it is its owner, or it begins like a CV or a payslip."""
        if self._owner_is_named:
            return counts["PERSON"].distinct == 1
        beginning = "".join(self._beginning.split()).lower()
        return any(word.replace(" ", "").lower() in beginning for word in self._grades.own_documents)
