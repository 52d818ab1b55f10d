"""Pictures: what they say of themselves in words, files hidden behind them, and their text where it is recognised.

Icons too small to hold text are told apart.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import imagesize

from dlp.model import Reason
from dlp.readers import imagetext
from dlp.readers.dispatch import FORMATS, read_member
from dlp.readers.picture import recognise
from dlp.readers.sniff import sniff
from dlp.readers.source import Budget, Item, Part, Source, Stop

ICON = "icon"
_PADDING = b"\0 \r\n\t\xff"
_UNNAMED = "image"
_UNSUPPORTED = ("heic", "psd", "jbig2")
"""Pillow decodes no HEIC, and of a Photoshop file only what the last program left flattened."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Comments and descriptions, what lies behind the picture's end, the picture's own text.

    Raises Stop: an icon, or a picture that stays unread.
    """
    yield from _words(source, budget)
    width, height = _size(source)
    if 0 < width <= budget.limits.icon_pixels and 0 < height <= budget.limits.icon_pixels:
        raise Stop(Reason.SCANNED, ICON)
    if not budget.limits.ocr:
        raise Stop(Reason.SCANNED)
    if sniff(source) in _UNSUPPORTED:
        raise Stop(Reason.UNSUPPORTED)
    yield from recognise(source.whole(budget.limits.member_bytes), source.part or _UNNAMED, budget)


def _words(source: Source, budget: Budget) -> Iterator[Item]:
    if source.size > budget.limits.member_bytes:
        return
    data = source.whole(budget.limits.member_bytes)
    texts, end = imagetext.texts(data)
    if texts:
        yield from Part(source.inner("metadata"), budget, lines=True).blocks("".join(f"{text}\n" for text in texts))
    rest = data[end:].lstrip(_PADDING) if end else b""
    if len(rest) > 16:
        yield from _behind(rest, source, budget)


def _behind(data: bytes, source: Source, budget: Budget) -> Iterator[Item]:
    """What lies behind a picture, if it is a file of a kind that can hold text; cameras leave much else there."""
    inner = source.member(io.BytesIO(data), "appended", len(data))
    kind = sniff(replace(inner, name="appended"))
    if kind in FORMATS:
        budget.spend_member()
        yield from read_member(inner, budget)


def _size(source: Source) -> tuple[int, int]:
    """Width and height in pixels, -1 where the header does not tell."""
    try:
        width, height = imagesize.get(io.BytesIO(source.head(1 << 18)))
    except (ValueError, OSError, IndexError, KeyError):
        return -1, -1
    return int(width), int(height)
