"""Looking at a page: how it is turned, where its lines are, what they say.

Lines are looked for in a picture of moderate size and read from the full one. A page that lies on
its side shows tall boxes; one that stands on its head reads badly, and better when turned over.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from dlp.readers.ocr import recogniser
from dlp.readers.ocr.layout import CELL_GAP, Word
from dlp.readers.ocr.recogniser import Boxes, Pixels, Reading
from dlp.readers.ocr.repair import holds_number, is_broken, repaired

_LONG_SIDE, _SHORT_SIDE, _LONG_STRIP = 1600, 736, 1200
"""Pixels: of a page that is looked through at once; of a small picture after enlarging; across a long strip."""

_WINDOW = 1_900_000
"""Pixels looked at at once: the network takes some 300 bytes of memory for each."""

_SMALL_TYPE, _MUCH_SMALLER, _LARGER = 17, 0.75, 1.75
"""Lines below so many pixels are looked for again, if the picture was scaled down that much, so much larger."""

_OVERLAP = 160
_SLENDER = 2.6
_SURE, _BAD = 0.85, 0.5
_TRIED = 5
_TALL = 1.6
_INSIDE = 0.5
_COMPARED = 1000
_LINE = 4
"""A line of so many characters that cannot be read makes a page illegible in part; shorter ones do together."""

_SPECK = 0.25
_WIDE = "\u2e80"
"""From here on characters are as wide as they are high."""


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """Words in upright boxes; whether time ran out, and whether much of it could not be read."""

    words: list[Word]
    cut_short: bool
    illegible: bool


def read(picture: Pixels, deadline: float) -> Page:
    """All words of a picture, until the deadline (of time.monotonic)."""
    picture, boxes = _upright(picture)
    if len(boxes) == 0:
        return Page([], cut_short=False, illegible=False)
    if _badness(picture, boxes):
        picture, boxes = _best(picture, boxes)
    angle = _skew(boxes)
    words: list[Word] = []
    bad, done = 0.0, 0
    for box in boxes:
        if time.monotonic() > deadline:
            break
        reading = _careful(picture, box)
        done += 1
        if reading.score < _BAD:
            bad += _weight(reading)
            continue
        words += _words(reading, _turned(box, -angle), box)
    return Page([word for some in _some(words) for word in _alone(some)], done < len(boxes), bad >= 1.0)


def _weight(reading: Reading) -> float:
    """How much it matters that a line could not be read: a pattern in a photograph is short."""
    return 1.0 if len(reading.text.strip()) >= _LINE else _SPECK if reading.text.strip() else 0.0


def _upright(picture: Pixels) -> tuple[Pixels, Boxes]:
    """The picture with its lines lying, and their boxes."""
    boxes = _find(picture)
    if len(boxes) == 0:
        return picture, boxes
    width, height = _sizes(boxes)
    long_enough = np.maximum(width, height) > 1.5 * np.minimum(width, height)
    tall = (height > _TALL * width)[long_enough]
    if tall.sum() * 2 <= len(tall) or len(tall) == 0:
        return picture, boxes
    lying = np.ascontiguousarray(np.rot90(picture))
    return lying, _find(lying)


def _badness(picture: Pixels, boxes: Boxes) -> bool:
    return _score(picture, boxes) < _SURE


def _best(picture: Pixels, boxes: Boxes) -> tuple[Pixels, Boxes]:
    """The picture as it is, on its head, or with black and white changed over: whichever reads best."""
    height, width = picture.shape[:2]
    over = np.ascontiguousarray(np.rot90(picture, 2))
    corner = np.array([width, height], np.float32)
    turned = np.ascontiguousarray((corner - boxes)[:, [2, 3, 0, 1]])
    candidates = [(picture, boxes), (over, turned), (255 - picture, boxes)]
    return max(candidates, key=lambda pair: _score(*pair))


def _score(picture: Pixels, boxes: Boxes) -> float:
    """How sure the longest lines read."""
    width, _ = _sizes(boxes)
    longest = boxes[np.argsort(-width)[:_TRIED]]
    return float(np.mean([recogniser.read(_strip(picture, box)).score for box in longest]))


def _find(picture: Pixels) -> Boxes:
    """Boxes in the picture's own pixels; a page of small type is looked through again, larger."""
    height, width = picture.shape[:2]
    long_side, short_side = max(height, width), min(height, width)
    if long_side > _SLENDER * short_side and long_side > _LONG_SIDE:
        return _found(picture, min(1.0, _LONG_STRIP / short_side))
    scale = min(max(1.0, _SHORT_SIDE / short_side), _LONG_SIDE / long_side)
    boxes = _found(picture, scale)
    if scale < _MUCH_SMALLER and len(boxes) and float(np.median(_sizes(boxes)[1])) * scale < _SMALL_TYPE:
        return _found(picture, min(1.0, _LARGER * scale))
    return boxes


def _found(picture: Pixels, scale: float) -> Boxes:
    """Boxes by looking at the picture at a scale, in windows if it is then still large."""
    small = picture if scale == 1.0 else cv2.resize(picture, None, fx=scale, fy=scale, interpolation=_way(scale))
    found = [boxes for boxes in _windows(np.asarray(small, np.uint8)) if len(boxes)]
    return np.concatenate(found) / np.float32(scale) if found else np.zeros((0, 4, 2), np.float32)


def _way(scale: float) -> int:
    return cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC


def _windows(picture: Pixels) -> Iterator[Boxes]:
    """Boxes of one window after another; what stands in two is taken where its middle is further inside."""
    axis = 1 if picture.shape[0] > picture.shape[1] else 0  # of the boxes' x, y
    length, across = picture.shape[1 - axis], picture.shape[axis]
    size = max(3 * _OVERLAP, min(_LONG_SIDE, _WINDOW // across))
    at_once = length <= _LONG_SIDE and length * across <= _WINDOW
    starts = [0] if at_once else list(range(0, max(1, length - _OVERLAP), size - _OVERLAP))
    for start in starts:
        stop = length if start == starts[-1] else start + size
        window = picture[start:stop] if axis else picture[:, start:stop]
        boxes = recogniser.find(np.ascontiguousarray(window))
        if len(boxes) == 0:
            continue
        boxes[:, :, axis] += start
        middle = boxes[:, :, axis].mean(axis=1)
        first = start + _OVERLAP / 2 if start else 0
        last = stop - _OVERLAP / 2 if start != starts[-1] else length
        yield boxes[(middle >= first) & (middle < last)]


def _sizes(boxes: Boxes) -> tuple[Boxes, Boxes]:
    """Width and height of each."""
    return np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1), np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)


def _strip(picture: Pixels, box: Boxes, margin: float = 0.0) -> Pixels:
    """A line cut out and put straight; margin is a share of its height."""
    width = max(2, int(np.linalg.norm(box[1] - box[0])))
    height = max(2, int(np.linalg.norm(box[3] - box[0])))
    more = margin * height
    target = np.array(
        [[more, more], [width + more, more], [width + more, height + more], [more, height + more]], np.float32
    )
    size = (int(width + 2 * more), int(height + 2 * more))
    matrix = cv2.getPerspectiveTransform(box.astype(np.float32), target)
    cut = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.rot90(cut) if height > 2.5 * width else cut, np.uint8)


def _careful(picture: Pixels, box: Boxes) -> Reading:
    """A line's text; what is nearly an identity number is looked at again, a little wider and sharper."""
    reading = recogniser.read(_strip(picture, box))
    if not is_broken(reading.text):
        return reading
    for margin in (0.08, 0.16):
        strip = _strip(picture, box, margin)
        for again in (strip, _sharp(strip)):
            other = recogniser.read(again)
            if holds_number(repaired(other.text)):
                return other
    return reading


def _sharp(strip: Pixels) -> Pixels:
    soft = cv2.GaussianBlur(strip, (0, 0), 1.2)
    return np.asarray(cv2.addWeighted(strip, 1.8, soft, -0.8, 0), np.uint8)


def _some(words: list[Word]) -> Iterator[list[Word]]:
    """Neighbours, so few at a time that all can be compared with all."""
    yield from (words[at : at + _COMPARED] for at in range(0, len(words), _COMPARED))


def _alone(words: list[Word]) -> list[Word]:
    """Words without those that lie for the most part in a larger one and show some of its letters again."""
    if not words:
        return words
    low = np.array([(word.left, word.top) for word in words])
    high = np.array([(word.right, word.bottom) for word in words])
    area = np.prod(high - low, axis=1)
    inner = np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])
    shared = np.prod(np.maximum(inner, 0), axis=2)
    larger = (area[None] > area[:, None]) | ((area[None] == area[:, None]) & np.tri(len(area), k=-1, dtype=bool))
    again = ((shared > _INSIDE * area[:, None]) & larger).any(axis=1)
    return [word for word, is_again in zip(words, again, strict=True) if not is_again]


def _skew(boxes: Boxes) -> float:
    """The angle in radians by which lines rise, by the longer half of them."""
    width, _ = _sizes(boxes)
    edges = (boxes[:, 1] - boxes[:, 0])[width >= np.median(width)]
    return float(np.median(np.arctan2(edges[:, 1], edges[:, 0])))


def _turned(box: Boxes, angle: float) -> Boxes:
    """A box turned about the picture's origin."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(box @ np.array([[cos, sin], [-sin, cos]]), np.float32)


def _words(reading: Reading, upright: Boxes, box: Boxes) -> Iterator[Word]:
    """A line, cut where a gap is wide, as upright boxes around the characters themselves.

    The boxes that were found are wider and higher than the letters, by a different amount each.
    """
    width, height = float(np.linalg.norm(box[1] - box[0])), float(np.linalg.norm(box[3] - box[0]))
    left, middle = float(upright[:, 0].min()), float(upright[:, 1].mean())
    text, places = reading.text, [place * width for place in reading.places]
    size = _letter_size(text, places, height)
    reach = [_half(character) * size for character in text]
    gaps = [b - a for a, b in pairwise(places)]
    cuts = [n + 1 for n, gap in enumerate(gaps) if gap - reach[n] - reach[n + 1] > CELL_GAP * size]
    for start, stop in pairwise([0, *cuts, len(text)]):
        piece = repaired(text[start:stop].strip())
        if piece:
            first, last = left + places[start] - reach[start], left + places[stop - 1] + reach[stop - 1]
            yield Word(piece, first, middle - size / 2, last, middle + size / 2)


def _half(character: str) -> float:
    """Half of a character's width, as a share of the size of the type."""
    return 0.5 if character >= _WIDE else 0.27


def _letter_size(text: str, places: list[float], height: float) -> float:
    """The size of the type in pixels: what Chinese characters or digits stand apart, if there are any.

    A quarter of the pairs may be closer, the others wider: characters are often spaced out.
    """
    told = [
        (b - a) / (_half(x) + _half(y))
        for (a, b), (x, y) in zip(pairwise(places), pairwise(text), strict=True)
        if (x >= _WIDE and y >= _WIDE) or (x.isdigit() and y.isdigit())
    ]
    usual = float(np.quantile(told, 0.25)) if told else 0.75 * height
    return max(0.5 * height, min(usual, 0.95 * height))
