"""The file of registered documents: their fingerprints, sorted, and what each document is called."""

from __future__ import annotations

import hmac
import json
import os
import struct
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from dlp import machine
from dlp.counting.rows import Rows
from dlp.errors import StateError
from dlp.model import Text

Numbers = npt.NDArray[np.uint32]

_MAGIC = b"KEDUND1\n"
_HEAD = struct.Struct("<8sI")


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered document. digest: SHA-256 of its bytes; characters: those that count; made: ISO 8601, UTC."""

    label: str
    digest: str
    characters: int
    fingerprints: int
    made: str


@dataclass(frozen=True, slots=True)
class Store:
    """All registered documents. `owners` says for each fingerprint whose it is, by place in `entries`."""

    entries: tuple[Entry, ...]
    fingerprints: Rows
    owners: Numbers

    @classmethod
    def empty(cls) -> Self:
        """No documents."""
        return cls((), np.empty(0, np.uint64), np.empty(0, np.uint32))

    @classmethod
    def read(cls, file: Path, key: bytes) -> Self:
        """Read the file.

        Raises:
            StateError: it cannot be read, is damaged, or was made with another key.
        """
        try:
            raw = file.read_bytes()
        except OSError as error:
            what = Text("无法读取文件指纹库", f"cannot read the registered documents ({error.strerror})")
            raise StateError(what, file=file, fix=_FIX) from error
        try:
            magic, length = _HEAD.unpack_from(raw)
            told = json.loads(raw[_HEAD.size : _HEAD.size + length])
            entries = tuple(Entry(**entry) for entry in told["entries"])
            count, at = sum(entry.fingerprints for entry in entries), _HEAD.size + length
            if magic != _MAGIC or len(raw) != at + 12 * count:
                raise _damaged(file)
        except (struct.error, ValueError, TypeError, KeyError) as error:
            raise _damaged(file) from error
        if told["key"] != _check(key):
            what = Text("文件指纹库与密钥不匹配", "the registered documents were made with another key")
            raise StateError(what, file=file, fix=Text("检查 documents.key", "check documents.key"))
        fingerprints = np.frombuffer(raw, "<u8", count, at).astype(np.uint64)
        return cls(entries, fingerprints, np.frombuffer(raw, "<u4", count, at + 8 * count).astype(np.uint32))

    def write(self, file: Path, key: bytes) -> None:
        """Write the file, readable by its owner only; it appears when it is complete. Raises StateError."""
        told = json.dumps(
            {"key": _check(key), "entries": [asdict(e) for e in self.entries]}, ensure_ascii=False
        ).encode()
        draft = file.with_name(f".{file.name}.{os.getpid()}.part")
        try:
            if not file.parent.exists():
                machine.private_folder(file.parent)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(_HEAD.pack(_MAGIC, len(told)) + told)
                out.write(self.fingerprints.astype("<u8").tobytes() + self.owners.astype("<u4").tobytes())
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
        except OSError as error:
            what = Text("无法写入文件指纹库", f"cannot write the registered documents ({error.strerror})")
            raise StateError(what, file=file) from error
        finally:
            draft.unlink(missing_ok=True)

    def with_document(self, entry: Entry, fingerprints: Rows) -> Store:
        """One document more; the same content under the same label is replaced."""
        kept = self.without(lambda e: (e.digest, e.label) == (entry.digest, entry.label))
        return _sorted(
            (*kept.entries, entry),
            np.concatenate([kept.fingerprints, fingerprints]),
            np.concatenate([kept.owners, np.full(len(fingerprints), len(kept.entries), np.uint32)]),
        )

    def without(self, unwanted: Callable[[Entry], bool]) -> Store:
        """All documents but some."""
        stay = np.array([not unwanted(entry) for entry in self.entries], np.bool_)
        kept = stay[self.owners] if len(self.entries) else np.empty(0, np.bool_)
        renumbered = (np.cumsum(stay) - 1).astype(np.uint32)
        entries: Sequence[Entry] = [e for e, stays in zip(self.entries, stay.tolist(), strict=True) if stays]
        owners = renumbered[self.owners[kept]] if len(self.entries) else self.owners
        return Store(tuple(entries), self.fingerprints[kept], owners)


def _sorted(entries: tuple[Entry, ...], fingerprints: Rows, owners: Numbers) -> Store:
    order = np.lexsort((owners, fingerprints))
    return Store(entries, fingerprints[order], owners[order])


def _check(key: bytes) -> str:
    return hmac.digest(key, b"which key", "sha256")[:8].hex()


_FIX = Text(
    "用 dlp documents register 登记，或检查设置 documents",
    "register some with dlp documents register, or check the settings documents.*",
)


def _damaged(file: Path) -> StateError:
    return StateError(Text("文件指纹库已损坏", "the file of registered documents is damaged"), file=file, fix=_FIX)
