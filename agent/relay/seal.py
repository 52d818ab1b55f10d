"""Spooled messages are encrypted at rest: AES-256-GCM (NIST SP 800-38D) under a key in the state folder."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"KDSPOOL1"
_NONCE = 12


class BrokenSealError(ValueError):
    """It was not sealed with this key and under this name, or it was changed."""


class Seal:
    """Seals and opens with one key. A name goes with what is sealed, so that two files cannot be swapped."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, name: str) -> bytes:
        """The data, encrypted. The nonce is random: with 2^32 messages a repeat has odds of 2^-33."""
        nonce = secrets.token_bytes(_NONCE)
        return _MAGIC + nonce + self._cipher.encrypt(nonce, data, name.encode())

    def open(self, sealed: bytes, name: str) -> bytes:
        """The data again. Raises BrokenSealError."""
        begin = len(_MAGIC)
        if not sealed.startswith(_MAGIC):
            raise BrokenSealError
        nonce, rest = sealed[begin : begin + _NONCE], sealed[begin + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, rest, name.encode())
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError from error
