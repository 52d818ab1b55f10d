"""The parent's side of reading one document: open it, hand it over, take what comes back."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from dlp import machine
from dlp.model import Block, Document, Envelope, Reason, Stamp, Unread
from dlp.readers import siblings, wire
from dlp.readers.endings import is_renamed
from dlp.readers.sandbox import Failed, Sandbox, Volumes
from dlp.readers.source import Picture, is_name
from dlp.readers.stored import Stored

_ERRORS = {
    errno.EACCES: Reason.DENIED,
    errno.EPERM: Reason.DENIED,
    errno.ENOENT: Reason.VANISHED,
    errno.ENOTDIR: Reason.VANISHED,
    errno.ESTALE: Reason.VANISHED,
    errno.ELOOP: Reason.LOOP,
    errno.EBUSY: Reason.LOCKED,
    errno.ETXTBSY: Reason.LOCKED,
    errno.ENXIO: Reason.SPECIAL,
    errno.EISDIR: Reason.SPECIAL,
}
_CHUNK = 1 << 20


def reason_of(error: OSError) -> Reason:
    """The reason that an operating-system error stands for."""
    return _ERRORS.get(error.errno or 0, Reason.IO)


class Reading:
    """One document being read: take all `blocks()`, then ask for the `document()`.

    `envelope` is known as soon as the first block of a message is.
    """

    def __init__(self, sandbox: Sandbox, path: Path, *, as_text: bool = False, message: Stored | None = None) -> None:
        self.path = path
        self._sandbox, self._as_text, self._message = sandbox, as_text, message
        self._unread: list[Unread] = []
        self._parts: set[str] = set()
        self._type, self._size, self._digest, self._encrypted = "", 0, "", False
        self.envelope: Envelope | None = None
        self._stamp: Stamp | None = None

    def blocks(self) -> Iterator[Block]:
        """The text, block by block; failures are kept for `document()`."""
        try:
            if machine.is_elsewhere(self.path.stat()):
                self._unread.append(Unread("", Reason.CLOUD_ONLY))
                return
            descriptor = os.open(self.path, siblings.FLAGS)
        except OSError as error:
            self._unread.append(Unread("", reason_of(error)))
            return
        try:
            yield from self._open_blocks(descriptor)
        except OSError as error:
            self._unread.append(Unread("", reason_of(error)))
        finally:
            os.close(descriptor)

    def document(self) -> Document:
        """What was found out; complete once all blocks were taken."""
        unread = tuple(dict.fromkeys(self._unread))
        return Document(
            self._type,
            self._size,
            self._digest,
            len(self._parts),
            unread,
            self.envelope,
            stamp=self._stamp,
            renamed=is_renamed(self.path.name, self._type),
            encrypted=self._encrypted or self._is_sealed(unread),
        )

    def _is_sealed(self, unread: tuple[Unread, ...]) -> bool:
        """Whether nothing came out, because all of it is encrypted."""
        return bool(unread) and not self._parts and all(u.reason is Reason.ENCRYPTED for u in unread)

    def _open_blocks(self, descriptor: int) -> Iterator[Block]:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            self._unread.append(Unread("", Reason.SPECIAL))
            return
        self._stamp = stamp(before)
        if self._message:
            yield from self._one_message(descriptor, self._message)
            return
        self._size = before.st_size
        found = siblings.of_file(self.path)
        with siblings.opened(self.path.parent, found) if found else nullcontext(()) as descriptors:
            files = descriptors or (descriptor,)
            states = [_state(file) for file in files]
            yield from self._ask(descriptor, Volumes(found, descriptors))
            self._digest = digest(*files)
            if states != [_state(file) for file in files]:
                self._unread.append(Unread("", Reason.CHANGED, self._type))

    def _one_message(self, descriptor: int, message: Stored) -> Iterator[Block]:
        """One of the messages in a mailbox; its own bytes are what must not change meanwhile."""
        self._size = message.length
        before = digest_of(descriptor, message.start, message.length)
        yield from self._ask(descriptor, message=(message.start, message.length))
        self._digest = digest_of(descriptor, message.start, message.length)
        if self._digest != before:
            self._unread.append(Unread("", Reason.CHANGED, self._type))

    def _ask(
        self, descriptor: int, volumes: Volumes | None = None, message: tuple[int, int] | None = None
    ) -> Iterator[Block]:
        name = self.path.name
        try:
            for item in self._sandbox.read(descriptor, name, as_text=self._as_text, volumes=volumes, message=message):
                if isinstance(item, Block):
                    if not is_name(item.locator.part):
                        self._parts.add(item.locator.part)
                    yield item
                elif isinstance(item, Picture):  # nobody recognised it
                    self._unread.append(Unread(item.figure.part, Reason.SCANNED))
                else:
                    self._note(item)
        except Failed as failed:
            self._unread.append(Unread("", failed.reason, self._type))

    def _note(self, item: Unread | Envelope | wire.Done) -> None:
        if isinstance(item, Unread):
            self._unread.append(item)
        elif isinstance(item, wire.Done):
            self._type, self._encrypted = item.type, item.encrypted
        elif item.sender or item.recipients:
            self.envelope = self.envelope or item


class Stream(Reading):
    """A stream being read, such as standard input: the child holds it in memory, nobody on disk."""

    def __init__(self, sandbox: Sandbox, descriptor: int) -> None:
        super().__init__(sandbox, Path("-"), as_text=True)
        self._descriptor = descriptor

    def blocks(self) -> Iterator[Block]:
        """The text, block by block; failures are kept for `document()`."""
        yield from self._ask(self._descriptor)


def stamp(state: os.stat_result) -> Stamp:
    """The part of a file's state that tells whether it is still the same."""
    return Stamp(state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)


def _state(descriptor: int) -> tuple[int, int]:
    """What moves when a file is written to; its ctime moves with a mere chmod."""
    state = os.fstat(descriptor)
    return state.st_size, state.st_mtime_ns


def digest(*descriptors: int) -> str:
    """The SHA-256 of open files one after another, without moving their offsets where the system allows."""
    sha = hashlib.sha256()
    for descriptor in descriptors:
        at = 0
        while chunk := _read_at(descriptor, at):
            sha.update(chunk)
            at += len(chunk)
    return sha.hexdigest()


def digest_of(descriptor: int, start: int, length: int) -> str:
    """The SHA-256 of a piece of an open file."""
    sha, at, end = hashlib.sha256(), start, start + length
    while at < end and (chunk := _read_at(descriptor, at, min(_CHUNK, end - at))):
        sha.update(chunk)
        at += len(chunk)
    return sha.hexdigest()


def _read_at(descriptor: int, offset: int, most: int = _CHUNK) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, most, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, most)
