"""PDF (ISO 32000): pdfium for text, pdfminer.six where pdfium fails or finds no text on a page with fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from dlp.model import Reason, Unread
from dlp.readers import pdfdrawn, pdfextras, pdfmend, pdfpage
from dlp.readers.pdfsecond import SecondReader
from dlp.readers.picture import CAPTION, bitmap, page_scale, recognise
from dlp.readers.source import Budget, Item, Part, Source, Stop

_TAIL = 4096
_COUNT = re.compile(rb"/Count\s{0,4}(\d{5,15})")
_CHUNK, _OVERLAP = 1 << 20, 32
_MOST_LOST = 100
"""After so many pages in a row that cannot be loaded, the others are not tried."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Every page as a part, what belongs to the whole document, then attachments as members."""
    second = SecondReader(source)
    try:
        document = pypdfium2.PdfDocument(source.file)
    except pypdfium2.PdfiumError:
        locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        other = _unlocked(source, budget) if locked else _mended(source)
        if other is None:
            yield from _encrypted(second, budget) if locked else second.document(budget)
            return
        document = other
    with document:
        yield from _document(document, source, budget, second)


def _encrypted(second: SecondReader, budget: Budget) -> Iterator[Item]:
    """What pdfium will not open without a password; the second reader knows some more old ways."""
    try:
        yield from second.document(budget)
    except Stop as stop:
        if budget.exhausted:
            raise
        raise Stop(Reason.ENCRYPTED) from stop


def _unlocked(source: Source, budget: Budget) -> pypdfium2.PdfDocument | None:
    """The document opened with one of the administrator's passwords."""
    for word in budget.keys.tries():
        source.file.seek(0)
        try:
            document = pypdfium2.PdfDocument(source.file, password=word)
        except (pypdfium2.PdfiumError, ValueError):
            continue
        budget.keys.fits(word, source.part)
        return document
    return None


def _mended(source: Source) -> pypdfium2.PdfDocument | None:
    """A file that lost its end, opened by what is left of it; it is still said to be damaged."""
    data = pdfmend.mended(source.whole(source.size)) if _is_cut_off(source) else None
    try:
        return pypdfium2.PdfDocument(data) if data else None
    except pypdfium2.PdfiumError:
        return None


def _document(document: pypdfium2.PdfDocument, source: Source, budget: Budget, second: SecondReader) -> Iterator[Item]:
    pdfextras.prepare(document)
    if not len(document):
        yield from second.document(budget)
    yield from _pages(document, source, budget, second)
    yield from pdfextras.texts(document, source, budget)
    yield from pdfextras.attachments(document, source, budget)
    if _is_cut_off(source):
        yield Unread(source.part, Reason.CORRUPT, "pdf")


def _pages(document: pypdfium2.PdfDocument, source: Source, budget: Budget, second: SecondReader) -> Iterator[Item]:
    """Every page that there can be: a page tree may claim two billion, none of which is there.

    No page takes less than a byte of the file, and where many in a row cannot be loaded, the rest is not there
    either. pdfium takes no count for true that is too large, and looks for pages itself.
    """
    claimed, lost = len(document), 0
    for number in range(1, min(claimed, source.size) + 1):
        lost = 0 if _is_there(document, number) else lost + 1
        if lost > _MOST_LOST:
            break
        yield from _page(document, number, source, budget, second)
    if lost > _MOST_LOST or _claims(source) > source.size:
        yield Unread(source.part, Reason.CORRUPT, "pdf")


def _claims(source: Source) -> int:
    """The most pages that any node of the page tree claims, as far as it stands there uncompressed."""
    source.file.seek(0)
    most, kept = 0, b""
    while chunk := source.file.read(_CHUNK):
        window = kept + chunk
        most = max([most, *(int(count) for count in _COUNT.findall(window))])
        kept = window[-_OVERLAP:]
    return most


def _is_there(document: pypdfium2.PdfDocument, number: int) -> bool:
    return bool(pdfium.FPDF_GetPageSizeByIndexF(document, number - 1, pdfium.FS_SIZEF()))


def _page(
    document: pypdfium2.PdfDocument, number: int, source: Source, budget: Budget, second: SecondReader
) -> Iterator[Item]:
    """One page; text that no font maps to characters can be seen but not read, like a scan."""
    part = Part(source.inner(f"page:{number}"), budget, page=number)
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        yield from _lost_page(number, part, second)
        return
    try:
        words, drawn = pdfpage.words(page), pdfdrawn.drawn(page)
        text, seen = _best(words, drawn, number, second)
        yield from part.blocks(text + pdfpage.notes(document, number, page, text))
        yield from pdfextras.pinned(document, page, source, budget)
        if seen or _is_scan(text, drawn):
            yield from _scan(page, part, budget)
        elif box := pdfdrawn.unwritten(page, drawn):
            yield from _scan(page, part, budget, box)
    except pypdfium2.PdfiumError:
        yield Unread(part.name, Reason.CORRUPT, "pdf")
    finally:
        page.close()


def _best(words: pdfpage.Words, drawn: pdfdrawn.Drawn, number: int, second: SecondReader) -> tuple[str, bool]:
    """The better text of a page, and whether it shows other words than either reader has.

    Where pdfium has codes for characters, pdfminer.six, which knows more of fonts, has often the characters.
    """
    if not words.garbled and (words.text.strip() or not drawn.glyphs):
        return words.text, False
    other = second.instead(number) if words.garbled else second.page(number)
    if 2 * pdfpage.letters(other) > pdfpage.letters(words.text):
        return other, False
    return words.text, words.garbled


def _is_scan(text: str, drawn: pdfdrawn.Drawn) -> bool:
    """Whether a page is to be looked at, because it has no text or no more than a caption."""
    if not text.strip():
        return drawn.picture or drawn.glyphs or drawn.outlines
    return drawn.picture and pdfpage.letters(text) < CAPTION


def _scan(page: pypdfium2.PdfPage, part: Part, budget: Budget, box: pdfdrawn.Box | None = None) -> Iterator[Item]:
    """A page that is a picture, or a box of it, rendered if somebody is to read it."""
    if not budget.limits.ocr:
        yield Unread(part.name, Reason.SCANNED, "pdf")
        return
    try:
        image = page.render(scale=page_scale(page.get_size(), budget), grayscale=True, crop=_margins(page, box))
        data = bitmap(image.width, image.height, image.stride, bytes(image.buffer))
    except (pypdfium2.PdfiumError, ValueError):
        yield Unread(part.name, Reason.CORRUPT, "pdf")
        return
    yield from recognise(data, f"{part.name}/ocr", budget, page=part.page)


def _margins(page: pypdfium2.PdfPage, box: pdfdrawn.Box | None) -> tuple[float, float, float, float]:
    """What to cut off around a box, so that the text beside it is not told twice; nothing of a page that is turned."""
    if box is None or page.get_rotation():
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = page.get_bbox()
    return (box[0] - left, box[1] - bottom, right - box[2], top - box[3])


def _lost_page(number: int, part: Part, second: SecondReader) -> Iterator[Item]:
    """A page that pdfium cannot load: what the second reader makes of it, and that it is damaged."""
    yield from part.blocks(second.page(number))
    yield Unread(part.name, Reason.CORRUPT, "pdf")


def _is_cut_off(source: Source) -> bool:
    """Whether the end is missing: neither the end mark nor the offset of the last table is there."""
    source.file.seek(max(0, source.size - _TAIL))
    tail = source.file.read(_TAIL)
    return re.search(rb"startxref|%%EO", tail) is None and not tail.endswith(b"\0" * 64)
