"""Inspections."""

from alembic import op
from sqlalchemy import BigInteger, Column, String, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "inspections",
        Column("path", Text, primary_key=True),
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
        Column("facts", Text, nullable=False),
        Column("unread", Text, nullable=False),
    )
    op.create_index("inspections_by_digest", "inspections", ["digest"])


def downgrade() -> None:
    op.drop_table("inspections")
