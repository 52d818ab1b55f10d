"""PDF: pdfium for text, pdfminer.six where pdfium fails or finds no text on a page with fonts."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from dlp.model import Reason, Unread
from dlp.readers.picture import CAPTION, bitmap, page_scale, recognise
from dlp.readers.source import Budget, Item, Part, Source, Stop


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every page as a part, attachments as members."""
    try:
        document = pypdfium2.PdfDocument(source.file)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Stop(Reason.ENCRYPTED) from error
        yield from _by_pdfminer(source, budget)
        return
    for number in range(1, len(document) + 1):
        yield from _page(document, number, source, budget)


def _page(document: pypdfium2.PdfDocument, number: int, source: Source, budget: Budget) -> Iterator[Item]:
    part = Part(source.inner(f"page:{number}"), budget, page=number)
    try:
        page = document[number - 1]
        text = _text(page)
        kinds = {item.type for item in page.get_objects(max_depth=4)} if len(text.strip()) < CAPTION else set()
    except pypdfium2.PdfiumError:
        yield Unread(part.name, Reason.CORRUPT, "pdf")
        return
    if not text.strip() and pdfium.FPDF_PAGEOBJ_TEXT in kinds:
        text = _pdfminer_text(source, number)
    yield from part.blocks(text)
    if pdfium.FPDF_PAGEOBJ_IMAGE in kinds:
        yield from _scan(page, part, budget)


def _scan(page: pypdfium2.PdfPage, part: Part, budget: Budget) -> Iterator[Item]:
    """A page that is a picture, rendered if somebody is to read it."""
    if not budget.limits.ocr:
        yield Unread(part.name, Reason.SCANNED, "pdf")
        return
    try:
        image = page.render(scale=page_scale(page.get_size(), budget), grayscale=True)
        data = bitmap(image.width, image.height, image.stride, bytes(image.buffer))
    except (pypdfium2.PdfiumError, ValueError):
        yield Unread(part.name, Reason.CORRUPT, "pdf")
        return
    yield from recognise(data, f"{part.name}/ocr", budget, page=part.page)


def _text(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    text: str = words.get_text_range()
    words.close()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _by_pdfminer(source: Source, budget: Budget) -> Iterator[Item]:
    """The whole document by the second reader. Raises Stop if that gives nothing either."""
    from pdfminer.high_level import extract_pages  # slow to load, seldom needed
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    found = False
    try:
        for number, layout in enumerate(extract_pages(_whole(source)), 1):
            text = _layout_text(layout)
            found = found or bool(text.strip())
            yield from Part(source.inner(f"page:{number}"), budget, page=number).blocks(text)
    except PDFPasswordIncorrect as error:
        raise Stop(Reason.ENCRYPTED) from error
    if not found:
        raise Stop(Reason.CORRUPT)


def _pdfminer_text(source: Source, number: int) -> str:
    from pdfminer.high_level import extract_text  # slow to load, seldom needed

    return extract_text(_whole(source), page_numbers=[number - 1])


def _whole(source: Source) -> io.BytesIO:
    return io.BytesIO(source.whole(source.size))


def _layout_text(layout: object) -> str:
    boxes = layout if hasattr(layout, "__iter__") else ()
    return "\n".join(box.get_text() for box in boxes if hasattr(box, "get_text"))
