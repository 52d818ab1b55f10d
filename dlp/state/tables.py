"""What was inspected, clean or not: one row a path, and one for each content at each path.

Inspections can be rebuilt by scanning again; when a copy was first seen cannot.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table
from sqlalchemy import Text as LongText

FILE = "state.db"
"""The database's name in the state folder."""

HEAD = "0002"
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

copies = Table(
    "copies",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("path", LongText, primary_key=True),
    Column("place", String(40), nullable=False),
    Column("place_name", LongText, nullable=False),
    Column("who", LongText, nullable=False),
    Column("first_seen", String(40), nullable=False),
    Column("last_seen", String(40), nullable=False),
    Index("copies_by_path", "path"),
)

sketches = Table(
    "sketches",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("digest", String(64), primary_key=True),
    Index("sketches_by_digest", "digest"),
)
