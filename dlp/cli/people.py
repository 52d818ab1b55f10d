"""dlp people: who lacks what the policy asks of people and partners (clauses 3.2, 5.1, 4.2.3)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import click

from dlp import policy
from dlp.cli import CLEAN, FOUND, common
from dlp.facts.people import by
from dlp.model import Text
from dlp.people import Company, Employee
from dlp.text import printable

LACKS = {
    "pledge": Text("未签保密承诺书", "no pledge"),
    "training": Text("未培训或培训已过期", "training missing or too old"),
    "head": Text("没有负责人，或负责人已离职", "no head, or one who has left"),
    "agreement": Text("没有有效的保密协议", "no agreement that holds"),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """A person (or a partner, by mail domain, with no department) and what he lacks."""

    department: str
    who: str
    name: str
    lacks: tuple[str, ...]


@click.command("people")
@click.option("--department", help="只看一个部门 / one department only")
@click.option("--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True)
def command(department: str | None, form: str) -> int:
    """按部门列出未签承诺、未培训的员工，和协议不在有效期的合作方。

    Who lacks pledge or training, by department, and which partners lack an agreement. Whoever
    has left, and what the directory keeps no days for, is not listed. Exit code 0 nobody, 1 somebody.
    """
    company = policy.load(common.settings_of()).company
    found = [lack for lack in lacking(company, date.today()) if department in (None, lack.department)]  # noqa: DTZ011 - the company's calendar
    for lack in found:
        sys.stdout.write(_json(lack) if form == "jsonl" else "")
    if form == "text":
        click.echo("\n".join((*_lines(found), f"{len(found)} 项 in all")))
    return FOUND if found else CLEAN


def lacking(company: Company, on: date) -> list[Lack]:
    """Everybody who lacks something on a day, by department; partners last."""
    staff = [
        Lack(e.department, e.account, e.name, lacks)
        for e in company.staff
        if not e.has_left(on) and (lacks := tuple(_lacks(company, e, on)))
    ]
    partners = [Lack("", p.mail_domain, p.company, ("agreement",)) for p in company.partners if not p.agrees(on)]
    return [*sorted(staff, key=lambda lack: lack.department), *partners]


def _lacks(company: Company, employee: Employee, on: date) -> Iterator[str]:
    if by(employee.pledged, on) is False:
        yield "pledge"
    if company.trained(employee, on) is False:
        yield "training"
    if company.head_of(employee, on) is None:
        yield "head"


def _json(lack: Lack) -> str:
    return json.dumps(asdict(lack), ensure_ascii=False) + "\n"


def _lines(found: list[Lack]) -> Iterator[str]:
    department = None
    for lack in found:
        if lack.department != department:
            department = lack.department
            yield department or "合作方 partners"
        yield f"  {printable(lack.who)} {printable(lack.name)}: {'；'.join(str(LACKS[each]) for each in lack.lacks)}"
