"""Certificates: what somebody signs and files, as text, as a page to print, or as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined

from dlp.model import Text
from dlp.text import printable

FORMATS = ("text", "jsonl", "html")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a certificate. `none` is said where it has no rows."""

    title: Text
    columns: tuple[Text, ...]
    rows: Sequence[tuple[str, ...]]
    none: Text = Text("无", "none")  # noqa: RUF009 - a Text never changes


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate.

    facts: what it is about, label and value; result: its one sentence; notes: what it does not say
    signatures: who signs; data: the same for programs, one object a line
    """

    title: Text
    company: Text
    made: datetime
    facts: Sequence[tuple[Text, str]]
    result: Text
    tables: Sequence[Table]
    notes: Sequence[Text]
    signatures: Sequence[Text]
    data: Sequence[Mapping[str, object]]


def write(form: str, certificate: Certificate, out: TextIO) -> None:
    """Write a certificate in one of `FORMATS`."""
    {"text": _text, "jsonl": _jsonl, "html": _html}[form](certificate, out)


def _jsonl(certificate: Certificate, out: TextIO) -> None:
    out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in certificate.data)


def _text(c: Certificate, out: TextIO) -> None:
    lines = [f"{c.title}", f"{c.company} · {c.made.isoformat(timespec='seconds')}", ""]
    lines += [f"{label}: {printable(value)}" for label, value in c.facts]
    for table in c.tables:
        lines += ["", f"{table.title} ({len(table.rows)})"]
        lines += ["  " + " · ".join(printable(cell) for cell in row if cell) for row in table.rows] or [
            f"  {table.none}"
        ]
    lines += ["", str(c.result), *(f"- {note}" for note in c.notes), ""]
    lines += [f"{who}: ____________________    日期 date: ____________" for who in c.signatures]
    out.write("\n".join(lines) + "\n")


def _html(certificate: Certificate, out: TextIO) -> None:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    out.write(environment.get_template("certificate.html").render(c=certificate))
