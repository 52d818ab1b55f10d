"""What a PDF page draws: glyphs, outlines, and pictures that may hold words which its text does not."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_ICON = 128
_OUTLINES = 40
"""A page without any text but with this many drawn shapes may show letters as outlines."""
_OBJECTS = 20_000
_DEPTH = 4
_RECTANGLES = 5_000
_GRID = 48
"""A page is looked at in so many rows and columns."""
_SHARE = 0.07
"""Of a page: what an identity card of natural size covers on A4 is 0.074; logos cover less."""
_PIXELS = 150_000
"""What an identity card has at about 150 dots an inch; characters on it are then some 12 pixels high."""
_COARSE = 50
"""Dots an inch below which printed text is no longer legible."""
_WRITTEN = 0.2
"""The share of a picture that text lies over once a scan was recognised; a caption or stamp covers less."""

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    """What a page shows: glyphs of a font, a picture larger than an icon, many outlines; where pictures lie."""

    glyphs: bool = False
    picture: bool = False
    outlines: bool = False
    boxes: list[Box] = field(default_factory=list)
    pixels: int = 0


def drawn(page: pypdfium2.PdfPage) -> Drawn:
    """What the page's objects are; a page of very many objects is judged by its first ones."""
    found = Drawn()
    small = shapes = 0
    for number, (item, kind, matrix) in enumerate(_of_page(page)):
        if number > _OBJECTS:
            break
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.glyphs = True
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            big = _note(found, item, matrix)
            found.picture, small = found.picture or big, small + (not big)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
    found.picture = found.picture or small > _ICON // 16
    found.outlines = shapes > _OUTLINES
    return found


def unwritten(page: pypdfium2.PdfPage, found: Drawn) -> Box | None:
    """The box around a page's pictures where they may hold words that no text of the page repeats.

    They do if they cover a part of the page and have the pixels that text needs, and hardly any of
    the page's text lies over them, as it would had somebody recognised a scan.
    """
    if found.pixels < _PIXELS:
        return None
    left, bottom, right, top = frame = page.get_bbox()
    if right <= left or top <= bottom:
        return None
    pictures = _grid(found.boxes, frame)
    cells = sum(row.bit_count() for row in pictures)
    if cells < _SHARE * _GRID * _GRID:
        return None
    text = _grid(_lines(page), frame)
    written = sum((row & other).bit_count() for row, other in zip(pictures, text, strict=True))
    return _around(found.boxes, frame) if written < _WRITTEN * cells else None


def _of_page(page: pypdfium2.PdfPage) -> Iterator[tuple[Any, int, Matrix]]:
    return _walk(pdfium.FPDFPage_CountObjects(page), partial(pdfium.FPDFPage_GetObject, page), _IDENTITY, 1)


def _walk(count: int, get: Callable[[int], Any], matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    """Objects with their type and the matrix of the form that they lie in, forms opened to a depth."""
    for index in range(count):
        item = get(index)
        kind = pdfium.FPDFPageObj_GetType(item) if item else pdfium.FPDF_PAGEOBJ_UNKNOWN
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield item, kind, matrix
        elif depth < _DEPTH:
            inner = partial(pdfium.FPDFFormObj_GetObject, item)
            yield from _walk(pdfium.FPDFFormObj_CountObjects(item), inner, _times(_matrix(item), matrix), depth + 1)


def _matrix(item: Any) -> Matrix:
    raw = pdfium.FS_MATRIX()
    known = pdfium.FPDFPageObj_GetMatrix(item, raw)
    return (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f) if known else _IDENTITY


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _note(found: Drawn, item: Any, matrix: Matrix) -> bool:
    """Keep where an image lies and how many pixels it has, and say whether it is larger than an icon."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    known = pdfium.FPDFImageObj_GetImagePixelSize(item, width, height)
    a, b, c, d, e, f = _times(_matrix(item), matrix)  # an image is a square of one unit (ISO 32000-1, 8.9.3)
    across, up = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    box = (min(across), min(up), max(across), max(up))
    inches = max((a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5) / 72
    if max(width.value, height.value) > _COARSE * inches:
        found.boxes.append(box)
        found.pixels += width.value * height.value
    return not known or width.value > _ICON or height.value > _ICON


def _lines(page: pypdfium2.PdfPage) -> list[Box]:
    """Where the page's text lies, line by line or smaller."""
    words = page.get_textpage()
    found = [words.get_rect(index) for index in range(min(words.count_rects(), _RECTANGLES))]
    words.close()
    return found


def _grid(boxes: list[Box], frame: Box) -> list[int]:
    """The page's rows of cells, each a number whose bits say which cells some box covers."""
    rows = [0] * _GRID
    for left, bottom, right, top in boxes:
        first, last = _cells(left, right, frame[0], frame[2])
        low, high = _cells(bottom, top, frame[1], frame[3])
        mask = (1 << last) - (1 << first)
        for row in range(low, high):
            rows[row] |= mask
    return rows


def _cells(start: float, stop: float, low: float, high: float) -> tuple[int, int]:
    """The cells of one direction that a length covers, of which there is at least one if it is on the page."""
    first = max(0.0, min(1.0, (start - low) / (high - low)))
    last = max(0.0, min(1.0, (stop - low) / (high - low)))
    begin = min(_GRID, int(first * _GRID))
    return begin, max(begin, min(_GRID, int(last * _GRID + 0.999)))


def _around(boxes: list[Box], frame: Box) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (
        max(frame[0], min(lefts)),
        max(frame[1], min(bottoms)),
        min(frame[2], max(rights)),
        min(frame[3], max(tops)),
    )
