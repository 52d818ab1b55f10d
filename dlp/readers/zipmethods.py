"""Zip members packed in ways that Python's zipfile does not know: deflate64, xz, zstd, PPMd.

The codecs come with the extra py7zr; without them a member is `Unread(unsupported)`.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

from dlp.model import Reason
from dlp.readers.source import Stop

_LOCAL = struct.Struct("<4s22xHH")
_NAMES = {1: "shrink", 2: "reduce", 3: "reduce", 4: "reduce", 5: "reduce", 6: "implode", 10: "dcl-implode", 19: "lz77", 96: "jpeg", 97: "wavpack"}  # fmt: skip


def handles(info: zipfile.ZipInfo) -> bool:
    """Whether a member is packed in a way that only this module unpacks, or names as unknown."""
    return info.compress_type not in (0, 8, 12, 14)


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """A member's bytes, at most one more than the limit. Raises Stop: unsupported or corrupt."""
    codec = _CODECS.get(info.compress_type)
    if codec is None:
        raise Stop(Reason.UNSUPPORTED, _NAMES.get(info.compress_type, f"zip-method-{info.compress_type}"))
    packed = _packed(archive, info)
    try:
        data = codec(packed, min(info.file_size, limit) + 1)
    except ImportError as error:
        raise Stop(Reason.UNSUPPORTED, f"zip-method-{info.compress_type}") from error
    except (lzma.LZMAError, ValueError, EOFError, RuntimeError, OSError, struct.error) as error:
        raise Stop(Reason.CORRUPT) from error
    if len(data) == info.file_size and zlib.crc32(data) != info.CRC:
        raise Stop(Reason.CORRUPT)
    return data


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    file: Any = archive.fp
    file.seek(info.header_offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
        raise Stop(Reason.CORRUPT)
    _, name, extra = _LOCAL.unpack(header)
    file.seek(name + extra, 1)
    data: bytes = file.read(info.compress_size)
    return data


def _deflate64(data: bytes, size: int) -> bytes:
    out: bytes = import_module("inflate64").Inflater().inflate(data)
    return out[:size]


def _ppmd(data: bytes, size: int) -> bytes:
    head = struct.unpack_from("<H", data)[0]
    order, memory, restore = (head & 15) + 1, ((head >> 4 & 255) + 1) << 20, head >> 12
    if order < 2 or restore > 1:
        raise ValueError("parameters")
    decoder = import_module("pyppmd").Ppmd8Decoder(order, memory, restore)
    out: bytes = decoder.decode(data[2:], size - 1)
    return out


def _zstd(data: bytes, size: int) -> bytes:
    from dlp.readers.compressed import zstd_module

    module = zstd_module()
    if module is None:
        raise ImportError("zstd")
    out: bytes = module.ZstdDecompressor().decompress(data, size)
    return out


def _xz(data: bytes, size: int) -> bytes:
    return lzma.LZMADecompressor().decompress(data, size)


_CODECS: dict[int, Callable[[bytes, int], bytes]] = {9: _deflate64, 20: _zstd, 93: _zstd, 95: _xz, 98: _ppmd}
