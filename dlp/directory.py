"""The company's directories as files: people.csv and partners.csv, checked cell by cell.

A column that is left out says nothing of anybody; a column that is there and a cell left empty
says that there was no such day. So a directory from before a column existed accuses nobody.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from dlp.errors import RuleError
from dlp.model import Text
from dlp.schema import nearest

COLUMNS = ("account", "name", "department", "head", "mail", "mobile", "trained", "pledged", "cleared", "left")
PARTNER_COLUMNS = ("company", "contact", "mail_domain", "agreement_from", "agreement_until")
_NEEDED, _PARTNER_NEEDED = COLUMNS[:3], ("company", "mail_domain")

Marked = date | Literal[False] | None
"""A day; False: never, as the directory says; None: the directory does not keep such days."""

Row = tuple[int, Mapping[str, str]]
"""The line of a row, and its cells by column."""


@dataclass(frozen=True, slots=True)
class Employee:
    """One member of staff; `head` is the account of the department's head.

    trained, pledged, cleared: when last trained, when the confidentiality pledge was signed, when
        cleared for core data (clause 5.1)
    left: the last day, if there is one
    """

    account: str
    name: str
    department: str
    head: str
    mail: str
    mobile: str
    trained: Marked = None
    pledged: Marked = None
    cleared: Marked = None
    left: date | None = None

    def has_left(self, on: date) -> bool:
        """Whether somebody's last day lies before a day."""
        return self.left is not None and self.left < on


@dataclass(frozen=True, slots=True)
class Partner:
    """A company that acts for ours (clause 1.2), and from when until when its confidentiality agreement holds.

    Without the first day there is no agreement; without the last it holds until further notice.
    """

    company: str
    contact: str
    mail_domain: str
    agreed_from: date | None
    agreed_until: date | None

    def agrees(self, on: date) -> bool:
        """Whether the agreement holds on a day; its last day counts."""
        return self.agreed_from is not None and self.agreed_from <= on <= (self.agreed_until or date.max)


def load_people(file: Path) -> list[Employee]:
    """Read the directory of people, a CSV file in UTF-8 with the columns of `COLUMNS`. Raises RuleError."""
    return [_employee(file, row) for row in _rows(file, COLUMNS, _NEEDED)]


def load_partners(file: Path) -> list[Partner]:
    """Read the directory of partners, with the columns of `PARTNER_COLUMNS`. Raises RuleError."""
    return [_partner(file, row) for row in _rows(file, PARTNER_COLUMNS, _PARTNER_NEEDED)]


def _employee(file: Path, row: Row) -> Employee:
    line, cells = row
    account, name, department, head, mail, mobile = (cells.get(column, "") for column in COLUMNS[:6])
    trained, pledged, cleared = (_marked(file, line, cells, column) for column in COLUMNS[6:9])
    left = _day(file, line, cells.get("left", ""))
    return Employee(account, name, department, head, mail, mobile, trained, pledged, cleared, left)


def _partner(file: Path, row: Row) -> Partner:
    line, cells = row
    first, last = (_day(file, line, cells.get(column, "")) for column in PARTNER_COLUMNS[3:])
    domain = cells["mail_domain"].lower().lstrip("@")
    return Partner(cells["company"], cells.get("contact", ""), domain, first, last)


def _marked(file: Path, line: int, cells: Mapping[str, str], column: str) -> Marked:
    if column not in cells:
        return None
    return _day(file, line, cells[column]) or False


def _day(file: Path, line: int, cell: str) -> date | None:
    """A day as written, 2026-01-31 or 2026/1/31; None for an empty cell."""
    if not cell:
        return None
    try:
        year, month, day = cell.replace("/", "-").split("-")
        return date(int(year), int(month), int(day))
    except ValueError as error:
        what = Text("日期写法不对", "this is not a date")
        raise RuleError(what, file=file, line=line, fix=Text("请写成 2026-01-31", "write 2026-01-31")) from error


def _rows(file: Path, columns: Sequence[str], needed: Iterable[str]) -> list[Row]:
    """The rows of a file that are not empty, each cell under its column's name."""
    table = _table(file)
    titles = [title.strip() for title in table[0]] if table else []
    _check_titles(file, titles, columns, needed)
    return [(line, _cells(file, line, titles, row)) for line, row in enumerate(table[1:], 2) if any(row)]


def _table(file: Path) -> list[list[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        what = Text("无法读取名单", f"cannot read the directory ({type(error).__name__})")
        raise RuleError(what, file=file, fix=Text("请保存为 UTF-8 编码的 CSV", "save it as CSV in UTF-8")) from error


def _check_titles(file: Path, titles: list[str], columns: Sequence[str], needed: Iterable[str]) -> None:
    for number, title in enumerate(titles):
        if title not in columns:
            what = Text(f"不认识的列“{title}”", f"unknown column '{title}'")
            raise RuleError(what, file=file, line=1, fix=nearest(title, columns))
        if title in titles[:number]:
            raise RuleError(Text(f"列“{title}”重复", f"the column '{title}' stands twice"), file=file, line=1)
    for column in needed:
        if column not in titles:
            raise RuleError(Text(f"缺少列“{column}”", f"the column '{column}' is missing"), file=file, line=1)


def _cells(file: Path, line: int, titles: list[str], row: list[str]) -> dict[str, str]:
    if len(row) != len(titles):
        what = Text("这一行的列数不对", f"this row has {len(row)} columns, the title row has {len(titles)}")
        raise RuleError(what, file=file, line=line)
    return dict(zip(titles, (cell.strip() for cell in row), strict=True))
