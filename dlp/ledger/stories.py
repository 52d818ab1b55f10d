"""Stories: incidents of one person that are about the same customers or go to the same recipient.

A list on the desktop, its copy on a stick and the mail it left with are one story; so are ninety mails of
one customer each to one mailbox. Keys are hashes of keyed fingerprints and addresses; nothing can be read from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection

from dlp.ledger.rows import Row
from dlp.model import Incident, PlaceKind

_SHOWN = 16
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


def tell(connection: Connection, new: Iterable[tuple[Incident, Row]]) -> None:
    """Give each new row the story that it belongs to; the oldest of several."""
    for incident, row in new:
        shared = keys(incident)
        row["story"] = _known(connection, shared) or row["id"]
        if shared:
            rows = [(key, row["story"]) for key in shared]
            connection.exec_driver_sql("INSERT OR IGNORE INTO threads (key, story) VALUES (?, ?)", rows)


def _known(connection: Connection, shared: list[str]) -> str:
    if not shared:
        return ""
    marks = ",".join("?" * len(shared))
    query = f"SELECT story FROM threads WHERE key IN ({marks}) ORDER BY rowid LIMIT 1"  # noqa: S608 - only marks
    found = connection.exec_driver_sql(query, tuple(shared)).first()
    return str(found[0]) if found else ""


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:_SHOWN]
