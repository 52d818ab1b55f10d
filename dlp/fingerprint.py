"""Keyed fingerprints: equal values can be linked without being kept (HMAC-SHA256, RFC 2104)."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from dlp import machine
from dlp.errors import StateError
from dlp.model import Text

_BYTES = 32


class Fingerprinter:
    """Makes fingerprints with one key. Without the key a value cannot be found by trying."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, entity: str, normal: str) -> bytes:
        """The 32 bytes that stand for a value of some kind."""
        return hmac.digest(self._key, f"{entity}\0{normal}".encode("utf-8", "surrogatepass"), "sha256")

    def number(self, entity: str, normal: str) -> int:
        """The first eight of them as a number, for counting."""
        return int.from_bytes(self.digest(entity, normal)[:8], "big")


def load_key(state: Path) -> bytes:
    """The company's key from the state folder; made at first use, readable by its owner only.

    Raises:
        StateError: the folder or the key cannot be read or written.
    """
    file = state / "keys" / "fingerprint.key"
    try:
        machine.private_folder(state)
        machine.private_folder(file.parent)
        if not file.exists():
            _create(file)
        key = file.read_bytes()
    except OSError as error:
        what = Text("状态目录无法使用", f"the state folder cannot be used ({error.strerror})")
        fix = Text(
            "请检查权限，或用 DLP_STATE 指定另一个目录", "check its permissions, or name another folder in DLP_STATE"
        )
        raise StateError(what, file=error.filename or file, fix=fix) from error
    if len(key) != _BYTES:
        raise StateError(Text("密钥文件已损坏", "the key file is damaged"), file=file)
    return key


def _create(file: Path) -> None:
    """Write the whole key under another name first, so that a half-written one never counts."""
    draft = file.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(secrets.token_bytes(_BYTES))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was first; its key counts
    finally:
        draft.unlink()
