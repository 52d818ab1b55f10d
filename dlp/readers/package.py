"""Opening zip packages within limits: counts, sizes and ratios are checked before and while reading."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Protocol, cast

from dlp.model import Reason
from dlp.readers import zipdirectory, zipkeys, zipmethods
from dlp.readers.source import Budget, Source, Stop


class NoDirectory(Stop):
    """The zip's own directory cannot be read; its members perhaps can."""


_SMALL = 16 << 20
"""What stays below this many bytes is never called a bomb, however well it was packed."""

_ENCRYPTED = 0x41
"""The flags of the old and of the strong encryption."""
_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_LOCAL = 30


@contextmanager
def opened(source: Source, budget: Budget) -> Iterator[zipfile.ZipFile]:
    """A zip file whose directory is within limits. Raises Stop if it is damaged or a bomb."""
    if zipdirectory.is_huge(source.file, budget.limits.members):
        raise Stop(Reason.BOMB)
    try:
        archive = zipfile.ZipFile(source.file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise NoDirectory(Reason.CORRUPT) from error
    with archive:
        infos = archive.infolist()
        if len(infos) > budget.limits.members:
            raise Stop(Reason.BOMB)
        unpacked = sum(info.file_size for info in infos)
        if unpacked > max(
            _SMALL, budget.limits.ratio * source.size
        ):  # members may share what is packed: the file counts
            raise Stop(Reason.BOMB)
        yield archive


class Zip(Protocol):
    """What members are taken from: a zip file, or what was salvaged of one."""

    def open(self, info: zipfile.ZipInfo, /) -> IO[bytes]:
        """A member's bytes."""


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    """Whether a member says that only a password opens it."""
    return bool(info.flag_bits & _ENCRYPTED)


def extract(archive: Zip, info: zipfile.ZipInfo, budget: Budget, part: str = "") -> BinaryIO:
    """One member in memory, never more than the limits allow, whatever its header claims.

    part: what it is called among the parts. Raises Stop: encrypted and no password fits, too large,
    a bomb, damaged, or packed in an unknown way.
    """
    if is_encrypted(info) and not isinstance(archive, zipfile.ZipFile):
        raise Stop(Reason.ENCRYPTED)
    if info.file_size > budget.limits.member_bytes:
        raise Stop(Reason.TOO_LARGE)
    with _troubles():
        if is_encrypted(info) and isinstance(archive, zipfile.ZipFile):
            data = zipkeys.extracted(archive, info, part, budget)
        else:
            data = _data(archive, info, budget.limits.member_bytes)
    _check_ratio(len(data), info, budget)
    return io.BytesIO(data)


class Streamed(io.RawIOBase):
    """A member's bytes as they are unpacked. Reading raises Stop where they are damaged or a bomb."""

    def __init__(self, member: IO[bytes], info: zipfile.ZipInfo, budget: Budget) -> None:
        self._member, self._read = member, 0
        self._limit = max(_SMALL, budget.limits.ratio * max(1, info.compress_size))

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        with _troubles():
            data = self._member.read(size)
        self._read += len(data)
        if self._read > self._limit:
            raise Stop(Reason.BOMB)
        return data


@contextmanager
def _troubles() -> Iterator[None]:
    """What zipfile raises, as Stop."""
    try:
        yield
    except NotImplementedError as error:
        raise Stop(Reason.UNSUPPORTED) from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise Stop(Reason.CORRUPT) from error
    except RuntimeError as error:  # zipfile's way of asking for a password
        raise Stop(Reason.ENCRYPTED) from error


def streamed(archive: Zip, info: zipfile.ZipInfo, budget: Budget) -> BinaryIO:
    """One member as a stream: for XML that may be larger than what may lie in memory.

    Raises Stop as `extract` does, also while it is read.
    """
    if info.flag_bits & _ENCRYPTED:
        raise Stop(Reason.ENCRYPTED)
    with _troubles():
        member = archive.open(info)
    return cast("BinaryIO", Streamed(member, info, budget))


def beginning(archive: Zip, info: zipfile.ZipInfo, size: int) -> bytes:
    """A member's first bytes. Raises Stop."""
    if info.flag_bits & _ENCRYPTED:
        raise Stop(Reason.ENCRYPTED)
    with _troubles(), archive.open(info) as member:
        return member.read(size)


def _data(archive: Zip, info: zipfile.ZipInfo, limit: int) -> bytes:
    if isinstance(archive, zipfile.ZipFile):
        if zipmethods.handles(info):
            return zipmethods.unpack(archive, info, limit)
        _agree(archive, info)
    with archive.open(info) as member:
        return member.read(limit + 1)


def _agree(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Take a member's name from its own header: zipfile refuses one whose directory spells it another way."""
    file = archive.fp
    if file is None:
        return
    file.seek(info.header_offset)
    header = file.read(_LOCAL)
    if header[:4] == b"PK\3\4" and len(header) == _LOCAL:
        flags, length = struct.unpack_from("<6xH18xH", header)
        info.orig_filename = file.read(length).decode("utf-8" if flags & _UTF8 else "cp437")


def _check_ratio(size: int, info: zipfile.ZipInfo, budget: Budget) -> None:
    if size > budget.limits.member_bytes:
        raise Stop(Reason.TOO_LARGE)
    if size > max(_SMALL, budget.limits.ratio * max(1, info.compress_size)):
        raise Stop(Reason.BOMB)


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; one without the UTF-8 flag is most likely GB18030 that was read as cp437."""
    if info.flag_bits & _UTF8:
        return info.filename
    if named := _unicode_path(info.extra):
        return named
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for name in ("utf-8", "gb18030"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return info.filename


def _unicode_path(extra: bytes) -> str:
    """The name in Info-ZIP's Unicode path field (APPNOTE 4.6.9), empty where there is none."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return ""
