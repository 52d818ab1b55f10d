"""Passwords that an administrator gave: tried in the reader's child, one after another, within a time.

They come over the private channel and go nowhere from here: no part, reason or message names one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

WELL_KNOWN = "VelvetSweatshop"
"""What Excel tries by itself: a workbook that was only protected against changes ([MS-OFFCRYPTO] 2.1)."""


@dataclass(frozen=True, slots=True, repr=False)
class Passwords:
    """What encrypted documents are tried with, and how many seconds of processor time each may cost."""

    words: tuple[str, ...] = ()
    seconds: int = 10

    def __repr__(self) -> str:
        return f"<Passwords {len(self.words)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Passwords are never serialised")


@dataclass(slots=True, repr=False)
class Keys:
    """What one document may be tried with. `opened` are the parts of it that a password of the list opened.

    seconds: processor time that all tries of a document may take together.
    """

    words: tuple[str, ...] = ()
    seconds: float = 10.0
    opened: set[str] = field(default_factory=set)
    _spent: float = 0.0

    def __repr__(self) -> str:
        return f"<Keys {len(self.words)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Keys hold passwords and are never serialised")

    def tries(self) -> Iterator[str]:
        """The passwords, the one that fitted last first, until the time is over. What the caller does counts."""
        for word in self.words:
            if self._spent >= self.seconds:
                return
            began = time.process_time()
            try:
                yield word
            finally:
                self._spent += time.process_time() - began

    def encoded(self) -> Iterator[tuple[str, bytes]]:
        """The same as bytes, for archives, which do not say how theirs was written: UTF-8, then as Windows in China."""
        for word in self.tries():
            yield word, word.encode()
            if not word.isascii():
                yield word, word.encode("gb18030")

    def fits(self, word: str, part: str) -> None:
        """A password has opened a part: the next one is likely the same, and costs nothing of the time."""
        self.words = (word, *(other for other in self.words if other != word))
        self.opened.add(part)
        self._spent = 0.0
