"""Messages that were acknowledged and have not gone on: one sealed file each, on disk before the answer.

The folder that a file lies in says what becomes of it; a move between them is one atomic step:

    queued   goes to the next hop as soon as that takes it
    held     waits for an approval or a person
    failed   the next hop refuses it for good, and there is nobody to be told: a person must look
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from agent.relay.dsn import Mailing, Receiver
from agent.relay.seal import BrokenSealError, Seal
from dlp import machine
from dlp.errors import StateError
from dlp.fingerprint import key_from
from dlp.model import Text

FOLDER, KEY = "relay", "relay.key"
_ID = re.compile(r"[0-9a-f]{24}")


class Stand(StrEnum):
    """What becomes of a spooled message."""

    QUEUED = "queued"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a message is held or refused: rule, clause, and what to do, in both languages."""

    rule: str
    clause: str
    title: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A spooled message. `trace` is the header line that we put in front of it when it goes on.

    who, client: who submitted it, and from which address; came: when, ISO 8601 in UTC
    """

    mailing: Mailing
    content: bytes = field(repr=False)
    trace: str
    who: str
    client: str
    came: str
    reason: Reason | None = None

    @property
    def outgoing(self) -> bytes:
        """The message as it goes on."""
        return self.trace.encode("utf-8", "surrogateescape") + self.content


class Spool:
    """Opens (and makes) the spool of a state folder. Raises StateError."""

    def __init__(self, state: Path) -> None:
        self.folder = state / FOLDER
        try:
            for stand in Stand:
                machine.private_folder(self.folder / stand)
        except OSError as error:
            raise _broken(self.folder, error) from error
        self._seal = Seal(key_from(state / "keys" / KEY, make=True))

    def put(self, stand: Stand, entry: Entry, identity: str = "") -> str:
        """Write an entry; on return it survives a power cut. Gives its id, a new one unless told.

        Raises OSError: it could not be written; nothing is there, or what was there before.
        """
        identity = identity or new_id()
        file = self.folder / stand / identity
        draft = file.with_suffix(".part")
        try:
            _write(draft, self._seal.seal(_packed(entry), identity))
            draft.replace(file)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        _sync(file.parent)
        return identity

    def get(self, stand: Stand, identity: str) -> Entry:
        """Read an entry. Raises OSError: it is gone; BrokenSealError."""
        data = self._seal.open((self.folder / stand / identity).read_bytes(), identity)
        return _unpacked(data)

    def move(self, identity: str, stand: Stand, to: Stand) -> None:
        """Let something else become of it. Raises OSError: somebody else did already."""
        (self.folder / stand / identity).rename(self.folder / to / identity)
        _sync(self.folder / to)
        _sync(self.folder / stand)

    def remove(self, identity: str, stand: Stand) -> None:
        """Forget it: it has gone on, or its sender was told that it has not."""
        (self.folder / stand / identity).unlink(missing_ok=True)
        _sync(self.folder / stand)

    def ids(self, stand: Stand) -> list[str]:
        """What is there, the oldest first."""
        with os.scandir(self.folder / stand) as listing:
            return sorted(entry.name for entry in listing if _ID.fullmatch(entry.name))

    def find(self, start: str) -> Iterator[tuple[Stand, str]]:
        """Entries whose id begins so."""
        for stand in Stand:
            yield from ((stand, each) for each in self.ids(stand) if each.startswith(start))

    def clean(self) -> None:
        """Take away what a crash left half written: nobody was told that it was taken."""
        for stand in Stand:
            for draft in (self.folder / stand).glob("*.part"):
                draft.unlink(missing_ok=True)


def new_id() -> str:
    """An id; later ones sort behind earlier ones."""
    return f"{time.time_ns():016x}{secrets.token_hex(4)}"


def _write(file: Path, data: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    """A name is durable only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _packed(entry: Entry) -> bytes:
    head = asdict(entry)
    del head["content"]
    return json.dumps(head).encode() + b"\n" + entry.content


def _unpacked(data: bytes) -> Entry:
    head, _, content = data.partition(b"\n")
    try:
        return _entry(json.loads(head), content)
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenSealError from error


def _entry(head: dict[str, Any], content: bytes) -> Entry:
    envelope = head["mailing"]
    to = tuple(Receiver(each["address"], tuple(each["options"])) for each in envelope["to"])
    reason = head["reason"]
    if reason:
        reason = Reason(reason["rule"], reason["clause"], Text(*reason["title"]), Text(*reason["advice"]))
    mailing = Mailing(envelope["sender"], to, envelope["body"], envelope["utf8"], tuple(envelope["options"]))
    return Entry(mailing, content, head["trace"], head["who"], head["client"], head["came"], reason)


def _broken(folder: Path, error: OSError) -> StateError:
    what = Text("邮件暂存目录无法使用", f"the spool cannot be used ({error.strerror})")
    return StateError(what, file=folder, fix=Text("请检查权限和磁盘空间", "check permissions and disk space"))
