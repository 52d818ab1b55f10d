"""One seekable file made of pieces of several, without a copy of them."""

from __future__ import annotations

import bisect
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a file, in bytes."""

    file: BinaryIO
    start: int
    length: int


def whole(file: BinaryIO) -> Segment:
    """All of a file."""
    return Segment(file, 0, file.seek(0, io.SEEK_END))


def memory(data: bytes) -> Segment:
    """Bytes as a piece."""
    return Segment(io.BytesIO(data), 0, len(data))


def join(segments: Sequence[Segment]) -> io.BufferedReader:
    """The pieces as one file, which is read through a buffer."""
    return io.BufferedReader(_Joined([segment for segment in segments if segment.length > 0]))


def size(segments: Sequence[Segment]) -> int:
    """How many bytes the pieces make."""
    return sum(max(0, segment.length) for segment in segments)


class _Joined(io.RawIOBase):
    def __init__(self, segments: list[Segment]) -> None:
        self._segments = segments
        self._ends = list(accumulate(segment.length for segment in segments))
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        total = self._ends[-1] if self._ends else 0
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: total}[whence]
        if base + offset < 0:
            raise ValueError("a place before the file's begin")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Bytes of one piece at a time, 0 behind the last."""
        index = bisect.bisect_right(self._ends, self._at)
        if index == len(self._segments):
            return 0
        segment, left = self._segments[index], self._ends[index] - self._at
        segment.file.seek(segment.start + segment.length - left)
        data = segment.file.read(min(len(buffer), left))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
