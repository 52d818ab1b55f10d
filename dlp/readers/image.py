"""Pictures: without text recognition they are unread, but for icons too small to hold text."""

from __future__ import annotations

import io
from collections.abc import Iterator

import imagesize

from dlp.model import Reason
from dlp.readers.source import Budget, Item, Source, Stop

ICON = "icon"


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Raises Stop: as an icon, or as a picture whose text was not recognised."""
    width, height = _size(source)
    small = 0 < width <= budget.limits.icon_pixels and 0 < height <= budget.limits.icon_pixels
    raise Stop(Reason.SCANNED, ICON if small else "")


def _size(source: Source) -> tuple[int, int]:
    """Width and height in pixels, -1 where the header does not tell."""
    try:
        width, height = imagesize.get(io.BytesIO(source.head(1 << 18)))
    except (ValueError, OSError, IndexError, KeyError):
        return -1, -1
    return int(width), int(height)
