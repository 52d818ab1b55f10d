"""Files without text of their own: pictures, programs, damaged and locked documents."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable

from makers.ole import compound
from makers.people import Dice

_STORED = 65_535
"""The most that one stored block of a deflate stream can hold."""

_AGILE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n\
<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" \
xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">\
<keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" \
cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{salt}"/>\
<dataIntegrity encryptedHmacKey="{long}" encryptedHmacValue="{long}"/>\
<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">\
<p:encryptedKey spinCount="100000" saltSize="16" blockSize="16" keyBits="256" hashSize="64" \
cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{salt}" \
encryptedVerifierHashInput="{salt}" encryptedVerifierHashValue="{long}" encryptedKeyValue="{middle}"/>\
</keyEncryptor></keyEncryptors></encryption>"""


def encrypted_workbook(seed: str) -> bytes:
    """What Excel writes with a password: an OLE container of two streams (MS-OFFCRYPTO, agile).

    The encrypted package is noise, so there is no password that would open it.
    """
    dice = Dice(seed)
    filled = {
        name: base64.b64encode(dice.raw(size)).decode() for name, size in (("salt", 16), ("middle", 32), ("long", 64))
    }
    info = struct.pack("<HHI", 4, 4, 0x40) + _AGILE.format(**filled).encode()
    package = struct.pack("<Q", 8190) + dice.raw(8192)
    return compound({"EncryptionInfo": info, "EncryptedPackage": package})


def old_word(seed: str) -> bytes:
    """The skeleton of a Word 97 document whose flags say that it is encrypted: its text is noise."""
    dice = Dice(seed)
    word = struct.pack("<HHH", 0xA5EC, 0xC1, 0) + dice.raw(4096)
    return compound({"WordDocument": word, "1Table": dice.raw(512)})


def program() -> bytes:
    """The head of a Linux program and some padding; it does nothing."""
    ident = b"\x7fELF\2\1\1" + bytes(9)
    head = struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 0, 0, 0, 0)
    return (ident + head).ljust(4096, b"\0")


def png(width: int, height: int, shade: Callable[[int, int], int]) -> bytes:
    """A greyscale picture of four shades. shade: 0 (black) to 3 (white) at a place."""
    lines = b"".join(_line(width, y, shade) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 2, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", _deflated(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _line(width: int, y: int, shade: Callable[[int, int], int]) -> bytes:
    shades = [shade(x, y) for x in range(width)] + [0, 0, 0]
    packed = (shades[x] << 6 | shades[x + 1] << 4 | shades[x + 2] << 2 | shades[x + 3] for x in range(0, width, 4))
    return b"\0" + bytes(packed)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _deflated(data: bytes) -> bytes:
    """A zlib stream of stored blocks, written out by hand."""
    made = b"\x78\x01"
    for at in range(0, len(data), _STORED):
        piece = data[at : at + _STORED]
        made += struct.pack("<BHH", at + _STORED >= len(data), len(piece), len(piece) ^ 0xFFFF) + piece
    return made + struct.pack(">I", zlib.adler32(data))


def card_photo() -> bytes:
    """Something like a card on a table: a face, and stripes where writing would be. No text."""
    return png(480, 304, _card)


def _card(x: int, y: int) -> int:
    if not (24 <= x < 456 and 20 <= y < 284):
        return 1
    if (x - 372) ** 2 + (y - 110) ** 2 < 44**2 or ((x - 372) ** 2 / 3 + (y - 212) ** 2 < 46**2 and y < 226):
        return 0
    return 2 if 48 <= x < 280 and y % 36 < 10 else 3


def icon() -> bytes:
    """A small round mark, as programs carry them by the dozen."""
    return png(32, 32, lambda x, y: 0 if (x - 16) ** 2 + (y - 16) ** 2 < 144 else 3)
