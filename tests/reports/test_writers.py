"""Report writers: hostile names stay text, figures are exact, nothing is loaded from elsewhere."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dlp.model import Document, Level, Reason, Summary, Text, Unread
from reports import FORMATS, About, open_writer
from reports.csvfile import safe
from reports.html import SHOWN
from tests.test_store import make

NASTY = "/home/<script>alert(1)</script>/=cmd|' /C calc'!A0\x1b[31m\n.xlsx"


@pytest.fixture
def write(shipped):
    def run(form, incidents=(), unread=(), summary=None, **more):
        out = io.StringIO()
        about = About(
            Text("云海金服", "Yunhai"),
            datetime(2026, 10, 1, 9, tzinfo=UTC),
            ("/srv",),
            "v1",
            shipped.rulebook.clauses,
            **more,
        )
        writer = open_writer(form, out, about)
        for incident in incidents:
            writer.incident(incident)
        for path, document in unread:
            writer.unread(replace(make().sighting, path=path), document)
        writer.finish(summary)
        return out.getvalue()

    return run


def nasty():
    return replace(make(), sighting=replace(make().sighting, path=NASTY, who="=who"))


UNREAD = (NASTY, Document("zip", 1, "d", 1, tuple(Unread(f"p{n}", Reason.ENCRYPTED) for n in range(8))))


@pytest.mark.parametrize("form", FORMATS)
def test_each_form_writes_with_and_without_incidents(write, form):
    assert write(form) is not None
    assert write(
        form, [make(n, level) for n, level in enumerate(Level)], [UNREAD], Summary(files=9, incidents=5, persons=3)
    )


def test_hostile_paths_stay_text_in_html(write):
    page = write("html", [nasty()], [UNREAD], Summary())
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_loads_nothing_and_runs_nothing(write):
    page = write("html", [make()], [UNREAD], Summary())
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href|action)=|url\(|@import|<script|<link|<iframe", page)


def test_the_page_shows_the_gravest_first_and_counts_all(write):
    incidents = [make(n, Level.LOW) for n in range(SHOWN + 20)] + [make(9999, Level.CRITICAL)]
    page = write("html", incidents, summary=Summary(persons=12345))
    assert page.count("<article") == SHOWN
    assert page.index('<article class="critical') < page.index('<article class="low')
    assert f"<b>{SHOWN + 21}</b>" in page
    assert "12,345" in page
    assert "21 起事件未列出" in page


def test_terminal_codes_in_names_are_defused(write):
    text = write("text", [nasty()], [UNREAD], Summary())
    assert "\x1b" not in text
    assert "\\x1b[31m\\n" in text
    assert "另有 3 处" in text


def test_colour_only_when_a_terminal_reads(write):
    assert "\x1b[" in write("text", [make()], colour=True)
    assert "\x1b" not in write("text", [make()])


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_cells_are_no_formulas(cell):
    assert safe(cell) == "'" + cell
    assert safe("x=1") == "x=1"


def test_csv_opens_in_a_spreadsheet(write):
    text = write("csv", [nasty(), make()], [UNREAD])
    assert text.startswith("\ufeff")
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(table) == 4
    assert {len(row) for row in table[:3]} == {len(table[0])}
    assert table[1][7] == "'=who"
    assert "encrypted" in table[3][5]
