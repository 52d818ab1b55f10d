"""The second reader of PDF, pdfminer.six: slower, but it opens some files that pdfium refuses."""

from __future__ import annotations

import io
import logging
import struct
import time
import zlib
from collections.abc import Iterator
from typing import Any

from dlp.model import Reason
from dlp.readers.source import Budget, Item, Part, Source, Stop

_SECONDS = 20.0
"""Processor time it may take for a document; pages left over have no text of its own."""

_TRIES = 2
"""After so many pages in a row of which it has nothing it is asked no more."""

_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What it raises about damaged files, besides errors of its own, which derive from Exception alone."""


class SecondReader:
    """Opened once a document, and only when it is asked for."""

    def __init__(self, source: Source) -> None:
        logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)  # its warnings quote the document
        self._source = source
        self._pages: list[Any] | None = None
        self._spent = 0.0
        self._in_vain = 0

    def document(self, budget: Budget) -> Iterator[Item]:
        """All pages. Raises Stop: encrypted, or damaged beyond this reader too."""
        found = False
        for number in range(1, len(self._opened()) + 1):
            text = self.page(number)
            found = found or bool(text.strip())
            yield from Part(self._source.inner(f"page:{number}"), budget, page=number).blocks(text)
        if not found or self._spent > _SECONDS:
            raise Stop(Reason.TIMEOUT if found else Reason.CORRUPT)

    def page(self, number: int) -> str:
        """A page's text, empty where this reader has none either."""
        if self._spent > _SECONDS:
            return ""
        began = time.process_time()
        try:
            pages = self._opened()
            return _text(pages[number - 1]) if number <= len(pages) else ""
        except Stop:
            return ""
        finally:
            self._spent += time.process_time() - began

    def instead(self, number: int) -> str:
        """A page's text where the other reader knows no characters of its fonts, which pages mostly share."""
        if self._in_vain >= _TRIES:
            return ""
        text = self.page(number)
        self._in_vain = 0 if text.strip() else self._in_vain + 1
        return text

    def _opened(self) -> list[Any]:
        if self._pages is None:
            self._pages = []
            self._pages = _pages(self._source.whole(self._source.size))
        return self._pages


def _pages(data: bytes) -> list[Any]:
    """The pages of a document. Raises Stop: a password or an unknown way of encryption."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    from dlp.readers.pdfobjects import Document

    try:
        return list(PDFPage.create_pages(Document(PDFParser(io.BytesIO(data)))))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Stop(Reason.ENCRYPTED) from error
    except (PSException, *_FAULTS) as error:
        raise Stop(Reason.CORRUPT) from error


def _text(page: Any) -> str:
    """The text of a page; glyphs without a character, which it writes as (cid:1), are left out."""
    from pdfminer.converter import TextConverter
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.psexceptions import PSException

    out, manager = io.StringIO(), PDFResourceManager()
    device = TextConverter(manager, out, laparams=LAParams())
    try:
        PDFPageInterpreter(manager, device).process_page(page)
    except (PSException, *_FAULTS) as error:
        raise Stop(Reason.CORRUPT) from error
    return "" if "(cid:" in (text := out.getvalue())[:4096] else text
