"""WordprocessingML: what the elements of a Word document mean, in .docx, strict, flat and 2003 form.

Source: ECMA-376 part 1 (17 WordprocessingML, 22.1 Math), part 3 (markup compatibility).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dlp.readers.flow import Flow
from dlp.readers.xmltext import local, plain

_TEXT = frozenset({"t", "delText"})
_INSTRUCTION = frozenset({"instrText", "delInstrText"})
_ASIDES = frozenset({"txbxContent", "txBody", "txSp", "rt", "footnote", "endnote"})
_INSERTED, _DELETED = frozenset({"ins", "moveTo"}), frozenset({"del", "moveFrom"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTED = {
    "docPr": ("title", "descr"), "cNvPr": ("title", "descr"), "shape": ("alt",), "rect": ("alt",), "textpath": ("string",),
    "imagedata": ("title",), "hyperlink": ("tooltip",), "hlink": ("dest",), "alias": ("val",), "listItem": ("displayText", "value"),
    "listEntry": ("val",), "statusText": ("val",), "helpText": ("val",), "default": ("val",), "docVar": ("name", "val"),
    "comment": ("author",), "fldSimple": ("instr",), "connectString": ("val",), "query": ("val",), "dataSource": ("val",),
    "annotation": ("author",),
}  # fmt: skip
_MECHANICAL = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|TOC|PAGEREF|REF|NOTEREF|SEQ|STYLEREF|DATE|TIME|SAVEDATE|CREATEDATE|PRINTDATE|FORMTEXT"
    r"|FORMCHECKBOX|FORMDROPDOWN|EMBED|SHAPE|MERGEFORMAT|INDEX|AUTONUM|LISTNUM|TC|XE|CITATION|BIBLIOGRAPHY|=)(?![A-Za-z])[^\"@]*",
    re.IGNORECASE,
)


class WordWords:
    """Tells a `Flow` what a WordprocessingML part says."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._inside = ""
        self._instruction: list[str] = []
        self._fields = 0
        self._inserted = self._deleted = 0
        self._span = 0
        self._choices: list[int] = []
        self._written = 0
        self._silent = 0
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "tbl": lambda _: self.flow.begin_table(),
            "gridSpan": self._spanned,
            "gridBefore": lambda a: self.flow.skip_cells(_number(a.get("val"))),
            "sym": self._symbol,
            "fldChar": self._field,
            "Choice": lambda _: self._choices.append(self._written),
            "Fallback": self._fallback,
        }

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(tag)
        if name in _TEXT or name in _INSTRUCTION:
            self._inside = name
        elif name in _SIGNS:
            if self._silent == 0 and not (name == "tab" and attributes):  # with attributes: a tab stop
                self._write(_SIGNS[name])
        elif name in _ASIDES:
            self.flow.begin_aside()
        elif name in _INSERTED:
            self._inserted += 1
        elif name in _DELETED:
            self._deleted += 1
        elif name in self._starts:
            self._starts[name](plain(attributes))
        elif name in _NOTED and attributes and not self._silent:
            self._noted(name, plain(attributes))

    def end(self, tag: str) -> None:
        """An element ends."""
        name = local(tag)
        if name in _TEXT or name in _INSTRUCTION:
            self._inside = ""
        elif name == "p":
            self.flow.end_paragraph()
        elif name in _ASIDES:
            self.flow.end_aside()
        elif name in _INSERTED:
            self._inserted = max(0, self._inserted - 1)
        elif name in _DELETED:
            self._deleted = max(0, self._deleted - 1)
        elif name in ("tc", "tr", "tbl"):
            self._end_table(name)
        elif name == "Fallback":
            self._silent = max(0, self._silent - 1)
        elif name == "AlternateContent" and self._choices:
            self._choices.pop()

    def _end_table(self, name: str) -> None:
        if name == "tbl":
            self.flow.end_table()
        elif name == "tr":
            self.flow.end_row()
        else:
            self.flow.end_cell()
            self.flow.skip_cells(self._span - 1)
            self._span = 0

    def text(self, text: str) -> None:
        """Characters stand here."""
        if not self._inside or self._silent:
            return
        if self._inside in _INSTRUCTION:
            self._instruction.append(text)
        else:
            self._write(text)

    def _write(self, text: str) -> None:
        self._written += 1
        deleted = self._deleted > 0 or self._inside == "delText"
        self.flow.write(text, inserted=self._inserted > 0, deleted=deleted)

    def _spanned(self, attributes: dict[str, str]) -> None:
        self._span = _number(attributes.get("val"))

    def _symbol(self, attributes: dict[str, str]) -> None:
        code = int(attributes["char"], 16) if re.fullmatch("[0-9A-Fa-f]{1,4}", attributes.get("char", "")) else 0
        if 0x20 <= code < 0xD800:  # what lies in the private area means something in its own font only
            self._write(chr(code))

    def _field(self, attributes: dict[str, str]) -> None:
        """A field's instruction is complete at its separator or end; a link's address is in it."""
        kind = attributes.get("fldCharType")
        if kind in ("separate", "end") and self._instruction:
            self._note_instruction("".join(self._instruction))
            self._instruction = []

    def _noted(self, name: str, attributes: dict[str, str]) -> None:
        if name == "fldSimple":
            self._note_instruction(attributes.get("instr", ""))
            return
        for key in _NOTED[name]:
            value = attributes.get(key, "")
            if len(value) > 1 or name == "listEntry":
                self.flow.note(value)

    def _note_instruction(self, instruction: str) -> None:
        if not _MECHANICAL.fullmatch(instruction):
            self.flow.note(instruction)

    def _fallback(self, _: dict[str, str]) -> None:
        """A fallback says the same once more, unless the choice said nothing."""
        if self._silent or (self._choices and self._written > self._choices[-1]):
            self._silent += 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0
