"""Lineage (clause 4.2.1): where a content was first seen, and where its copies are.

The same content is the same SHA-256 of a file's bytes; or, where documents are registered and so texts are
winnowed anyway, most of the eight fingerprints that stand for a text. So a Word document and the PDF made of it are
linked, a paragraph more or less notwithstanding.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.exc import DatabaseError

from dlp import database
from dlp.model import Document, PlaceKind, Sighting, Status
from dlp.record import shown_path
from dlp.state.tables import FILE, HEAD, copies, sketches

ALIKE = 5
"""Texts are the same if they share so many of their eight fingerprints."""

SHARES = frozenset({PlaceKind.APPROVED_SHARE.value, PlaceKind.NETWORK_SHARE.value})
_REMEMBERED = 4096
_SIGN = 1 << 63


@dataclass(frozen=True, slots=True)
class Copy:
    """A content at a path. `alike`: the text is the same, the bytes are not. Times in ISO 8601, UTC."""

    digest: str
    path: str
    place: str
    place_name: str
    who: str
    first_seen: str
    last_seen: str
    alike: bool = False


class Lineage:
    """Answers from the record of a state folder. Where there is no record yet, nothing is known.

    Every method raises StateError. Call `close()` in the end.
    """

    def __init__(self, state: Path) -> None:
        self._file = state / FILE
        self._opened: Connection | None = None
        self._recent: OrderedDict[str, list[Copy]] = OrderedDict()

    def chain(self, digest: str) -> list[Copy]:
        """Every copy of a content that is on record, the first seen first."""
        connection = self._connection()
        numbers = select(sketches.c.number).where(sketches.c.digest == digest)
        return _chain(connection, digest, list(connection.execute(numbers).scalars()))

    def digests(self, beginning: str) -> list[str]:
        """The contents on record whose digest begins so."""
        query = select(copies.c.digest).where(copies.c.digest.startswith(beginning, autoescape=True)).distinct()
        return sorted(self._connection().execute(query).scalars())

    def facts(self, sighting: Sighting, document: Document) -> dict[str, int | frozenset[str]]:
        """What rules may know of a document's earlier copies; nothing where it has no content or there is no record.

        Copies that were met a moment ago, and are not on record yet, count too.
        """
        if not has_content(document) or not self._file.exists():
            return {}
        path = shown_path(sighting.path)
        known = _chain(self._connection(), document.digest, _signed(document.content))
        known += self._recent.get(document.digest, [])
        earlier = [copy for copy in known if copy.path != path]
        now = database.utc(sighting.seen)
        self._remember(Copy(document.digest, path, sighting.place.kind.value, "", "", now, now))
        return _told(earlier, sighting.seen)

    def close(self) -> None:
        """Let go of the record."""
        if self._opened is not None:
            self._opened.close()
            self._opened.engine.dispose()
            self._opened = None

    def _remember(self, copy: Copy) -> None:
        self._recent.setdefault(copy.digest, []).append(copy)
        self._recent.move_to_end(copy.digest)
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)

    def _connection(self) -> Connection:
        """One for all questions; each sees what was committed before it was asked."""
        try:
            if self._opened is None:
                engine = database.connect(self._file, "dlp.state", HEAD, durable=False)
                self._opened = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return self._opened
        except DatabaseError as error:
            raise database.broken(self._file, error) from error


def has_content(document: Document) -> bool:
    """Whether a document's copies are worth linking: it was read from something, and is no program or font."""
    return bool(document.digest) and document.size > 0 and document.status is not Status.EXCLUDED


def rows(sighting: Sighting, document: Document) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of both tables that stand for an inspection."""
    if not has_content(document):
        return [], []
    seen, place = database.utc(sighting.seen), sighting.place
    copy = {
        "digest": document.digest,
        "path": shown_path(sighting.path),
        "place": place.kind.value,
        "place_name": place.name,
        "who": shown_path(sighting.who),
        "first_seen": seen,
        "last_seen": seen,
    }
    return [copy], [{"number": number, "digest": document.digest} for number in _signed(document.content)]


def _chain(connection: Connection, digest: str, numbers: Sequence[int]) -> list[Copy]:
    others = list(_alike(connection, digest, numbers)) if numbers else []
    query = select(copies).where(
        or_(copies.c.digest == digest, copies.c.digest.in_(others)) if others else copies.c.digest == digest
    )
    found = connection.execute(query.order_by(copies.c.first_seen, copies.c.path)).mappings()
    return [Copy(**row, alike=row["digest"] != digest) for row in found]


def _alike(connection: Connection, digest: str, numbers: Sequence[int]) -> Iterable[str]:
    query = select(sketches.c.digest).where(sketches.c.number.in_(numbers), sketches.c.digest != digest)
    return connection.execute(query.group_by(sketches.c.digest).having(func.count() >= ALIKE)).scalars()


def _told(earlier: Sequence[Copy], now: datetime) -> dict[str, int | frozenset[str]]:
    first = min((copy.first_seen for copy in earlier), default="")
    return {
        "copy_of": frozenset(copy.place for copy in earlier),
        "seen_before": frozenset("share" if copy.place in SHARES else "machine" for copy in earlier),
        **({"copy_days": max(0, (now.astimezone(UTC) - datetime.fromisoformat(first)).days)} if first else {}),
    }


def _signed(numbers: Iterable[int]) -> list[int]:
    """64-bit numbers as SQLite's signed integers hold them."""
    return [number - 2 * _SIGN if number >= _SIGN else number for number in numbers]
