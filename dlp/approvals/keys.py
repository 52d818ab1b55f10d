"""Key pairs of approvers: Ed25519 (RFC 8032), the private half in a PEM file (PKCS #8, RFC 5958)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from dlp.errors import ConfigError
from dlp.model import Text

_OTHERS = 0o077
"""The permissions of everybody but the owner."""


class PrivateKey:
    """An approver's private key. Its repr shows the public half's number only."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        """The number under which approvers.yml's key is known."""
        return key_id(self.public)

    def sign(self, data: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._key.sign(data)

    def __repr__(self) -> str:
        return f"<PrivateKey {self.id}>"


def key_id(public: bytes) -> str:
    """A public key's number: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether a signature is that of a public key over some bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def make_key(file: Path, passphrase: str = "") -> PrivateKey:
    """Make a key pair and write the private half, readable by its owner only.

    Raises:
        ConfigError: the file is there already or cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    lock: KeySerializationEncryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    except OSError as error:
        what = Text("无法写入私钥文件", f"cannot write the private key ({error.strerror})")
        raise ConfigError(what, file=file) from error
    return PrivateKey(key)


def load_key(file: Path, passphrase: str = "") -> PrivateKey:
    """Read a private key.

    Raises:
        ConfigError: it cannot be read, is no Ed25519 key, needs another passphrase, or others can read it.
    """
    try:
        if os.name == "posix" and file.stat().st_mode & _OTHERS:
            fix = Text(f"chmod 600 {file}", f"chmod 600 {file}")
            raise ConfigError(Text("私钥文件可被他人读取", "others can read this private key"), file=file, fix=fix)
        key = load_pem_private_key(file.read_bytes(), passphrase.encode() or None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        what = Text("无法读取私钥或口令不对", f"no usable private key, or another passphrase ({type(error).__name__})")
        raise ConfigError(what, file=file) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigError(Text("不是 Ed25519 私钥", "this is no Ed25519 key"), file=file)
    return PrivateKey(key)
