"""What the register of data sets says of a file: to which it belongs, and whether it keeps to what is written there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime

from dlp.datasets import UNREGISTERED, DataSet, DataSets, Readers
from dlp.judge import Seen, local_day
from dlp.model import Act
from dlp.people import Company
from dlp.rulebook import Value

Kin = Callable[[Seen], Iterable[str]]
"""The ids of data sets that a file belongs to by its content."""

WhoReads = Callable[[Seen], frozenset[str] | None]
"""The accounts and groups that can read a file; None where that cannot be told."""


class DataSetFacts:
    """Facts of files. A message belongs to no data set by its path, for it lies nowhere.

    readers: who can read a file, if anybody knows
    kin: to which data sets a file belongs besides those of its path
    """

    def __init__(
        self, datasets: DataSets, company: Company, readers: WhoReads | None = None, kin: Kin | None = None
    ) -> None:
        self._datasets, self._company = datasets, company
        self.readers, self.kin = readers, kin

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """`dataset`, and of the data sets it belongs to `legal_basis`, `overdue`, `purpose_mismatch`, `readers_exceeded`."""
        if not self._datasets.kept:
            return {}
        sets = self._sets(seen)
        if not sets:
            return {"dataset": frozenset() if seen.sighting.act is Act.SENT else frozenset({UNREGISTERED})}
        return {
            "dataset": frozenset(each.id for each in sets),
            "legal_basis": all(each.basis for each in sets),
            "overdue": _any(
                each.is_overdue(seen.tally.classes, _since(seen), local_day(seen.sighting)) for each in sets
            ),
            "purpose_mismatch": _any(_mismatch(each, seen.sighting.place.purpose) for each in sets),
            "readers_exceeded": self._exceeded(sets, self.readers(seen) if self.readers else None),
        }

    def _sets(self, seen: Seen) -> list[DataSet]:
        lying = () if seen.sighting.act is Act.SENT else self._datasets.of_path(seen.sighting.path)
        others = frozenset(self.kin(seen)) if self.kin else frozenset()
        return [each for each in self._datasets.sets if each in lying or each.id in others]

    def _exceeded(self, sets: Collection[DataSet], readers: frozenset[str] | None) -> bool | None:
        """Whether anybody reads it whom one of its data sets does not allow."""
        if readers is None or any(each.readers is None for each in sets):
            return None
        others = {r.lower() for r in readers} - self._datasets.administrators
        return any(not self._may(each.readers, reader) for each in sets for reader in others if each.readers)

    def _may(self, allowed: Readers, reader: str) -> bool:
        if reader in allowed.groups or reader in allowed.accounts or reader.rpartition("\\")[2] in allowed.groups:
            return True
        employee = self._company.find(reader)
        return employee is not None and (
            employee.account.lower() in allowed.accounts or employee.department.lower() in allowed.departments
        )


def _mismatch(dataset: DataSet, purpose: str) -> bool | None:
    """Whether a place serves a purpose that a data set does not allow; None where either says nothing."""
    return purpose not in dataset.purposes if purpose and dataset.purposes else None


def _since(seen: Seen) -> date | None:
    """The day from which on a file is kept: when it was last changed."""
    stamp = seen.document.stamp
    if stamp is None:
        return None
    try:
        return datetime.fromtimestamp(stamp.modified / 1e9, UTC).astimezone().date()
    except (OverflowError, ValueError, OSError):
        return None  # a file system's nonsense


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True if any is, else unknown if any is unknown."""
    known = list(answers)
    return True if True in known else None if None in known else False
