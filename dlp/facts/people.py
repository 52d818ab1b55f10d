"""What the directories say of the person a sighting belongs to (clauses 1.2, 5.1, 4.2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dlp.directory import Marked
from dlp.judge import Seen, local_day
from dlp.model import Standing
from dlp.people import Company, Employee
from dlp.rulebook import Value


class PeopleFacts:
    """Facts of the owner or sender, on the day of the sighting."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """`who_is`, and for staff `trained`, `pledged`, `cleared`."""
        who, on = seen.sighting.who, local_day(seen.sighting)
        employee = self._company.find(who)
        if employee is None:
            partner = "@" in who and self._company.partner_of(who) is not None
            return {"who_is": Standing.PARTNER.value if partner else Standing.UNKNOWN.value}
        if employee.has_left(on):
            return {"who_is": Standing.LEAVER.value}
        return {"who_is": Standing.STAFF.value, **self._duties(employee, on)}

    def _duties(self, employee: Employee, on: date) -> dict[str, Value]:
        return {
            "trained": self._company.trained(employee, on),
            "pledged": by(employee.pledged, on),
            "cleared": by(employee.cleared, on),
        }


def by(mark: Marked, on: date) -> bool | None:
    """Whether something had happened by a day; None where nobody keeps such days."""
    return mark <= on if isinstance(mark, date) else mark
