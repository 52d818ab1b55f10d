"""Archives that only libarchive unpacks: cab, lzh, iso, cpio, xar, rpm, most of rar, lz4, Z.

Members come one after another and in bounded pieces; what libarchive refuses is `Unread`, and
without libarchive (the extra `rar`) the whole archive is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from dlp.model import Reason, Unread
from dlp.readers import encoding, libarchive, names
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop

_SMALL = 16 << 20
_DAMAGE = (
    "runcated",
    "amaged",
    "orrupt",
    "nvalid",
    "hecksum",
    "CRC",
    "Bad ",
    "bad ",
    "malformed",
    "unexpected",
    "Premature",
    "premature",
)

Member = tuple[str, BinaryIO | None, Reason | None]
"""Name, content, and what is wrong with it; one without a name is the archive's own trouble."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The parts of every member. Raises Stop(unsupported) where libarchive is missing."""
    for name, file, reason in members(source, budget):
        yield from names.said(source, name, budget)
        if reason is not None:
            yield Unread(source.inner(name) if name else source.part, reason)
        if file is not None:
            yield from read_member(source.member(file, name, file.seek(0, io.SEEK_END)), budget)


def unpacked(source: Source, budget: Budget) -> tuple[BinaryIO, Reason | None]:
    """What a compressed stream (lz4, Z, lzip, lzop, zstd) unpacks to, and why it ends early.

    Raises Stop where nothing comes out.
    """
    for _, file, reason in members(source, budget, raw=True):
        if file is not None:
            return file, reason
        raise Stop(reason or Reason.CORRUPT)
    return io.BytesIO(), None


def members(source: Source, budget: Budget, *, raw: bool = False) -> Iterator[Member]:
    """Member by member; a broken one may still have what came out of it. Raises Stop."""
    data = source.whole(budget.limits.file_bytes)
    try:
        for entry in libarchive.entries(data, raw=raw):
            if entry.is_file:
                budget.spend_member()
                yield _name(entry), *_content(entry, source, budget)
    except libarchive.Missing as error:
        raise Stop(Reason.UNSUPPORTED) from error
    except OSError as error:
        yield "", None, _reason(str(error))


def _reason(message: str) -> Reason:
    if "ncrypt" in message or "assphrase" in message or "assword" in message:
        return Reason.ENCRYPTED
    return Reason.CORRUPT if any(word in message for word in _DAMAGE) else Reason.UNSUPPORTED


def _name(entry: libarchive.Entry) -> str:
    name = entry.name
    text = name if isinstance(name, str) else encoding.decode(name, "utf-8")
    return text.replace("\\", "/").removeprefix("./") or "member"


def _content(entry: libarchive.Entry, source: Source, budget: Budget) -> tuple[BinaryIO | None, Reason | None]:
    """A member's bytes, as many as the limits allow, and the reason if they are not all."""
    if entry.is_encrypted:
        return None, Reason.ENCRYPTED
    most = min(budget.limits.member_bytes, max(_SMALL, budget.limits.ratio * source.size))
    file = io.BytesIO()
    try:
        for chunk in entry.chunks():
            file.write(chunk)
            if file.tell() > most:
                return None, Reason.TOO_LARGE if most == budget.limits.member_bytes else Reason.BOMB
    except OSError as error:
        return (file if file.tell() else None), _reason(str(error))
    return file, None
