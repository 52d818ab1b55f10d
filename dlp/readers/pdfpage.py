"""One PDF page: its text, what annotations and form fields on it say."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from dlp.readers import pdfglyphs

_EVERYWHERE = (-1e6, -1e6, 1e6, 1e6)
_HYPHENS = "\ufffe\x02"
_WIDE_BYTES = 16 << 20
_PUSH_BUTTON, _CHECK_BOX, _RADIO_BUTTON = 1, 2, 3
_SILENT = frozenset({pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP})


@dataclass(frozen=True, slots=True)
class Words:
    """A page's text, and whether its fonts tell no characters, so that the page shows other words."""

    text: str
    garbled: bool


def words(page: pypdfium2.PdfPage) -> Words:
    """The page's text. pdfium's first call keeps line ends best, only its second knows rare Han."""
    raw = page.get_textpage()
    plain: str = raw.get_text_range()
    full: str = raw.get_text_bounded(*_EVERYWHERE)
    garbled = pdfglyphs.is_garbled(raw)
    raw.close()
    found = full if full and max(full) > "\uffff" else plain
    return Words(_hyphenated(found.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")), garbled)


def letters(found: str) -> int:
    """How many characters of a text are not blank and stand for something."""
    return sum(not c.isspace() and c != "\ufffd" and not "\ue000" <= c <= "\uf8ff" for c in found[:4096])


def _hyphenated(found: str) -> str:
    """A hyphen at a line's end, which pdfium gives as a mark: words are joined, numbers keep it."""
    for mark in _HYPHENS:
        if mark in found:
            head, *rest = found.split(mark)
            for piece in rest:
                word = head[-1:].isalpha() and piece[:1].isalpha()
                head += piece if word else f"-{piece}"
            found = head
    return found


def notes(document: pypdfium2.PdfDocument, number: int, page: pypdfium2.PdfPage, shown: str) -> str:
    """Form fields, notes and link targets of a page as lines after its text."""
    lines: list[str] = []
    dressed = False
    for annotation in _annotations(page):
        lines += _said(document, annotation)
        dressed = dressed or pdfium.FPDFAnnot_GetSubtype(annotation) not in _SILENT
        pdfium.FPDFPage_CloseAnnot(annotation)
    if dressed:
        lines += _dress(document, number, [*shown.split(), *" ".join(lines).split()])
    return "".join(f"\n{line}" for line in dict.fromkeys(lines) if line.strip())


def _annotations(page: pypdfium2.PdfPage) -> Iterator[Any]:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        if annotation := pdfium.FPDFPage_GetAnnot(page, index):
            yield annotation


def _said(document: pypdfium2.PdfDocument, annotation: Any) -> list[str]:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_LINK:
        return [link_target(document, pdfium.FPDFLink_GetAction(pdfium.FPDFAnnot_GetLink(annotation)))]
    if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_XFAWIDGET):
        return _field(document, annotation)
    told = [wide(lambda *to, key=key: pdfium.FPDFAnnot_GetStringValue(annotation, key, *to)) for key in _NOTE_KEYS]
    return told if kind != pdfium.FPDF_ANNOT_POPUP else []


_NOTE_KEYS = (b"Contents\0", b"T\0", b"Subj\0")


def link_target(document: pypdfium2.PdfDocument, action: Any) -> str:
    """Where a link or bookmark leads outside the document, without the scheme of an address."""
    if not action:
        return ""
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(min(size, _WIDE_BYTES))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, len(buffer))
    target = buffer.value.decode("utf-8", "replace")
    scheme, _, rest = target.partition(":")
    return rest.partition("?")[0] if scheme.lower() in ("mailto", "tel", "sms") else target


def _field(document: pypdfium2.PdfDocument, annotation: Any) -> list[str]:
    """A form field as `name: value`; of a choice, what is chosen and what could be."""
    form = document.formenv
    if form is None:
        return []
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    name = wide(lambda *to: pdfium.FPDFAnnot_GetFormFieldName(form, annotation, *to))
    label = wide(lambda *to: pdfium.FPDFAnnot_GetFormFieldAlternateName(form, annotation, *to))
    value = wide(lambda *to: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, *to))
    if kind in (_CHECK_BOX, _RADIO_BUTTON) and value == "Off":
        value = ""
    lines = [f"{label or name}: {value}"] if value.strip() else [label]
    return [*lines, *_options(form, annotation)]


def _options(form: Any, annotation: Any) -> list[str]:
    count = min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), 1000)
    return [wide(lambda *to, n=n: pdfium.FPDFAnnot_GetOptionLabel(form, annotation, n, *to)) for n in range(count)]


def _dress(document: pypdfium2.PdfDocument, number: int, known: list[str]) -> list[str]:
    """What annotations show without saying it: stamps, free text, buttons, by drawing them on the page."""
    seen = frozenset(known)
    page = document[number - 1]
    try:
        if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
            return []
    finally:
        page.close()
    page = document[number - 1]
    try:
        return [line for line in words(page).text.splitlines() if not seen.issuperset(line.split())]
    finally:
        page.close()


def wide(call: Callable[..., int]) -> str:
    """A string that pdfium writes as UTF-16 into a buffer, whose size in bytes it is asked for first."""
    size = call(None, 0)
    if not 2 < size <= _WIDE_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size + 2)
    call(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size // 2 * 2].decode("utf-16-le", "replace").rstrip("\0").replace("\r", "\n")
