"""Stories: incidents of one person that are about the same customers or go to the same recipient.

A list on the desktop, its copy on a stick and the mail it left with are one story; so are ninety mails of
one customer each to one mailbox. Keys are hashes of keyed fingerprints and addresses; nothing can be read from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection

from dlp.ledger.rows import Row
from dlp.model import Incident, PlaceKind

_SHOWN = 16
_AT_ONCE = 500
_INSIDE = frozenset({PlaceKind.COMPANY_MAIL, PlaceKind.COMPANY_CHAT})


def keys(incident: Incident) -> list[str]:
    """What an incident may share with others: its content by the least of its fingerprints, and each recipient.

    A person must be known; for content, without one, sameness of the content is enough.
    """
    who = incident.sighting.who.strip().lower()
    prints = [finding.fingerprint for finding in incident.findings]
    found = [_key("content", who, min(prints))] if prints else []
    if who:
        addresses = sorted({r.address.lower() for r in incident.sighting.to if r.kind not in _INSIDE})
        found += [_key("to", who, address) for address in addresses]
    return found


def tell(connection: Connection, new: Sequence[tuple[Incident, Row]]) -> None:
    """Give each new row the story that it belongs to; that of its content before that of a recipient."""
    shared = [keys(incident) for incident, _ in new]
    known = _known(connection, sorted({key for some in shared for key in some}))
    before = len(known)
    for (_, row), some in zip(new, shared, strict=True):
        row["story"] = next((known[key] for key in some if key in known), row["id"])
        for key in some:
            known.setdefault(key, row["story"])
    fresh = list(known.items())[before:]
    if fresh:
        connection.exec_driver_sql("INSERT INTO threads (key, story) VALUES (?, ?)", fresh)


def _known(connection: Connection, shared: list[str]) -> dict[str, str]:
    """The story of each key that has one."""
    known: dict[str, str] = {}
    for start in range(0, len(shared), _AT_ONCE):
        some = shared[start : start + _AT_ONCE]
        query = f"SELECT key, story FROM threads WHERE key IN ({','.join('?' * len(some))})"  # noqa: S608 - only marks
        known.update((str(key), str(story)) for key, story in connection.exec_driver_sql(query, tuple(some)))
    return known


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:_SHOWN]
