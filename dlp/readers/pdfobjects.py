"""pdfminer.six's document, made safe against objects that refer to each other in a ring.

It follows a reference to a reference without end, in a loop that no time limit of ours would see.
"""

from __future__ import annotations

from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdftypes import PDFObjRef

_HOPS = 1000
"""Objects that are nothing but a reference; honest writers make none."""


class Document(PDFDocument):
    """A document in which following references ends."""

    _hops = 0

    def getobj(self, objid: int) -> Any:
        """An object by its number. Raises PDFObjectNotFound, which pdfminer takes for an object that is missing."""
        found = super().getobj(objid)
        if isinstance(found, PDFObjRef):
            self._hops += 1
            if self._hops > _HOPS:
                raise PDFObjectNotFound
        return found
