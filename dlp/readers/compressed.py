"""One compressed file: gzip, bzip2, xz, lzma, zstd, and through libarchive lz4, Z, lzip, lzop.

What it holds is read as a member. A stream that breaks off still gives what came out of it.
"""

from __future__ import annotations

import bz2
import contextlib
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

from dlp.model import Reason, Unread
from dlp.readers import foreign, volumes
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop

_CHUNK = 1 << 16
_OUT = 1 << 20
_CAREFUL = 32
"""Bytes fed at a time where damage was found: an engine that fails keeps what it had made of the same bytes."""
_SALVAGED = 32 << 20
_SMALL = 16 << 20
_VOLUME = re.compile(r"\.\d{3,5}$")
_ENDINGS = {
    ".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tlz": ".tar", ".tzst": ".tar", ".taz": ".tar",
    ".gz": "", ".bz2": "", ".xz": "", ".lzma": "", ".zst": "", ".z": "", ".lz4": "", ".lz": "", ".lzo": "",
    ".svgz": ".svg", ".emz": ".emf", ".wmz": ".wmf",
}  # fmt: skip

_DAMAGE = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


class _Engine(Protocol):
    """The part of Python's decompressors that they share."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The one file inside, and what is wrong with the stream."""
    budget.spend_member()
    file, reason = _unpack(source, budget)
    size = file.seek(0, io.SEEK_END)
    if reason is not None:
        kind = volumes.SPLIT if volumes.named_so(source.name) else ""
        yield Unread(source.part, Reason.UNSUPPORTED if kind else reason, kind)
    if size or reason is None:
        yield from read_member(source.member(file, inner_name(source.name), size), budget)


def inner_name(name: str) -> str:
    """What a compressed file's content is called: its name without the ending, and without that of a volume."""
    if volumes.named_so(name):
        name = _VOLUME.sub("", name)
    for ending, instead in _ENDINGS.items():
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)] + instead
    return "content"


def _unpack(source: Source, budget: Budget) -> tuple[BinaryIO, Reason | None]:
    head = source.head(6)
    engine = next((make for magic, make in _ENGINES if head.startswith(magic)), None)
    if engine is None or (engine is _zstd and zstd_module() is None):
        return foreign.unpacked(source, budget)
    out: BinaryIO = io.BytesIO()
    most = min(budget.limits.member_bytes, max(_SMALL, budget.limits.ratio * source.size))
    try:
        _streams(source.file, engine, out, most)
    except _DAMAGE:
        return _salvaged(source, engine, out, most), Reason.CORRUPT
    except Stop as stop:
        bomb = stop.reason is Reason.TOO_LARGE and most < budget.limits.member_bytes
        if bomb:
            raise Stop(Reason.BOMB) from stop
        return out, stop.reason
    return out, None


def _salvaged(source: Source, make: Callable[[], _Engine], out: BinaryIO, most: int) -> BinaryIO:
    """All that comes out in front of the damage: the same again in small pieces."""
    if source.size > _SALVAGED:
        return out
    again = io.BytesIO()
    source.file.seek(0)
    with contextlib.suppress(Stop, *_DAMAGE):
        _streams(source.file, make, again, most, _CAREFUL)
    return again if again.tell() > out.tell() else out


def _streams(file: BinaryIO, make: Callable[[], _Engine], out: BinaryIO, most: int, chunk: int = _CHUNK) -> None:
    """Unpack one stream after another. Raises Stop at the limit and where the data ends too early."""
    engine, data, total = make(), file.read(chunk), 0
    while data or not engine.eof:
        piece = engine.decompress(data, _OUT)
        total += len(piece)
        if total > most:
            raise Stop(Reason.TOO_LARGE)
        out.write(piece)
        if engine.eof:
            data = engine.unused_data.lstrip(b"\0") or file.read(chunk).lstrip(b"\0")
            if not data:
                return
            engine = make()
        else:
            data = _more(engine, piece, file, chunk)


def _more(engine: Any, piece: bytes, file: BinaryIO, chunk: int) -> bytes:
    """The next input: what the engine has not taken yet, else more of the file. Raises Stop at its end."""
    left: bytes = getattr(engine, "unconsumed_tail", b"")
    if left or (hasattr(engine, "needs_input") and not engine.needs_input):
        return left
    data = file.read(chunk)
    if not data and not piece:
        raise Stop(Reason.CORRUPT)
    return data


def zstd_module() -> Any:
    """Zstandard, which Python has from 3.14 on, and a backport before that."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return __import__(name, fromlist=["ZstdDecompressor"])
        except ImportError:
            continue
    return None


def _zstd() -> _Engine:
    engine: _Engine = zstd_module().ZstdDecompressor()
    return engine


_ENGINES: tuple[tuple[bytes, Callable[[], _Engine]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\0", lzma.LZMADecompressor),
    (b"\x5d", lzma.LZMADecompressor),
    (b"\x5e", lzma.LZMADecompressor),
    (b"\x28\xb5\x2f\xfd", _zstd),
)
