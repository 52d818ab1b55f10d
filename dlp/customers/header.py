"""The beginning of a register or index: what it is, with which key, of which kinds."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BufferedWriter
from pathlib import Path

from dlp import machine
from dlp.errors import StateError
from dlp.model import Text

SIZE = 4096
"""The bytes in front of the first number: a page, so that what follows is aligned."""

_MAGIC = b"KEDUN01\n"


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself.

    what: `register` or `index`; key: a check of the key, which tells nothing else about it
    columns: for each column of the list the kind that its title says, and what else was seen in it
    rows: rows of the list; entries: numbers that follow; buckets: how many bits name a bucket
    width: bytes of what is left of a pair in its bucket; made: ISO 8601, UTC
    """

    what: str
    key: str
    columns: tuple[tuple[str, ...], ...]
    rows: int
    made: str
    entries: int = 0
    buckets: int = 0
    width: int = 0

    def encoded(self) -> bytes:
        """As it stands at the beginning of the file. Raises StateError where it has too many columns."""
        raw = _MAGIC + json.dumps(asdict(self)).encode("ascii")
        if len(raw) > SIZE:
            raise StateError(Text("列太多", "too many columns"))
        return raw.ljust(SIZE, b"\0")


def key_check(key: bytes) -> str:
    """A few characters that say whether two keys are the same."""
    return hmac.digest(key, b"which key", "sha256")[:8].hex()


def read(file: Path, what: str, key: bytes) -> Header:
    """The header of a file.

    Raises:
        StateError: it cannot be read, is something else, or was made with another key.
    """
    header = told(file)
    if header.what != what:
        raise damaged(file)
    if header.key != key_check(key):
        wrong = Text("客户索引与密钥不匹配", "the index was made with another key")
        raise StateError(wrong, file=file, fix=Text("检查 customers.key", "check customers.key"))
    return header


def told(file: Path) -> Header:
    """What a file says of itself, whatever its key. Raises StateError."""
    try:
        with file.open("rb") as source:
            raw = source.read(SIZE)
    except OSError as error:
        what = Text("无法读取客户索引", f"cannot read the index of customers ({error.strerror})")
        fix = Text(
            "用 dlp customers build 建立，或检查设置 customers",
            "make it with dlp customers build, or check the settings customers.*",
        )
        raise StateError(what, file=file, fix=fix) from error
    try:
        if not raw.startswith(_MAGIC):
            raise damaged(file)
        data = json.loads(raw[len(_MAGIC) :].rstrip(b"\0"))
        return Header(**{**data, "columns": tuple(map(tuple, data["columns"]))})
    except (ValueError, TypeError, KeyError) as error:
        raise damaged(file) from error


def damaged(file: Path) -> StateError:
    """What to say of a file that is not what it should be."""
    what = Text("客户索引已损坏，或不是客户索引", "this is no index of customers, or a damaged one")
    return StateError(what, file=file, fix=Text("重新建立：dlp customers build", "make it anew: dlp customers build"))


@contextmanager
def writing(file: Path) -> Iterator[BufferedWriter]:
    """A file that appears, readable by its owner only, when it is complete. Raises StateError.

    A folder that is not there yet is made, for its owner only; one that is, is left as it is.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        if not file.parent.exists():
            machine.private_folder(file.parent)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as error:
        what = Text("无法写入客户索引", f"cannot write the index of customers ({error.strerror})")
        raise StateError(what, file=file) from error
    finally:
        draft.unlink(missing_ok=True)
