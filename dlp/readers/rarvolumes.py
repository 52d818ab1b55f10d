"""The volumes of a RAR archive as one: members that were cut get one header and all their pieces.

Source: as for `rarheaders`. Each volume repeats the header of a member that goes on in it; the last
one has the checksum of the whole.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from dlp.readers.rarheaders import RAR4, RAR5, number
from dlp.readers.segments import Segment, memory, size, whole

_MAIN4, _FILE4, _END4 = 0x73, 0x74, 0x7B
_MAIN5, _FILE5, _SEALED5, _END5 = 1, 2, 4, 5
_KINDS = {RAR4: (_MAIN4, _FILE4, None, _END4), RAR5: (_MAIN5, _FILE5, _SEALED5, _END5)}
"""Main header, member, encryption, end."""
_CLOSING4 = bytes.fromhex("c43d7b00400700")
_LARGEST_HEADER = 1 << 21
_SFX = 1 << 21


@dataclass(slots=True)
class _Block:
    """A header and where its data stands. before, after: whether the data is cut there."""

    kind: int
    header: bytes
    data: Segment
    before: bool = False
    after: bool = False


@dataclass(slots=True)
class _Merger:
    """Takes the blocks of one volume after another. `waiting` are the pieces of a member that was cut.

    more: the last thing seen says that another volume follows.
    """

    mark: bytes
    out: list[Segment] = field(default_factory=list)
    more: bool = False
    _header: bytes = b""
    _waiting: list[Segment] = field(default_factory=list)

    def take(self, block: _Block) -> None:
        """A member, or a piece of one."""
        if not block.before:
            self.flush()
        self._waiting.append(block.data)
        self._header, self.more = block.header, block.after
        if not block.after:
            self.flush()

    def flush(self) -> None:
        """Write the member that is waiting; its header says how long its pieces are together.

        One whose end is missing stays marked as cut.
        """
        if self._waiting:
            rewritten = _header4 if self.mark == RAR4 else _header5
            self.out += [memory(rewritten(self._header, size(self._waiting), cut=self.more)), *self._waiting]
        self._waiting = []


@dataclass(frozen=True, slots=True)
class Merged:
    """The archive in pieces. more: another volume belongs to it."""

    segments: list[Segment]
    more: bool


def merged(files: Sequence[BinaryIO]) -> Merged | None:
    """The volumes put together; None where one is no volume of the first's kind, or headers are encrypted."""
    merger: _Merger | None = None
    for file in files:
        start, mark = _mark(file)
        merger = merger or _Merger(mark)
        if not mark or mark != merger.mark:
            return None
        for block in _blocks4(file, start + 7) if mark == RAR4 else _blocks5(file, start + 8):
            if not _taken(block, merger):
                return None
    if merger is None or not merger.out:
        return None
    merger.flush()
    closing = _CLOSING4 if merger.mark == RAR4 else _sealed5(bytes((_END5, 0, 0)))
    return Merged([*merger.out, memory(closing)], merger.more)


def _taken(block: _Block, merger: _Merger) -> bool:
    """Take a block; False where the archive cannot be put together."""
    main, member, sealed, end = _KINDS[merger.mark]
    if block.kind == main:
        header = _main4(block.header) if merger.mark == RAR4 else _main5(block.header)
        if header is not None and not merger.out:
            merger.out = [memory(merger.mark + header)]
        return header is not None
    if block.kind == member:
        merger.take(block)
    elif block.kind == end:
        merger.more = merger.more or block.after
    return block.kind != sealed


def _mark(file: BinaryIO) -> tuple[int, bytes]:
    """Where an archive begins, behind a program perhaps, and which mark it has; an empty one where there is none."""
    file.seek(0)
    head = file.read(_SFX)
    at = head.find(RAR4[:6])
    found = head[at : at + 8] if at >= 0 else b""
    return (at, RAR5) if found == RAR5 else (at, RAR4) if found.startswith(RAR4) else (0, b"")


def _blocks4(file: BinaryIO, at: int) -> Iterator[_Block]:
    end = whole(file).length
    while at + 7 <= end:
        file.seek(at)
        begin = file.read(7)
        kind, flags, length = struct.unpack("<2xBHH", begin)
        if length < 7 or not 0x72 <= kind <= _END4:
            return
        header = begin + file.read(min(length - 7, end - at))
        data = struct.unpack_from("<I", header, 7)[0] if (flags & 0x8000 or kind == _FILE4) and len(header) >= 11 else 0
        if kind == _FILE4 and flags & 0x100 and len(header) >= 40:
            data |= struct.unpack_from("<I", header, 32)[0] << 32
        piece = Segment(file, at + length, max(0, min(data, end - at - length)))
        yield _Block(kind, header, piece, bool(flags & 1), bool(flags & (1 if kind == _END4 else 2)))
        if kind == _END4:
            return
        at += length + data


def _main4(header: bytes) -> bytes | None:
    """The archive's header without the flags of a volume; None where what follows is encrypted."""
    (flags,) = struct.unpack_from("<H", header, 3)
    if flags & 0x80:
        return None
    return _summed4(header[:3] + struct.pack("<H", flags & ~0x111) + header[5:])


def _header4(raw: bytes, total: int, *, cut: bool) -> bytes:
    """A member's header with the size of all its pieces."""
    header = bytearray(raw)
    (flags,) = struct.unpack_from("<H", header, 3)
    struct.pack_into("<H", header, 3, flags & ~3 | 2 * cut)
    struct.pack_into("<I", header, 7, total & 0xFFFFFFFF)
    if flags & 0x100 and len(header) >= 40:
        struct.pack_into("<I", header, 32, total >> 32)
    return _summed4(bytes(header))


def _summed4(header: bytes) -> bytes:
    return struct.pack("<H", zlib.crc32(header[2:]) & 0xFFFF) + header[2:]


def _blocks5(file: BinaryIO, at: int) -> Iterator[_Block]:
    end = whole(file).length
    while at + 7 <= end:
        file.seek(at)
        begin = file.read(14)
        try:
            length, used = number(begin[4:] + b"\0", 0)
            if not 0 < length <= _LARGEST_HEADER:
                return
            file.seek(at + 4 + used)
            header = file.read(length)
            if zlib.crc32(begin[4 : 4 + used] + header) != int.from_bytes(begin[:4], "little"):
                return
            kind, flags, _, data, i = _fields5(header)
            more = number(header, i)[0] & 1 if kind == _END5 else flags & 16
        except IndexError:
            return
        start = at + 4 + used + length
        yield _Block(kind, header, Segment(file, start, max(0, min(data, end - start))), bool(flags & 8), bool(more))
        if kind == _END5:
            return
        at = start + data


def _fields5(header: bytes) -> tuple[int, int, int, int, int]:
    """Kind, flags, size of the extra area and of the data, and where the rest begins. Raises IndexError."""
    kind, i = number(header, 0)
    flags, i = number(header, i)
    extra, i = number(header, i) if flags & 1 else (0, i)
    data, i = number(header, i) if flags & 2 else (0, i)
    return kind, flags, extra, data, i


def _main5(header: bytes) -> bytes:
    """The archive's header: of its flags, only that it is solid."""
    _, _, _, _, i = _fields5(header)
    return _sealed5(bytes((_MAIN5, 0, number(header + b"\0", i)[0] & 4)))


def _header5(header: bytes, total: int, *, cut: bool) -> bytes:
    """The same for RAR 5."""
    kind, flags, extra, _, i = _fields5(header)
    sizes = (_written(extra) if flags & 1 else b"") + _written(total)
    return _sealed5(_written(kind) + _written((flags | 2) & ~0x18 | 16 * cut) + sizes + header[i:])


def _sealed5(body: bytes) -> bytes:
    """A header with its length and checksum in front."""
    counted = _written(len(body)) + body
    return struct.pack("<I", zlib.crc32(counted)) + counted


def _written(value: int) -> bytes:
    """A number of seven bits a byte, lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))
