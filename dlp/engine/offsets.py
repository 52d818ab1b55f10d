"""Places in valid UTF-8: between characters, counted in characters, and the text between two of them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np


def characters(data: bytes, places: Collection[int]) -> dict[int, int]:
    """The number of characters in front of each of these byte offsets."""
    if not places:
        return {}
    if data.isascii():
        return {place: place for place in places}
    leading = np.frombuffer(data, np.int8) > -65  # the first byte of a character is not 10xxxxxx
    counts, before, total = dict[int, int](), 0, 0
    for place in sorted(places):
        total += int(np.count_nonzero(leading[before:place]))
        before = place
        counts[place] = total
    return counts


def boundary(data: bytes, place: int) -> int:
    """The beginning of the first character at or behind a place."""
    place = max(0, place)
    while place < len(data) and data[place] & 0xC0 == 0x80:
        place += 1
    return min(place, len(data))


def decoded(data: bytes, start: int, stop: int) -> str:
    """The text between two places, without characters that are cut."""
    return data[max(0, start) : max(0, stop)].decode("utf-8", "ignore")
