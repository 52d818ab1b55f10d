"""What was sent, by sender, recipient and day."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "sent",
        Column("pair", String(32), primary_key=True),
        Column("day", String(10), primary_key=True),
        Column("part", Integer, primary_key=True),
        Column("a", BigInteger, primary_key=True),
        Column("b", BigInteger, primary_key=True),
        Column("c", BigInteger, primary_key=True),
    )


def downgrade() -> None:
    op.drop_table("sent")
