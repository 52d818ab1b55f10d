"""DrawingML: text of slides, shapes, diagrams and charts, in presentations, workbooks and documents.

Source: ECMA-376 part 1 (19 PresentationML, 20-21 DrawingML).
"""

from __future__ import annotations

from itertools import zip_longest

from dlp.readers.flow import Flow
from dlp.readers.xmltext import local, plain

_NOTED = {
    "cNvPr": ("title", "descr"), "hlinkClick": ("tooltip",), "hlinkHover": ("tooltip",), "sld": ("name",), "cmAuthor": ("name",), "author": ("name",),
    "custShow": ("name",), "section": ("name",), "tag": ("val",),
}  # fmt: skip
_KEPT = frozenset({"ftr"})
_LINES = frozenset({"text", "p", "Text"})


class DrawnWords:
    """Tells a `Flow` what shapes say. `placeholders` is False on masters, whose prompts nobody reads."""

    def __init__(self, flow: Flow, *, placeholders: bool = True) -> None:
        self.flow, self._placeholders = flow, placeholders
        self._inside = False
        self._prompt = False
        self._choices: list[int] = []
        self._written = self._silent = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        self._inside = name in ("t", "text")
        if name == "br":
            self.text_here("\n")
        elif name == "txBody":
            self._end_body()
        elif name == "sp":
            self._prompt = False
        elif name == "ph":
            self._prompt = not self._placeholders and attributes.get("type") not in _KEPT
        elif name == "tbl":
            self.flow.begin_table()
        elif name == "Choice":
            self._choices.append(self._written)
        elif name == "Fallback" and (self._silent or (self._choices and self._written > self._choices[-1])):
            self._silent += 1
        elif name in _NOTED and not self._silent and not (name == "cNvPr" and self._prompt):
            values = plain(attributes)
            for key in _NOTED[name]:
                self.flow.note(values.get(key, ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        self._inside = False
        if name in _LINES:
            self.flow.end_paragraph()
        elif name == "txBody":
            self._end_body()
        elif name == "tc":
            self.flow.end_cell()
        elif name == "tr":
            self.flow.end_row()
        elif name == "tbl":
            self.flow.end_table()
        elif name == "Fallback":
            self._silent = max(0, self._silent - 1)
        elif name == "AlternateContent" and self._choices:
            self._choices.pop()

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._inside:
            self.text_here(text)

    def _end_body(self) -> None:
        """Where a shape's text begins or ends, a line does; not in a cell, which is one itself."""
        if not self.flow.in_table:
            self.flow.end_paragraph()

    def text_here(self, text: str) -> None:
        """Characters of the paragraph, unless they are a prompt or said before."""
        if not self._silent and not self._prompt:
            self._written += 1
            self.flow.write(text)


class ShapeWords:
    """Tells a `Flow` what stands in the text boxes of a VML drawing: labels of form controls."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._boxes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name == "textbox":
            self._boxes += 1
        elif name in ("shape", "rect", "textpath"):
            values = plain(attributes)
            self.flow.note(values.get("alt", ""))
            self.flow.note(values.get("string", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        if local(tag) in ("textbox", "div", "p", "br"):
            self.flow.end_paragraph()
        if local(tag) == "textbox":
            self._boxes = max(0, self._boxes - 1)

    def text(self, text: str) -> None:
        """Characters stand here."""
        if self._boxes:
            self.flow.write(" ".join(text.split()) if text.strip() else " ")


class ChartWords:
    """Tells a `Flow` a chart's titles, and each series as a table of its cached values."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._inside = False
        self._series: dict[str, dict[int, str]] | None = None
        self._column = ""
        self._index = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        self._inside = name in ("t", "v")
        if name in ("ser", "series"):
            self._series = {}
        elif name in ("tx", "cat", "val", "xVal", "yVal", "bubbleSize", "strDim", "numDim"):
            self._column = name if name not in self._columns else f"{name}{len(self._columns)}"
        elif name == "pt":
            index = attributes.get("idx", "0")
            self._index = int(index) if index.isascii() and index.isdigit() and len(index) < 8 else 0
            self._inside = True

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        self._inside = False
        if name == "ser" and self._series is not None:
            self._table(self._series)
            self._series = None
        elif name in ("p", "tx", "strDim", "numDim", "v") and self._series is None:
            self.flow.end_paragraph()

    def text(self, text: str) -> None:
        """Characters stand here."""
        if not self._inside:
            return
        if self._series is None or not self._column:
            self.flow.write(text)
            return
        column = self._series.setdefault(self._column, {})
        column[self._index] = column.get(self._index, "") + text

    @property
    def _columns(self) -> dict[str, dict[int, str]]:
        return self._series or {}

    def _table(self, series: dict[str, dict[int, str]]) -> None:
        title = " ".join(series.pop("tx", {}).values())
        self.flow.end_paragraph()
        self.flow.begin_table()
        if title:
            self._row("", title)
        indexes = sorted({index for column in series.values() for index in column})
        for row in zip_longest(*([column.get(i, "") for i in indexes] for column in series.values())):
            self._row(*row)
        self.flow.end_table()
        self._column = ""

    def _row(self, *cells: str) -> None:
        for cell in cells:
            self.flow.write(cell)
            self.flow.end_cell()
        self.flow.end_row()


class PlainWords:
    """Tells a `Flow` all characters of an XML part whose language is not known, one line an element.

    attributes: whether the values of attributes are data too, as in a connection or a custom part.
    """

    def __init__(self, flow: Flow, *, attributes: bool = False) -> None:
        self.flow, self._attributes = flow, attributes

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.flow.end_paragraph()
        if self._attributes:
            for key, value in attributes.items():
                if not key.startswith("xmlns") and len(value) > 1:
                    self.flow.note(value)

    def end(self, _tag: str) -> None:
        """An element ends."""
        self.flow.end_paragraph()

    def text(self, text: str) -> None:
        """Characters stand here."""
        self.flow.write(text)
