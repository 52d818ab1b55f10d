"""What left little by little: one row for each number of each customer, by sender, recipient and day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

FILE = "leaks.db"
"""The database's name in the state folder."""

HEAD = "0001"
"""The newest schema revision."""

metadata = MetaData()

sent = Table(
    "sent",
    metadata,
    Column("pair", String(32), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("a", BigInteger, primary_key=True),
    Column("b", BigInteger, primary_key=True),
    Column("c", BigInteger, primary_key=True),
)
"""pair: a hash of sender and recipient; part: the number of one of `Crowd`'s tables, or `dlp.leaks.FLAGS`."""
