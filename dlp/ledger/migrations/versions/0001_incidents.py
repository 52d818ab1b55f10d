"""Incidents."""

from alembic import op
from sqlalchemy import Column, Integer, String, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "incidents",
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
        Column("body", Text, nullable=False),
    )
    op.create_index("incidents_by_time", "incidents", ["last_seen"])
    op.create_index("incidents_by_department", "incidents", ["department"])


def downgrade() -> None:
    op.drop_table("incidents")
