"""Who belongs to the company: staff, departments and their heads, partners, mail domains, lead department."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from dlp.directory import Employee, Partner, load_partners, load_people
from dlp.model import Text
from dlp.schema import Strict, Words, check, load_yaml

__all__ = ["Company", "Employee", "Partner", "load_company"]

_MONTHS = 12


@lru_cache(maxsize=4096)
def is_within(domain: str, domains: frozenset[str]) -> bool:
    """Whether a mail domain, or one above it, is one of these. Most addresses of a list share a few domains."""
    while domain:
        if domain in domains:
            return True
        domain = domain.partition(".")[2]
    return False


class LeadShape(Strict):
    """The lead department as written."""

    name: str
    mail: str


class CompanyShape(Strict):
    """The file company.yml."""

    name: Words
    lead_department: LeadShape
    mail_domains: list[str] = []
    partner_domains: list[str] = []
    account_domains: list[str] = []
    training_months: int = Field(default=_MONTHS, ge=1)
    example: bool = False


@dataclass(frozen=True)
class Company:
    """The company and its people.

    account_domains: what may stand behind an account and an @ besides mail domains, such as the
        domain of a directory service
    training_months: so long a training counts
    """

    name: Text
    lead_name: str
    lead_mail: str
    mail_domains: tuple[str, ...]
    partner_domains: tuple[str, ...]
    example: bool
    staff: tuple[Employee, ...] = ()
    partners: tuple[Partner, ...] = ()
    account_domains: tuple[str, ...] = ()
    training_months: int = _MONTHS

    def find(self, who: str) -> Employee | None:
        """A member of staff by account, DOMAIN\\account, account@domain or mail address.

        What stands before a backslash may be any domain or machine; what stands behind an @ must
        be a domain of the company's, for anybody may call a mailbox elsewhere as he likes.
        """
        who = who.strip().lower().rpartition("\\")[2]
        if not who:
            return None
        account, _, domain = who.rpartition("@")
        if account and (is_within(domain, self._domains) or domain in self.account_domains):
            return self._by_name.get(who) or self._by_name.get(account)
        return self._by_name.get(who)

    def head_of(self, employee: Employee, on: date | None = None) -> Employee | None:
        """The head of somebody's department; none who is not on file or has left by that day (today)."""
        head = self.find(employee.head)
        return None if head is None or head.has_left(on or date.today()) else head  # noqa: DTZ011 - the company's calendar

    def partner_of(self, address: str) -> Partner | None:
        """The partner in whose mail domain an address lies, the nearest domain first."""
        domain = address.rpartition("@")[2].lower().strip(".")
        while domain:
            if domain in self._partners:
                return self._partners[domain]
            domain = domain.partition(".")[2]
        return None

    def trained(self, employee: Employee, on: date) -> bool | None:
        """Whether somebody's training counts on a day; None where the directory keeps no trainings."""
        if not isinstance(employee.trained, date):
            return employee.trained
        return months_after(employee.trained, self.training_months) >= on >= employee.trained

    def is_staff(self, entity: str, normal: str) -> bool:
        """Whether a value is a colleague's: a number or address on file, or a company address."""
        if entity == "EMAIL_ADDRESS":
            return is_within(normal.rpartition("@")[2], self._domains) or normal in self._mails
        return entity == "CN_MOBILE" and normal in self._mobiles

    def __post_init__(self) -> None:
        names = {name: e for e in reversed(self.staff) for name in (e.mail.lower(), e.account.lower()) if name}
        object.__setattr__(self, "_by_name", names)
        object.__setattr__(self, "_partners", {p.mail_domain: p for p in reversed(self.partners)})
        object.__setattr__(self, "_domains", frozenset(self.mail_domains))
        object.__setattr__(self, "_mails", frozenset(e.mail.lower() for e in self.staff if e.mail))
        object.__setattr__(self, "_mobiles", frozenset(e.mobile for e in self.staff if e.mobile))

    _domains: frozenset[str] = frozenset()
    _mails: frozenset[str] = frozenset()
    _mobiles: frozenset[str] = frozenset()
    _by_name: Mapping[str, Employee] = field(default_factory=dict, repr=False, compare=False)
    _partners: Mapping[str, Partner] = field(default_factory=dict, repr=False, compare=False)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


def load_company(file: Path, people: Path | None, partners: Path | None = None) -> Company:
    """Read company.yml, the directory of people and that of partners. Raises RuleError."""
    source = load_yaml(file)
    shape = check(source, CompanyShape, source.data)
    known = tuple(load_partners(partners)) if partners else ()
    return Company(
        shape.name.text,
        shape.lead_department.name,
        shape.lead_department.mail,
        tuple(d.lower() for d in shape.mail_domains),
        tuple(dict.fromkeys((*(d.lower() for d in shape.partner_domains), *(p.mail_domain for p in known)))),
        shape.example,
        tuple(load_people(people)) if people else (),
        known,
        tuple(d.lower() for d in shape.account_domains),
        shape.training_months,
    )
