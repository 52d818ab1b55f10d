"""Keyed fingerprints: equal values can be linked without being kept.

Findings carry HMAC-SHA256 (RFC 2104). Counting needs one short number for each of millions of
values and nobody ever sees it: keyed BLAKE2b (RFC 7693), a quarter of the time, with a key of
its own that is derived from the company's.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from dlp import machine
from dlp.errors import StateError
from dlp.model import Text

_BYTES = 32
NUMBER_BYTES = 8
"""The length of a number for counting. Of ten million values two are mistaken for one once in 370,000 counts."""

Hash = hashlib.blake2b


class Named(Protocol):
    """Anybody who has a name."""

    @property
    def name(self) -> str:
        """The name in its normal form."""


class Fingerprinter:
    """Makes fingerprints with one key. Without the key a value cannot be found by trying.

    counting: the key for numbers, if it is another one. With the key of an index of customers the
        numbers that counting makes anyway are the ones to look up there.
    """

    def __init__(self, key: bytes, counting: bytes | None = None) -> None:
        self._key = key
        self._counting_key = hmac.digest(counting or key, b"counting", "sha256")
        self._begun: dict[str, Hash] = {}
        self._named: tuple[Sequence[Named], bytes] = (), b""

    def digest(self, entity: str, normal: str) -> bytes:
        """The 32 bytes that stand for a value of some kind."""
        return hmac.digest(self._key, f"{entity}\0{normal}".encode("utf-8", "surrogatepass"), "sha256")

    def number(self, entity: str, normal: str) -> int:
        """The number that stands for a value in counting."""
        return int.from_bytes(self.numbers(entity, (normal,)), "little")

    def numbers(self, entity: str, normals: Sequence[str]) -> bytes:
        """The numbers of many values of a kind, by their normal form, eight bytes each, little end first."""
        begin, made = (self._begun.get(entity) or self._begin(entity)).copy, []
        for normal in _encoded(normals):
            hashed = begin()
            hashed.update(normal)
            made.append(hashed.digest())
        return b"".join(made)

    def names(self, people: Sequence[Named]) -> bytes:
        """The numbers of people's names, remembered for as long as the same list is given: it may be long."""
        if self._named[0] is not people:
            self._named = people, self.numbers("PERSON", [each.name for each in people])
        return self._named[1]

    def _begin(self, entity: str) -> Hash:
        """A hash that has read key and entity, to be copied for each value."""
        hashed = hashlib.blake2b(f"{entity}\0".encode(), key=self._counting_key, digest_size=NUMBER_BYTES)
        return self._begun.setdefault(entity, hashed)


def _encoded(texts: Sequence[str]) -> list[bytes]:
    """Each in UTF-8; all at once, as that is sooner done."""
    encoded = "\0".join(texts).encode("utf-8", "surrogatepass").split(b"\0")
    return encoded if len(encoded) == len(texts) else [text.encode("utf-8", "surrogatepass") for text in texts]


def load_key(state: Path) -> bytes:
    """The company's key from the state folder; made at first use, readable by its owner only.

    Raises:
        StateError: the folder or the key cannot be read or written.
    """
    try:
        machine.private_folder(state)
        machine.private_folder(state / "keys")
    except OSError as error:
        raise _unusable(state, error) from error
    return key_from(state / "keys" / "fingerprint.key", make=True)


def key_from(file: Path, *, make: bool = False) -> bytes:
    """The key in a file.

    make: whether to make one, readable by its owner only, where there is none.

    Raises:
        StateError: the key cannot be read or written, or is damaged.
    """
    try:
        if make and not file.exists():
            if not file.parent.exists():
                machine.private_folder(file.parent)
            _create(file)
        key = file.read_bytes()
    except OSError as error:
        raise _unusable(file, error) from error
    if len(key) != _BYTES:
        raise StateError(Text("密钥文件已损坏", "the key file is damaged"), file=file)
    return key


def _unusable(file: Path, error: OSError) -> StateError:
    what = Text("状态目录或密钥无法使用", f"the state folder or a key cannot be used ({error.strerror})")
    fix = Text(
        "请检查权限，或用 DLP_STATE 指定另一个目录", "check its permissions, or name another folder in DLP_STATE"
    )
    return StateError(what, file=error.filename or file, fix=fix)


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
