"""What the elements of OpenDocument mean to a reader."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Callable
from urllib.parse import unquote

from dlp.readers.cells import number_text
from dlp.readers.dispatch import read_member
from dlp.readers.flow import Flow
from dlp.readers.properties import COUNTED
from dlp.readers.source import Budget, Part, Source
from dlp.readers.xmltext import local, plain

_PARAGRAPHS = frozenset({"p", "h"})
_ASIDES = frozenset({"annotation", "note", "text-box", "ruby-text", "deletion"})
_SAID = frozenset({"title", "desc", "creator", "option", "item", "label", "binding"})
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_NOTED_BY_ITSELF = frozenset(
    {
        "editing-cycles",
        "editing-duration",
        "creation-date",
        "date",
        "generator",
        "print-date",
        "language",
        "document-statistic",
    }
)
_SPACES = re.compile(r"[\n\t\r ]+")
_NOTED = {
    "user-field-decl": ("string-value",), "variable-set": ("string-value",), "hidden-text": ("string-value",), "user-defined": ("string-value",),
    "conditional-text": ("string-value-if-true", "string-value-if-false"), "text": ("current-value", "value"), "textarea": ("current-value", "value"),
    "formatted-text": ("current-value", "value"), "combobox": ("current-value", "value"), "fixed-text": ("label",), "button": ("label",),
    "checkbox": ("label",), "radio": ("label",), "item": ("label",), "option": ("label", "value"), "frame": ("title",), "help-message": ("title",),
    "content-validation": ("condition",), "placeholder": ("description",), "dropdown": ("name",), "label": ("value",), "header-decl": (),
    "database-range": (), "named-expression": ("expression",), "custom-shape": (), "list-source": (),
}  # fmt: skip


class OdfWords:
    """Tells a `Flow` what a part says, and turns it to a new part at each sheet and slide."""

    def __init__(self, flow: Flow, source: Source, budget: Budget, *, cells_too: bool) -> None:
        self.flow, self._source, self._budget, self._cells_too = flow, source, budget, cells_too
        self._paragraphs = self._tables = self._asides = self._slides = 0
        self._sheets = False
        self._meta: str | None = None
        self._said = False
        self._cell: dict[str, str] = {}
        self._rows = 1
        self._binary: list[str] | None = None
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "s": lambda a: self._write(" " * _count(a.get("c"))),
            "tab": lambda _: self._write("\t"),
            "tab-stop": lambda _: self._write("\t"),
            "line-break": lambda _: self._write("\n"),
            "a": self._link,
            "table": self._begin_table,
            "sub-table": self._begin_table,
            "table-row": self._begin_row,
            "page": self._page,
            "spreadsheet": lambda _: setattr(self, "_sheets", True),
            "meta": lambda _: setattr(self, "_meta", ""),
            "user-defined": self._property,
            "binary-data": lambda _: setattr(self, "_binary", []),
            "object": self._link, "object-ole": self._link, "plugin": self._link, "image": self._link, "section-source": self._link,
        }  # fmt: skip

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if self._meta is not None and name != "user-defined":
            self._meta = "" if name in _NOTED_BY_ITSELF else name
        if name in _PARAGRAPHS:
            self._paragraphs += 1
        elif name in _ASIDES:
            self._asides += 1
            self.flow.begin_aside()
        elif name in _CELLS:
            self._cell = plain(attributes)
        elif name in self._starts:
            self._starts[name](plain(attributes))
        self._said = name in _SAID
        if name in _NOTED and attributes:
            values = plain(attributes)
            for key in _NOTED[name]:
                self.flow.note(values.get(key, ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if name in _PARAGRAPHS:
            self._paragraphs = max(0, self._paragraphs - 1)
            self.flow.end_paragraph()
        elif name in _ASIDES:
            self._asides = max(0, self._asides - 1)
            self.flow.end_aside()
        elif name in _CELLS:
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name in ("table", "sub-table"):
            self._end_table()
        elif name == "binary-data":
            self._end_binary()
        elif name == "meta":
            self._meta = None
        elif self._said or self._meta is not None:
            self.flow.end_paragraph()
        self._said = False

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._binary is not None:
            self._binary.append(text)
        elif self._meta is not None:
            if self._meta and text.strip():
                self.flow.write(f"{self._meta}: {text.strip()}")
        elif self._paragraphs or self._said:
            self._write(_SPACES.sub(" ", text))

    def _write(self, text: str) -> None:
        if self._cells_too or self._asides or not self._tables:
            self.flow.write(text)

    def _link(self, attributes: dict[str, str]) -> None:
        """A link's target; one that leads into the package itself says nothing."""
        target = attributes.get("href", "")
        if not target or target.startswith(("#", "./", "Pictures/", "Object")):
            return
        if self._sheets:  # in a cell it would become part of the value
            self.flow.begin_aside()
        self.flow.note(target)
        self.flow.note(unquote(target) if "%" in target else "")
        if self._sheets:
            self.flow.end_aside()

    def _property(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if self._meta is not None:
            self._meta = "" if name in COUNTED else name

    def _page(self, attributes: dict[str, str]) -> None:
        self._slides += 1
        name = self._source.inner(f"slide:{self._slides}")
        self.flow.turn(Part(name, self._budget, page=self._slides))

    def _begin_table(self, attributes: dict[str, str]) -> None:
        if self._sheets and self._tables == 0:
            name = attributes.get("name", "")
            beside = "" if self._cells_too else "/beside"
            self.flow.turn(Part(self._source.inner(f"sheet:{name}{beside}"), self._budget, sheet=name))
        self._tables += 1
        if self._cells_too:
            self.flow.begin_table()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows = _count(attributes.get("number-rows-repeated"))

    def _end_cell(self) -> None:
        if not self._cells_too:
            return
        repeated = _count(self._cell.get("number-columns-repeated"))
        self.flow.end_cell(_value(self._cell) if self._sheets else None)
        self.flow.repeat_cell(repeated - 1)
        self._cell = {}

    def _end_row(self) -> None:
        if self._cells_too:
            self.flow.end_row()
            self.flow.skip_rows(self._rows - 1)

    def _end_table(self) -> None:
        self._tables = max(0, self._tables - 1)
        if self._cells_too:
            self.flow.end_table()
        if self._sheets and self._tables == 0 and not self._cells_too:
            self.flow.end_paragraph()

    def _end_binary(self) -> None:
        raw, self._binary = "".join(self._binary or []), None
        try:
            data = base64.b64decode(raw)
        except (binascii.Error, ValueError):
            return
        if len(data) <= self._budget.limits.member_bytes:
            self._budget.spend_member()
            self.flow.ready += read_member(self._source.member(io.BytesIO(data), "binary", len(data)), self._budget)


def _value(cell: dict[str, str]) -> str | None:
    """A spreadsheet cell's value where it says more than what is shown of it; None where the text does."""
    kind = cell.get("value-type", "")
    if kind == "float":
        try:
            return number_text(float(cell.get("value", "")))
        except (ValueError, OverflowError):
            return None
    if kind == "date" and cell.get("date-value"):
        return cell["date-value"].replace("T", " ")
    return None


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
