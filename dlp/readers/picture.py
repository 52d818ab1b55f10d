"""Pictures on their way to text recognition: what every reader calls that meets one.

The parser only hands a picture on; another child recognises its text (`dlp.readers.ocr`).
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Reason, Unread
from dlp.readers.source import Budget, Figure, Item, Picture

CAPTION = 20
"""A page that shows a picture and has fewer characters than this is taken for a scan."""

PAGE_DPI = 200
"""What a page is rendered at: characters of 8 points are then about 22 pixels high."""


def recognise(
    data: bytes, part: str, budget: Budget, *, page: int | None = None, sheet: str | None = None, kind: str = ""
) -> Iterator[Item]:
    """The text of a picture where recognition is on, else the part as unread (`scanned`).

    Args:
        data: a whole file of a kind that Pillow reads, or what `bitmap` makes.
        part: the name of the part that the text makes.
        budget: of the document.
        page: the page it stands on, from 1.
        sheet: the sheet it stands on.
        kind: the true type of what it stands in.
    """
    if budget.limits.ocr:
        yield Picture(Figure(budget.unique(part), page, sheet), data)
    else:
        yield Unread(part, Reason.SCANNED, kind)


def bitmap(width: int, height: int, stride: int, pixels: bytes) -> bytes:
    """Grey pixels, a byte each, as a file (portable graymap); `stride` bytes a row."""
    rows = (pixels[at : at + width] for at in range(0, height * stride, stride))
    return b"P5 %d %d 255\n" % (width, height) + b"".join(rows)


def page_scale(size: tuple[float, float], budget: Budget) -> float:
    """How many pixels to render a point (1/72 inch) of a page of that size with, within the limit of pixels."""
    area = max(size[0], 1.0) * max(size[1], 1.0)
    most: float = (budget.limits.ocr_megapixels * 1e6 / area) ** 0.5
    return min(PAGE_DPI / 72, most)
