"""What was inspected, clean or not: one row a path. It can be rebuilt by scanning again."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table
from sqlalchemy import Text as LongText

HEAD = "0001"
"""The newest schema revision."""

metadata = MetaData()

inspections = Table(
    "inspections",
    metadata,
    Column("path", LongText, primary_key=True),
    Column("seen", String(40), nullable=False),
    Column("device", BigInteger),
    Column("inode", BigInteger),
    Column("size", BigInteger),
    Column("modified", BigInteger),
    Column("changed", BigInteger),
    Column("digest", String(64), nullable=False),
    Column("type", String(120), nullable=False),
    Column("status", String(16), nullable=False),
    Column("policy", String(64), nullable=False),
    Column("facts", LongText, nullable=False),
    Column("unread", LongText, nullable=False),
    Index("inspections_by_digest", "digest"),
)
