"""What watching knows: gaps, surveys, the agent's own state; and by what detection a path was inspected."""

from alembic import op
from sqlalchemy import Column, Float, Integer, String, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("inspections", Column("detection", String(64), nullable=False, server_default=""))
    op.create_table(
        "gaps",
        Column("id", Integer, primary_key=True),
        Column("began", String(40), nullable=False),
        Column("ended", String(40), nullable=False, server_default=""),
        Column("why", String(40), nullable=False),
        Column("roots", Text, nullable=False),
        Column("count", Integer, nullable=False, server_default="0"),
    )
    op.create_index("gaps_by_end", "gaps", ["ended"])
    op.create_table(
        "surveys",
        Column("id", Integer, primary_key=True),
        Column("began", String(40), nullable=False),
        Column("seconds", Float, nullable=False, server_default="0"),
        Column("why", String(40), nullable=False),
        Column("root", Text, nullable=False),
        Column("seen", Integer, nullable=False, server_default="0"),
        Column("changed", Integer, nullable=False, server_default="0"),
        Column("scanned", Integer, nullable=False, server_default="0"),
        Column("skipped", Text, nullable=False, server_default="{}"),
        Column("complete", Integer, nullable=False, server_default="0"),
    )
    op.create_table(
        "agent",
        Column("id", Integer, primary_key=True),
        Column("alive", String(40), nullable=False),
        Column("body", Text, nullable=False),
    )


def downgrade() -> None:
    for name in ("agent", "surveys", "gaps"):
        op.drop_table(name)
    op.drop_column("inspections", "detection")
