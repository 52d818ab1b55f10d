"""The life of an incident, the chained audit, deliveries, stories."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String, Text, text

revision = "0003"
down_revision = "0002"

_TOLD = text("suppressed = ''")
_WEIGHT = ["rank", "persons", "last_seen"]
_ADDED = (
    Column("who", Text, nullable=False, server_default=""),
    Column("story", String(32), nullable=False, server_default=""),
    Column("state", String(16), nullable=False, server_default="new"),
    Column("assignee", Text, nullable=False, server_default=""),
    Column("outcome", String(16), nullable=False, server_default=""),
    Column("handled_by", Text, nullable=False, server_default=""),
    Column("acknowledged", String(40), nullable=False, server_default=""),
    Column("sealed", Integer, nullable=False, server_default="0"),
)


def upgrade() -> None:
    for column in _ADDED:
        op.add_column("incidents", column)
    op.drop_index("incidents_by_department", "incidents")
    op.create_index("incidents_by_weight", "incidents", _WEIGHT, sqlite_where=_TOLD)
    op.create_index("incidents_by_department", "incidents", ["department", *_WEIGHT], sqlite_where=_TOLD)
    op.create_index("incidents_by_rule", "incidents", ["rule", *_WEIGHT], sqlite_where=_TOLD)
    op.create_index("incidents_by_state", "incidents", ["state", *_WEIGHT], sqlite_where=_TOLD)
    op.create_index("incidents_by_story", "incidents", ["story"])
    waiting = text("acknowledged = '' AND suppressed = ''")
    op.create_index("incidents_waiting", "incidents", ["first_seen"], sqlite_where=waiting)
    _audit()
    _deliveries()
    op.create_table("threads", Column("key", String(32), primary_key=True), Column("story", String(32), nullable=False))


def _audit() -> None:
    op.create_table(
        "audit",
        Column("number", Integer, primary_key=True),
        Column("time", String(40), nullable=False),
        Column("event", String(16), nullable=False),
        Column("incident", String(32), nullable=False),
        Column("who", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Column("seal", String(64), nullable=False),
        Column("previous", Integer, nullable=False),
        Column("delivery", String(64), nullable=False),
        Column("algorithm", String(16), nullable=False),
        Column("mac", LargeBinary, nullable=False),
    )
    op.create_table(
        "head",
        Column("id", Integer, primary_key=True),
        Column("chain", String(32), nullable=False),
        Column("number", Integer, nullable=False),
        Column("last", LargeBinary, nullable=False),
        Column("mac", LargeBinary, nullable=False),
    )
    for what in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER audit_no_{what} BEFORE {what.upper()} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        Column("id", String(32), primary_key=True),
        Column("incident", String(32), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("created", String(40), nullable=False),
        Column("payload", Text, nullable=False),
        Column("queued", Integer, nullable=False),
        Column("due", String(40), nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("error", Text, nullable=False),
        Column("delivered", String(40), nullable=False),
    )
    op.create_index("deliveries_due", "deliveries", ["due"], sqlite_where=text("delivered = ''"))


def downgrade() -> None:
    raise NotImplementedError("a downgrade would throw evidence away")
