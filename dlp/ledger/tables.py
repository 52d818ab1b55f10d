"""The ledger's tables. Queryable columns repeat what stands in `body`, the incident itself."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table
from sqlalchemy import Text as LongText

HEAD = "0002"
"""The newest schema revision."""

metadata = MetaData()

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
    Column("suppressed", LongText, nullable=False, server_default=""),
    Column("body", LongText, nullable=False),
    Index("incidents_by_time", "last_seen"),
    Index("incidents_by_department", "department"),
)
