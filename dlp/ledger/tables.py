"""The ledger's tables. Queryable columns repeat what stands in `body`, the incident itself; seals cover both."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, text
from sqlalchemy import Text as LongText

HEAD = "0003"
"""The newest schema revision."""

metadata = MetaData()
_TOLD = text("suppressed = ''")

incidents = Table(
    "incidents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("first_seen", String(40), nullable=False),
    Column("last_seen", String(40), nullable=False),
    Column("times", Integer, nullable=False),
    Column("rule", String(80), nullable=False),
    Column("clause", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("department", String(120), nullable=False),
    Column("place", String(40), nullable=False),
    Column("persons", Integer, nullable=False),
    Column("body", LongText, nullable=False),
    Column("suppressed", LongText, nullable=False, server_default=""),
    Column("who", LongText, nullable=False, server_default=""),
    Column("story", String(32), nullable=False, server_default=""),
    Column("state", String(16), nullable=False, server_default="new"),
    Column("assignee", LongText, nullable=False, server_default=""),
    Column("outcome", String(16), nullable=False, server_default=""),
    Column("handled_by", LongText, nullable=False, server_default=""),
    Column("acknowledged", String(40), nullable=False, server_default=""),
    Column("sealed", Integer, nullable=False, server_default="0"),
    Index("incidents_by_time", "last_seen"),
    Index("incidents_by_weight", "rank", "persons", "last_seen", sqlite_where=_TOLD),
    Index("incidents_by_department", "department", "rank", "persons", "last_seen", sqlite_where=_TOLD),
    Index("incidents_by_rule", "rule", "rank", "persons", "last_seen", sqlite_where=_TOLD),
    Index("incidents_by_state", "state", "rank", "persons", "last_seen", sqlite_where=_TOLD),
    Index("incidents_by_story", "story"),
    Index("incidents_waiting", "first_seen", sqlite_where=text("acknowledged = '' AND suppressed = ''")),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("time", String(40), nullable=False),
    Column("event", String(16), nullable=False),
    Column("incident", String(32), nullable=False),
    Column("who", LongText, nullable=False),
    Column("detail", LongText, nullable=False),
    Column("seal", String(64), nullable=False),
    Column("previous", Integer, nullable=False),
    Column("delivery", String(64), nullable=False),
    Column("algorithm", String(16), nullable=False),
    Column("mac", LargeBinary, nullable=False),
)
"""Append-only: each row's `mac` covers all its columns and the row before.

seal: digest of the incident's row as this event left it, empty where it changed none; previous: the row
that had sealed it before, 0 for none; delivery: digest of the delivery that was queued with it.
"""

head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chain", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("last", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)
"""One row: how long the chain is and how it ends, so that rows cut off its end are missed."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("incident", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("created", String(40), nullable=False),
    Column("payload", LongText, nullable=False),
    Column("queued", Integer, nullable=False),
    Column("due", String(40), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", LongText, nullable=False),
    Column("delivered", String(40), nullable=False),
    Index("deliveries_due", "due", sqlite_where=text("delivered = ''")),
)
"""What is to be told to whom. `queued`: the row of the audit that seals it."""

threads = Table(
    "threads",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("story", String(32), nullable=False),
)
"""Which story a person's content, and a person's recipient, belongs to."""
