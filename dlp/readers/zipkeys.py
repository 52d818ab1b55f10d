"""Members of a zip with a password: the old encryption (APPNOTE 6.1) and AES (WinZip AE-1 and AE-2)."""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import zipfile
import zlib
from importlib import import_module
from typing import Any

from dlp.model import Reason
from dlp.readers.source import Budget, Stop

_AES = 99
_AES_EXTRA = 0x9901
_ROUNDS = 1000
_CODE, _CHECK = 10, 2
_LOCAL = 30
_CHUNK = 1 << 16
_WRONG = (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError)
"""What a wrong password looks like: a check byte that does not agree, or a checksum."""


def extracted(archive: zipfile.ZipFile, info: zipfile.ZipInfo, part: str, budget: Budget) -> bytes:
    """An encrypted member. Raises Stop: no password fits, it is too large, or encrypted in another way."""
    if info.flag_bits & 0x40 or not budget.keys.words:
        raise Stop(Reason.ENCRYPTED)
    packed = _packed(archive, info, budget) if info.compress_type == _AES else b""
    for word, raw in budget.keys.encoded():
        data = _aes(info, packed, raw, budget) if packed else _old(archive, info, raw, budget)
        if data is not None:
            budget.keys.fits(word, part)
            return data
    raise Stop(Reason.ENCRYPTED)


def _old(archive: zipfile.ZipFile, info: zipfile.ZipInfo, word: bytes, budget: Budget) -> bytes | None:
    """What zipfile decrypts; with one wrong password in 256 only the checksum tells."""
    try:
        with archive.open(info, pwd=word) as member:
            return member.read(budget.limits.member_bytes + 1)
    except _WRONG:
        return None


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    """A member's bytes as they stand in the archive."""
    file = archive.fp
    if file is None or info.compress_size > budget.limits.member_bytes:
        raise Stop(Reason.TOO_LARGE)
    file.seek(info.header_offset)
    header = file.read(_LOCAL)
    if len(header) < _LOCAL:
        raise Stop(Reason.CORRUPT)
    name, extra = struct.unpack_from("<HH", header, 26)
    file.seek(info.header_offset + _LOCAL + name + extra)
    return file.read(info.compress_size)


def _aes(info: zipfile.ZipInfo, packed: bytes, word: bytes, budget: Budget) -> bytes | None:
    """Decrypted and unpacked, None if the password is not the one."""
    strength, method = _aes_extra(info.extra)
    length = 8 * (strength + 1)
    salt, check = packed[: length // 2], packed[length // 2 : length // 2 + _CHECK]
    derived = hashlib.pbkdf2_hmac("sha1", word, salt, _ROUNDS, 2 * length + _CHECK)
    sealed, code = packed[length // 2 + _CHECK : -_CODE], packed[-_CODE:]
    if derived[-_CHECK:] != check:
        return None
    if not hmac.compare_digest(hmac.digest(derived[length : 2 * length], sealed, "sha1")[:_CODE], code):
        return None
    return _unpacked(_counted(derived[:length], sealed), method, budget)


def _aes_extra(extra: bytes) -> tuple[int, int]:
    """Strength (1 to 3) and the method below the encryption. Raises Stop."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _AES_EXTRA and size >= 7 and at + 11 <= len(extra) and extra[at + 8] in (1, 2, 3):
            return extra[at + 8], int(struct.unpack_from("<H", extra, at + 9)[0])
        at += 4 + size
    raise Stop(Reason.UNSUPPORTED)


def _counted(key: bytes, data: bytes) -> bytes:
    """AES in counter mode, the counter little-endian and from 1, as nothing but WinZip has it."""
    ciphers: Any = import_module("cryptography.hazmat.primitives.ciphers")
    engine = ciphers.Cipher(ciphers.algorithms.AES(key), ciphers.modes.ECB()).encryptor()
    out = io.BytesIO()
    for at in range(0, len(data), _CHUNK):
        piece = data[at : at + _CHUNK]
        first = at // 16 + 1
        counters = b"".join(n.to_bytes(16, "little") for n in range(first, first + -(-len(piece) // 16)))
        stream = engine.update(counters)[: len(piece)]
        mixed = int.from_bytes(piece, "little") ^ int.from_bytes(stream, "little")
        out.write(mixed.to_bytes(len(piece), "little"))
    return out.getvalue()


def _unpacked(data: bytes, method: int, budget: Budget) -> bytes:
    """Stored or deflated, as far as the limit goes. Raises Stop."""
    if method == zipfile.ZIP_STORED:
        return data
    if method != zipfile.ZIP_DEFLATED:
        raise Stop(Reason.UNSUPPORTED)
    try:
        return zlib.decompressobj(-15).decompress(data, budget.limits.member_bytes + 1)
    except zlib.error as error:
        raise Stop(Reason.CORRUPT) from error
