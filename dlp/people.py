"""Who belongs to the company: staff, departments and their heads, mail domains, lead department."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dlp.errors import RuleError
from dlp.model import Text
from dlp.schema import Strict, Words, check, load_yaml, nearest

COLUMNS = ("account", "name", "department", "head", "mail", "mobile")


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
    example: bool = False


@dataclass(frozen=True, slots=True)
class Employee:
    """One member of staff; `head` is the account of the department's head."""

    account: str
    name: str
    department: str
    head: str
    mail: str
    mobile: str


@dataclass(frozen=True)
class Company:
    """The company and its people."""

    name: Text
    lead_name: str
    lead_mail: str
    mail_domains: tuple[str, ...]
    partner_domains: tuple[str, ...]
    example: bool
    staff: tuple[Employee, ...] = ()

    def find(self, who: str) -> Employee | None:
        """A member of staff by account or mail address."""
        who = who.lower()
        return next((e for e in self.staff if who and who in (e.account.lower(), e.mail.lower())), None)

    def head_of(self, employee: Employee) -> Employee | None:
        """The head of somebody's department."""
        return self.find(employee.head)

    def is_staff(self, entity: str, normal: str) -> bool:
        """Whether a value is a colleague's: a number or address on file, or a company address."""
        if entity == "EMAIL_ADDRESS":
            return is_within(normal.rpartition("@")[2], self._domains) or normal in self._mails
        return entity == "CN_MOBILE" and normal in self._mobiles

    def __post_init__(self) -> None:
        object.__setattr__(self, "_domains", frozenset(self.mail_domains))
        object.__setattr__(self, "_mails", frozenset(e.mail.lower() for e in self.staff if e.mail))
        object.__setattr__(self, "_mobiles", frozenset(e.mobile for e in self.staff if e.mobile))

    _domains: frozenset[str] = frozenset()
    _mails: frozenset[str] = frozenset()
    _mobiles: frozenset[str] = frozenset()


def load_company(file: Path, people: Path | None) -> Company:
    """Read company.yml and the directory of people. Raises RuleError."""
    source = load_yaml(file)
    shape = check(source, CompanyShape, source.data)
    return Company(
        shape.name.text,
        shape.lead_department.name,
        shape.lead_department.mail,
        tuple(d.lower() for d in shape.mail_domains),
        tuple(d.lower() for d in shape.partner_domains),
        shape.example,
        tuple(load_people(people)) if people else (),
    )


def load_people(file: Path) -> list[Employee]:
    """Read the directory, a CSV file in UTF-8 with the columns of `COLUMNS`. Raises RuleError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        what = Text("无法读取人员名单", f"cannot read the directory of people ({type(error).__name__})")
        raise RuleError(what, file=file, fix=Text("请保存为 UTF-8 编码的 CSV", "save it as CSV in UTF-8")) from error
    titles = [title.strip() for title in table[0]] if table else []
    _check_titles(file, titles)
    return [_employee(file, number, titles, row) for number, row in enumerate(table[1:], 2) if any(row)]


def _check_titles(file: Path, titles: Iterable[str]) -> None:
    titles = list(titles)
    for title in titles:
        if title not in COLUMNS:
            what = Text(f"不认识的列“{title}”", f"unknown column '{title}'")
            raise RuleError(what, file=file, line=1, fix=nearest(title, COLUMNS))
    for column in COLUMNS[:3]:
        if column not in titles:
            raise RuleError(Text(f"缺少列“{column}”", f"the column '{column}' is missing"), file=file, line=1)


def _employee(file: Path, line: int, titles: list[str], row: list[str]) -> Employee:
    if len(row) != len(titles):
        what = Text("这一行的列数不对", f"this row has {len(row)} columns, the title row has {len(titles)}")
        raise RuleError(what, file=file, line=line)
    cells = dict(zip(titles, (cell.strip() for cell in row), strict=True))
    return Employee(*(cells.get(column, "") for column in COLUMNS))
