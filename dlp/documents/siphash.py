"""SipHash-2-4 of many 64-bit numbers at once (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012)."""

from __future__ import annotations

import numpy as np

from dlp.counting.rows import Rows

_START = tuple(np.uint64(n) for n in (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573))
_LENGTH = np.uint64(8 << 56)
_END = np.uint64(0xFF)

State = list[Rows]


def siphash(numbers: Rows, key: bytes) -> Rows:
    """The hash of each number, taken as a message of eight bytes, least first. key: 16 bytes."""
    halves = np.frombuffer(key, "<u8").astype(np.uint64)
    v = [np.full(len(numbers), start ^ halves[place % 2]) for place, start in enumerate(_START)]
    for word in (numbers, np.full(len(numbers), _LENGTH)):
        v[3] ^= word
        _rounds(v, 2)
        v[0] ^= word
    v[2] ^= _END
    _rounds(v, 4)
    made: Rows = v[0] ^ v[1] ^ v[2] ^ v[3]
    return made


def _rounds(v: State, times: int) -> None:
    for _ in range(times):
        _half(v, 0, 1, 13)
        _half(v, 2, 3, 16)
        v[0] = _turned(v[0], 32)
        _half(v, 2, 1, 17)
        _half(v, 0, 3, 21)
        v[2] = _turned(v[2], 32)


def _half(v: State, a: int, b: int, by: int) -> None:
    """Add, turn, exclusive or."""
    v[a] += v[b]
    v[b] = _turned(v[b], by)
    v[b] ^= v[a]


def _turned(numbers: Rows, by: int) -> Rows:
    return (numbers << np.uint64(by)) | (numbers >> np.uint64(64 - by))
