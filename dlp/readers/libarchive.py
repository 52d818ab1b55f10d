"""A thin hold on libarchive's C interface: members of an archive in memory, one after another.

The library is the one inside the wheel of archive-r-python, else the system's own. Its Python
interface is not used, because it does not open RAR 5 and loses names that are not UTF-8.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import importlib.metadata
import locale
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

_ARENA_MAX = -8
"""glibc's name for the option: how many arenas there may be."""
_WARN, _FAILED = -20, -25
"""Worse than these, nothing more comes from a call, or from the archive."""
_EOF = 1
_REGULAR = 0o100000
_FILE = re.compile(r"(?:^|/)(?:lib)?archive(?:-[0-9a-f]+)?[.\-\w]*\.(?:so[.\d]*|dylib|dll)$")
_BUFFER = 1 << 18
_DIST = "archive-r-python"


class Missing(ImportError):
    """There is no libarchive on this machine."""


@cache
def library() -> Any:
    """The loaded library. Raises Missing."""
    _keep_small()
    path = _bundled() or ctypes.util.find_library("archive")
    if path is None:
        raise Missing(_DIST)
    try:
        return _declared(ctypes.CDLL(path))
    except (OSError, AttributeError) as error:
        raise Missing(_DIST) from error


def _keep_small() -> None:
    """The eight threads of its BLAKE2sp hash would each reserve an arena and a stack that we do not have."""
    os.environ.setdefault("OMP_STACKSIZE", "256k")
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")  # else names in other encodings are an error


def _bundled() -> str | None:
    try:
        import_module("archive_r")  # its loading makes the libraries beside it known

        files = importlib.metadata.files(_DIST) or []
    except ImportError:
        return None
    return next(
        (str(file.locate()) for file in files if _FILE.search(str(file)) and "archive_r" not in file.name), None
    )


def _declared(lib: Any) -> Any:
    pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    for name, result, arguments in (
        ("archive_read_new", pointer, []),
        ("archive_read_support_filter_all", ctypes.c_int, [pointer]),
        ("archive_read_support_format_raw", ctypes.c_int, [pointer]),
        ("archive_read_open_memory", ctypes.c_int, [pointer, pointer, size]),
        ("archive_read_next_header", ctypes.c_int, [pointer, ctypes.POINTER(pointer)]),
        ("archive_read_data", ctypes.c_ssize_t, [pointer, pointer, size]),
        ("archive_read_free", ctypes.c_int, [pointer]),
        ("archive_error_string", text, [pointer]),
        ("archive_entry_pathname", text, [pointer]),
        ("archive_entry_pathname_w", ctypes.c_wchar_p, [pointer]),
        ("archive_entry_pathname_utf8", text, [pointer]),
        ("archive_entry_filetype", ctypes.c_uint, [pointer]),
        ("archive_entry_is_encrypted", ctypes.c_int, [pointer]),
        ("archive_entry_hardlink", text, [pointer]),
        *((f"archive_read_support_format_{name}", ctypes.c_int, [pointer]) for name in _FORMATS),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


_FORMATS = ("7zip", "ar", "cab", "cpio", "iso9660", "lha", "rar", "rar5", "tar", "xar", "zip")


class Entry:
    """A member that is being read: valid until the next one is asked for."""

    def __init__(self, archive: Any, entry: Any) -> None:
        self._archive, self._entry = archive, entry

    @property
    def name(self) -> bytes | str:
        """Its path: characters where the archive says how they are written, else bytes."""
        lib = library()
        text = lib.archive_entry_pathname_utf8(self._entry)
        if text is not None:
            return bytes(text)
        return str(lib.archive_entry_pathname_w(self._entry) or "") or bytes(
            lib.archive_entry_pathname(self._entry) or b""
        )

    @property
    def is_file(self) -> bool:
        """Whether it has content of its own: no folder, no link."""
        lib = library()
        linked = lib.archive_entry_hardlink(self._entry) is not None
        return lib.archive_entry_filetype(self._entry) in (_REGULAR, 0) and not linked

    @property
    def is_encrypted(self) -> bool:
        """Whether only a password opens it."""
        return bool(library().archive_entry_is_encrypted(self._entry) > 0)

    def chunks(self) -> Iterator[bytes]:
        """Its content. Raises OSError with libarchive's message where it cannot go on."""
        buffer = ctypes.create_string_buffer(_BUFFER)
        while True:
            size = library().archive_read_data(self._archive, buffer, _BUFFER)
            if size < 0:
                raise OSError(_message(self._archive))
            if not size:
                return
            yield buffer.raw[:size]


def _message(archive: Any) -> str:
    return bytes(library().archive_error_string(archive) or b"").decode("ascii", "replace")


@contextmanager
def _reader(data: bytes, *, raw: bool) -> Iterator[Any]:
    """An open archive; what cannot be opened at all raises OSError."""
    lib = library()
    archive = lib.archive_read_new()
    try:
        lib.archive_read_support_filter_all(archive)
        for name in ("raw",) if raw else _FORMATS:
            getattr(lib, f"archive_read_support_format_{name}")(archive)
        if lib.archive_read_open_memory(archive, data, len(data)) < _WARN:
            raise OSError(_message(archive))
        yield archive
    finally:
        lib.archive_read_free(archive)


def entries(data: bytes, *, raw: bool = False) -> Iterator[Entry]:
    """The members of an archive, or with `raw` the one of a compressed stream.

    Raises Missing, or OSError with libarchive's message where the archive stops making sense.
    """
    with _reader(data, raw=raw) as archive:
        entry = ctypes.c_void_p()
        while True:
            result = library().archive_read_next_header(archive, ctypes.byref(entry))
            if result == _EOF:
                return
            if result < _FAILED:
                raise OSError(_message(archive))
            yield Entry(archive, entry)
