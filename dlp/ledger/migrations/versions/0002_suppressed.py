"""Why the company has chosen not to be told of an incident; empty for all others."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("incidents", Column("suppressed", Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("incidents", "suppressed")
