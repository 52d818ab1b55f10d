"""Who sits at the workstations: the shipped directory's people first, then made-up colleagues.

The directory that the pipeline is given names them all with mail and mobile, as a company's
directory does; without that, a telephone list of the staff is a list of unknown people.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench import values
from dlp.directory import COLUMNS, load_people

SHIPPED = Path(__file__).parents[2] / "rules" / "people.csv"
ROLES = {
    "office": "行政人事部",
    "finance": "财务部",
    "trade": "采购部",
    "public": "市场部",
    "code": "研发部",
    "machines": "运维部",
}
"""The kind of work a workstation is used for, and the department's name."""

_DOMAIN = "yunhai.example"


@dataclass(frozen=True)
class Colleague:
    """One member of staff; `role` says what files the workstation sees."""

    account: str
    name: str
    department: str
    role: str
    mail: str
    mobile: str
    extension: str


def staff(count: int, seed: int) -> list[Colleague]:
    """So many colleagues with names, mails and mobiles of their own."""
    rnd = Random(f"staff {seed}")
    roles = list(ROLES)
    people: list[Colleague] = []
    names: set[str] = set()
    for e in [e for e in load_people(SHIPPED) if e.left is None][:count]:
        role = roles[len(people) % len(roles)]
        people.append(Colleague(e.account, e.name, e.department, role, e.mail, values.mobile(rnd), _extension(rnd)))
        names.add(e.name)
    while len(people) < count:
        name = values.name(rnd)
        if name not in names and len(name) > 1:
            names.add(name)
            people.append(_colleague(rnd, name, len(people), roles[len(people) % len(roles)]))
    return people


def _colleague(rnd: Random, name: str, number: int, role: str) -> Colleague:
    account = f"staff{number:03d}"
    return Colleague(account, name, ROLES[role], role, f"{account}@{_DOMAIN}", values.mobile(rnd), _extension(rnd))


def _extension(rnd: Random) -> str:
    return f"8{rnd.randrange(1000):03d}"


def directory(people: list[Colleague]) -> str:
    """The colleagues as people.csv has them."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS[:6])
    for c in people:
        rows.writerow((c.account, c.name, c.department, people[0].account, c.mail, c.mobile))
    return text.getvalue()
