"""The register's tables."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table
from sqlalchemy import Text as LongText

HEAD = "0001"
"""The newest schema revision."""

metadata = MetaData()

uses = Table(
    "uses",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("approval", String(32), nullable=False),
    Column("time", String(40), nullable=False),
    Column("who", LongText, nullable=False),
    Column("place", String(40), nullable=False),
    Column("path", LongText, nullable=False),
    Index("uses_by_approval", "approval"),
)
revocations = Table(
    "revocations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("paper", LongText, nullable=False),
)
clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("newest", String(40), nullable=False),
)
destroyed = Table(
    "destroyed",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("time", String(40), nullable=False),
    Column("who", LongText, nullable=False),
    Column("proof", LongText, nullable=False),
)
