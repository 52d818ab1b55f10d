"""Where the same content was seen."""

from alembic import op
from sqlalchemy import BigInteger, Column, String, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "copies",
        Column("digest", String(64), primary_key=True),
        Column("path", Text, primary_key=True),
        Column("place", String(40), nullable=False),
        Column("place_name", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("first_seen", String(40), nullable=False),
        Column("last_seen", String(40), nullable=False),
    )
    op.create_index("copies_by_path", "copies", ["path"])
    op.create_table(
        "sketches",
        Column("number", BigInteger, primary_key=True),
        Column("digest", String(64), primary_key=True),
    )
    op.create_index("sketches_by_digest", "sketches", ["digest"])


def downgrade() -> None:
    op.drop_table("sketches")
    op.drop_table("copies")
