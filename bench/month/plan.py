"""Who makes which files on which day: the month, written to a folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.month import code, finance, machines, mails, office, public, trade
from bench.month.company import Colleague, directory, staff
from bench.month.kinds import KINDS, Desk, Kind

MODULES = (trade, finance, office, public, machines, code, mails)
"""Importing them fills the list of kinds."""

FILES_A_DAY = (3, 7)
"""How many new files a workstation sees on a working day, at least and at most."""

_MAILS = 0.35
_FIRST = date(2026, 9, 1)
_SPOTS = (
    ("Documents", 45), ("Desktop", 15), ("Downloads", 20), ("WeChat Files/FileStorage/File", 8), ("Nutstore", 7),
    ("云海金服共享盘/公共", 5),
)  # fmt: skip
"""Where a file comes to lie, and how often; some are personal storage or chat folders by the policy."""


@dataclass(frozen=True)
class Made:
    """One file: its path below the month's folder, its kind, and whose workstation it is on."""

    path: str
    kind: str
    account: str
    day: int


def working_days(count: int) -> list[date]:
    """So many Mondays to Fridays in a row."""
    days = (_FIRST + timedelta(days=n) for n in range(2 * count + 7))
    return [day for day in days if day.weekday() < 5][:count]


def by_title() -> dict[str, Kind]:
    """All kinds by their English title."""
    return {k.title.en: k for k in KINDS}


def write(folder: Path, workstations: int, days: int, seed: int) -> list[Made]:
    """Write the month. The same arguments give the same bytes.

    Returns what was made, which also stands in `month.json`; the directory of people in `people.csv`.
    """
    people = staff(workstations, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.csv").write_text(directory(people), encoding="utf-8")
    made = [
        _file(folder, owner, people, (number, day), n, seed)
        for number, day in enumerate(working_days(days))
        for owner in people
        for n in range(Random(f"{seed}/{owner.account}/{number}").randint(*FILES_A_DAY))
    ]
    (folder / "month.json").write_text(json.dumps([asdict(m) for m in made], ensure_ascii=False), encoding="utf-8")
    return made


def _file(folder: Path, owner: Colleague, people: list[Colleague], when: tuple[int, date], n: int, seed: int) -> Made:
    number, day = when
    rnd = Random(f"{seed}/{owner.account}/{number}/{n}")
    kind = _kind(rnd, owner.role)
    spot = "outbox" if kind.is_message else rnd.choices([s for s, _ in _SPOTS], [w for _, w in _SPOTS])[0]
    name = f"{rnd.choice(kind.names)}-{day:%m%d}-{n}.{kind.suffix}"
    path = f"home/{owner.account}/{spot}/{name}"
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(kind.make(Desk(rnd, owner, day, people)))
    return Made(path, kind.title.en, owner.account, number)


def _kind(rnd: Random, role: str) -> Kind:
    messages = rnd.random() < _MAILS
    fit = [k for k in KINDS if k.is_message == messages and (not k.roles or role in k.roles)]
    return rnd.choices(fit, [k.weight for k in fit])[0]
