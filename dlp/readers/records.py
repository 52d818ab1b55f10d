"""Records of Excel's binary files: cutting streams into records, and strings out of them.

Source: [MS-XLS] 2.1.4, 2.5.293-2.5.296; for BIFF2 to BIFF5 the OpenOffice.org documentation of
the Excel file format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

CONTINUE = 0x3C


@dataclass(slots=True)
class Record:
    """One record with what continues it: `segments[0]` is its own data."""

    type: int
    segments: list[bytes] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """Its own data, without what continues it."""
        return self.segments[0]


def records(stream: bytes) -> Iterator[Record]:
    """The records of a stream up to its end or to where it is cut off."""
    at, pending = 0, None
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == CONTINUE and pending is not None:
            pending.segments.append(data)
            continue
        if pending is not None:
            yield pending
        pending = Record(kind, [data])
    if pending is not None:
        yield pending


class Reader:
    """Reads numbers and strings from a record's segments. What lies behind the end is zero or empty."""

    def __init__(self, segments: list[bytes], at: int = 0) -> None:
        self._segments, self._number, self._at = segments, 0, at

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        self._step()
        return self._number >= len(self._segments)

    def number(self, size: int) -> int:
        """An unsigned number of so many bytes, least significant first."""
        return int.from_bytes(self.take(size), "little")

    def take(self, size: int) -> bytes:
        """So many bytes, or what is left."""
        out = b""
        while size > 0 and not self.ended:
            segment = self._segments[self._number]
            piece = segment[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            out += piece
        return out

    def string(self, length: int) -> str:
        """A Unicode string whose length is known: flags, sizes of its extras, characters, extras."""
        flags = self.number(1)
        runs = self.number(2) if flags & 8 else 0
        extra = self.number(4) if flags & 4 else 0
        text = self.characters(length, wide=bool(flags & 1))
        self._skip(4 * runs + extra)
        return text

    def characters(self, length: int, *, wide: bool) -> str:
        """Characters; where they go on in the next segment, a byte there says how wide they are now."""
        out: list[str] = []
        while length > 0 and self._number < len(self._segments):
            segment = self._segments[self._number]
            piece = segment[self._at : self._at + length * (2 if wide else 1)]
            out.append(piece.decode("utf-16-le" if wide else "latin-1", "replace"))
            self._at += len(piece)
            length -= len(piece) // (2 if wide else 1) or 1 if piece else 0
            if length > 0:
                self._number, self._at = self._number + 1, 0
                if self._number < len(self._segments):
                    wide = bool(self.number(1) & 1)
        return "".join(out)

    def _skip(self, size: int) -> None:
        while size > 0 and not self.ended:
            room = len(self._segments[self._number]) - self._at
            step = min(room, size)
            self._at += step
            size -= step

    def _step(self) -> None:
        while self._number < len(self._segments) and self._at >= len(self._segments[self._number]):
            self._number, self._at = self._number + 1, 0


def rk(value: int) -> float:
    """A number as RK records pack it."""
    number: float
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value & 0x80000000 else 0))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0]
    return number / 100 if value & 1 else number
