"""What was inspected, clean or not: one row a path, and one for each content at each path.

Inspections can be rebuilt by scanning again; when a copy was first seen cannot.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, String, Table
from sqlalchemy import Text as LongText

FILE = "state.db"
"""The database's name in the state folder."""

HEAD = "0003"
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
    Column("detection", String(64), nullable=False, server_default=""),
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

gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("began", String(40), nullable=False),
    Column("ended", String(40), nullable=False, server_default=""),
    Column("why", String(40), nullable=False),
    Column("roots", LongText, nullable=False),
    Column("count", Integer, nullable=False, server_default="0"),
    Index("gaps_by_end", "ended"),
)
"""Times in which the agent cannot have seen everything. `ended` is empty until all was looked through again."""

surveys = Table(
    "surveys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("began", String(40), nullable=False),
    Column("seconds", Float, nullable=False, server_default="0"),
    Column("why", String(40), nullable=False),
    Column("root", LongText, nullable=False),
    Column("seen", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("scanned", Integer, nullable=False, server_default="0"),
    Column("skipped", LongText, nullable=False, server_default="{}"),
    Column("complete", Integer, nullable=False, server_default="0"),
)
"""Every time a followed folder was looked through: the proof of what was met and what became of it."""

agent = Table(
    "agent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alive", String(40), nullable=False),
    Column("body", LongText, nullable=False),
)
"""What the running agent says of itself, in one row."""
