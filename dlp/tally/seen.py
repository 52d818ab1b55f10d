"""From the records of a batch to the persons seen in them.

Nearly every record holds at most one name and one identity number, and then all of it is one
person's: these are done by column. The rest, and text with a colleague's address in it (a
signature, it may be), goes through `dlp.subjects`, which knows the same rule for any record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dlp.counting.crowd import Sightings
from dlp.counting.rows import Mask, Rows, column, mixed
from dlp.grades import Grades
from dlp.model import Hit
from dlp.subjects import MOST_OF_A_KIND, Subject, assemble, signers
from dlp.tally.batch import IDENTITY, MAIL, NAME, Batch, Indices, Kinds
from dlp.tally.known import Recognised, Recogniser


@dataclass(frozen=True)
class _Values:
    """Values shared out among persons, each once.

    of, kinds, numbers, least: whose a value is, its kind, its fingerprint, and whether it is the
        least of its kind (it is enough that it stands for the kind)
    in_table: one entry for each person
    """

    of: Indices
    kinds: Indices
    numbers: Rows
    least: Mask
    in_table: Mask


class Witness:
    """Says who is seen in records.

    owner_name, staff_names: the numbers of the owner's and of all colleagues' names.
    recogniser: what looks persons up in the company's lists, if there are any.
    """

    def __init__(
        self,
        grades: Grades,
        kinds: Kinds,
        owner_name: int | None,
        staff_names: Rows,
        recogniser: Recogniser | None = None,
    ) -> None:
        self._grades, self._kinds, self._owner_name = grades, kinds, owner_name
        self._recogniser = recogniser
        self._staff_names = staff_names

    def sightings(self, batch: Batch) -> tuple[Sightings, Recognised | None]:
        """The customers in a batch, once for each record they are in, and which of them the lists know.

        A row with a colleague's own address is his.
        """
        live, rows = batch.live, batch.in_table[batch.of]
        his = batch.any_in_record(batch.known & ~batch.marked & rows)
        signed = batch.staff & (batch.kinds == MAIL) & ~rows
        intricate = (batch.any_in_record(signed) | _is_intricate(batch, live)) & ~his
        values = _distinct(batch, live & ~(his | intricate)[batch.of])
        if intricate.any():
            values = _joined(values, self._intricate(batch, np.flatnonzero(intricate)))
        return self._identified(values)

    def _intricate(self, batch: Batch, records: Indices) -> _Values:
        """The values of records that take a closer look."""
        found: list[tuple[int, int, int]] = []
        in_table: list[bool] = []
        for number in records.tolist():
            for subject in self._subjects(batch, number):
                found += ((len(in_table), kind, value) for kind, value in self._own(subject))
                in_table.append(subject.in_table)
        of, kinds, numbers = zip(*found, strict=True) if found else ((), (), ())
        least = np.ones(len(of), np.bool_)
        return _Values(
            np.array(of, np.intp), np.array(kinds, np.intp), column(numbers), least, np.array(in_table, np.bool_)
        )

    def _subjects(self, batch: Batch, number: int) -> Iterator[Subject]:
        start, end = batch.starts[number], batch.starts[number + 1]
        record = list(_record(batch, int(start), int(end)))
        subjects = assemble(record)
        colleagues = signers(subjects, record, self._owner_name)
        return (subject for subject in subjects if subject not in colleagues)

    def _own(self, subject: Subject) -> Iterator[tuple[int, int]]:
        """The values of a person; of a kind that counts beside a name only, the least."""
        grades = self._grades
        for entity, values in subject.values.items():
            sure = entity in grades.alone or (subject.in_table and entity in grades.in_table)
            for value in values if sure else [min(values)]:
                yield self._kinds[entity], value

    def _identified(self, values: _Values) -> tuple[Sightings, Recognised | None]:
        """The persons whom something identifies: a strong value, or a name with something beside it.

        A colleague's name with nothing strong beside it is the colleague.
        """
        of, kinds, grades = values.of, values.kinds, self._grades
        count = len(values.in_table)
        identity, name = _of_kind(values, IDENTITY), _of_kind(values, NAME)
        alone, in_table = self._kinds.among(grades.alone), self._kinds.among(grades.in_table)
        sure = alone[kinds] | (in_table[kinds] & values.in_table[of])
        known = np.bincount(of[sure], minlength=count) > 0
        may_be_named = ~known & (name != 0)
        may_be_named[may_be_named] = ~np.isin(name[may_be_named], self._staff_names)
        beside = self._kinds.among(grades.with_name)[kinds] & may_be_named[of] & values.least
        named = np.bincount(of[beside], minlength=count) > 0
        kept, strong = known | named, sure & (kinds != IDENTITY)
        place = np.cumsum(kept) - 1
        seen = Sightings(
            identity[kept],
            name[kept],
            ~values.in_table[kept],
            place[np.concatenate([of[strong], np.flatnonzero(named)])],
            np.concatenate([values.numbers[strong], _mixed(name, of[beside], values.numbers[beside])[named]]),
        )
        return seen, self._recognised(values, kept)

    def _recognised(self, values: _Values, kept: Mask) -> Recognised | None:
        if self._recogniser is None:
            return None
        known = self._recogniser.recognise(values.of, values.kinds, values.numbers, len(kept))
        return known.only(kept)


def _record(batch: Batch, start: int, end: int) -> Iterator[tuple[Hit, int]]:
    for at in range(start, end):
        hit = batch.hits[at]
        if batch.known[at] and not hit.staff:
            hit = replace(hit, staff=True)
        if hit.staff or not hit.specimen:
            yield hit, int(batch.numbers[at])


def _is_intricate(batch: Batch, live: Mask) -> Mask:
    """For each record, whether it may hold several people: two names or numbers, or much of a kind.

    Without name and number, two of a kind are two people.
    """
    most = max(int(batch.kinds.max()), NAME) + 1
    times = np.bincount(batch.of[live] * most + batch.kinds[live], minlength=most * len(batch.in_table))
    times = times.reshape(-1, most)
    anchors, greatest = times[:, [IDENTITY, NAME]], times.max(axis=1)
    at_all = anchors.any(axis=1)
    return np.asarray((anchors > 1).any(axis=1) | (greatest > np.where(at_all, MOST_OF_A_KIND, 1)), np.bool_)


def _distinct(batch: Batch, wanted: Mask) -> _Values:
    """Some hits of a batch as values of one person for each record."""
    of, kinds, numbers = batch.of[wanted], batch.kinds[wanted], batch.numbers[wanted]
    order = np.lexsort((numbers, kinds, of))
    of, kinds, numbers = of[order], kinds[order], numbers[order]
    least = np.ones(len(of), np.bool_)
    least[1:] = (of[1:] != of[:-1]) | (kinds[1:] != kinds[:-1])
    new = least.copy()
    new[1:] |= numbers[1:] != numbers[:-1]
    return _Values(of[new], kinds[new], numbers[new], least[new], batch.in_table)


def _joined(a: _Values, b: _Values) -> _Values:
    return _Values(
        np.concatenate([a.of, b.of + len(a.in_table)]),
        np.concatenate([a.kinds, b.kinds]),
        np.concatenate([a.numbers, b.numbers]),
        np.concatenate([a.least, b.least]),
        np.concatenate([a.in_table, b.in_table]),
    )


def _of_kind(values: _Values, kind: int) -> Rows:
    """For each person his value of a kind, else 0."""
    found = np.zeros(len(values.in_table), np.uint64)
    mine = values.kinds == kind
    found[values.of[mine]] = values.numbers[mine]
    return found


def _mixed(name: Rows, of: Indices, numbers: Rows) -> Rows:
    """For each person one number that stands for his name and for what is beside it."""
    made = mixed(name)
    np.add.at(made, of, mixed(numbers))
    return mixed(made)
