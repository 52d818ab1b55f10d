"""What a PDF holds beside its pages: properties, bookmarks, XFA forms, attached files."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from dlp.model import Reason, Unread
from dlp.readers import encoding, xmlfile
from dlp.readers.dispatch import read_member
from dlp.readers.pdfpage import link_target, wide
from dlp.readers.source import Budget, Item, Part, Source, Stop

_PROPERTIES = ("Title", "Author", "Subject", "Keywords")
_NOISE = frozenset({"unknown", "application/octet-stream"})
_BOOKMARKS = 50_000
_XFA_SILENT = frozenset({"config", "localeSet", "xmpmeta", "PDFSecurity"})


def prepare(document: pypdfium2.PdfDocument) -> None:
    """Make form fields readable, which must come before the first page."""
    if document.get_formtype() != pdfium.FORMTYPE_NONE and not document.formenv:
        config = pdfium.FPDF_FORMFILLINFO(version=2)
        if raw := pdfium.FPDFDOC_InitFormFillEnvironment(document, config):
            document.formenv = pypdfium2.PdfFormEnv(raw, config)


def texts(document: pypdfium2.PdfDocument, source: Source, budget: Budget) -> Iterator[Item]:
    """Properties, bookmarks and XFA forms, each a part where there are any."""
    for name, lines in (("properties", _properties(document)), ("bookmarks", _bookmarks(document))):
        if text := "".join(f"{line}\n" for line in lines if line.strip()):
            yield from Part(source.inner(name), budget).blocks(text)
    yield from _xfa(document, source, budget)


def _properties(document: pypdfium2.PdfDocument) -> list[str]:
    found = ((key, document.get_metadata_value(key).strip("\0 ")) for key in _PROPERTIES)
    return [f"{key}: {value}" for key, value in found if value]


def _bookmarks(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """Titles and targets, in order, without recursion; a ring of bookmarks is left where it closes."""
    seen: set[int] = set()
    stack = [pdfium.FPDFBookmark_GetFirstChild(document, None)]
    while stack and len(seen) < _BOOKMARKS:
        mark = stack.pop()
        address = ctypes.addressof(mark.contents) if mark else 0
        if not mark or address in seen:
            continue
        seen.add(address)
        yield wide(lambda *to, mark=mark: pdfium.FPDFBookmark_GetTitle(mark, *to))
        yield link_target(document, pdfium.FPDFBookmark_GetAction(mark))
        stack.append(pdfium.FPDFBookmark_GetNextSibling(document, mark))
        stack.append(pdfium.FPDFBookmark_GetFirstChild(document, mark))


def _xfa(document: pypdfium2.PdfDocument, source: Source, budget: Budget) -> Iterator[Item]:
    """The packets of an XML form (XFA 3.3): its labels and its data."""
    count = pdfium.FPDF_GetXFAPacketCount(document)
    packets = [_packet(document, index) for index in range(max(0, min(count, 100)))]
    for name, data in packets:
        if name in _XFA_SILENT or data.lstrip()[:1] != b"<" or b"</" not in data[1:] or data.lstrip().startswith(b"</"):
            continue  # a packet that only opens or closes the frame around the others
        part = Part(source.inner(f"xfa:{name}"), budget)
        try:
            yield from xmlfile.blocks(io.BytesIO(data), part)
        except Stop as stop:
            if budget.exhausted:
                raise
            yield from part.blocks(encoding.decode(data))
            if stop.reason is not Reason.CORRUPT:
                yield Unread(part.name, stop.reason, "xml")


def _packet(document: pypdfium2.PdfDocument, index: int) -> tuple[str, bytes]:
    name = ctypes.create_string_buffer(256)
    pdfium.FPDF_GetXFAPacketName(document, index, name, len(name))
    size = ctypes.c_ulong()
    pdfium.FPDF_GetXFAPacketContent(document, index, None, 0, size)
    if not 0 < size.value <= 64 << 20:
        return "", b""
    data = ctypes.create_string_buffer(size.value)
    pdfium.FPDF_GetXFAPacketContent(document, index, data, len(data), size)
    return name.value.decode("utf-8", "replace"), data.raw


def attachments(document: pypdfium2.PdfDocument, source: Source, budget: Budget) -> Iterator[Item]:
    """Every file attached to the document."""
    for index in range(document.count_attachments()):
        yield from _attachment(document.get_attachment(index), source, budget)


def pinned(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, source: Source, budget: Budget) -> Iterator[Item]:
    """Files that are pinned to a page as notes."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation and (raw := pdfium.FPDFAnnot_GetFileAttachment(annotation)):
            yield from _attachment(pypdfium2.PdfAttachment(raw, document), source, budget)
        pdfium.FPDFPage_CloseAnnot(annotation)


def _attachment(attachment: Any, source: Source, budget: Budget) -> Iterator[Item]:
    name, is_sealed = "attachment", pdfium.FPDF_GetSecurityHandlerRevision(attachment.pdf) >= 0
    try:
        name = f"attachment:{attachment.get_name().replace('/', '_')}"
        budget.spend_member()
        data = _data(attachment, budget)
    except pypdfium2.PdfiumError:
        yield Unread(source.inner(name), Reason.CORRUPT)
    except Stop as stop:
        yield Unread(source.inner(name), stop.reason)
        if budget.exhausted:
            raise
    else:
        for item in read_member(source.member(io.BytesIO(data), name, len(data)), budget):
            yield _sealed(item) if is_sealed else item


def _sealed(item: Item) -> Item:
    """Of an encrypted PDF: bytes that cannot be told from noise are encrypted (ISO 32000-1, 7.6.5)."""
    if isinstance(item, Unread) and item.reason is Reason.UNSUPPORTED and item.type in _NOISE:
        return Unread(item.part, Reason.ENCRYPTED)
    return item


def _data(attachment: Any, budget: Budget) -> bytes:
    size = ctypes.c_ulong()
    pdfium.FPDFAttachment_GetFile(attachment, None, 0, size)
    if size.value > budget.limits.member_bytes:
        raise Stop(Reason.TOO_LARGE)
    return bytes(attachment.get_data())
