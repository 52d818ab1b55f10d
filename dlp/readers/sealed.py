"""Files that only their key opens, known by how they begin. Each kind names the format or the product.

Products for transparent encryption leave ciphertext on disk for every program they do not trust,
a scanner among them: such a file is encrypted, not damaged. Their marks are not published by
their makers; those here are the ones that public reports by users agree on.
"""

from __future__ import annotations

import math
from collections import Counter

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%TSD-Header-###%", "tsd-sealed"),
    (0, b"b\x14#e", "esafenet-sealed"),  # 亿赛通 E-SafeNet, CDG
    (0, b"c\x14#e", "esafenet-sealed"),
    (0, b"age-encryption.org/", "age"),
    (0, b"Salted__", "openssl"),
    (0, b"LUKS\xba\xbe", "luks"),
    (3, b"-FVE-FS-", "bitlocker"),
    (0, b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", "kdb"),
    (0, b"\x03\xd9\xa2\x9a\x66\xfb\x4b\xb5", "kdbx"),
    (0, b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", "kdbx"),
    (0, b"\xc0\xb9\x07\x2e\x4f\x93\xf1\x46\xa0\x15\x79\x2c\xa1\xd9\xe8\x21", "axcrypt"),
    (0, b"AES\x00\x00", "aescrypt"),
    (0, b"AES\x01\x00", "aescrypt"),
    (0, b"AES\x02\x00", "aescrypt"),
    (0, b"AES\x03\x00", "aescrypt"),
    (0, b"RCLONE\0\0", "rclone"),
    (0, b"\0GITCRYPT\0", "git-crypt"),
    (0, b"VimCrypt~", "vimcrypt"),
    (0, b"encrcdsa", "dmg-encrypted"),
    (0, b"cdsaencr", "dmg-encrypted"),
    (0, b"\1\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb", "dpapi"),
    (0, b"\x07\x08V1\x08\x07", "wechat-image"),
    (0, b"\x07\x08V2\x08\x07", "wechat-image"),
)
_TEXT: tuple[tuple[bytes, str], ...] = (
    (b"-----BEGIN PGP MESSAGE-----", "pgp"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "age"),
    (b"$ANSIBLE_VAULT;", "ansible-vault"),
    (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", "private-key"),
)
_TRLD = (b"\x84}", b"\x87}", b"\x88}", b"\x89}")  # 天锐绿盾
_DATABASES = (".db", ".db3", ".sqlite", ".sqlite3", ".sqlitedb")
_LATE = ("trld-sealed", "encrypted-database", "pgp", "pkcs12")

KINDS = frozenset({*(kind for _, _, kind in _MAGIC), *(kind for _, kind in _TEXT), *_LATE})
"""Every kind that only a key opens."""


def binary(head: bytes) -> str | None:
    """The kind by a mark that nothing else begins with."""
    if _is_openpgp(head):
        return "pgp"
    return next((kind for at, magic, kind in _MAGIC if head.startswith(magic, at)), None)


def text(head: bytes) -> str | None:
    """The kind of a sealed file that is written in letters."""
    return next((kind for magic, kind in _TEXT if head.startswith(magic)), None)


def late(head: bytes, name: str) -> str | None:
    """The kind by a weak mark; asked only about what is neither text nor anything known."""
    if head.startswith(_TRLD) and _is_random(head):
        return "trld-sealed"
    if name.lower().endswith(_DATABASES) and _is_random(head):
        return "encrypted-database"
    return None


def _is_random(head: bytes) -> bool:
    """Whether bytes are spread as evenly as ciphertext spreads them: above 7.8 of 8 bits each."""
    sample = head[:8192]
    if len(sample) < 2048:
        return False
    shares = [count / len(sample) for count in Counter(sample).values()]
    return -sum(share * math.log2(share) for share in shares) > 7.8


def _is_openpgp(head: bytes) -> bool:
    """Whether it begins with an OpenPGP packet of a session key (RFC 9580, 5.1 and 5.3)."""
    if len(head) < 16 or not head[0] & 0x80:
        return False
    if head[0] & 0x40:
        tag, body = head[0] & 0x3F, 2 if head[1] < 192 else 3
    else:
        tag, body = head[0] >> 2 & 0xF, (2, 3, 5, 99)[head[0] & 3]
    if body == 99:
        return False
    if tag == 1:
        return head[body] == 3 and head[body + 9] in (1, 2, 16, 18, 25)
    return tag == 3 and head[body] == 4 and head[body + 1] in range(1, 14) and head[body + 2] in (0, 1, 3, 4)
