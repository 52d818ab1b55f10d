"""What a reader gets and what it gives: a source under limits, and items of four kinds.

Everything here runs in the child process; it knows nothing of detection or policy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, NoReturn

from dlp.model import Block, Envelope, Grid, Locator, Reason, Unread
from dlp.readers.keys import Keys


@dataclass(frozen=True, slots=True)
class Figure:
    """What a picture is in its document: the part that its text makes, and which frame of it is meant."""

    part: str
    page: int | None = None
    sheet: str | None = None
    frame: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture as it was found; recognising its text is another process's work."""

    figure: Figure
    data: bytes

    def __repr__(self) -> str:
        return f"<Picture {self.figure.part!r} {len(self.data)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Picture may show anybody and is never serialised")


Item = Block | Unread | Envelope | Picture

NAME = "/name"
"""The end of a part that is not content, but what its file is called."""
_NAME = re.compile(rf"{NAME}(?:#\d+)?$")
BLOCK = 65_536
"""About how many characters a block holds."""


def is_name(part: str) -> bool:
    """Whether a part is what a member or an attachment is called, not what is in it."""
    return _NAME.search(part) is not None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: bytes, characters, counts and seconds.

    members: of an archive or a message, at every level together; the messages of a mailbox are not
        members of it but `messages`, and each may have as many members.

    ocr: whether the text of pictures is recognised; the limits that follow bound that work, for one
        picture but for `ocr_document_seconds`.
    """

    file_bytes: int = 512 << 20
    text_characters: int = 256 << 20
    member_bytes: int = 128 << 20
    members: int = 10_000
    messages: int = 100_000
    depth: int = 8
    ratio: int = 200
    unpacked_bytes: int = 2 << 30
    seconds: int = 60
    memory_mb: int = 1024
    icon_pixels: int = 128
    ocr: bool = False
    ocr_seconds: int = 60
    ocr_document_seconds: int = 1800
    ocr_megapixels: int = 25
    ocr_memory_mb: int = 2048


class Stop(Exception):
    """Raised by a reader when it cannot go on with a part: the reason becomes `Unread`."""

    def __init__(self, reason: Reason, kind: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.kind = reason, kind


@dataclass(slots=True)
class Budget:
    """What a document has cost so far. `exhausted` ends the whole document, not just a part."""

    limits: Limits
    characters: int = 0
    members: int = 0
    messages: int = 0
    unpacked: int = 0
    exhausted: bool = False
    keys: Keys = field(default_factory=Keys)
    held: list[Source] = field(default_factory=list)
    _names: Counter[str] = field(default_factory=Counter)

    def unique(self, name: str) -> str:
        """A part's name, numbered if another part of the document has it already."""
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name}#{self._names[name]}"

    def spend_text(self, characters: int) -> None:
        """Count text that was given out. Raises Stop at the limit."""
        self.characters += characters
        if self.characters > self.limits.text_characters:
            self._exhaust(Reason.TOO_LARGE)

    def spend_member(self) -> None:
        """Count a member of an archive or an attachment. Raises Stop at the limit."""
        self.members += 1
        if self.members > self.limits.members:
            self._exhaust(Reason.BOMB)

    @contextmanager
    def message(self) -> Iterator[None]:
        """One more message of a mailbox; what is attached to it counts for it alone. Raises Stop at the limit."""
        self.messages += 1
        if self.messages > self.limits.messages:
            self._exhaust(Reason.TOO_LARGE)
        before = self.members
        yield
        self.members = before

    def spend_bytes(self, size: int) -> None:
        """Count what was unpacked, at every level together. Raises Stop at the limit."""
        self.unpacked += size
        if self.unpacked > self.limits.unpacked_bytes:
            self._exhaust(Reason.BOMB)

    def hold(self, member: Source) -> bool:
        """Keep a volume of a split archive until its siblings have come; not where all together are too large."""
        if sum(source.size for source in self.held) + member.size > self.limits.member_bytes:
            return False
        self.held.append(member)
        return True

    def _exhaust(self, reason: Reason) -> None:
        self.exhausted = True
        raise Stop(reason)


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to read: a seekable file, the name it goes by, and the part it stands for.

    plain: what was decrypted of that file.
    """

    file: BinaryIO
    name: str
    size: int
    part: str = ""
    depth: int = 0
    as_text: bool = False
    plain: bool = False

    def inner(self, name: str) -> str:
        """The name of a part inside this one."""
        return f"{self.part}/{name}" if self.part else name

    def member(self, file: BinaryIO, name: str, size: int) -> Source:
        """A file found inside this one."""
        return Source(file, name, size, self.inner(name), self.depth + 1)

    def head(self, size: int = 4096) -> bytes:
        """The first bytes, with the file left at its start."""
        self.file.seek(0)
        data = self.file.read(size)
        self.file.seek(0)
        return data

    def whole(self, limit: int) -> bytes:
        """All bytes. Raises Stop if there are more than the limit."""
        if self.size > limit:
            raise Stop(Reason.TOO_LARGE)
        self.file.seek(0)
        return self.file.read(limit + 1)


@dataclass(slots=True)
class Part:
    """Writes one part's text as blocks whose offsets and line numbers follow on."""

    name: str
    budget: Budget
    page: int | None = None
    sheet: str | None = None
    lines: bool = False
    start: int = field(default=0, init=False)
    line: int = field(default=1, init=False)

    def __post_init__(self) -> None:
        self.name = self.budget.unique(self.name)

    def block(self, text: str, grid: Grid | None = None) -> Block:
        """The next block. Raises Stop when the document's text is over the limit."""
        self.budget.spend_text(len(text))
        locator = Locator(self.name, page=self.page, sheet=self.sheet, line=self.line if self.lines else None)
        made = Block(text, locator, self.start, grid)
        self.start += len(text)
        self.line += text.count("\n")
        return made

    def blocks(self, text: str) -> Iterator[Block]:
        """A longer text as blocks."""
        for piece in pieces(text):
            yield self.block(piece)


def pieces(text: str) -> Iterator[str]:
    """Cut a text into blocks: at a line end, else after punctuation, else where it must be."""
    start = 0
    while start < len(text):
        stop = good_cut(text, start)
        yield text[start:stop]
        start = stop


def good_cut(text: str, start: int) -> int:
    """Where best to end a block that begins at `start`, so that no number is cut in two."""
    stop = start + BLOCK
    if stop >= len(text):
        return len(text)
    for mark in ("\n", "。", "；", "，", ";", ",", " "):
        at = text.rfind(mark, start + BLOCK // 2, stop)
        if at >= 0:
            return at + 1
    return stop
