"""7z archives through py7zr, with libarchive for what py7zr does not unpack."""

from __future__ import annotations

import contextlib
import io
import lzma
import zlib
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from dlp.model import Reason, Unread
from dlp.readers import foreign, names, signs, volumes
from dlp.readers.compressed import zstd_module
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Source, Stop

_SMALL = 16 << 20
_SFX = 1 << 21
_TROUBLE = (
    EOFError,
    ValueError,
    OSError,
    RuntimeError,
    LookupError,
    TypeError,
    AttributeError,
    lzma.LZMAError,
    zlib.error,
)
"""What py7zr and its decompressors raise on damaged data."""


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The parts of every member. Raises Stop: encrypted, one volume of several, or no py7zr."""
    try:
        py7zr: Any = import_module("py7zr")  # an extra
    except ImportError as error:
        raise Stop(Reason.UNSUPPORTED) from error
    if _is_volume(source):
        raise Stop(Reason.UNSUPPORTED, volumes.SPLIT)
    begin = signs.seven_zip_begin(source.head(_SFX)) or 0
    word = None
    try:
        archive = py7zr.SevenZipFile(_Archive(source, begin))
        if any(map(_is_encrypted, archive.files)) and (word := _fitting(source, begin, budget)):
            archive = py7zr.SevenZipFile(_Archive(source, begin), password=word)
    except py7zr.exceptions.PasswordRequired as error:
        word = _fitting(source, begin, budget)
        if word is None:
            raise Stop(Reason.ENCRYPTED) from error
        archive = py7zr.SevenZipFile(_Archive(source, begin), password=word)
    except (py7zr.exceptions.ArchiveError, *_TROUBLE):
        yield from foreign.read(source, budget)  # damaged, or packed in a way that only libarchive knows
        return
    with archive:
        yield from _members(archive, source, budget, word)


def _fitting(source: Source, begin: int, budget: Budget) -> str | None:
    """The password that opens the archive: its smallest encrypted member must come out whole."""
    py7zr: Any = import_module("py7zr")
    for word in budget.keys.tries():
        try:
            with py7zr.SevenZipFile(_Archive(source, begin), password=word) as archive:
                sealed = [info for info in archive.files if _is_encrypted(info) and info.uncompressed]
                least = min(sealed, key=lambda info: info.uncompressed, default=None)
                if least is not None and least.uncompressed <= budget.limits.member_bytes:
                    archive.extract(targets=[least.filename], factory=_factory(2 * budget.limits.member_bytes))
        except (py7zr.exceptions.ArchiveError, *_TROUBLE, *_zstd_trouble()):
            continue
        budget.keys.fits(word, source.part)
        return word
    return None


def _is_volume(source: Source) -> bool:
    """Whether the directory lies beyond the end of a file that is named as the first of several."""
    head = source.head(32)
    end = 32 + int.from_bytes(head[12:20], "little") + int.from_bytes(head[20:28], "little")
    return end > source.size and volumes.named_so(source.name)


def _members(archive: Any, source: Source, budget: Budget, word: str | None) -> Iterator[Item]:
    infos = [info for info in archive.files if not info.is_directory and not info.is_symlink]
    if len(infos) > budget.limits.members:
        raise Stop(Reason.BOMB)
    if sum(info.uncompressed or 0 for info in infos) > max(_SMALL, budget.limits.ratio * source.size):
        raise Stop(Reason.BOMB)
    wanted = []
    for info in infos:
        yield from names.said(source, info.filename, budget)
        reason = _refused(info, budget, locked=word is None)
        if reason is None:
            wanted.append(info)
        else:
            budget.spend_member()
            yield Unread(source.inner(info.filename), reason)
    taken = _extracted(archive, {info.filename for info in wanted}, budget)
    if taken is None:
        yield from foreign.read(source, budget)
        return
    yield from _given_out(wanted, taken, source, budget)


def _refused(info: Any, budget: Budget, *, locked: bool) -> Reason | None:
    """Why a member is not unpacked. locked: no password is known to open the archive."""
    if (info.uncompressed or 0) > budget.limits.member_bytes:
        return Reason.TOO_LARGE
    return Reason.ENCRYPTED if locked and _is_encrypted(info) else None


def _is_encrypted(info: Any) -> bool:
    coders = [] if info.emptystream or info.folder is None else info.folder.coders
    return any(coder["method"].startswith(b"\x06\xf1\x07") for coder in coders)


def _given_out(wanted: list[Any], taken: dict[str, _Kept], source: Source, budget: Budget) -> Iterator[Item]:
    seen: Counter[str] = Counter()
    for info in wanted:
        budget.spend_member()
        kept = taken.pop(_key(info.filename, seen), None)
        if kept is not None and kept.done:
            kept.file.seek(0)
            yield from read_member(source.member(kept.file, info.filename, info.uncompressed or 0), budget)
        elif info.uncompressed:
            full = kept is not None and kept.full
            yield Unread(source.inner(info.filename), Reason.TOO_LARGE if full else Reason.CORRUPT)


def _key(name: str, seen: Counter[str]) -> str:
    """What py7zr calls a member when it asks where to put it: a clean path, numbered if it comes again."""
    seen[name] += 1
    return PurePosixPath(name.lstrip("/") + (f"_{seen[name] - 2}" if seen[name] > 1 else "")).as_posix()


def _extracted(archive: Any, names: set[str], budget: Budget) -> dict[str, _Kept] | None:
    """The members as far as they came, None if py7zr knows no way to unpack them."""
    if not names:
        return {}
    py7zr: Any = import_module("py7zr")
    factory = _factory(2 * budget.limits.member_bytes)
    with contextlib.suppress(py7zr.exceptions.ArchiveError, *_TROUBLE, *_zstd_trouble()):
        try:
            archive.extract(targets=names, factory=factory)
        except (py7zr.exceptions.UnsupportedCompressionMethodError, py7zr.exceptions.Bad7zFile):
            return None
    taken: dict[str, _Kept] = factory.taken
    return taken


def _zstd_trouble() -> tuple[type[Exception], ...]:
    module = zstd_module()
    return (module.ZstdError,) if module is not None else ()


class _Archive(io.RawIOBase):
    """The archive's file as py7zr wants it: with a name that is text, and beginning where the archive does."""

    def __init__(self, source: Source, begin: int) -> None:
        self.name, self._file, self._begin = source.name, source.file, begin
        self._file.seek(begin)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes."""
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """A place in the archive."""
        return self._file.seek(offset + (self._begin if whence == 0 else 0), whence) - self._begin

    def tell(self) -> int:
        """The place in the archive."""
        return self._file.tell() - self._begin


class _Kept:
    """A member on its way out of a solid block: kept in memory while there is room."""

    def __init__(self, room: list[int]) -> None:
        self.file, self.done, self.full, self._room = io.BytesIO(), False, False, room

    def write(self, data: bytes) -> int:
        """Take some bytes, or none more where the archive's room is used up."""
        self._room[0] -= len(data)
        self.full = self.full or self._room[0] < 0
        if not self.full:
            self.file.write(data)
        return len(data)

    def read(self, size: int | None = None) -> bytes:
        """What py7zr reads back."""
        return self.file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Where py7zr wants to be."""
        return self.file.seek(offset, whence)

    def flush(self) -> None:
        """Nothing waits to be written."""

    def size(self) -> int:
        """How many bytes there are."""
        return self.file.getbuffer().nbytes

    def close(self) -> None:
        """The member is complete."""
        self.done = not self.full


def _factory(room: int) -> Any:
    base: Any = import_module("py7zr.io").WriterFactory

    class Factory(base):  # type: ignore[misc]  # known at run time only
        """Keeps every member under the name that py7zr gives it."""

        def __init__(self) -> None:
            self.taken: dict[str, _Kept] = {}
            self._room = [room]

        def create(self, filename: str) -> Any:
            self.taken[filename] = kept = _Kept(self._room)
            return kept

    return Factory()
