"""Pictures: their text is recognised where that is on; icons are too small to hold any."""

from __future__ import annotations

import io
from collections.abc import Iterator

import imagesize

from dlp.model import Reason
from dlp.readers.picture import recognise
from dlp.readers.sniff import sniff
from dlp.readers.source import Budget, Item, Source, Stop

ICON = "icon"
_UNNAMED = "image"
_UNSUPPORTED = ("heic", "psd")
"""Pillow decodes no HEIC, and of a Photoshop file only what the last program left flattened."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The picture itself as a part. Raises Stop: an icon, or a picture that stays unread."""
    width, height = _size(source)
    if 0 < width <= budget.limits.icon_pixels and 0 < height <= budget.limits.icon_pixels:
        raise Stop(Reason.SCANNED, ICON)
    if not budget.limits.ocr:
        raise Stop(Reason.SCANNED)
    if sniff(source) in _UNSUPPORTED:
        raise Stop(Reason.UNSUPPORTED)
    yield from recognise(source.whole(budget.limits.member_bytes), source.part or _UNNAMED, budget)


def _size(source: Source) -> tuple[int, int]:
    """Width and height in pixels, -1 where the header does not tell."""
    try:
        width, height = imagesize.get(io.BytesIO(source.head(1 << 18)))
    except (ValueError, OSError, IndexError, KeyError):
        return -1, -1
    return int(width), int(height)
