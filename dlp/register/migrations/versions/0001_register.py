"""Uses of approvals, their withdrawal, the newest time seen, and what was destroyed."""

from alembic import op
from sqlalchemy import Column, Integer, String, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "uses",
        Column("id", String(32), primary_key=True),
        Column("approval", String(32), nullable=False),
        Column("time", String(40), nullable=False),
        Column("who", Text, nullable=False),
        Column("place", String(40), nullable=False),
        Column("path", Text, nullable=False),
    )
    op.create_index("uses_by_approval", "uses", ["approval"])
    op.create_table(
        "revocations",
        Column("number", Integer, primary_key=True),
        Column("paper", Text, nullable=False),
    )
    op.create_table(
        "clock",
        Column("id", Integer, primary_key=True),
        Column("newest", String(40), nullable=False),
    )
    op.create_table(
        "destroyed",
        Column("digest", String(64), primary_key=True),
        Column("time", String(40), nullable=False),
        Column("who", Text, nullable=False),
        Column("proof", Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("uses", "revocations", "clock", "destroyed"):
        op.drop_table(table)
