"""Names that people gave to members of archives and to attachments: they may hold a customer's name and number.

Each is a part of its own beside what is in the member, so that it is also there where the member is not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlp.readers.source import NAME, Budget, Item, Part, Source


def said(source: Source, name: str, budget: Budget) -> Iterator[Item]:
    """The name of a member of a source as text."""
    if name.strip():
        yield Part(source.inner(name) + NAME, budget).block(name)


_ATTACHED = "attachment:"


def attached(member: Source, budget: Budget) -> Iterator[Item]:
    """The name of an attachment, by what it is called among the parts; a mere number is none."""
    name = member.part.rpartition(_ATTACHED)[2] if _ATTACHED in member.part else ""
    if name and "/" not in name and not name.isdecimal():
        yield Part(member.part + NAME, budget).block(name)
