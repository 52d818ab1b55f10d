"""Compressed rich text as Outlook stores it (MS-OXRTFCP): as much as unpacks, and whether that is all."""

from __future__ import annotations

import struct

_PREFIX = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every dictionary begins with."""
_SIZE = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"


def unpacked(data: bytes) -> tuple[bytes, bool]:
    """The rich text, and whether all of it came out."""
    if len(data) < 16 or data[8:12] not in (_PACKED, _PLAIN):
        return b"", False
    size = struct.unpack_from("<I", data, 4)[0]
    if data[8:12] == _PLAIN:
        return data[16 : 16 + size], len(data) - 16 >= size
    out, whole = _expanded(data)
    return out[:size], whole and len(out) >= size


def _expanded(data: bytes) -> tuple[bytes, bool]:
    """Undo the packing: bits say whether a byte or a place in the last 4,096 bytes comes next."""
    ring = bytearray(_PREFIX.ljust(_SIZE, b"\0"))
    out, write, at = bytearray(), len(_PREFIX), 16
    while at < len(data):
        flags, at = data[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                piece, at = data[at : at + 1], at + 1
            elif at + 2 > len(data):
                return bytes(out), False
            else:
                place = data[at] << 8 | data[at + 1]
                offset, length, at = place >> 4, (place & 15) + 2, at + 2
                if offset == write:
                    return bytes(out), True
                piece = _copied(ring, offset, length, write)
            for byte in piece:
                ring[write] = byte
                write = (write + 1) % _SIZE
            out += piece
    return bytes(out), False


def _copied(ring: bytearray, offset: int, length: int, write: int) -> bytes:
    """Some bytes from the ring, which the copy itself may lengthen."""
    gap = (write - offset) % _SIZE or _SIZE
    piece = bytes(ring[(offset + n) % _SIZE] for n in range(min(length, gap)))
    return (piece * (length // len(piece) + 1))[:length]
