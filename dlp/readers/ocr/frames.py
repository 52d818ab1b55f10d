"""A picture's bytes become pixels within the limits, and its words become blocks."""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from dlp.model import Block, Grid, Reason, Unread
from dlp.readers.ocr import glance, layout
from dlp.readers.ocr.recogniser import Pixels
from dlp.readers.source import Budget, Figure, Item, Part, Source, Stop, pieces

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "AVIF", "PPM", "JPEG2000", "MPO", "ICO")
_LONGEST_SIDE = 60_000
_PATIENCE = 0.8
"""Which share of the seconds may go by before the rest is given up, so that what was read gets out."""

_TRANSPARENT = frozenset(("RGBA", "LA", "PA", "RGBa", "La"))


class Frame:
    """One frame of a picture; `count` says how many there are once it was opened."""

    def __init__(self, figure: Figure) -> None:
        self.figure, self.count = figure, 1
        self._began = time.monotonic()

    def read(self, source: Source, budget: Budget) -> Iterator[Item]:
        """Its text. Raises Stop: too large, or of a kind that cannot be decoded."""
        name = f"{source.part}/frame:{self.figure.frame + 1}" if self.figure.frame else source.part
        pixels = self._pixels(source, budget)
        page = glance.read(pixels, self._began + budget.limits.seconds * _PATIENCE)
        part = Part(name, budget, page=self.figure.page, sheet=self.figure.sheet)
        for passage in layout.passages(page.words):
            yield from _blocks(part, passage)
        if page.cut_short:
            yield Unread(name, Reason.TIMEOUT)
        if page.illegible:
            yield Unread(name, Reason.SCANNED)

    def _pixels(self, source: Source, budget: Budget) -> Pixels:
        limit, data = budget.limits.ocr_megapixels * 1_000_000, source.whole(budget.limits.file_bytes)
        Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is decoded
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                    self.count = int(getattr(image, "n_frames", 1))
                    image.seek(self.figure.frame)
                    return _decoded(_fitting(image, limit))
            except UnidentifiedImageError as error:
                unable = data[4:8] == b"ftyp"  # this Pillow was built without AVIF; the others it always has
                raise Stop(Reason.UNSUPPORTED if unable else Reason.CORRUPT) from error


def _fitting(image: Image.Image, limit: int) -> Image.Image:
    """The image, a JPEG at a half, a quarter or an eighth if it is too large. Raises Stop."""
    width, height = image.size
    for part in (2, 4, 8):
        if image.width * image.height > limit:
            image.draft(None, (width // part, height // part))
    if image.width * image.height > limit or max(image.size) > _LONGEST_SIDE:
        raise Stop(Reason.TOO_LARGE)
    return image


def _decoded(image: Image.Image) -> Pixels:
    """Blue, green and red, turned as the camera says, on a ground that its text stands out from."""
    turned = ImageOps.exif_transpose(image) or image
    if turned.mode.startswith(("I", "F")):
        turned = _levelled(turned)
    if turned.mode in _TRANSPARENT or "transparency" in turned.info:
        turned = _grounded(turned.convert("RGBA"))
    colours = np.asarray(turned.convert("RGB"))
    return np.ascontiguousarray(colours[:, :, ::-1])


def _levelled(image: Image.Image) -> Image.Image:
    """Grey levels of more than eight bits, spread over eight."""
    values = np.asarray(image, np.float32)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1e-6))).astype(np.uint8))


def _grounded(image: Image.Image) -> Image.Image:
    """A transparent picture on white if what is seen of it is dark, else on black."""
    alpha = np.asarray(image.getchannel("A"))
    seen = np.asarray(image.convert("L"))[alpha > 0]
    light = 255 if seen.size == 0 or seen.mean() < 128 else 0
    ground = Image.new("RGBA", image.size, (light, light, light, 255))
    return Image.alpha_composite(ground, image)


def _blocks(part: Part, passage: layout.Passage) -> Iterator[Block]:
    grid = Grid("\t") if passage.is_table else None
    for piece in pieces(passage.text):
        yield part.block(piece, grid)
